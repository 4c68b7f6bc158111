"""Fact lines of evidence: how many pieces, how many characters."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.engine import judge
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.ledger.reversals import COLUMNS, reversals
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.work import Work


def post_evidence(
    work: Work, series_id: UUID, measures: Mapping[str, Decimal], *, fields: list[str] | None = None
) -> None:
    """Reverse the lines of superseded versions of this piece, post those of the present one, judge its person.

    `fields` are the fields of its form that are filled in.
    """
    recorded_at = work.record()
    versions = work.session.scalars(
        select(Evidence).where(Evidence.tenant_id == work.tenant_id, Evidence.series_id == series_id)
    ).all()
    present = next(version for version in versions if version.superseded_at is None)
    old = [version.id for version in versions if version is not present]
    taken_back = (
        insert(LedgerLine)
        .from_select(list(COLUMNS), reversals(work.tenant_id, old, recorded_at), include_defaults=False)
        .returning(LedgerLine.on_date)
    )
    days = {present.on_date, *work.session.scalars(taken_back)}
    unit_id = work.session.scalar(select(home_unit_on(work.tenant_id, present.person_id, present.on_date)))
    new = [
        _line(work, present, measure, amount, unit_id, recorded_at, fields)
        for measure, amount in measures.items()
        if amount
    ]
    work.session.add_all(new)
    work.session.flush()
    judge.after_posting(work, [present.person_id], days)


def _line(
    work: Work,
    evidence: Evidence,
    measure: str,
    amount: Decimal,
    unit_id: UUID | None,
    recorded_at: datetime,
    fields: list[str] | None,
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
        fields=fields,
        conversion="",
    )
