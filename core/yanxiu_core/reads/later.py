"""Fields that are filled after the statement: for all rows of an answer at once, at the first look at one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.selection import Pick

Filled = Mapping[UUID, object]
"""What was found, by the rows' ids; an exception among the values is raised where that row is looked at."""


@dataclass(slots=True)
class Batch:
    """The rows of one noun for which one field is asked, with one set of arguments; they are gathered as they arrive."""

    noun: str
    pick: Pick
    context: ReadContext
    _ids: dict[UUID, None] = field(default_factory=dict)
    _filled: Filled | Exception | None = None

    @property
    def ids(self) -> list[UUID]:
        """The rows, in the order in which they came, each once."""
        return list(self._ids)

    def row(self, row_id: str) -> "Later":
        """A row's place in the batch."""
        self._ids[UUID(row_id)] = None
        return Later(self, UUID(row_id))

    def filled(self, fill: Callable[["Batch"], Filled]) -> Filled:
        """What `fill` finds for all rows; it is called once, and what it raises is raised again at every row."""
        if self._filled is None:
            try:
                self._filled = fill(self)
            except Exception as error:  # noqa: BLE001 - raised below, at this row and at all others
                self._filled = error
        if isinstance(self._filled, Exception):
            raise self._filled
        return self._filled


@dataclass(frozen=True, slots=True)
class Later:
    """What stands in a row for such a field."""

    batch: Batch
    id: UUID

    def value(self, fill: Callable[[Batch], Filled]) -> object:
        """The field's value; None where nothing was found."""
        found = self.batch.filled(fill).get(self.id)
        if isinstance(found, Exception):
            raise found
        return found
