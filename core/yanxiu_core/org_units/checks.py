"""What is checked before units are merged, split, closed or renamed, and who and what belongs to them on the day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import ASSISTANT, CANCELLED, Activity, ActivityUnit
from yanxiu_core.engine.tree import above, parents
from yanxiu_core.engine.units import KINDS
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.errors import SuccessionInvalid
from yanxiu_core.org_units.models import MANAGEMENT, OrgEdge, OrgUnit
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.org_units.standing import closed_on, require_open_through
from yanxiu_core.people.models import HOME, Person, PersonUnit
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

GROUPS = KINDS["group"]
"""教研组, 备课组, 年级组: what a school is made of; all other units stand for themselves."""
LONGEST = 200
"""Characters of a document's number or title."""
SHOWN = 5
"""So many of those who stand in the way are named in a refusal."""


def allowed(work: Work, valid_from: date, source: str) -> str:
    """The document. It is the county's matter: Forbidden for whoever may not write units in all of it."""
    work.require(Permission.UNITS_WRITE)
    if not source.strip() or len(source.strip()) > LONGEST:
        raise SuccessionInvalid(
            f"请写明依据文件(文号或文件名称), 不超过 {LONGEST} 个字",
            f"Name the document that this rests on, its number or title, in at most {LONGEST} characters",
            field="source",
        )
    if valid_from.year not in YEARS:
        raise SuccessionInvalid(
            f"日期 {valid_from} 有误, 请核对年份", "The year cannot be right", field="validFrom"
        )
    work.record()
    return source.strip()


def leaving(work: Work, unit_id: UUID, on: date, field: str) -> None:
    """The unit may be merged, split or closed: it was there before the day, is open, and is not the county itself."""
    unit = known(work, unit_id, field)
    if unit_id == root_id(work):
        raise SuccessionInvalid("县本身不能撤并", "The county itself cannot be merged or closed", field=field)
    # What is to be closed later: what it is to be merged into then is the one to name now.
    require_open_through(work, [unit_id], on, None, field)
    first = _first_day(work, unit_id)
    if on <= first:
        raise SuccessionInvalid(
            f"“{unit.name}”{first} 才设立, 日期 {on} 应在其后",
            f"{unit.name} is there from {first} on; {on} must be after that",
            field="validFrom",
        )


def following(work: Work, target_id: UUID, sources: Sequence[UUID], on: date, field: str) -> None:
    """The unit may follow these: another one, none of their own, of a like kind, there and open from the day on."""
    target = known(work, target_id, field)
    upper = {target_id, *above_of(work, target_id, on)}
    for source_id in sources:
        source = known(work, source_id, field)
        if source_id == target_id:
            raise SuccessionInvalid(
                f"“{source.name}”不能并入自己, 或重复列出", f"{source.name} cannot follow itself", field=field
            )
        if source_id in upper:
            raise SuccessionInvalid(
                f"“{target.name}”隶属于“{source.name}”, 不能由下级接续; 请先调整隶属",
                f"{target.name} stands under {source.name} and cannot follow it; place it elsewhere first",
                field=field,
            )
        if _family(source.kind) != _family(target.kind):
            raise SuccessionInvalid(
                f"“{source.name}”与“{target.name}”类别不同: 教研组只能与教研组、学校只能与学校、片区只能与片区合并, "
                "县不接续任何单位",
                f"{source.name} and {target.name} are of different kinds: a group follows a group, a school a school, "
                "a zone a zone, and the county follows nobody",
                field=field,
            )
    require_open_through(work, [target_id], on, None, field)
    first = _first_day(work, target_id)
    if on < first:
        raise SuccessionInvalid(
            f"“{target.name}”{first} 才设立, 日期 {on} 早于此",
            f"{target.name} is there from {first} on; {on} is before that",
            field="validFrom",
        )


def _family(kind: str) -> str:
    """What may follow one another: groups, zones, the county; 中心校 and kinds of a county's own are schools as others."""
    return next((family for family, kinds in KINDS.items() if kind in kinds), "school")


def known(work: Work, unit_id: UUID, field: str) -> OrgUnit:
    """The unit of this county. Raises NotFound."""
    unit = work.session.get(OrgUnit, (work.tenant_id, unit_id))
    if unit is None:
        raise NotFound("没有这个单位", "No such unit", field=field)
    return unit


def _first_day(work: Work, unit_id: UUID) -> date:
    edge = select(OrgEdge.valid_from).where(
        OrgEdge.tenant_id == work.tenant_id,
        OrgEdge.structure == MANAGEMENT,
        OrgEdge.unit_id == unit_id,
        OrgEdge.superseded_at.is_(None),
    )
    return work.session.scalars(edge.order_by(OrgEdge.valid_from)).first() or date.min


def above_of(work: Work, unit_id: UUID, on: date) -> list[UUID]:
    """The units above one on the day, the nearest first."""
    return list(above(unit_id, parents(work, on)))


def units_below(work: Work, unit_id: UUID, on: date) -> list[OrgUnit]:
    """The open units directly below on the day, or to be placed there later, in printed order."""
    placed = {unit for unit, parent in parents(work, on).items() if parent == unit_id}
    later = select(OrgEdge.unit_id).where(
        OrgEdge.tenant_id == work.tenant_id,
        OrgEdge.structure == MANAGEMENT,
        OrgEdge.parent_id == unit_id,
        OrgEdge.valid_from > on,
        OrgEdge.superseded_at.is_(None),
    )
    found = select(OrgUnit).where(
        OrgUnit.tenant_id == work.tenant_id,
        or_(OrgUnit.id.in_(placed), OrgUnit.id.in_(later)),
        ~closed_on(work.tenant_id, OrgUnit.id, on),
    )
    return list(work.session.scalars(found.order_by(OrgUnit.position, OrgUnit.name, OrgUnit.id)))


def groups_below(work: Work, unit_ids: Collection[UUID], on: date) -> list[UUID]:
    """The open groups of these units, and those of the groups."""
    found: list[UUID] = []
    for unit_id in unit_ids:
        groups = [unit.id for unit in units_below(work, unit_id, on) if unit.kind in GROUPS]
        found += [*groups, *groups_below(work, groups, on)]
    return found


def staff(work: Work, unit_ids: Collection[UUID], on: date, *relations: str) -> dict[UUID, str]:
    """Who belongs to one of the units on the day or later, by these relations (default: by any), with name and 工号 as a
    refusal shows them.
    """
    edge = PersonUnit
    conditions = [edge.relation.in_(relations)] if relations else []
    found = (
        select(Person.id, Person.name, Person.number)
        .join(edge, (edge.tenant_id == Person.tenant_id) & (edge.person_id == Person.id))
        .where(
            edge.tenant_id == work.tenant_id,
            edge.unit_id.in_(unit_ids),
            edge.superseded_at.is_(None),
            or_(edge.valid_to.is_(None), edge.valid_to >= on),
            or_(edge.relation != HOME, edge.valid_from > on, edge.id.in_(_homes(work, on))),
            *conditions,
        )
        .distinct()
        .order_by(Person.number)
    )
    return {row.id: f"{row.name}({row.number})" for row in work.session.execute(found)}


def _homes(work: Work, on: date) -> Select[UUID]:
    """The rows that say where people are at home on a day: the next one ends the one before."""
    edge = PersonUnit
    return (
        select(edge.id)
        .where(
            edge.tenant_id == work.tenant_id,
            edge.relation == HOME,
            edge.superseded_at.is_(None),
            edge.valid_from <= on,
        )
        .ext(distinct_on(edge.person_id))
        .order_by(edge.person_id, edge.valid_from.desc())
    )


def require_empty(work: Work, unit_id: UUID, closing: Collection[UUID], on: date) -> None:
    """Refuse to close units in which somebody is at home, under which another stands, or which host what is to come."""
    left = staff(work, closing, on, HOME)
    if left:
        raise _left(
            left.values(),
            "还有 {count} 人在该单位({names}); 请先登记调动, 或改用合并",
            "{count} people are still at home there ({names}); move them first, or merge the unit",
            "unitId",
        )
    below = [unit.name for unit in units_below(work, unit_id, on) if unit.kind not in GROUPS]
    if below:
        raise _left(
            below,
            "还有 {count} 个下级单位({names}); 请先调整其隶属",
            "{count} units still stand under it ({names}); place them elsewhere first",
            "unitId",
        )
    require_nothing_hosted(work, closing, on)


def require_nothing_hosted(work: Work, closing: Collection[UUID], on: date) -> None:
    """Refuse to close units that host an activity on the day or later: nobody would be there to hold it."""
    hosted = (
        select(Activity.number)
        .join(
            ActivityUnit,
            (ActivityUnit.tenant_id == Activity.tenant_id) & (ActivityUnit.activity_id == Activity.id),
        )
        .where(
            Activity.tenant_id == work.tenant_id,
            Activity.starts_on >= on,
            Activity.state != CANCELLED,
            ActivityUnit.unit_id.in_(closing),
            ActivityUnit.part != ASSISTANT,
            ActivityUnit.superseded_at.is_(None),
        )
        .distinct()
        .order_by(Activity.number)
    )
    numbers = work.session.scalars(hosted).all()
    if numbers:
        raise _left(
            numbers,
            "该单位 {on} 起还有 {count} 项活动({names}); 请先取消, 或在活动登记表中改由别的单位主办后重新导入",
            "It still hosts {count} activities from {on} on ({names}); cancel them, or import them anew with another host",
            "validFrom",
            on=on,
        )


def left_over(names: Iterable[str], field: str) -> SuccessionInvalid:
    """The refusal of a split that leaves people or units to nobody."""
    return _left(
        names,
        "还有 {count} 个人员或下级单位没有去处({names}); 请逐一写明",
        "{count} people or units below are left ({names}); say where each of them goes",
        field,
    )


def _left(names: Iterable[str], zh: str, en: str, field: str, **more: object) -> SuccessionInvalid:
    all_names = list(names)
    values = {"count": len(all_names), **more}
    shown, etc = all_names[:SHOWN], len(all_names) > SHOWN
    return SuccessionInvalid(
        zh.format(names="、".join(shown) + ("等" if etc else ""), **values),
        en.format(names=", ".join(shown) + (", ..." if etc else ""), **values),
        field=field,
    )
