"""Hooks for authors of importers."""

from collections.abc import Sequence

from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.imports.spec import ImportSpec


@hookspec
def yanxiu_importers() -> Sequence[ImportSpec]:  # type: ignore[empty-body] # a specification
    """Name the lists of an office that you import.

    Called once, at start. A list's name begins with the plugin's; `importStart(importer:)` and `yanxiu import` take it.
    It declares its columns with headings and parsers, the SQL types under which they are staged, the permissions that
    it needs, and its checks, each one SQL statement over the staged rows. In an import, rows are read from .xlsx or CSV
    and staged in the temporary table `staged` (with `line`, `row_number`, `ok`, and room for `activity_id`, `person_id`,
    `unit_id` and `change`); `prepare(work)` then resolves keys, the checks write problems with row, column and advice,
    and `apply(work, options, report)` writes the rows that are `ok` and says in `change` what became of each (`added`,
    `corrected`, `unchanged`). A dry run does all of it and undoes it; the error workbook, the job, the audit record and
    the counts come from the platform. Where the plugin is off, the import is refused with `PLUGIN_DISABLED`.

    The permissions are required for the whole county, unless `unit_column` names the column that says whose each row is:
    then a school's head, who holds them for the school, imports the school's rows. A row of a unit beyond that reach
    (`unit_not_reached`), or where the plugin is off (`plugin_disabled`), is refused at its place, by what `prepare` has put into
    `unit_id`.

    Return: the importers. An empty answer means that the plugin brings none.

    Example::

        WORKS = Form("sample.works", "作品登记表", (Column("number", "工号"), Column("title", "作品")))

        @hookimpl
        def yanxiu_importers() -> Sequence[ImportSpec]:
            return [ImportSpec(WORKS, {"number": "text", "title": "text"}, (Permission.IMPORTS_RUN,),
                               prepare, (Check("unknown_person", "工号", UNKNOWN, "没有工号 %1$s", "No %1$s"),), apply)]
    """
