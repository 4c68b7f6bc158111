"""Staleness: verdicts of units wait for a job that derives them within seconds, once for many postings."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from yanxiu_core.jobs import service as jobs
from yanxiu_core.verdicts.models import StaleWindow
from yanxiu_core.work import Work

KIND, QUEUE = "units", "judging"
"""The job that derives what is stale."""


def mark(work: Work, window_id: UUID) -> None:
    """Say that the verdicts of units in a window are no longer those of the facts; the first to say so starts a job."""
    new = (
        insert(StaleWindow)
        .values(tenant_id=work.tenant_id, id=uuid7(), window_id=window_id, since=work.record())
        .on_conflict_do_nothing(index_elements=["tenant_id", "window_id"])
        .returning(StaleWindow.id)
    )
    if work.session.scalar(new) is not None:
        jobs.start(work, KIND, QUEUE, {})


def marked(work: Work) -> set[UUID]:
    """The windows that wait."""
    found = select(StaleWindow.window_id).where(StaleWindow.tenant_id == work.tenant_id)
    return set(work.session.scalars(found))


def clear(work: Work, windows: Collection[UUID] | None = None) -> None:
    """They are derived; without `windows` all are."""
    gone = delete(StaleWindow).where(StaleWindow.tenant_id == work.tenant_id)
    if windows is not None:
        gone = gone.where(StaleWindow.window_id.in_(windows))
    work.session.execute(gone.execution_options(synchronize_session=False))
