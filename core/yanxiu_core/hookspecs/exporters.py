"""Hooks for authors of exporters."""

from collections.abc import Sequence

from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body] # a specification
    """Name the documents that you write.

    Called once, at start. An exporter is found by its name, which is unique over all plugins: a clash is refused at
    start, naming both. It says what it is about (`subject`: a unit's verdicts, a unit, a person, an activity, or nothing
    but the county), which rows it reads (`reads`, run with the caller's permissions) and which options it takes (a model). Its
    `write` is called in an export job with the request, the reads and the path of the file to write.

    Return: the exporters. An empty answer means that the plugin brings none.

    Example::

        @hookimpl
        def yanxiu_exporters() -> Sequence[Exporter]:
            people = Read(
                "Participation", select("status", pick("person", "name")),
                where=lambda rows, request: rows.c.activity_id == request.activity_id,
            )
            return [
                Exporter("plain_csv", title=..., media_type="text/csv", extension="csv", write=write_csv),
                Exporter("sign_in_csv", title=..., media_type="text/csv", extension="csv", write=write_sign_in,
                         subject=ACTIVITY, reads={"people": people}),
            ]
    """
