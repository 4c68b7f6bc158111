"""What a worker process needs, built by the composition root and handed to `run_worker`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from redis import Redis
from sqlalchemy.orm import Session

from yanxiu_core.access.actor import Actor
from yanxiu_core.database.transactions import Database
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.work import Work

OpenWork = Callable[[Session, UUID, Actor, str], Work]
"""Begins work in a bound transaction: session, tenant, the actor who started the job, request id."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The objects that jobs run with. `app` is the role `yanxiu_app`; `redis` comes from `queues.connect`."""

    app: Database
    redis: Redis
    kinds: Mapping[str, JobKind]
    open_work: OpenWork
