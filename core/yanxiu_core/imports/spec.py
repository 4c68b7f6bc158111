"""What an importer is: a form, the staging types, the checks, and how good rows are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yanxiu_core.access.permissions import Permission
from yanxiu_core.imports.checks import Check
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.tabular.columns import Form
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """One kind of import. `prepare` resolves keys in `staged` before the checks; `apply` writes the good rows."""

    form: Form
    types: Mapping[str, str]
    permissions: tuple[Permission, ...]
    prepare: Callable[[Work], None]
    checks: tuple[Check, ...]
    apply: Callable[[Work, ImportOptions, ImportReport], None]
