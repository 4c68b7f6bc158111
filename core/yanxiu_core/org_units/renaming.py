"""Give a unit another name from a day on, by a document; what was written before keeps the old one."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

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


def rename(work: Work, unit_id: UUID, name: str, *, valid_from: date, source: str) -> OrgUnit:
    """Rename a unit; of the same day again it is a correction.

    The present name is looked at everywhere, so the day is not ahead. Raises SuccessionInvalid (field named), Conflict
    for a name that another open unit of the kind has, UnitClosed, NotFound, Forbidden.
    """
    document = checks.allowed(work, valid_from, source)
    unit = checks.known(work, unit_id, "unitId")
    require_open(work, [unit_id], valid_from, "unitId")
    name = prose(name)
    _check(work, unit, name, valid_from)
    before = unit.name
    _record(work, unit_id, before, name, valid_from, document)
    unit.name = name
    work.session.flush()
    audit.record(
        work,
        "orgUnit.rename",
        counts={"units": 1},
        rows=[(unit_id, before, name)],
        detail={"from": str(valid_from), "source": document},
    )
    return unit


def _check(work: Work, unit: OrgUnit, name: str, valid_from: date) -> None:
    if not name or len(name) > LONGEST or name == unit.name:
        raise SuccessionInvalid(
            f"请写明与现名不同的新名称, 不超过 {LONGEST} 个字",
            f"Give another name than the present one, of at most {LONGEST} characters",
            field="name",
        )
    if valid_from > work.today:
        raise SuccessionInvalid(
            f"日期 {valid_from} 还没有到; 更名请到当日再登记",
            f"{valid_from} lies ahead; rename the unit on that day",
            field="validFrom",
        )
    latest = work.session.scalar(
        select(func.max(OrgUnitFact.valid_from)).where(
            OrgUnitFact.tenant_id == work.tenant_id,
            OrgUnitFact.unit_id == unit.id,
            OrgUnitFact.kind == NAME,
            OrgUnitFact.superseded_at.is_(None),
        )
    )
    if latest is not None and valid_from < latest:
        raise SuccessionInvalid(
            f"该单位 {latest} 起已用现名, 新名称应不早于此日",
            f"It has its present name from {latest} on; the new one cannot begin before",
            field="validFrom",
        )
    other = select(OrgUnit.id).where(
        OrgUnit.tenant_id == work.tenant_id,
        OrgUnit.kind == unit.kind,
        OrgUnit.name == name,
        OrgUnit.id != unit.id,
        ~closed_on(work.tenant_id, OrgUnit.id, valid_from),
    )
    if unit.kind not in checks.GROUPS and work.session.scalars(other).first() is not None:
        raise Conflict(
            f"已有名为“{name}”的单位; 请核对名称", f"Another unit is named {name}; check it", field="name"
        )


def _record(work: Work, unit_id: UUID, before: str, name: str, valid_from: date, document: str) -> None:
    recorded_at = work.record()
    key = {"unit_id": unit_id, "kind": NAME}
    named = select(OrgUnitFact.id).filter_by(tenant_id=work.tenant_id, superseded_at=None, **key)
    names = {valid_from: name}
    if work.session.scalars(named).first() is None:  # a roster's groups have only their present name
        names[BEGINNING] = before
    for day, value in names.items():
        present = superseding.present(work.session, OrgUnitFact, work.tenant_id, **key, valid_from=day)
        superseding.close(work.session, present, recorded_at)
        fact = {**key, "value": value, "valid_from": day}
        work.session.add(OrgUnitFact(tenant_id=work.tenant_id, recorded_at=recorded_at, **fact))
    became = {"unit_id": unit_id, "kind": RENAMED, "on_date": valid_from}
    superseding.close(
        work.session,
        superseding.present(work.session, OrgSuccession, work.tenant_id, **became),
        recorded_at,
    )
    work.session.add(
        OrgSuccession(tenant_id=work.tenant_id, source=document, recorded_at=recorded_at, **became)
    )
