"""Whether what a plugin declares has the types that its declaration names; met at start, not in somebody's request."""

from collections.abc import Callable
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def require_shape(declared: Any) -> None:
    """Raise TypeError, naming the field, for a dataclass whose field holds something else; mappings are not looked into."""
    hints = get_type_hints(type(declared))
    for item in fields(declared):
        value, hint = getattr(declared, item.name), hints[item.name]
        if not _fits(value, hint):
            words = getattr(hint, "__name__", hint) if isinstance(hint, type) else hint
            raise TypeError(f"{type(declared).__name__}.{item.name}: {value!r} is no {words}")


def _fits(value: Any, hint: Any) -> bool:
    kind, inside = get_origin(hint), get_args(hint)
    if kind in {Union, UnionType}:
        return any(_fits(value, each) for each in inside)
    if kind is Literal:
        return value in inside
    if kind is tuple:
        return isinstance(value, list | tuple) and all(_fits(each, inside[0]) for each in value)
    if kind is type:
        return isinstance(value, type) and (inside[0] is Any or issubclass(value, inside[0]))
    if kind is Callable or getattr(hint, "_is_protocol", False):
        return callable(value)
    return not isinstance(kind or hint, type) or isinstance(value, kind or hint)
