"""The table of schedules' marks."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from yanxiu_core.database.base import Base, TenantRow


class ScheduleMark(TenantRow, Base):
    """The last due time of a schedule that was seen to in this county.

    It moves forward in the transaction that leaves the job, so a due time starts one job however many clocks run.
    """

    __tablename__ = "schedule_marks"
    __table_args__ = (UniqueConstraint("tenant_id", "schedule"),)

    schedule: Mapped[str]
    due_at: Mapped[datetime]
