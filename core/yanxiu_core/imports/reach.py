"""Who may import a list, and of which units: all of the county, or those that the actor's permissions reach."""

from collections.abc import Collection
from uuid import UUID

from yanxiu_core.imports.checks import Check
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.switches.state import where_on
from yanxiu_core.work import Work

_GOOD = "NOT EXISTS (SELECT FROM problems p WHERE p.line = staged.line AND p.severity = 'error')"


def require(work: Work, importer: ImportSpec) -> None:
    """Refuse (Forbidden) unless the actor holds the permissions for the whole tenant; some units do if rows name theirs."""
    for permission in importer.permissions:
        if not (importer.unit_column and work.access.reach(permission).units):
            work.require(permission)


def check(work: Work, importer: ImportSpec, plugin: str | None) -> None:
    """Write a problem for each row whose unit is beyond the actor's reach, or has the plugin of the list off.

    Runs after the list's own checks: a row without a unit, of which none of them has told, is beyond a limited reach.
    """
    if importer.unit_column is None:
        return
    reached = [work.access.reach(permission) for permission in importer.permissions]
    limited = [reach.units for reach in reached if not reach.everything]
    if limited:
        _refuse(
            work,
            importer,
            "unit_not_reached",
            f"unit_id <> ALL(:units) OR (unit_id IS NULL AND {_GOOD})",
            limited[0].intersection(*limited[1:]),
            (
                "“%1$s”不在您的管辖单位之内，不能由您导入；请删去此行，或请县管理员导入",
                "%1$s is not among your units; remove the row, or ask the county's administrator to import it",
            ),
        )
    if plugin is not None:
        where = where_on(work, plugin)
        _refuse(
            work,
            importer,
            "plugin_disabled",
            f"unit_id {'= ANY' if where.everywhere else '<> ALL'}(:units) AND {_GOOD}",
            where.units,
            (
                f"“%1$s”没有启用插件 {plugin}；请删去此行，或请管理员启用后再导入",
                f"The plugin {plugin} is off at %1$s; remove the row, or have it enabled first",
            ),
        )


def _refuse(
    work: Work, importer: ImportSpec, code: str, rows: str, units: Collection[UUID], texts: tuple[str, str]
) -> None:
    [column] = [column for column in importer.form.columns if column.key == importer.unit_column]
    found = f'SELECT line, "{column.key}"::text, NULL, NULL FROM staged WHERE {rows}'
    Check(code, column.title, found, *texts).run(work.session, units=list(units))
