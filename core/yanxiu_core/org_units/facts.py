"""Record dated facts of units: urban or rural, and what rules ask."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.assignments.relations import relations
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.errors import NotFound
from yanxiu_core.facts import recording
from yanxiu_core.facts.errors import FactInvalid
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.ledger.assignments import post_assignments
from yanxiu_core.org_units.models import OrgUnit, OrgUnitFact
from yanxiu_core.org_units.standing import NAME, STATUS
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.tabular.cells import prose
from yanxiu_core.work import Work

FACTS = frozenset({"locale"})
"""What every county may say of its units; rules may ask for more."""
COMMANDED = {
    NAME: ("名称由更名登记; 请用 orgUnitRename", "A name is given by renaming: use orgUnitRename"),
    STATUS: (
        "撤销须有依据文件并经核对; 请用 orgUnitClose, 或合并(orgUnitMerge)、分设(orgUnitSplit)",
        "A unit is closed by a document and after checks: use orgUnitClose, orgUnitMerge or orgUnitSplit",
    ),
}
"""Dated facts that have commands of their own, by which alone they are written."""


def record_facts(work: Work, unit_id: UUID, facts: list[Fact]) -> int:
    """Record dated facts of a unit; lines and verdicts that rest on them follow. Returns how many were new.

    Raises FactInvalid (field `facts.N.…`), NotFound, Forbidden.
    """
    work.require(Permission.UNITS_WRITE, unit_id)
    if work.session.get(OrgUnit, (work.tenant_id, unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    _refuse_commanded(facts)
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


def _refuse_commanded(facts: Sequence[Fact]) -> None:
    for index, fact in enumerate(facts):
        told = COMMANDED.get(prose(fact.kind))
        if told is not None:
            raise FactInvalid(
                f"第 {index + 1} 项: {told[0]}",
                f"Fact {index + 1}: {told[1]}",
                field=f"facts.{index}.kind",
            )


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
    return FACTS.union(asked, shown) - {"", *COMMANDED}


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
