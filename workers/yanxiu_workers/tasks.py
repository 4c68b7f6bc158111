"""The function that rq calls by its dotted name in the work-horse.

A dotted name cannot carry the composition root's objects. The worker therefore binds its `Runtime` to a context
variable around the one call: nothing is registered at import, and outside that call there is no runtime.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from yanxiu_workers.execution import execute
from yanxiu_workers.runtime import Runtime

_current: ContextVar[Runtime] = ContextVar("yanxiu_workers_runtime")


@contextmanager
def running_with(runtime: Runtime) -> Iterator[None]:
    """Give `perform` this runtime while the block lasts."""
    token = _current.set(runtime)
    try:
        yield
    finally:
        _current.reset(token)


def perform(outbox_id: str, tenant_id: str) -> str:
    """Do the job of this outbox row and say how it ended. Raises what the handler raised, DomainErrors excepted."""
    return execute(_current.get(), UUID(outbox_id), UUID(tenant_id)).value
