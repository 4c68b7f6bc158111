"""What a reader asks for: a tree of picked fields, free of any query language."""

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Pick:
    """One selected field.

    `key` is the name (or alias) under which the value lands in the row, `field` the declared field's python name,
    `args` its coerced arguments, `of` what is selected below it (relations and pages). `later`: the reader fills it
    after the statement, for all rows at once (see later.py), and the field need not be declared.
    """

    key: str
    field: str
    args: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    of: "Selection | None" = None
    later: bool = False


Selection = tuple[Pick, ...]


def pick(name: str, *of: "str | Pick", key: str | None = None, **args: Any) -> Pick:
    """One field with its arguments and, for a relation, what is picked below it; its key is its own name by default."""
    return Pick(key or name, name, args, select(*of) if of else None)


def select(*fields: str | Pick) -> Selection:
    """A selection of fields under their own names; give a `Pick` for whatever has arguments, an alias or a tree below."""
    return tuple(field if isinstance(field, Pick) else Pick(field, field) for field in fields)
