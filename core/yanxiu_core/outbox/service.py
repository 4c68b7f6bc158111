"""Leave a job with the transaction that caused it."""

from uuid import UUID

from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.work import Work


def enqueue(work: Work, queue: str, job_id: UUID) -> UUID:
    """Add a row for the relay; the job starts after this transaction commits, and never if it rolls back."""
    row = OutboxRow(tenant_id=work.tenant_id, queue=queue, job_id=job_id)
    work.session.add(row)
    work.session.flush()
    return row.id
