"""What ends with a unit on the day on which it is closed. Nothing of it is carried over to the unit that follows."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.storing import end
from yanxiu_core.database import superseding
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnitFact
from yanxiu_core.org_units.standing import SHUT, STATUS
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.verdicts.service import start_rejudging
from yanxiu_core.work import Work


def shut(work: Work, unit_id: UUID, on: date) -> None:
    """The unit is closed from a day on, whatever was said of its status from then on."""
    recorded_at = work.record()
    later = select(OrgUnitFact).where(
        OrgUnitFact.tenant_id == work.tenant_id,
        OrgUnitFact.unit_id == unit_id,
        OrgUnitFact.kind == STATUS,
        OrgUnitFact.valid_from >= on,
        OrgUnitFact.superseded_at.is_(None),
    )
    for fact in work.session.scalars(later):
        superseding.close(work.session, fact, recorded_at)
    key = {"unit_id": unit_id, "kind": STATUS, "value": SHUT, "valid_from": on}
    work.session.add(OrgUnitFact(tenant_id=work.tenant_id, recorded_at=recorded_at, **key))
    work.session.flush()


def end_overlays(work: Work, units: Collection[UUID], on: date) -> int:
    """End the units' places in 片区, 联片 and other overlays, and the places of others under them. Returns how many.

    Their place in the management tree stays: it says whose unit it was, and nobody is judged for a closed one.
    """
    edges = work.session.scalars(
        select(OrgEdge).where(
            OrgEdge.tenant_id == work.tenant_id,
            OrgEdge.structure != MANAGEMENT,
            or_(OrgEdge.unit_id.in_(units), OrgEdge.parent_id.in_(units)),
            OrgEdge.superseded_at.is_(None),
            or_(OrgEdge.valid_to.is_(None), OrgEdge.valid_to >= on),
        )
    ).all()
    recorded_at, last_day = work.record(), on - timedelta(days=1)
    for edge in edges:
        superseding.close(work.session, edge, recorded_at)
        if edge.valid_from <= last_day:
            names = ("tenant_id", "unit_id", "parent_id", "structure", "valid_from")
            kept = {name: getattr(edge, name) for name in names}
            work.session.add(OrgEdge(**kept, valid_to=last_day, recorded_at=recorded_at))
    work.session.flush()
    return len(edges)


def end_adoptions(work: Work, units: Collection[UUID], on: date, source: str) -> int:
    """End what the units themselves have adopted or set otherwise than the unit above, and overrides elsewhere that followed
    it and have nothing else to follow. Returns how many.

    A policy that is nobody else's converts the county's hours: then they are posted anew, by a job. Raises Forbidden for
    whoever may not write policies.
    """
    adoptions = work.session.scalars(
        select(Adoption).where(
            Adoption.tenant_id == work.tenant_id,
            Adoption.unit_id.in_(units),
            Adoption.superseded_at.is_(None),
            or_(Adoption.valid_to.is_(None), Adoption.valid_to >= on),
        )
    ).all()
    if adoptions:
        work.require(Permission.POLICIES_WRITE)
    own, overrides = end(work, adoptions, on - timedelta(days=1), source)
    if any(not adoption.follows for adoption in adoptions):
        start_rejudging(work, repost=True)
    return len(own) + len(overrides)


def switches_left(work: Work, units: Collection[UUID]) -> int:
    """How many features the units had switched on or off for themselves. They stay with what was recorded there, which
    else could not be read any more, and hold nowhere else.
    """
    found = select(func.count()).where(
        PluginSwitch.tenant_id == work.tenant_id,
        PluginSwitch.unit_id.in_(units),
        PluginSwitch.enabled.is_not(None),
        PluginSwitch.superseded_at.is_(None),
    )
    return work.session.scalar(found) or 0
