"""What an importer is: a form, the staging types, the checks, and how good rows are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yanxiu_core.access.permissions import Permission
from yanxiu_core.imports.checks import Check
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.policies.parts import Text
from yanxiu_core.tabular.columns import Form
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """One kind of import. `prepare` resolves keys in `staged` before the checks; `apply` writes the good rows.

    `unit_column` is the key of the column that names each row's unit, which `prepare` resolves to `unit_id`: whoever holds
    `permissions` for some units then imports rows of these. Without it they are required for the whole tenant.
    """

    form: Form
    types: Mapping[str, str]
    permissions: tuple[Permission, ...]
    prepare: Callable[[Work], None]
    checks: tuple[Check, ...]
    apply: Callable[[Work, ImportOptions, ImportReport], None]
    unit_column: str | None = None


def _check(plugin: Plugin, importer: ImportSpec) -> None:
    require_prefix(plugin, importer.form.name)
    keys = {column.key for column in importer.form.columns}
    if not keys <= importer.types.keys():
        raise ValueError(
            f"importer {importer.form.name}: types must name its columns, {', '.join(sorted(keys))}"
        )
    if importer.unit_column is not None and importer.unit_column not in keys:
        raise ValueError(f"importer {importer.form.name}: unit_column must be one of its columns")
    if not importer.permissions:
        raise ValueError(f"importer {importer.form.name}: name the permissions that it needs")


IMPORTERS = Part(
    hook="yanxiu_importers",
    kind=ImportSpec,
    title=Text(zh="导入", en="importer"),
    names=lambda importer: [importer.form.name],
    check=_check,
)
