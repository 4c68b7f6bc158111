"""People and units of a unit's verdict, one by one: who has done what is asked of each, by the statement that judged.

Who belongs to a unit follows from homes, groups, the tree, adoptions and population; the rows are therefore those of
the judgement itself, and not looked up a second time in another way.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CTE

from yanxiu_core.engine import cells
from yanxiu_core.engine.bounds import Bounds, WindowUnknown, all_open, resolve
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.briefs import Clocks, briefs_of
from yanxiu_core.engine.compiler import Shared
from yanxiu_core.engine.requirements import terms_table
from yanxiu_core.engine.terms import window_kinds
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule
from yanxiu_core.work import Work

KINDS = ("person", "group", "school")
"""What `each` may be in a rule about units."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of all units that one rule judges in one window: subject_id, cell (a person or unit), figure, holds."""

    rule: str
    version: str
    window_id: UUID
    rows: CTE


def members(
    work: Work, policies: Sequence[Policy], clocks: Clocks, window: str | None = None
) -> tuple[Members, ...]:
    """Those of every rule that asks something of each person or unit, in the windows with this key, or all open ones."""
    return tuple(
        Members(rule.id, brief.version.name, item.id_in(work.tenant_id), _rows(brief))
        for policy in policies
        for rule in policy.judged
        if any(version.each and version.each.kind in KINDS for version in rule.versions)
        for item in windows_of(work, policy, rule, window)
        for brief in briefs_of(work, [(policy, rule)], item, clocks)
        if brief.version.each and brief.version.each.kind in KINDS
    )


def windows_of(work: Work, policy: Policy, rule: Rule, key: str | None) -> Iterator[Bounds]:
    """The windows with this key in which a rule is judged, or all open ones."""
    kinds = window_kinds(work, policy, rule)
    if key is None:
        yield from (item for item in all_open(work) if item.kind in kinds)
        return
    for kind in kinds:
        with suppress(WindowUnknown):
            yield resolve(work, kind, key)


def _rows(brief: Brief) -> CTE:
    shared = Shared([brief])
    listed = cells.of(brief, shared.subjects(brief), terms_table([brief]), shared.people(brief))
    # Reckoned at most once, however many units are read, and not at all where none is.
    return listed.cte().prefix_with("MATERIALIZED")
