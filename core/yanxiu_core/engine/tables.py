"""Small tables of values inside a statement: figures under each adoption, numbers of parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Subquery, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine


def table_of(name: str, columns: Mapping[str, TypeEngine[Any]], rows: Sequence[Sequence[Any]]) -> Subquery:
    """The rows, a bound array for each column.

    Not VALUES: a statement with VALUES is built into text anew each time, one with arrays keeps its shape for any
    number of rows and is compiled once.
    """
    arrays = [
        cast(literal([row[place] for row in rows], ARRAY(kind)), ARRAY(kind))
        for place, kind in enumerate(columns.values())
    ]
    table = (
        func.unnest(*arrays)
        .table_valued(*(column(word, kind) for word, kind in columns.items()), name=f"{name}_values")
        .render_derived()
    )
    return select(*table.c).subquery(name)
