"""Record dated facts of units: whether one is open, urban or rural, and what rules ask."""

from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.relations import relations
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.facts import recording
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.ledger.assignments import post_assignments
from yanxiu_core.org_units.models import OrgUnit, OrgUnitFact
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.work import Work

FACTS = frozenset({"status", "locale"})
"""What every county knows of its units; rules may ask for more. A name is no such fact: it is changed by renaming."""


def record_facts(work: Work, unit_id: UUID, facts: list[Fact]) -> int:
    """Record dated facts of a unit; lines and verdicts that rest on them follow. Returns how many were new.

    Raises FactInvalid (field `facts.N.…`), NotFound, Forbidden.
    """
    work.require(Permission.UNITS_WRITE, unit_id)
    if work.session.get(OrgUnit, (work.tenant_id, unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    written = recording.record(work, OrgUnitFact, facts, known_facts(work), unit_id=unit_id)
    audit.record(
        work,
        "orgUnit.facts",
        counts={"facts": len(written)},
        rows=[(unit_id, fact.kind, fact.value, fact.valid_from) for fact in written],
    )
    if written:
        _post_anew(work, unit_id, {fact.kind for fact in written})
        judge.after_unit_facts(work)
    return len(written)


def known_facts(work: Work) -> frozenset[str]:
    """What every county knows of its units, what the rules of the installed policies ask, and what relations show."""
    asked = {
        test.fact
        for policy in work.registry.policies.values()
        for rule in policy.rules
        for version in rule.versions
        for test in version.population.units
    }
    shown = {relation.category_fact for relation in relations(work.registry).values()}
    return FACTS.union(asked, shown) - {""}


def _post_anew(work: Work, unit_id: UUID, kinds: set[str]) -> None:
    """Lines of assignments name the unit's fact on their first day."""
    for relation in relations(work.registry).values():
        if relation.category_fact in kinds:
            found = select(PersonUnit.id).where(
                PersonUnit.tenant_id == work.tenant_id,
                PersonUnit.unit_id == unit_id,
                PersonUnit.relation == relation.name,
                PersonUnit.superseded_at.is_(None),
            )
            ids = list(work.session.scalars(found))
            if ids:
                post_assignments(work, relation, ids, ids)
