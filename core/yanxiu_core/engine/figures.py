"""How a group of lines becomes one number. A further figure is one function here and its name in policies/measures.py."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Numeric, Text, cast, func, literal
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.engine.selectors import Around, any_of
from yanxiu_core.policies.rule import RuleVersion

Lines = Any
"""The columns of a subquery of lines."""


class Frame(Protocol):
    """The window: bound values, or columns of a row."""

    @property
    def starts_on(self) -> Any:
        """Its first day."""

    @property
    def ends_on(self) -> Any:
        """Its last day."""


def item_of(line: Lines) -> ColumnElement[str]:
    """What a line is about: the named item, else its activity, else itself."""
    return func.coalesce(
        func.nullif(line.item, ""), cast(line.activity_id, Text()), cast(line.source_id, Text())
    )


def _sum(_version: RuleVersion, line: Lines, _frame: Frame, _around: Around) -> ColumnElement[Any]:
    return func.sum(line.amount)


def _items(_version: RuleVersion, line: Lines, _frame: Frame, _around: Around) -> ColumnElement[Any]:
    return func.count(item_of(line).distinct())


def _people(_version: RuleVersion, line: Lines, _frame: Frame, _around: Around) -> ColumnElement[Any]:
    return func.count(line.person_id.distinct())


def _level(version: RuleVersion, line: Lines, _frame: Frame, _around: Around) -> ColumnElement[Any]:
    scale = cast(literal(list(version.scale), ARRAY(Text())), ARRAY(Text()))
    return func.max(func.array_position(scale, line.category))


def _lateness(version: RuleVersion, line: Lines, frame: Frame, around: Around) -> ColumnElement[Any]:
    """Days between the day on which it was due and the first of the rule's own lines; less than 0 is early."""
    done = func.min(line.on_date).filter(any_of(version.lines, line, around))
    if isinstance(version.due, tuple):
        due: Any = func.min(line.on_date).filter(any_of(version.due, line, around))
    else:
        due = frame.starts_on if version.due == "start" else frame.ends_on
    late: ColumnElement[Any] = done - due
    return late


FIGURES: dict[str, Callable[[RuleVersion, Lines, Frame, Around], ColumnElement[Any]]] = {
    "sum": _sum,
    "distinct_items": _items,
    "distinct_people": _people,
    "level": _level,
    "lateness": _lateness,
}
NULLABLE = ("level", "lateness")
"""Figures that no line leaves open, and not 0: nobody is on time who has handed in nothing."""


def figure_of(version: RuleVersion, line: Lines, frame: Frame, around: Around) -> ColumnElement[Any]:
    """The number of a group of lines."""
    value = FIGURES[version.figure](version, line, frame, around)
    return cast(value, Numeric(15, 2)) if version.figure in NULLABLE else func.coalesce(value, 0)
