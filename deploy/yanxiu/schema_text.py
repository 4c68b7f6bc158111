"""The GraphQL schema of this installation as text."""

from yanxiu.platform import installed
from yanxiu_graphql.schema import build_schema, sdl


def current() -> str:
    """The SDL of core and the installed plugins, ended by one line feed."""
    return sdl(build_schema(installed())).rstrip("\n") + "\n"
