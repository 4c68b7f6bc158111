"""Hooks for authors of GraphQL fields."""

from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_api() -> str | None:
    """Name the module that adds fields to the GraphQL schema.

    Called once, at start. The module is imported only by processes that serve or print the schema, holds a value
    `API` (`yanxiu_graphql.sdk.Api`), and alone may import `strawberry` and `yanxiu_graphql.sdk`. Names begin with the
    plugin's, fields on core's types may be null; a module that breaks or breaks these rules is left out, named by
    `yanxiu doctor` and by the query `plugins`; one name from two plugins is refused at start, naming both.

    Return: the module's dotted name. None means that the plugin adds no field.

    Example::

        @hookimpl
        def yanxiu_api() -> str:
            return "yanxiu_notes.api"
    """
