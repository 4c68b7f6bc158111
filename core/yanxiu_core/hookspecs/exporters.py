"""Hooks for authors of exporters."""

from collections.abc import Sequence

from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body] # a specification
    """Name the documents that you write.

    Called once, at start. An exporter is found by its name, which is unique over all plugins: a clash is refused at
    start, naming both. Its `write` is called in an export job with the request and the rows.

    Return: the exporters. An empty answer means that the plugin brings none.

    Example::

        @hookimpl
        def yanxiu_exporters() -> Sequence[Exporter]:
            return [Exporter(name="plain_csv", title=..., media_type="text/csv", extension="csv", write=write_csv)]
    """
