"""The supervisor keeps its children running, restarts the dead, and takes everybody with it."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from yanxiu.embedded.processes import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal,time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]
NOTES_END = """
import os, signal, sys, time
def leave(*_):
    with open(os.environ["NOTES"], "a") as file: file.write(sys.argv[1])
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("up", flush=True)
time.sleep(60)
"""
PARENT = """
import sys
from pathlib import Path
from yanxiu.embedded.processes import Child, Supervisor
Supervisor([Child("a", [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"])], Path(sys.argv[1])).run()
"""


def until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_up(logs, name, times=1):
    log = logs / f"{name}.log"
    return log.exists() and log.read_text(encoding="utf-8").count("up") == times


def gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def stopped():
    """Supervisors that are stopped at the end of the test, whatever happens in it."""
    supervisors = []
    yield supervisors
    for supervisor in supervisors:
        supervisor.grace = 0
        supervisor.stop()


def test_children_stop_in_reverse_order(tmp_path):
    notes = tmp_path / "notes"
    children = [Child(n, [sys.executable, "-c", NOTES_END, n], {"NOTES": str(notes)}) for n in "abc"]
    supervisor = Supervisor(children, tmp_path)
    supervisor.start()
    pids = supervisor.pids()
    assert list(pids) == ["a", "b", "c"]
    until(lambda: all(is_up(tmp_path, name) for name in "abc"))
    supervisor.stop()
    assert notes.read_text(encoding="utf-8") == "cba"
    assert all(gone(pid) for pid in pids.values())
    assert supervisor.pids() == {}


def test_a_dead_child_is_started_again_after_a_growing_wait(tmp_path, stopped):
    supervisor = Supervisor([Child("a", SLEEP)], tmp_path, backoff=0.1, longest=0.15)
    stopped.append(supervisor)
    supervisor.start()
    waits = []
    for times in (1, 2, 3):
        until(lambda times=times: is_up(tmp_path, "a", times))
        old = supervisor.pids()["a"]
        os.kill(old, signal.SIGKILL)
        until(lambda old=old: gone(old))
        supervisor.tend()
        began = time.monotonic()
        assert supervisor.pids() == {}
        until(lambda: supervisor.tend() or supervisor.pids())
        waits.append(time.monotonic() - began)
        assert supervisor.pids()["a"] != old
    assert [wait >= least for wait, least in zip(waits, (0.09, 0.14, 0.14), strict=True)] == [True] * 3
    assert max(waits) < 1


def test_who_ignores_the_request_is_killed_after_the_grace_period(tmp_path):
    supervisor = Supervisor([Child("a", STUBBORN)], tmp_path, grace=0.3)
    supervisor.start()
    until(lambda: is_up(tmp_path, "a"))
    pid = supervisor.pids()["a"]
    began = time.monotonic()
    supervisor.stop()
    assert 0.3 <= time.monotonic() - began < 3
    assert gone(pid)


def test_signals_end_run_and_the_second_one_does_not_wait(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    supervisor = Supervisor([Child("a", STUBBORN)], tmp_path, grace=30)

    def send() -> None:
        until(lambda: is_up(tmp_path, "a"))
        os.kill(os.getpid(), signal.SIGTERM)
        until(supervisor._asked.is_set)
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    supervisor.run()
    sender.join()
    assert supervisor.pids() == {}
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_children_die_with_a_killed_supervisor(tmp_path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)])
    until(lambda: is_up(tmp_path, "a"))
    (child,) = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    until(lambda: gone(child.pid))
