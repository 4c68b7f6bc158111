"""Originals do not lie about: what was let go is deleted as soon as the change is committed.

A photo tells where it was taken; the store must not keep it for the seven days of an ordinary upload.
"""

from collections.abc import Mapping
from typing import Any

from yanxiu_core.files import service as files
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import JobKind, Progress
from yanxiu_core.jobs.models import Job
from yanxiu_core.work import Work

KIND, QUEUE = "files.tidy", "exports"


def leave(work: Work) -> None:
    """Leave a job that removes the county's files which nobody keeps."""
    jobs.leave(work, KIND, QUEUE, {}, work.actor)


def _tidy(work: Work, _job: Job, _progress: Progress) -> Mapping[str, Any]:
    return {"removed": files.remove_expired(work)}


TIDYING = JobKind(KIND, QUEUE, _tidy)
