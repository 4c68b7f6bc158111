"""Fact lines of evidence: how many pieces, how many characters."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
    days = {present.on_date, *(day for _, day in _taken_back(work, old, recorded_at))}
    unit_id = work.session.scalar(select(home_unit_on(work.tenant_id, present.person_id, present.on_date)))
    new = [
        _line(work, present, measure, amount, unit_id, recorded_at, fields)
        for measure, amount in measures.items()
        if amount
    ]
    work.session.add_all(new)
    work.session.flush()
    judge.after_posting(work, [present.person_id], days)


def reverse_evidence_of(work: Work, activity_id: UUID) -> int:
    """Reverse the lines of an activity's evidence, for it was cancelled, and judge whose they were. Returns how many."""
    recorded_at = work.record()
    # By the activity's lines, which are indexed; records (台账) about it stand by themselves.
    posted = (
        select(Evidence.id)
        .join(
            LedgerLine, (LedgerLine.tenant_id == Evidence.tenant_id) & (LedgerLine.source_id == Evidence.id)
        )
        .where(
            LedgerLine.tenant_id == work.tenant_id,
            LedgerLine.activity_id == activity_id,
            Evidence.superseded_at.is_(None),
        )
        .distinct()
    )
    lines = _taken_back(work, work.session.scalars(posted).all(), recorded_at)
    if lines:
        judge.after_posting(work, sorted({person for person, _ in lines}), {day for _, day in lines})
    return len(lines)


def _taken_back(work: Work, versions: Sequence[UUID], recorded_at: datetime) -> list[tuple[UUID, date]]:
    """Reverse what stands of these versions; person and day of each line."""
    statement = (
        insert(LedgerLine)
        .from_select(list(COLUMNS), reversals(work.tenant_id, versions, recorded_at), include_defaults=False)
        .returning(LedgerLine.person_id, LedgerLine.on_date)
    )
    return [(row.person_id, row.on_date) for row in work.session.execute(statement)]


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
