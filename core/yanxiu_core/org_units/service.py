"""Create org units and place them, in the management tree or in an overlay."""

from datetime import date
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine import judge
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit, OrgUnitFact
from yanxiu_core.org_units.standing import require_open, require_open_through
from yanxiu_core.tabular.cells import prose, tight
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.work import Work

LONGEST = 200


def create(
    work: Work,
    *,
    kind: str,
    name: str,
    code: str | None = None,
    parent_id: UUID | None = None,
    valid_from: date = BEGINNING,
) -> OrgUnit:
    """Create a unit under a parent (without one: the tenant's root).

    Raises Invalid without kind or name, Conflict for a code that another unit has, UnitClosed, NotFound, Forbidden.
    """
    work.require(Permission.UNITS_WRITE, parent_id)
    recorded_at = work.record()
    kind, name, code = prose(kind), prose(name), tight(code) if code else None
    _check(work, kind, name, code)
    unit = OrgUnit(tenant_id=work.tenant_id, kind=kind, name=name, code=code)
    work.session.add(unit)
    work.session.flush()
    work.session.add(
        OrgUnitFact(
            tenant_id=work.tenant_id,
            unit_id=unit.id,
            kind="name",
            value=name,
            valid_from=valid_from,
            recorded_at=recorded_at,
        )
    )
    if parent_id is not None:
        require_open_through(work, [parent_id], max(valid_from, work.today), None, "parentId")
        put(work, unit.id, parent_id, MANAGEMENT, valid_from, None)
    # Nobody belongs to it yet and nothing took place there: no person's verdict changes, but it is judged itself.
    judge.after_unit_facts(work)
    audit.record(work, "orgUnit.create", counts={"units": 1}, rows=[(unit.id, kind, name, code, parent_id)])
    return unit


def _check(work: Work, kind: str, name: str, code: str | None) -> None:
    for field, value in (("kind", kind), ("name", name)):
        if not value or len(value) > LONGEST:
            raise Invalid(
                f"请写明单位的类别和名称, 各不超过 {LONGEST} 个字",
                f"Give the unit's kind and name, of at most {LONGEST} characters each",
                field=field,
            )
    known = select(OrgUnit.name).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.code == code)
    taken = work.session.scalar(known) if code else None
    if taken is not None:
        raise Conflict(
            f"标识码 {code} 已登记为“{taken}”; 请核对标识码",
            f"The code {code} belongs to {taken}; check it",
            field="code",
        )


def place(
    work: Work,
    unit_id: UUID,
    parent_id: UUID,
    *,
    structure: str = MANAGEMENT,
    valid_from: date = BEGINNING,
    valid_to: date | None = None,
) -> OrgEdge:
    """Place a unit under another from a day on: in the management tree this ends its place before.

    Which adoption covers its people and which overrides hold follow the tree, so a job judges the county anew; where the
    day lies ahead, the day's own job does. Raises Invalid for a place under itself or one of its own, UnitClosed, NotFound,
    Forbidden.
    """
    work.require(Permission.UNITS_WRITE, parent_id)
    _check_days(work, unit_id, parent_id, structure, valid_from, valid_to)
    edge = put(work, unit_id, parent_id, structure, valid_from, valid_to)
    row = (edge.id, unit_id, parent_id, structure, valid_from, valid_to)
    audit.record(work, "orgUnit.place", counts={"units": 1}, rows=[row])
    if valid_from <= work.today:
        verdicts.follow(work)
    return edge


def _check_days(
    work: Work, unit_id: UUID, parent_id: UUID, structure: str, valid_from: date, valid_to: date | None
) -> None:
    """Neither of both is closed while one stands under the other; a closed unit's own place in the management tree stays."""
    overlay = structure != MANAGEMENT
    last = valid_to if overlay else None
    first = max(valid_from, work.today) if last is None else valid_from
    bounded = ("; 或写明该日以前的末日(validTo)", "; or give a validTo before that") if overlay else ("", "")
    require_open_through(work, [parent_id], first, last, "parentId", bounded)
    if overlay:
        require_open_through(work, [unit_id], first, last, "unitId", bounded)
    else:
        require_open(work, [unit_id], first, "unitId")


def put(
    work: Work, unit_id: UUID, parent_id: UUID, structure: str, valid_from: date, valid_to: date | None
) -> OrgEdge:
    """Place a unit as a part of another command, which has its own audit record and sees to the verdicts.

    Raises what `place` raises.
    """
    work.require(Permission.UNITS_WRITE, parent_id)
    recorded_at = work.record()
    known = set(
        work.session.scalars(
            select(OrgUnit.id).where(
                OrgUnit.tenant_id == work.tenant_id, OrgUnit.id.in_((unit_id, parent_id))
            )
        )
    )
    if known != {unit_id, parent_id}:
        raise NotFound("没有这个单位", "No such unit", field="parentId")
    if parent_id in descendants(work, unit_id, structure):
        raise Invalid(
            "单位不能隶属于自己或自己的下级",
            "A unit cannot stand under itself or one of its own",
            field="parentId",
        )
    # In the management tree a unit has one place at a time; in an overlay it may have one under each parent.
    key = {"structure": structure, "unit_id": unit_id, "valid_from": valid_from}
    if structure != MANAGEMENT:
        key["parent_id"] = parent_id
    present = superseding.present(work.session, OrgEdge, work.tenant_id, **key)
    superseding.close(work.session, present, recorded_at)
    edge = OrgEdge(
        tenant_id=work.tenant_id,
        unit_id=unit_id,
        parent_id=parent_id,
        structure=structure,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=recorded_at,
    )
    work.session.add(edge)
    work.session.flush()
    return edge


def descendants(work: Work, unit_id: UUID, structure: str = MANAGEMENT) -> set[UUID]:
    """The unit and everything below it, by the edges known now."""
    tree = (
        select(OrgUnit.id)
        .where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id == unit_id)
        .cte(recursive=True)
    )
    tree = tree.union(
        select(OrgEdge.unit_id).join(
            tree,
            (OrgEdge.parent_id == tree.c.id)
            & (OrgEdge.tenant_id == work.tenant_id)
            & (OrgEdge.structure == structure)
            & OrgEdge.superseded_at.is_(None),
        )
    )
    return set(work.session.scalars(select(tree.c.id)))


def ancestors(work: Work, unit_id: UUID) -> list[UUID]:
    """The unit and what it stands under in the management tree today, nearest first."""
    place = (
        select(OrgEdge.unit_id, OrgEdge.parent_id)
        .where(
            OrgEdge.tenant_id == work.tenant_id,
            OrgEdge.structure == MANAGEMENT,
            OrgEdge.superseded_at.is_(None),
            OrgEdge.valid_from <= work.today,
        )
        .ext(distinct_on(OrgEdge.unit_id))
        .order_by(OrgEdge.unit_id, OrgEdge.valid_from.desc())
        .subquery()
    )
    tree = select(literal(unit_id).label("id"), literal(0).label("depth")).cte(recursive=True)
    tree = tree.union(select(place.c.parent_id, tree.c.depth + 1).join(tree, place.c.unit_id == tree.c.id))
    return list(work.session.scalars(select(tree.c.id).order_by(tree.c.depth)))
