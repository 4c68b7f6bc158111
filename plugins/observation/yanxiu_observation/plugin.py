"""Plugin `observation`: who it is, and what it brings."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.forms.declarations import ShippedForm
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.plugins.declarations import Need, Plugin
from yanxiu_core.plugins.tables import Tables
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.registry import Contribution
from yanxiu_observation.document import EXPORTERS
from yanxiu_observation.forms import FORMS, RECORD
from yanxiu_observation.importing import IMPORTER
from yanxiu_observation.models import Lesson, Observer, Point, Reopening
from yanxiu_observation.reads import READS


class Settings(BaseModel):
    """What a county or school can set."""

    most_views: int = Field(
        4,
        ge=1,
        le=20,
        title="视角上限",
        description="一位观察者在一节课最多选几个视角。Views of one observer.",
    )


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name="observation",
        title=Text(zh="课堂观察", en="Lesson observation"),
        version="0.1.0",
        level="school",
        needs=(Need("exporters"),),
        settings=Settings,
    )


@hookimpl
def yanxiu_tables() -> Tables:
    """Lessons, observers, 观察点 and reopenings."""
    return Tables((Lesson, Observer, Point, Reopening), Path(__file__).parent / "migrations" / "versions")


@hookimpl
def yanxiu_reads() -> Contribution:
    """Lessons with their observers, and those of a person."""
    return READS


@hookimpl
def yanxiu_forms() -> Sequence[ShippedForm]:
    """The observer's record."""
    return FORMS


@hookimpl
def yanxiu_kinds() -> Sequence[Kind]:
    """The words under which rules count what is recorded here; showcase and lecture are plain activities.

    Lessons, forms and reflections are the plugin's own: who observes, the chosen 视角 and the reopening hold for all changes.
    """
    return (
        Kind("activity", "observation.lesson", Text(zh="课堂观察课", en="Observed lesson"), own=True),
        Kind(
            "activity", "observation.showcase", Text(zh="课堂观察展示", en="Showcase of lesson observation")
        ),
        Kind("activity", "observation.lecture", Text(zh="课堂观察讲座", en="Lecture on lesson observation")),
        Kind("evidence", "observation.form", Text(zh="课堂观察表", en="Observation form"), RECORD, own=True),
        Kind(
            "evidence", "observation.reflection", Text(zh="教学反思", en="Reflection on teaching"), own=True
        ),
    )


@hookimpl
def yanxiu_exporters() -> Sequence[Exporter]:
    """The records of a lesson, to print."""
    return EXPORTERS


@hookimpl
def yanxiu_importers() -> Sequence[ImportSpec]:
    """A school's own 观察点."""
    return (IMPORTER,)


@hookimpl
def yanxiu_api() -> str:
    """The module with the GraphQL fields."""
    return "yanxiu_observation.api.fields"
