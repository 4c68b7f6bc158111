"""Workers and relays in processes of their own, with jobs that leave countable effects.

Roles: `worker` with its queue, `relay`, and `crash`, a relay that is killed at the moment of its commit.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import cast

from sqlalchemy import event, text

from yanxiu_core.access.port import FullAccess
from yanxiu_core.audit import service as audit
from yanxiu_core.database.transactions import Database
from yanxiu_core.errors import Invalid
from yanxiu_core.files.port import ObjectStore
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.work import open_work
from yanxiu_workers.queues import connect
from yanxiu_workers.relay import relay, run_relay
from yanxiu_workers.runtime import Runtime
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.worker import run_worker

PR_SET_PDEATHSIG = 1  # linux/prctl.h: die with the forker, however a test run ends


def mark(work, job, progress):
    """The effect: one audit record."""
    audit.record(work, "tests.effect", counts={"rows": 1}, detail={"job": str(job.id)})
    work.session.flush()
    return {"marked": 1}


def hold(work, job, progress):
    """The effect, and then no end while the file exists."""
    result = mark(work, job, progress)
    while Path(job.input["hold"]).exists():
        progress(1, 2, "holding")
        time.sleep(0.02)
    return result


def grind(work, job, progress):
    """The effect, and while the file exists one statement of a minute."""
    result = mark(work, job, progress)
    progress(1, 2, "grinding")
    if Path(job.input["hold"]).exists():
        work.session.execute(text("SELECT pg_sleep(60)"))
    return result


def refuse(work, job, progress):
    """The effect, and then a refusal."""
    mark(work, job, progress)
    raise Invalid("第 3 行没有姓名", "Row 3 has no name")


def stumble(work, job, progress):
    """The effect, and then a defect as many times as the input says."""
    result = mark(work, job, progress)
    with Path(job.input["tries"]).open("a+") as tries:
        tries.write("x")
    if len(Path(job.input["tries"]).read_text()) <= job.input["times"]:
        raise RuntimeError("stumbled")
    return result


def build_runtime(app_url, valkey_url):
    """What the composition root would build."""

    def begin(session, tenant_id, actor, request_id):
        return open_work(
            session,
            tenant_id,
            actor=actor,
            access=FullAccess(),
            registry=Registry(),
            store=cast("ObjectStore", None),
            request_id=request_id,
        )

    kinds = {
        kind.__name__: JobKind(kind.__name__, "judging", kind)
        for kind in (mark, hold, grind, refuse, stumble)
    }
    return Runtime(app=Database(app_url), redis=connect(valkey_url), kinds=kinds, open_work=begin)


def run(role, arguments, environment):
    """Be a worker or a relay until SIGTERM."""
    settings = WorkerSettings(**environment["settings"])
    if role == "worker":
        run_worker(build_runtime(environment["app"], environment["valkey"]), *arguments, settings)
        return
    database, redis = Database(environment["relay"]), connect(environment["valkey"])
    if role == "crash":
        event.listen(database.engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        relay(database, redis, settings)
        return
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    run_relay(database, redis, settings, stopped.is_set)


def main():
    """For each line of JSON fork a process that runs it, and answer with its id.

    Importing takes longer than most tests; here it is done once.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for the exit codes
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # rq logs to where the answers go
            run(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
