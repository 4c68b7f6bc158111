"""What a form is filled with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yanxiu_core.errors import Invalid
from yanxiu_exporters.paper.blocks import Value

MOST_ROWS = 20_000
"""Rows of a filled form, which is in memory as a whole; a county has fewer teachers."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Values by English name, and the repeated rows, which can be read again; a row's names lack the row's own."""

    single: Mapping[str, Value]
    rows: Callable[[], Iterator[Mapping[str, Value]]]
    check: str | None = None

    def value(self, name: str) -> Value:
        """A value that is no row's; a category without hours is none."""
        return self.single.get(name)

    def listed(self) -> list[Mapping[str, Value]]:
        """All rows. Raises Invalid where there are too many for a form."""
        found: list[Mapping[str, Value]] = []
        for row in self.rows():
            if len(found) == MOST_ROWS:
                raise Invalid(
                    f"超过 {MOST_ROWS} 行, 模板装不下; 请按学校导出, 或用内置的汇总表",
                    f"More than {MOST_ROWS} rows do not fit a form; export by school, or use the built-in summary",
                    field="unit",
                )
            found.append(row)
        return found


def amount(text: str | None) -> Decimal | None:
    """A quantity that a read gives as text."""
    return None if text is None else Decimal(text)
