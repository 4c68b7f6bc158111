"""The command line as users run it: a process of its own, told by the environment where the servers are."""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from yanxiu.scaffold.writing import write


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it said, as bytes decoded from UTF-8."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, as JSON."""
        return json.loads(self.out)


def variables(settings, **others):
    """The environment of a process that works with these settings; None takes a variable away."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YANXIU_")}
    found = {
        "YANXIU_DATABASE_URL": settings.database_url,
        "YANXIU_REDIS_URL": settings.redis_url,
        "YANXIU_FILES_URL": settings.files_url,
        "YANXIU_SIGNING_KEY": settings.signing_key.get_secret_value(),
        "YANXIU_LOG_LEVEL": "warning",
    }
    return {name: value for name, value in (clean | found | others).items() if value is not None}


@pytest.fixture(scope="session")
def commands():
    """The process that forks one for each command."""
    program = [sys.executable, str(Path(__file__).with_name("command_process.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def yanxiu(platform, commands, tmp_path, tmp_path_factory):
    """`yanxiu(*arguments, **variables)`: run the command in an empty folder."""
    said = tmp_path_factory.mktemp("said")

    def run(*arguments, cwd=tmp_path, **others):
        command = {
            "arguments": [*map(str, arguments)],
            "environment": variables(platform.settings, **others),
            "cwd": str(cwd),
            "out": str(said / "out"),
            "err": str(said / "err"),
        }
        print(json.dumps(command), file=commands.stdin, flush=True)
        code = int(commands.stdout.readline())
        return Answer(code, (said / "out").read_bytes().decode(), (said / "err").read_bytes().decode())

    return run


@pytest.fixture
def installed_plugin(tmp_path):
    """`installed_plugin(name, kind)`: the folder of a new plugin, found by entry point once it is on the path."""

    def install(name, kind):
        folder = write(name, kind, tmp_path)
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir()
        # What an installer writes.
        head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (info / "METADATA").write_text(head, encoding="utf-8")
        [(entry, module)] = project["entry-points"]["yanxiu.plugins"].items()
        (info / "entry_points.txt").write_text(f"[yanxiu.plugins]\n{entry} = {module}\n", encoding="utf-8")
        return folder

    return install
