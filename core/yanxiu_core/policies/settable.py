"""What a county may set when it adopts a policy: the figures and choices of a version that have a parameter's name."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from yanxiu_core.policies.files import Where
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.policies.selection import FactTest


def settable(part: Any, where: Where = ()) -> Iterator[tuple[Where, str, Figure | Choice]]:
    """Everything within a part that has a parameter: where it stands, the parameter's name, and the figure or choice."""
    value = part.choice if isinstance(part, FactTest) else part
    if isinstance(value, Figure | Choice):
        if value.parameter:
            yield where, value.parameter, value
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from settable(getattr(part, name), (*where, field.alias or name))
    elif isinstance(part, tuple):
        for place, item in enumerate(part):
            yield from settable(item, (*where, place))


def limits(value: Figure | Choice) -> tuple[Any, ...]:
    """What a county's own value must keep to: a choice's words, or a figure's unit and bounds."""
    if isinstance(value, Choice):
        return tuple(sorted(value.allowed))
    return value.unit, value.min, value.max


def told(value: Figure | Choice) -> str:
    """The same as text: `学时 1-400`, `calendar_year, school_year`."""
    if isinstance(value, Choice):
        return ", ".join(value.allowed)
    return f"{value.unit} {value.min}-{value.max}"
