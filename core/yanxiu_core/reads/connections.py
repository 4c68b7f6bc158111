"""Plans one page of rows: the page itself, its cursors and its ends, and the count, each only when it is picked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, func, literal_column, select

from yanxiu_core.reads.pages import Keys, Window, encode, window
from yanxiu_core.reads.selection import Pick, Selection
from yanxiu_core.reads.slots import Part, Read, Rows, Slots

EMPTY_LIST = literal_column("'[]'::json", JSON())

PlanObject = Callable[[Selection], Part]


def gathered(statement: Select[Any], limit: int) -> ColumnElement[Any]:
    """A JSON array of the `item` of a sorted statement's first `limit` rows; json_agg takes them as they come."""
    page = statement.limit(limit).subquery()
    items = select(func.json_agg(page.c.item, type_=JSON())).select_from(page).scalar_subquery()
    return func.coalesce(items, EMPTY_LIST, type_=JSON())


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it arrives, in reading order: `rows` (without the one too many), and what lies beyond its ends."""

    rows: Sequence[Sequence[Any]]
    has_previous: bool
    has_next: bool


ReadPage = Callable[[_Page, Sequence[Any]], Any]
"""Takes one of the connection's fields out of the page and the places beside it."""


class _PagePlanner:
    """Gathers what one connection's selection needs of each row (`items`) and beside the rows (`beside`)."""

    def __init__(self, rows: Rows, args: Mapping[str, Any], plan_object: PlanObject) -> None:
        self.rows = rows
        self.scope = f"{rows.noun.name}.{rows.order.name}"
        self.keys: Keys = rows.order.keys(rows.alias)
        self.window: Window = window(args, self.scope, self.keys)
        self.plan_object = plan_object
        self.items = Slots()
        self.beside = Slots()
        self.needs_rows = False
        self.needs_ends = False
        self._cursor: Read | None = None

    def field(self, pick: Pick) -> ReadPage:
        """Plan one of the connection's own fields; a LookupError for any other is a defect of the caller."""
        below = pick.of or ()
        match pick.field:
            case "nodes":
                return self._each(self._node(below))
            case "edges":
                return self._each(_record((each.key, self._edge(each)) for each in below))
            case "page_info":
                ends = [(each.key, self._end(each.field)) for each in below]
                return lambda page, beside: {key: read(page, beside) for key, read in ends}
            case "total_count":
                place = self.beside.add(self.rows.select(func.count()).scalar_subquery())
                return lambda _, beside: beside[place]
        raise LookupError(f"a connection has no field {pick.field}")

    def _each(self, read: Read) -> ReadPage:
        self.needs_rows = True
        return lambda page, _: [read(row) for row in page.rows]

    def _node(self, selection: Selection) -> Read:
        part = self.plan_object(selection)
        place, decode = self.items.add(part.sql), part.decode
        return lambda row: decode(row[place])

    def _edge(self, pick: Pick) -> Read:
        match pick.field:
            case "node":
                return self._node(pick.of or ())
            case "cursor":
                return self._cursors()
        raise LookupError(f"an edge has no field {pick.field}")

    def _end(self, name: str) -> ReadPage:
        match name:
            case "has_next_page":
                self.needs_rows = self.needs_ends = True
                return lambda page, _: page.has_next
            case "has_previous_page":
                self.needs_rows = self.needs_ends = True
                return lambda page, _: page.has_previous
            case "start_cursor" | "end_cursor":
                self.needs_rows = True
                cursor, index = self._cursors(), 0 if name == "start_cursor" else -1
                return lambda page, _: cursor(page.rows[index]) if page.rows else None
        raise LookupError(f"page_info has no field {name}")

    def _cursors(self) -> Read:
        if self._cursor is None:
            places, scope = [self.items.add(key) for key in self.keys], self.scope
            self._cursor = lambda row: encode(scope, [row[place] for place in places])
        return self._cursor

    def page(self) -> Callable[[Sequence[Any]], _Page]:
        """Plan the rows, and what tells the ends; to be called when all fields are planned."""
        if not self.needs_rows:
            return lambda _: _Page((), has_previous=False, has_next=False)
        size, backward = self.window.size, self.window.backward
        more = 1 if self.needs_ends else 0  # one row too many tells that there are more
        place = self.beside.add(self._window_rows(size + more))
        earlier = self._outside(self.window.after) if more else None
        later = self._outside(self.window.before, backward=True) if more else None
        unpack = self.items.unpack()

        def read(beside: Sequence[Any]) -> _Page:
            found = beside[place]
            overflow = len(found) > size
            rows = [unpack(row) for row in found[:size]]
            if backward:
                rows.reverse()
            return _Page(
                rows,
                has_previous=(backward and overflow) or (earlier is not None and beside[earlier]),
                has_next=(not backward and overflow) or (later is not None and beside[later]),
            )

        return read

    def _window_rows(self, limit: int) -> ColumnElement[Any]:
        order, asked = self.rows.order, self.window
        statement = self.rows.select(self.items.sql().label("item"))
        if asked.after is not None:
            statement = statement.where(order.past(self.keys, asked.after))
        if asked.before is not None:
            statement = statement.where(order.past(self.keys, asked.before, backward=True))
        return gathered(statement.order_by(*order.sorting(self.keys, backward=asked.backward)), limit)

    def _outside(self, place: tuple[Any, ...] | None, *, backward: bool = False) -> int | None:
        """Where it is found whether rows lie up to the cursor (from it on, when `backward`), should one be given."""
        if place is None:
            return None
        outside = self.rows.order.up_to(self.keys, place, backward=backward)
        return self.beside.add(self.rows.select(literal_column("1")).where(outside).exists())


def plan_page(rows: Rows, args: Mapping[str, Any], selection: Selection, plan_object: PlanObject) -> Part:
    """Plan a connection over `rows`. Raises Invalid for page arguments that cannot be accepted."""
    planner = _PagePlanner(rows, args, plan_object)
    fields = [(pick.key, planner.field(pick)) for pick in selection]
    page = planner.page()
    unpack = planner.beside.unpack()

    def decode(raw: Any) -> dict[str, Any] | None:
        if raw is None:
            return None
        beside = unpack(raw)
        found = page(beside)
        return {key: read(found, beside) for key, read in fields}

    return Part(planner.beside.sql(), decode)


def _record(fields: Iterable[tuple[str, Read]]) -> Read:
    reads = list(fields)
    return lambda values: {key: read(values) for key, read in reads}
