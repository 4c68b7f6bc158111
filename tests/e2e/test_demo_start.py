"""`yanxiu demo` from the first start to a kill: what a newcomer sees, and what is left behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

COMMAND = [sys.executable, "-m", "yanxiu"]
AGAIN_SECONDS = (
    10 if "PYTEST_XDIST_WORKER" not in os.environ else 30
)  # the other half of the suite runs beside us
TOKENS = {"admin": "admin", "auditor": "auditor", "teacher": "teacher", "integrator": "integrator"}
COUNTIES = {
    "yuyang": TOKENS,
    "jiyuan": TOKENS
    | {"principal": "principal", "reviewer": "reviewer", "central": "reviewer", "certifier": "certifier"},
    "qingan": TOKENS | {"researcher": "teacher", "school": "school"},
}
FIRST_TEACHER = {"yuyang": "T6100001", "jiyuan": "T6200001", "qingan": "T6300001"}
QUERIES = 7


@pytest.fixture
def folder():
    """An empty folder that the user PostgreSQL runs as may enter, with a name that sockets could not hold."""
    with tempfile.TemporaryDirectory(prefix="yanxiu-demo-") as found:
        long = Path(found) / ("示范 " + "x" * 90)
        long.mkdir()
        yield long


@pytest.fixture
def port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """A running demo, its output so far, and all its processes."""

    def __init__(self, folder, port):
        self.output = folder / "output.txt"
        with self.output.open("w") as out:
            environment = {
                name: value for name, value in os.environ.items() if not name.startswith("YANXIU_")
            }
            # A demo must not reach for what the environment names.
            environment["YANXIU_DATABASE_APP_URL"] = "postgresql://nobody@127.0.0.1:1/elsewhere"
            self.process = psutil.Popen(
                [*COMMAND, "demo", "--port", str(port)], cwd=folder, stdout=out, stderr=out, env=environment
            )
        self.began = time.monotonic()
        self.family = []

    def said(self):
        return self.output.read_text(encoding="utf-8")

    def wait_until(self, words, seconds):
        """Wait for the words in the output; returns the seconds since the start."""
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - self.began < seconds, self.said()
            time.sleep(0.05)
        self.family = self.process.children(recursive=True)
        return time.monotonic() - self.began

    def end(self, number):
        """Send the signal; returns the exit status when every process is gone."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        _, alive = psutil.wait_procs(self.family, 5)
        assert [each.cmdline() for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
        return code


@pytest.fixture
def start(folder, port):
    """`start()`: run the demo; whatever is left at the end is killed."""
    started = []

    def run():
        started.append(Demo(folder, port))
        return started[-1]

    yield run
    for demo in started:
        for each in (demo.process, *demo.family):
            with suppress(psutil.NoSuchProcess):
                each.kill()
        demo.process.wait()


def post(endpoint, token, query):
    request = urllib.request.Request(
        endpoint,
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_the_demo_is_up_answers_stops_and_comes_back(start, folder, port):
    home = folder / ".yanxiu"
    is_stopped_while_the_counties_are_filled(start(), home)
    first = start()
    first.wait_until("Ctrl-C", 120)
    demo = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    assert demo["endpoint"] == f"http://127.0.0.1:{port}/graphql"
    assert (home / "demo.json").stat().st_mode & 0o777 == 0o600
    answers_every_role(demo)
    answers_the_printed_queries(first.said(), demo["endpoint"])

    doctor = subprocess.run([*COMMAND, "doctor"], cwd=folder, capture_output=True, text=True, check=False)
    assert (doctor.returncode, [line for line in doctor.stdout.splitlines() if "✗" in line]) == (0, [])

    names = []
    for each in first.family:
        with suppress(psutil.NoSuchProcess):  # PostgreSQL's own workers come and go
            names.append(" ".join(each.cmdline()))
    for process in (
        "postgres -D",
        "valkey",
        "serve",
        "relay",
        "scheduler",
        "worker imports",
        "worker exports",
        "worker judging",
        "worker plugins",
    ):
        assert any(process in name for name in names), process
    assert first.end(signal.SIGINT) == 0
    assert not (home / "runtime.json").exists()

    second = start()
    assert second.wait_until("Ctrl-C", 60) < AGAIN_SECONDS
    assert "importing" not in second.said()
    assert json.loads((home / "demo.json").read_text(encoding="utf-8")) == demo
    answers_every_role(demo)
    assert second.end(signal.SIGKILL) == -signal.SIGKILL


def is_stopped_while_the_counties_are_filled(demo, home):
    """An impatient Ctrl-C; the start after it goes on from there."""
    demo.wait_until("importing yuyang 2025", 60)
    assert demo.end(signal.SIGINT) == 0
    assert "Traceback" not in demo.said()
    assert demo.said().splitlines()[-1].startswith("示范已停止")
    assert not (home / "runtime.json").exists()


def answers_every_role(demo):
    """Each token is of its county and role; the teacher's belongs to the first of the roster."""
    assert set(demo["tenants"]) == set(COUNTIES)
    for slug, roles in COUNTIES.items():
        tokens = demo["tenants"][slug]["tokens"]
        assert set(tokens) == set(roles)
        for key, token in tokens.items():
            asked = post(demo["endpoint"], token, "{ viewer { role tenant { slug } person { number } } }")
            viewer = asked["data"]["viewer"]
            assert (viewer["role"], viewer["tenant"]["slug"]) == (roles[key], slug)
            if key == "teacher":
                assert viewer["person"] == {"number": FIRST_TEACHER[slug]}


def answers_the_printed_queries(said, endpoint):
    """The commands are complete: each has a token and a query that finds something."""
    tokens = re.findall(r"Bearer (yx_\S+)'", said)
    bodies = re.findall(r"-d '(.*)'", said)
    assert len(tokens) == len(bodies) == said.count(f"curl -s {endpoint}") == QUERIES
    for token, body in zip(tokens, bodies, strict=True):
        answer = post(endpoint, token, json.loads(body)["query"])
        assert "errors" not in answer
        assert next(value["nodes"] for value in answer["data"].values() if "nodes" in value)


def test_a_port_in_use_is_told_before_anything_starts(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "demo", "--port", str(port)], cwd=folder, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"make demo PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / ".yanxiu").exists()
