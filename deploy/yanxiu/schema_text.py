"""The GraphQL schema as text."""

from yanxiu.platform import boxed, installed
from yanxiu_graphql.schema import build_schema, sdl


def current(*, box: bool) -> str:
    """The SDL of core and the installed plugins, or only those in the box, ended by one line feed."""
    return sdl(build_schema(boxed() if box else installed())).rstrip("\n") + "\n"
