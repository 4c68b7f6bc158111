"""Keyset pages: named orders, opaque cursors that hold a row's place in one, and the arguments of a page.

A cursor is base64url of JSON `[noun.order, value, ...]`. It holds no scope: in another tenant, or under other filters,
it only positions among the rows that are visible there.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, bindparam, func, not_, tuple_

from yanxiu_core.errors import Invalid
from yanxiu_core.reads.forms import parse

DEFAULT_PAGE, LARGEST_PAGE = 20, 100
LONGEST_CURSOR = 16_384
"""Characters; a cursor holds a few column values. Bounds the work on a forged one."""

Keys = tuple[ColumnElement[Any], ...]
Place = tuple[Any, ...]

EMPTIES: Mapping[type, Any] = {
    str: "",
    int: 0,
    bool: False,
    Decimal: Decimal(0),
    date: date.min,
    datetime: datetime.min.replace(tzinfo=UTC),
    UUID: UUID(int=0),
}


def nulls_last(value: ColumnElement[Any]) -> Keys:
    """The two sort keys that a nullable value needs, since NULL has no place: splat them into an order's expressions.

    In a descending order the empty ones come first.
    """
    empty = bindparam(None, EMPTIES[value.type.python_type], type_=value.type)
    return value.is_(None), func.coalesce(value, empty, type_=value.type)


@dataclass(frozen=True, slots=True)
class Order:
    """A named order. Its expressions must never be NULL (see `nulls_last`); the row's id is appended by itself,
    and where rows have none they end in what tells every two of them apart.

    Cursors show the expressions' values, so order by nothing that a reader of the rows may not know.
    """

    name: str
    expressions: Callable[[FromClause], Keys]
    descending: bool = False

    def keys(self, source: FromClause) -> Keys:
        """The expressions that place a row, unique where the source has ids."""
        own = tuple(self.expressions(source))
        return (*own, source.c.id) if "id" in source.c else own

    def sorting(self, keys: Keys, *, backward: bool = False) -> list[ColumnElement[Any]]:
        """The ORDER BY, or its reverse, that reads a page from its end."""
        return [key.desc() if self.descending != backward else key.asc() for key in keys]

    def past(self, keys: Keys, place: Place, *, backward: bool = False) -> ColumnElement[bool]:
        """Whether a row comes after the place (before it, when `backward`)."""
        bound = tuple_(
            *(bindparam(None, value, type_=key.type) for key, value in zip(keys, place, strict=True))
        )
        row = tuple_(*keys)
        return row < bound if self.descending != backward else row > bound

    def up_to(self, keys: Keys, place: Place, *, backward: bool = False) -> ColumnElement[bool]:
        """Whether a row is at the place or before it (at it or after it, when `backward`)."""
        return not_(self.past(keys, place, backward=backward))


@dataclass(frozen=True, slots=True)
class Window:
    """The part of an order that a page shows: `size` rows from one end, between two places."""

    size: int
    backward: bool = False
    after: Place | None = None
    before: Place | None = None


def window(args: Mapping[str, Any], scope: str, keys: Keys) -> Window:
    """The window that `first`, `last`, `after` and `before` ask for; an absent argument and None are the same.

    Raises Invalid, whose `details["field"]` names the argument.
    """
    first, last = args.get("first"), args.get("last")
    if first is not None and last is not None:
        raise Invalid(
            "first 与 last 不能同时使用; 请只保留一个", "Give either first or last, not both", field="last"
        )
    size = _size("first", first) if last is None else _size("last", last)
    places = (_place(name, args.get(name), scope, keys) for name in ("after", "before"))
    return Window(size, last is not None, *places)


def _size(name: str, asked: int | None) -> int:
    size = DEFAULT_PAGE if asked is None else asked
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid(
            f"{name} 须在 1 至 {LARGEST_PAGE} 之间, 现为 {size}; 请改小后分页读取",
            f"{name} must be between 1 and {LARGEST_PAGE}, not {size}; read page by page",
            field=name,
        )
    return size


def encode(scope: str, values: Sequence[Any]) -> str:
    """The cursor of a row, from the JSON forms of its order's keys; `scope` names noun and order."""
    payload = json.dumps([scope, *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()


def _place(name: str, cursor: str | None, scope: str, keys: Keys) -> Place | None:
    if cursor is None:
        return None
    try:
        return _decode(cursor, scope, keys)
    except (ValueError, OverflowError, RecursionError) as error:
        raise Invalid(
            f"{name} 不是此列表的游标; 请使用本列表返回的 cursor, 并保持排序不变",
            f"{name} is no cursor of this list; pass a cursor that this list returned, under the same order",
            field=name,
        ) from error


def _decode(cursor: str, scope: str, keys: Keys) -> Place:
    if len(cursor) > LONGEST_CURSOR:
        raise ValueError(len(cursor))
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    payload = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    if not isinstance(payload, list) or len(payload) != len(keys) + 1 or payload[0] != scope:
        raise ValueError(payload)
    return tuple(parse(value, key.type) for key, value in zip(keys, payload[1:], strict=True))
