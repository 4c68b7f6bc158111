"""Row guards: a permission's reach turned into a condition on rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, FromClause, Uuid, any_, bindparam, false, or_

from yanxiu_core.access.port import Reach
from yanxiu_core.reads.context import ReadContext

ColumnOf = Callable[[FromClause], ColumnElement[UUID]]
RowsOf = Callable[[FromClause, Reach, ReadContext], ColumnElement[bool]]


def within(column: ColumnElement[UUID], units: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether the column holds one of the ids; they travel as one array, so that the statement's text never grows."""
    return column == any_(bindparam(None, list(units), type_=ARRAY(Uuid())))


@dataclass(frozen=True, slots=True)
class Guard:
    """Which rows of a noun a limited reach shows: those of its units, those of its person, those `rows` admits.

    `unit` and `person` name the column (or a scalar expression) that holds a row's unit and person; `rows` is for
    what one column cannot say, such as a person with several units. They are joined by OR. Without any of them only
    a reach of the whole tenant sees rows; `open` guards show all rows to whoever holds the permission at all.
    """

    unit: ColumnOf | None = None
    person: ColumnOf | None = None
    rows: RowsOf | None = None
    anyone: bool = False

    @classmethod
    def open(cls) -> "Guard":
        """No row is more private than another (lists of codes): the permission somewhere is enough."""
        return cls(anyone=True)

    def condition(self, source: FromClause, reach: Reach, context: ReadContext) -> ColumnElement[bool] | None:
        """The condition on `source`'s rows, or none where the reach shows them all."""
        if reach.nothing:
            return false()
        if reach.everything or self.anyone:
            return None
        shown: list[ColumnElement[bool]] = []
        if self.unit and reach.units:
            shown.append(within(self.unit(source), reach.units))
        if self.person and reach.person_id is not None:
            shown.append(self.person(source) == reach.person_id)
        if self.rows:
            shown.append(self.rows(source, reach, context))
        return or_(false(), *shown)


CLOSED = Guard()
"""What a noun has that declares no guard: a reach of the whole tenant, or nothing."""
