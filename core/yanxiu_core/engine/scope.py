"""The scope of one judgement: which window, whom, as of which day, as known at which moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, DateTime, Uuid, any_, bindparam, cast, literal
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.database.clocks import known
from yanxiu_core.engine.bounds import Bounds


@dataclass(frozen=True, slots=True)
class Scope:
    """`some`: not the whole county is judged but the people given when the statement runs. Without `as_of` all events of the window count, as they are stored;
    `facts_on` is the day whose facts decide who counts, never later than today; `seen_to` the last day of the window whose
    facts are seen where part of it counts. `weeks` are the first days of the window's teaching weeks; `makeups` says whether
    补学 decisions may move lines. `outside`, where one adoption holds and is known to cover all others, are the units that
    it does not cover.
    """

    tenant_id: UUID
    bounds: Bounds
    facts_on: date
    eligible_on: date
    seen_to: date
    some: bool = False
    as_of: date | None = None
    known_at: datetime | None = None
    zone: str = "Asia/Shanghai"
    weeks: tuple[date, ...] = ()
    makeups: bool = False
    outside: frozenset[UUID] | None = None

    @property
    def tenant(self) -> ColumnElement[UUID]:
        """The tenant as a bound value: every hot query filters on it explicitly."""
        return bindparam("tenant", self.tenant_id, Uuid())

    @property
    def starts_on(self) -> ColumnElement[date]:
        """The window's first day as a bound value."""
        return cast(literal(self.bounds.starts_on, Date()), Date())

    @property
    def ends_on(self) -> ColumnElement[date]:
        """The window's last day as a bound value."""
        return cast(literal(self.bounds.ends_on, Date()), Date())

    @property
    def last_day(self) -> date:
        """The last day whose events count."""
        return min(self.bounds.ends_on, self.as_of) if self.as_of else self.bounds.ends_on

    def known(self, table: Any) -> ColumnElement[bool]:
        """Recorded rows as they are known now, or were at `known_at`."""
        return known(table, self.known_at)

    def among(self, column: Any) -> list[ColumnElement[bool]]:
        """The person is one of those asked for; no condition for the whole county."""
        return [given(column, PEOPLE)] if self.some else []


BOUND = PEOPLE, ACTIVITIES, MOMENT = "people", "activities", "moment"
"""What is bound when a prepared statement runs: whom it judges, what it posts, this transaction's `recorded_at`."""


def given(column: Any, name: str) -> ColumnElement[bool]:
    """Membership in a list of ids that is bound under this name when the statement runs."""
    found: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(Uuid()), required=False))
    return found


def moment() -> ColumnElement[datetime]:
    """The transaction's `recorded_at`, bound when the statement runs."""
    return bindparam(MOMENT, type_=DateTime(timezone=True), required=False)


def among(column: Any, ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Membership in a list of ids, as one array parameter: the statement keeps its shape for any number."""
    found: ColumnElement[bool] = column == any_(bindparam("ids", list(ids), ARRAY(Uuid()), unique=True))
    return found


def day(value: date) -> ColumnElement[date]:
    """A day as a bound value."""
    return bindparam("day", value, Date(), unique=True)
