"""The command line as users run it: a process of its own, told by the environment where the servers are."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest


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


@pytest.fixture
def yanxiu(platform, tmp_path):
    """`yanxiu(*arguments, **variables)`: run the command in an empty folder."""

    def run(*arguments, cwd=tmp_path, **others):
        done = subprocess.run(
            [sys.executable, "-m", "yanxiu.cli.main", *map(str, arguments)],
            env=variables(platform.settings, **others),
            cwd=cwd,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
