"""The kinds of fields that the schema is made of.

Rows are plain dicts. A `value` stands in the row under its python name, so that aliases of it share one place; a
`related` field has arguments or a selection of its own and stands under its response key; a `view` shows a part of
the same row as an object; a `computed` field is a function of the values it needs; a `root` field reads. What plugins
add to core types is filled afterwards (see contributions/).
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

Row = Mapping[str, Any]
NEEDS, READ = "needs", "read"
"""Keys in a field's metadata: the reads' fields that a computed field needs, what a root field calls."""


def place(response_key: str | int) -> str:
    """Where a related field stands in its row; no python name holds a slash, so an alias cannot take another's place."""
    return f"/{response_key}"


class Related(StrawberryField):
    """Rows of another noun, or a value with arguments, found under the response key."""

    @property
    def is_basic_field(self) -> bool:
        """Never: the response key is needed."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002 - strawberry's signature
        """What the planner put there."""
        if info is None:
            raise TypeError("a related field needs info")
        return source[place(info.path.key)]


class View(StrawberryField):
    """A part of the row itself, shown as an object."""

    @property
    def is_basic_field(self) -> bool:
        """Never: nothing is looked up."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002 - strawberry's signature
        """The row."""
        return source


class Contributed(StrawberryField):
    """A field that a plugin adds to a core type: one call for all rows of a root field, however many and deep."""

    @property
    def is_basic_field(self) -> bool:
        """Never: the response key is needed."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002 - strawberry's signature
        """The row's value; the first row that is looked at fills the others."""
        if info is None:
            raise TypeError("a contributed field needs info")
        return source[place(info.path.key)].value(partial(self.metadata[READ], info))


class Root(StrawberryField):
    """A field of Query or Mutation: it calls its reader with info and the converted arguments."""

    @property
    def is_basic_field(self) -> bool:
        """Never."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002 - strawberry's signature
        """What the reader gives."""
        return self.metadata[READ](info, **kwargs)


def stored(description: str, *, name: str | None = None) -> Any:
    """A value of the row under the attribute's own name; `name` is its name in the schema where that differs."""
    return strawberry.field(description=description, name=name)


def related(description: str, *arguments: StrawberryArgument) -> Any:
    """Rows of another noun, or a value with arguments; the attribute's name is the declared field's."""
    field = Related(description=description)
    field.arguments = list(arguments)
    return field


def view(description: str) -> Any:
    """A part of the row as an object of its own."""
    return View(description=description)


def computed(description: str, *needs: str) -> Callable[[Any], Any]:
    """Decorate a function of the row; `needs` are the declared fields that it looks at."""
    decorate: Callable[[Any], Any] = strawberry.field(description=description, metadata={NEEDS: needs})
    return decorate


def root(read: Callable[..., Any], description: str, *arguments: StrawberryArgument) -> Any:
    """A root field that `read(info, **arguments)` answers."""
    field = Root(description=description, metadata={READ: read})
    field.arguments = list(arguments)
    return field


def argument(name: str, kind: Any, description: str) -> StrawberryArgument:
    """An argument by its python name; it may be left out where its type allows null."""
    return StrawberryArgument(name, None, StrawberryAnnotation(kind), description=description)


def lookup(source: Any, name: str) -> Any:
    """The resolver of values: rows are dicts."""
    return source[name]
