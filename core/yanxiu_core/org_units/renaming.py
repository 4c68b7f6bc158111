"""Give a unit another name from a day on, by a document; what was written before keeps the old one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.errors import Conflict
from yanxiu_core.org_units import checks
from yanxiu_core.org_units.errors import SuccessionInvalid
from yanxiu_core.org_units.models import RENAMED, OrgSuccession, OrgUnit, OrgUnitFact
from yanxiu_core.org_units.service import LONGEST
from yanxiu_core.org_units.standing import NAME, closed_on, require_open
from yanxiu_core.tabular.cells import prose
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class _Renaming:
    """What a renaming is to the names that the unit has: `corrects` is the one that it takes the place of, `after` the name
    before its day.
    """

    name: str
    valid_from: date
    corrects: OrgUnitFact | None
    after: OrgUnitFact | None

    @property
    def undoes(self) -> bool:
        """The name of before again, on the same day: there was no renaming."""
        return self.after is not None and self.after.value == self.name


def rename(work: Work, unit_id: UUID, name: str, *, valid_from: date, source: str) -> OrgUnit:
    """Rename a unit. Of the same day again it corrects the name, the present name again corrects the day of it.

    The present name is looked at everywhere, so the day is not ahead. Raises SuccessionInvalid (field named), Conflict
    for a name that another open unit of the kind has, UnitClosed, NotFound, Forbidden.
    """
    document = checks.allowed(work, valid_from, source)
    unit = checks.known(work, unit_id, "unitId")
    require_open(work, [unit_id], valid_from, "unitId")
    renaming = _renaming(work, unit, prose(name), valid_from)
    _refuse_taken(work, unit, renaming)
    before, unit.name = unit.name, renaming.name
    _record(work, unit_id, before, renaming, document)
    audit.record(
        work,
        "orgUnit.rename",
        counts={"units": 1},
        rows=[(unit_id, before, unit.name)],
        detail={"from": str(valid_from), "source": document},
    )
    return unit


def _renaming(work: Work, unit: OrgUnit, name: str, valid_from: date) -> _Renaming:
    if valid_from > work.today:
        raise SuccessionInvalid(
            f"日期 {valid_from} 还没有到; 更名请到当日再登记",
            f"{valid_from} lies ahead; rename the unit on that day",
            field="validFrom",
        )
    named = select(OrgUnitFact).filter_by(
        tenant_id=work.tenant_id, unit_id=unit.id, kind=NAME, superseded_at=None
    )
    names = list(work.session.scalars(named.order_by(OrgUnitFact.valid_from)))
    latest = names[-1] if names else None
    before = names[-2] if len(names) > 1 else None
    of_the_day = latest is not None and latest.valid_from == valid_from
    redated = name == unit.name and before is not None and not of_the_day
    if not name or len(name) > LONGEST or (name == unit.name and not redated):
        raise SuccessionInvalid(
            f"请写明与现名不同的新名称, 不超过 {LONGEST} 个字",
            f"Give another name than the present one, of at most {LONGEST} characters",
            field="name",
        )
    corrects, after = (latest, before) if redated or of_the_day else (None, latest)
    if after is not None and valid_from <= after.valid_from:
        raise SuccessionInvalid(
            f"该单位 {after.valid_from} 起名为“{after.value}”, 其后的名称应晚于此日; "
            "如该日有误, 请先以这一名称和正确的日期再登记一次更名",
            f"It is called {after.value} from {after.valid_from} on, and the next name begins after that; if that day is "
            "wrong, first rename it to that name again, from the right day on",
            field="validFrom",
        )
    return _Renaming(name, valid_from, corrects, after)


def _refuse_taken(work: Work, unit: OrgUnit, renaming: _Renaming) -> None:
    other = select(OrgUnit.id).where(
        OrgUnit.tenant_id == work.tenant_id,
        OrgUnit.kind == unit.kind,
        OrgUnit.name == renaming.name,
        OrgUnit.id != unit.id,
        ~closed_on(work.tenant_id, OrgUnit.id, renaming.valid_from),
    )
    if unit.kind not in checks.GROUPS and work.session.scalars(other).first() is not None:
        raise Conflict(
            f"已有名为“{renaming.name}”的单位; 请核对名称",
            f"Another unit is named {renaming.name}; check it",
            field="name",
        )


def _record(work: Work, unit_id: UUID, before: str, renaming: _Renaming, document: str) -> None:
    recorded_at, day = work.record(), renaming.valid_from
    names = {} if renaming.undoes else {day: renaming.name}
    if renaming.corrects is not None:
        superseding.close(work.session, renaming.corrects, recorded_at)
        became = {"unit_id": unit_id, "kind": RENAMED, "on_date": renaming.corrects.valid_from}
        former = superseding.present(work.session, OrgSuccession, work.tenant_id, **became)
        superseding.close(work.session, former, recorded_at)
    elif renaming.after is None:  # a roster's groups have only their present name
        names[BEGINNING] = before
    common = {"tenant_id": work.tenant_id, "unit_id": unit_id, "recorded_at": recorded_at}
    work.session.add_all(
        OrgUnitFact(kind=NAME, value=value, valid_from=first, **common) for first, value in names.items()
    )
    if not renaming.undoes:
        work.session.add(OrgSuccession(kind=RENAMED, on_date=day, source=document, **common))
    work.session.flush()
