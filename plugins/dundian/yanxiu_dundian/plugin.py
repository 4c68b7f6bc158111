"""Plugin `dundian`: what researchers do who stay at schools (蹲点)."""

from collections.abc import Sequence
from pathlib import Path

from yanxiu_core.assignments.relations import Relation
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text
from yanxiu_core.records.kinds import RecordKind
from yanxiu_dundian import presence
from yanxiu_dundian.assigning import settle_cover, settle_embed
from yanxiu_dundian.vocabulary import COVER, EMBED, LOCALE, PRESENCE

POLICIES = Path(__file__).parent / "policies"


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name="dundian",
        title=Text(zh="教研员蹲点规则", en="Researchers at schools"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_policies() -> Sequence[Path]:
    """庆安: a month at two schools in every semester, with lessons, lectures and writing; months at a school in five years."""
    return [POLICIES / name for name in ("qingan", "school_service")]


@hookimpl
def yanxiu_relations() -> Sequence[Relation]:
    """蹲点 and 包校. Who stays at a school looks after it too, so that both cover it."""
    return [
        Relation(
            EMBED,
            Text(zh="蹲点", en="Stay"),
            person_kind="embed.school",
            unit_kind="embed.bao_xiao",
            category_fact=LOCALE,
            settle=settle_embed,
        ),
        Relation(COVER, Text(zh="包校", en="Care"), unit_kind="embed.bao_xiao", settle=settle_cover),
    ]


@hookimpl
def yanxiu_record_kinds() -> Sequence[RecordKind]:
    """Presence, which the school confirms."""
    return [RecordKind(PRESENCE, Text(zh="蹲点在校", en="Presence"), confirmed=True, check=presence.check)]
