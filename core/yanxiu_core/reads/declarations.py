"""How a noun declares what can be read of it: its fields, their SQL, who may see them, and their orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.guards import Guard
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.selection import Pick

__all__ = [  # all that a noun's reads.py needs, from one place
    "Connection",
    "Derived",
    "Field",
    "Guard",
    "Json",
    "Many",
    "Noun",
    "One",
    "Order",
    "Pick",
    "ReadContext",
    "Value",
    "ValueOf",
    "by",
    "column",
    "columns",
    "link",
]

Args = Mapping[str, Any]
ValueOf = Callable[[FromClause, ReadContext, Args], ColumnElement[Any]]
"""(the noun's rows, context, arguments) -> a typed scalar expression."""
LinkOf = Callable[[FromClause, FromClause, ReadContext, Args], ColumnElement[bool]]
"""(parent's rows, child's rows, context, arguments) -> which children are the parent's."""
FiltersOf = Callable[[FromClause, ReadContext, Args], list[ColumnElement[bool]]]
SourceOf = Callable[[ReadContext, Args], FromClause]
RowsOf = Callable[[FromClause, ReadContext], ColumnElement[bool]]
HomeOf = Callable[[FromClause, ReadContext], ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar. Every field's `permission` hides it (null) from callers without it, and where it is held for some
    units or one's own person only, on the rows beyond them.
    """

    sql: ValueOf
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Json:
    """A value that is JSON already (a trace, a payload); what is picked below it is not planned."""

    sql: ValueOf
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class One:
    """At most one row of another noun, or null. More than one is a defect, unless `order` says which is taken.

    `source` puts other rows with the same columns in the place of the target's table.
    """

    noun: str
    on: LinkOf
    permission: Permission | None = None
    order: str | Order | None = None
    source: SourceOf | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """A plain list of rows of another noun, for what is few by nature: the first `limit` in `order`.

    Where `later` says so of the context and the arguments, the list waits for all rows of the answer and is read by a
    statement of its own, in a context of its own (see later.py).
    """

    noun: str
    on: LinkOf
    permission: Permission | None = None
    order: str | Order = "default"
    limit: int = 100
    source: SourceOf | None = None
    later: Callable[[ReadContext, Args], bool] | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """Pages of rows of another noun. Takes `first`, `last`, `after`, `before`, `order` and what `filters` understands.

    Its selection picks from `nodes`, `edges {cursor node}`, `page_info {has_next_page has_previous_page start_cursor
    end_cursor}` and `total_count`.
    """

    noun: str
    on: LinkOf
    permission: Permission | None = None
    filters: FiltersOf | None = None
    order: str | Order = "default"
    source: SourceOf | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from other fields of the same row, which are fetched for it and shown only if picked too.

    `needs` are names of fields, or picks (for arguments, and for what is needed of a relation). `compute` gets their
    API forms by key: decimals and dates are texts, and what is hidden from the caller is None.
    """

    needs: tuple[str | Pick, ...]
    compute: Callable[[Mapping[str, Any], ReadContext, Args], Any]
    permission: Permission | None = None


Field = Value | Json | One | Many | Connection | Derived
Relation = One | Many | Connection


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing that can be read.

    Whoever lacks `permission` sees no rows, and `guard` says which rows a limited reach shows (none declared: only a
    reach of the whole tenant sees any; no permission: everybody in the tenant sees all). `rows` is a condition that
    every read obeys, such as what was known at the context's moment. A table with a `tenant_id` is read in the
    context's tenant alone; one with an `id` tells it in every row. `order` holds the named orders, `default` among them.
    `home` is the unit that a row belongs to: where a plugin is on in some schools only, it decides for the row.
    """

    name: str
    table: FromClause
    fields: Mapping[str, Field]
    order: Mapping[str, Order]
    permission: Permission | None
    guard: Guard | None = None
    rows: RowsOf | None = None
    home: HomeOf | None = None


def column(name: str, permission: Permission | None = None) -> Value:
    """A value that is a column of the noun's table."""
    return Value(lambda source, _context, _args: source.c[name], permission)


def columns(*names: str) -> dict[str, Field]:
    """Columns that are fields under their own names; splat them into a noun's fields."""
    return {name: column(name) for name in names}


def link(parent: str, child: str = "id") -> LinkOf:
    """The children whose column `child` equals the parent's column `parent`."""
    return lambda above, below, _context, _args: below.c[child] == above.c[parent]


def by(*names: str, name: str = "default", descending: bool = False) -> dict[str, Order]:
    """An order by columns, ready for a noun's `order`."""
    return {name: Order(name, lambda source: tuple(source.c[each] for each in names), descending)}
