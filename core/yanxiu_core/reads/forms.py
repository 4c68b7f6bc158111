"""The API's form of values: made in SQL, so that Python passes rows through; parsed back exactly for cursors."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Numeric,
    SmallInteger,
    Text,
    cast,
    func,
    literal_column,
)
from sqlalchemy.types import TypeEngine

ZONE = literal_column("'UTC'", Text())
MOMENT = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""", Text())

MOMENT_PATTERN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
DECIMAL_PATTERN = re.compile(r"-?\d{1,30}(\.\d{1,20})?")


def api_form(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The expression whose JSON is the API's: decimals as text as they are stored, moments in UTC with microseconds.

    Dates, uuids, numbers, texts and booleans have that form in PostgreSQL's JSON already. The expression must be
    typed: an untyped numeric function would come out as a JSON number.
    """
    kind = value.type
    if isinstance(kind, Numeric):
        return cast(value, Text())
    if isinstance(kind, ARRAY) and isinstance(kind.item_type, Numeric):
        return cast(value, ARRAY(Text()))
    if isinstance(kind, DateTime) and kind.timezone:
        return func.to_char(func.timezone(ZONE, value), MOMENT, type_=Text())
    return value


def json_array(*values: ColumnElement[Any]) -> ColumnElement[Any]:
    """A JSON array of the values, each in the form it has."""
    return func.json_build_array(*values, type_=JSON())


def parse(value: Any, kind: TypeEngine[Any]) -> Any:
    """The Python value of a JSON form of this SQL type.

    Raises ValueError for whatever `api_form` cannot have written, and for what PostgreSQL would refuse.
    """
    reader = PARSERS.get(kind.python_type)
    if reader is None:
        raise ValueError(kind.python_type)
    return reader(value, kind)


def _text(value: Any, _: TypeEngine[Any]) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    value.encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    return value


def _integer(value: Any, kind: TypeEngine[Any]) -> int:
    bits = 63 if isinstance(kind, BigInteger) else 15 if isinstance(kind, SmallInteger) else 31
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**bits) <= value < 2**bits:
        raise ValueError(value)
    return value


def _boolean(value: Any, _: TypeEngine[Any]) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - one error for every malformed value
    return value


def _float(value: Any, _: TypeEngine[Any]) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - one error for every malformed value
    return float(value)


def _decimal(value: Any, kind: TypeEngine[Any]) -> Decimal:
    if not DECIMAL_PATTERN.fullmatch(_text(value, kind)):
        raise ValueError(value)
    return Decimal(value)


def _moment(value: Any, kind: TypeEngine[Any]) -> datetime:
    if not getattr(kind, "timezone", False):
        return datetime.fromisoformat(_text(value, kind)).replace(tzinfo=None)
    if not MOMENT_PATTERN.fullmatch(_text(value, kind)):
        raise ValueError(value)
    return datetime.fromisoformat(value).astimezone(UTC)


PARSERS: Mapping[type, Callable[[Any, TypeEngine[Any]], Any]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    float: _float,
    Decimal: _decimal,
    date: lambda value, kind: date.fromisoformat(_text(value, kind)),
    datetime: _moment,
    UUID: lambda value, kind: UUID(_text(value, kind)),
}
