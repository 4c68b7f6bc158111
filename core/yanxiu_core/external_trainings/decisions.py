"""Decide on certificates of external training: confirm, return, withdraw. Each decision is a version of its own."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.engine import judge
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.external_trainings.authority import assurance, home_of, may_decide, may_write, rank
from yanxiu_core.external_trainings.errors import TrainingInvalid, TrainingState
from yanxiu_core.external_trainings.models import RETURNED, WITHDRAWN, ExternalTraining
from yanxiu_core.external_trainings.repository import CONTENT
from yanxiu_core.external_trainings.service import present_of
from yanxiu_core.ledger.external import post_trainings
from yanxiu_core.ledger.models import REGISTERED
from yanxiu_core.work import Work

MOST = 500
"""Certificates that one call decides on."""


def confirm(work: Work, series: Sequence[UUID]) -> list[ExternalTraining]:
    """Confirm certificates: by a school they are reviewed, by the county certified. One that is already is left alone.

    All or none. Raises OwnTraining for one's own, TrainingState for one that is returned or withdrawn, TrainingInvalid
    for too many, NotFound, Forbidden.
    """
    rows = _several(work, series)
    given = [(row, may_decide(work, row)) for row in rows]
    _require_standing(rows)
    higher = [(row, state) for row, state in given if rank(state) > rank(row.state)]
    decided = _decide(work, "external_training.confirm", higher, "")
    by_series = {row.series_id: row for row in (*rows, *decided)}
    return [by_series[row.series_id] for row in rows]


def send_back(work: Work, series: Sequence[UUID], reason: str) -> list[ExternalTraining]:
    """Return certificates to whoever registered them, with the reason; they count for nothing until corrected.

    What the county has certified only the county returns. All or none. Raises OwnTraining, TrainingInvalid without a
    reason or for too many, TrainingState, NotFound, Forbidden.
    """
    rows = _several(work, series)
    for row in rows:
        if rank(may_decide(work, row)) < rank(row.state):
            raise _decided_on(row)
    _require_standing(rows)
    return _decide(work, "external_training.return", [(row, RETURNED) for row in rows], _said(reason))


def withdraw(work: Work, series_id: UUID, reason: str) -> ExternalTraining:
    """Withdraw a certificate that was registered by mistake: its lines are reversed, visibly; its rows stay.

    Registered again it counts again. Raises TrainingInvalid without a reason, TrainingState for one that is withdrawn
    or that somebody of more authority has decided on, NotFound, Forbidden.
    """
    if work.access.reach(Permission.TRAININGS_WRITE).nothing:
        work.require(Permission.TRAININGS_WRITE)
    work.record()
    row = present_of(work, series_id)
    unit_id = home_of(work, row.person_id, row.ends_on)
    may_write(work, row.person_id, unit_id)
    if row.state == WITHDRAWN:
        raise TrainingState(
            f"证书 {row.certificate} 已撤销",
            f"Certificate {row.certificate} is withdrawn already",
            field="id",
        )
    if rank(assurance(work, row.person_id, unit_id)) < rank(row.state):
        raise _decided_on(row)
    return _decide(work, "external_training.withdraw", [(row, WITHDRAWN)], _said(reason))[0]


def _decide(
    work: Work, command: str, given: Sequence[tuple[ExternalTraining, str]], reason: str
) -> list[ExternalTraining]:
    """Supersede each row by its copy in the new state; lines follow in one statement, under one audit record."""
    if not given:
        return []
    recorded_at = work.record()
    for row, _ in given:
        row.superseded_at = recorded_at
    work.session.flush()
    new = [
        ExternalTraining(
            tenant_id=work.tenant_id,
            state=state,
            reason=reason,
            by=work.actor.name,
            recorded_at=recorded_at,
            **{name: getattr(row, name) for name in (*CONTENT, "series_id", "file_id")},
        )
        for row, state in given
    ]
    work.session.add_all(new)
    work.session.flush()
    posting = post_trainings(work, [row.id for row in (*(old for old, _ in given), *new)])
    judge.after_posting(work, posting.people, set(posting.days))
    audit.record(
        work,
        command,
        counts={"trainings": len(new), "posted": posting.posted, "reversed": posting.reversed},
        rows=[(row.id, row.certificate, row.state, reason) for row in new],
        detail={"reason": reason} if reason else None,
    )
    return new


def _several(work: Work, series: Sequence[UUID]) -> list[ExternalTraining]:
    """The present rows of these series, each once, in their order."""
    if work.access.reach(Permission.TRAININGS_CONFIRM).nothing:
        work.require(Permission.TRAININGS_CONFIRM)
    asked = list(dict.fromkeys(series))
    if not 1 <= len(asked) <= MOST:
        raise TrainingInvalid(f"一次审核 1 至 {MOST} 条", f"Decide on 1 to {MOST} at a time", field="ids")
    work.record()
    rows = work.session.scalars(
        select(ExternalTraining).where(
            ExternalTraining.tenant_id == work.tenant_id,
            among(ExternalTraining.series_id, asked),
            ExternalTraining.superseded_at.is_(None),
        )
    ).all()
    by_series = {row.series_id: row for row in rows}
    if len(by_series) < len(asked):
        raise NotFound("没有这条校外培训", "No such training", field="ids")
    return [by_series[item] for item in asked]


def _require_standing(rows: Sequence[ExternalTraining]) -> None:
    for row in rows:
        if rank(row.state) < rank(REGISTERED):
            zh, en = ("已撤销", "withdrawn") if row.state == WITHDRAWN else ("已退回", "returned")
            raise TrainingState(
                f"证书 {row.certificate} {zh}; 须先更正后重新登记",
                f"Certificate {row.certificate} is {en}; it must be corrected and registered again first",
                field="ids",
            )


def _said(reason: str) -> str:
    if not reason.strip():
        raise TrainingInvalid("请写明原因", "Say why", field="reason")
    return reason.strip()


def _decided_on(row: ExternalTraining) -> TrainingState:
    return TrainingState(
        f"证书 {row.certificate} 已经审核; 须由审核的单位退回后再办",
        f"Certificate {row.certificate} has been decided on; whoever did must return it first",
        field="id",
    )
