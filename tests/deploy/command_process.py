"""Runs commands of `yanxiu` as processes of their own without importing everything for each: it forks itself.

A line on stdin is a command as JSON: `arguments`, `environment`, `cwd`, and the files `out` and `err`; the answer on
stdout is its exit status, negative for a signal. A command has 60 seconds.
"""

import gc
import json
import os
import signal
import sys

import yanxiu.cli.main  # noqa: F401 - what a command imports is there before it is forked
import yanxiu_graphql.schema  # noqa: F401 - likewise
from yanxiu.__main__ import main
from yanxiu.platform import installed

SECONDS = 60


def told() -> None:
    """Return in the process of a command; in this one only at the end of the commands."""
    installed()  # imports the plugins; each command reads its registry anew
    gc.freeze()
    for line in sys.stdin:
        command = json.loads(line)
        child = os.fork()
        if child == 0:
            become(command)
            return
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)  # noqa: T201 - the answer
    sys.exit()


def become(command) -> None:
    """What differs between one process and another."""
    signal.alarm(SECONDS)
    os.environ.clear()
    os.environ.update(command["environment"])
    sys.path[:0] = command["environment"].get("PYTHONPATH", "").split(os.pathsep)
    os.chdir(command["cwd"])
    sys.argv[1:] = command["arguments"]
    for number, path in enumerate((os.devnull, command["out"], command["err"])):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)


if __name__ == "__main__":
    told()
    main()
