"""Plugin `calligraphy`: who it is, and what it brings."""

from collections.abc import Sequence
from pathlib import Path

from yanxiu_calligraphy.application import APPLICATION
from yanxiu_calligraphy.checks import NAME
from yanxiu_calligraphy.kinds import KINDS, RECORD_KINDS
from yanxiu_calligraphy.models import MODELS
from yanxiu_calligraphy.reads import READS
from yanxiu_calligraphy.settings import Settings
from yanxiu_calligraphy.year.page import PAGE
from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.forms.declarations import ShippedForm
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.tables import Tables
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.registry import Contribution
from yanxiu_core.records.kinds import RecordKind


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name=NAME,
        title=Text(zh="悦心书法", en="Calligraphy"),
        version="0.1.0",
        level="school",
        settings=Settings,
    )


@hookimpl
def yanxiu_tables() -> Tables:
    """Shows, works, remarks; courses, groups, lessons."""
    return Tables(MODELS, Path(__file__).parent / "migrations" / "versions")


@hookimpl
def yanxiu_reads() -> Contribution:
    """What can be read of them."""
    return READS


@hookimpl
def yanxiu_kinds() -> Sequence[Kind]:
    """What is recorded."""
    return KINDS


@hookimpl
def yanxiu_record_kinds() -> Sequence[RecordKind]:
    """Those whose category is checked."""
    return RECORD_KINDS


@hookimpl
def yanxiu_forms() -> Sequence[ShippedForm]:
    """The checklist of the application."""
    return [APPLICATION]


@hookimpl
def yanxiu_exporters() -> Sequence[Exporter]:
    """The page of works."""
    return [PAGE]


@hookimpl
def yanxiu_api() -> str:
    """The module with the GraphQL fields."""
    return "yanxiu_calligraphy.api.fields"
