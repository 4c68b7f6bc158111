"""Objects travel as positional JSON arrays: no keys over the wire, and no text of the caller's in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, select

from yanxiu_core.reads.declarations import Noun
from yanxiu_core.reads.forms import api_form, json_array
from yanxiu_core.reads.pages import Order

ARGUMENTS = 100
"""The most arguments that a PostgreSQL function takes."""

Read = Callable[[Sequence[Any]], Any]
"""Takes one field's value out of an object's array."""


@dataclass(frozen=True, slots=True)
class Part:
    """A JSON expression, and how what it yields becomes the reader's value."""

    sql: ColumnElement[Any]
    decode: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one noun under one alias: who is among them, and in which order."""

    noun: Noun
    alias: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    order: Order

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """A statement over these rows, which takes every other table from the statement around it."""
        return select(*columns).select_from(self.alias).where(*self.conditions).correlate_except(self.alias)


class Slots:
    """The places of one object's array. A value that is asked for twice takes one."""

    def __init__(self) -> None:
        """Start without places."""
        self._values: list[ColumnElement[Any]] = []
        self._known: dict[tuple[int, int], tuple[int, Any]] = {}

    def add(self, value: ColumnElement[Any], mask: ColumnElement[bool] | None = None) -> int:
        """The place of the value's API form; on rows where the mask does not hold it is null."""
        known = self._known.get((id(value), id(mask)))
        if known:
            return known[0]
        place = len(self._values)
        form = api_form(value)
        self._values.append(form if mask is None else case((mask, form), else_=None))
        # The pair is kept, so that no other expression can take over an id while this object lives.
        self._known[id(value), id(mask)] = place, (value, mask)
        return place

    def sql(self) -> ColumnElement[Any]:
        """The array; an array of arrays where there are more places than a function takes arguments."""
        if not self._nested:
            return json_array(*self._values)
        starts = range(0, len(self._values), ARGUMENTS)
        return json_array(*(json_array(*self._values[start : start + ARGUMENTS]) for start in starts))

    def unpack(self) -> Callable[[Any], Sequence[Any]]:
        """What makes the places of the array that arrives."""
        return (lambda raw: list(chain.from_iterable(raw))) if self._nested else (lambda raw: raw)

    @property
    def _nested(self) -> bool:
        return len(self._values) > ARGUMENTS
