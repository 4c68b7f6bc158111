"""Tables of the calendar."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from yanxiu_core.database.base import Base, Recorded, TenantRow
from yanxiu_core.database.revisions import Configures


class CalendarPeriod(Configures, TenantRow, Recorded, Base):
    """A published period: a school year, a semester, a holiday, or a fixed window of a policy.

    `kind`: `school_year`, `semester`, `holiday`, or the id of a fixed window (such as `jiyuan.audit_year`). Both ends
    are included. A period that is not published does not exist; no date is copied from another year.
    """

    __tablename__ = "calendar_periods"
    __table_args__ = (
        Index(
            "uq_calendar_periods_current",
            "tenant_id",
            "kind",
            "key",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("starts_on <= ends_on", name="order"),
    )

    kind: Mapped[str]
    key: Mapped[str]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Window(Configures, TenantRow, Base):
    """A window in which something was judged, resolved to dates; derived from the calendar and renewed with it.

    `teaching_weeks` holds the first day of each teaching week of the window, for the share that has elapsed.
    """

    __tablename__ = "windows"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "key"),)

    kind: Mapped[str]
    key: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    teaching_weeks: Mapped[list[date]] = mapped_column(ARRAY(Date))
