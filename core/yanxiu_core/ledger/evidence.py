"""Fact lines of evidence: how many pieces, how many characters."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from uuid_utils.compat import uuid7

from yanxiu_core.engine import judge
from yanxiu_core.engine.lines import standing
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.people.models import HOME, PersonUnit
from yanxiu_core.work import Work


def post_evidence(work: Work, series_id: UUID, measures: Mapping[str, Decimal]) -> None:
    """Reverse the lines of superseded versions of this piece, post those of the present one, judge its person."""
    recorded_at = work.record()
    versions = work.session.scalars(
        select(Evidence).where(Evidence.tenant_id == work.tenant_id, Evidence.series_id == series_id)
    ).all()
    present = next(version for version in versions if version.superseded_at is None)
    line = aliased(LedgerLine)
    old = work.session.scalars(
        select(line).where(
            line.tenant_id == work.tenant_id,
            line.source_id.in_([version.id for version in versions if version is not present]),
            standing(line),
        )
    ).all()
    unit_id = _home_unit(work, present)
    new = [
        _line(work, present, measure, amount, unit_id, recorded_at)
        for measure, amount in measures.items()
        if amount
    ]
    work.session.add_all([*(_reversal(item, recorded_at) for item in old), *new])
    work.session.flush()
    days = {present.on_date, *(item.on_date for item in old)}
    judge.after_posting(work, [present.person_id], days)


def _home_unit(work: Work, evidence: Evidence) -> UUID | None:
    """The person's home unit on the day of the work."""
    return work.session.scalar(
        select(PersonUnit.unit_id)
        .where(
            PersonUnit.tenant_id == work.tenant_id,
            PersonUnit.person_id == evidence.person_id,
            PersonUnit.relation == HOME,
            PersonUnit.superseded_at.is_(None),
            PersonUnit.valid_from <= evidence.on_date,
        )
        .order_by(PersonUnit.valid_from.desc())
        .limit(1)
    )


def _line(
    work: Work,
    evidence: Evidence,
    measure: str,
    amount: Decimal,
    unit_id: UUID | None,
    recorded_at: datetime,
) -> LedgerLine:
    return LedgerLine(
        tenant_id=work.tenant_id,
        person_id=evidence.person_id,
        policy="",
        measure=measure,
        amount=amount,
        on_date=evidence.on_date,
        starts_at=datetime.combine(evidence.on_date, datetime.min.time(), work.zone),
        recorded_at=recorded_at,
        activity_id=evidence.activity_id,
        activity_number="",
        kind=evidence.kind,
        category=evidence.kind,
        role="",
        unit_id=unit_id,
        source_id=evidence.id,
        conversion="",
    )


def _reversal(line: LedgerLine, recorded_at: datetime) -> LedgerLine:
    kept = {column.key: getattr(line, column.key) for column in LedgerLine.__mapper__.column_attrs}
    return LedgerLine(
        **{
            **kept,
            "id": uuid7(),
            "amount": -line.amount,
            "recorded_at": recorded_at,
            "reverses_id": line.id,
        }
    )
