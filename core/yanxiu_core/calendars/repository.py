"""SQL of the calendar."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.calendars.models import CalendarPeriod, Window
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Dates:
    """A published period or an open window: kind, key, first and last day; of a window also its teaching weeks."""

    kind: str
    key: str
    starts_on: date
    ends_on: date
    teaching_weeks: tuple[date, ...] = ()


def published(work: Work) -> tuple[Dates, ...]:
    """The periods that the county has published, as they are known now."""

    def read() -> tuple[Dates, ...]:
        found = select(
            CalendarPeriod.kind, CalendarPeriod.key, CalendarPeriod.starts_on, CalendarPeriod.ends_on
        ).where(CalendarPeriod.tenant_id == work.tenant_id, CalendarPeriod.superseded_at.is_(None))
        return tuple(Dates(*row) for row in work.session.execute(found.order_by(CalendarPeriod.id)))

    return work.kept("periods", read)


def open_windows(work: Work) -> dict[UUID, Dates]:
    """The windows whose verdicts are stored, by id."""

    def read() -> dict[UUID, Dates]:
        found = select(
            Window.id, Window.kind, Window.key, Window.starts_on, Window.ends_on, Window.teaching_weeks
        ).where(Window.tenant_id == work.tenant_id)
        return {
            row.id: Dates(row.kind, row.key, row.starts_on, row.ends_on, tuple(row.teaching_weeks))
            for row in work.session.execute(found.order_by(Window.id))
        }

    return work.kept("windows", read)
