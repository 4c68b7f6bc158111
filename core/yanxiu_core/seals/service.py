"""Seal what the county has certified, and supersede results that later changes have made wrong, so that both show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.bodies import member_of
from yanxiu_core.claims.checks import not_own
from yanxiu_core.claims.errors import NotMember
from yanxiu_core.claims.freezing import SUPERSEDED, freeze
from yanxiu_core.claims.lookup import claim_of, row_of, somebody
from yanxiu_core.claims.terms import Terms, terms_in, terms_of
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import CERTIFICATION_SEALED
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.seals import repository
from yanxiu_core.seals.errors import SealInvalid, SealRefused
from yanxiu_core.seals.models import CertifiedResult, Seal
from yanxiu_core.seals.repository import Sealing
from yanxiu_core.work import Work

MOST = 500
"""Results that one call supersedes."""


def seal(work: Work, policy: str, window: str, document: str) -> Seal:
    """Freeze the results of all claims that have passed every step under one manifest hash; their lines are certified.

    Claims that are still under review are left for a later seal, and so are those whose facts have changed since they
    were confirmed: their persons confirm them anew. Raises SealRefused with an open objection in the window or where
    nothing is ready, SealInvalid without the document, NotMember, PersonNeeded, Forbidden.
    """
    person, recorded_at = _opened(work, document)
    terms = terms_of(work, policy, window)
    _seated(work, terms)
    waiting = repository.open_objections(work, policy, terms.window_id)
    if waiting:
        raise SealRefused(
            f"还有 {waiting} 项异议没有复核, 不能封存; 请先复核",
            f"{waiting} objections wait to be settled; settle them before sealing",
            field="window",
        )
    ready = repository.ready(work, policy, terms.window_id)
    taken = [row.id for row in ready if not row.changed]
    if not taken:
        raise SealRefused(*_nothing(len(ready)), field="window")
    sealing = _sealing(work, terms, document, "", person, recorded_at)
    repository.write(work, sealing, taken)
    return _sealed(work, "seal.make", sealing)


def supersede(work: Work, result_ids: Sequence[UUID], document: str, reason: str) -> Seal:
    """Certify results anew after what they rest on has changed: new results name the old ones, and both are shown.

    They are of one policy and window. Raises SealInvalid without document or reason, SealRefused for a result that is
    superseded already or whose figures have not changed, OwnClaim, NotMember, NotFound, PersonNeeded, Forbidden.
    """
    person, recorded_at = _opened(work, document)
    if not reason.strip():
        raise SealInvalid("请写明更正的原因", "Say why the results are superseded", field="reason")
    results = _results(work, result_ids)
    first = claim_of(work, results[0].claim_id)
    terms = terms_in(work, first.policy, first.window_id)
    _seated(work, terms)
    for result in results:
        _renew(work, result, terms)
    work.session.execute(
        update(CertifiedResult)
        .where(
            CertifiedResult.tenant_id == work.tenant_id,
            among(CertifiedResult.id, [result.id for result in results]),
        )
        .values(superseded_at=recorded_at)
        .execution_options(synchronize_session=False)
    )
    sealing = _sealing(work, terms, document, reason.strip(), person, recorded_at)
    repository.write(work, sealing, [result.claim_id for result in results])
    return _sealed(work, "seal.supersede", sealing)


def _nothing(changed: int) -> tuple[str, str]:
    if changed:
        return (
            f"走完审核的 {changed} 份登记表在确认以后计入的内容有变, 没有可封存的; 请本人重新确认后再审核",
            f"The {changed} claims that have passed all steps have changed since; let their persons confirm them anew",
        )
    return (
        "没有走完全部审核步骤的登记表, 没有可封存的",
        "No claim has passed all steps; there is nothing to seal",
    )


def _opened(work: Work, document: str) -> tuple[UUID, datetime]:
    person = somebody(work)
    work.require(Permission.RESULTS_SEAL, root_id(work))
    if not document.strip():
        raise SealInvalid("请写明认定文件", "Name the document of the certification", field="document")
    return person, work.record()


def _seated(work: Work, terms: Terms) -> None:
    if not member_of(work, terms, root_id(work)):
        raise NotMember(
            f"封存由县级的{terms.review.title.zh}办理, 您不是其成员",
            "Sealing is done by a member of the county's review group",
        )


def _sealing(
    work: Work, terms: Terms, document: str, reason: str, person: UUID, recorded_at: datetime
) -> Sealing:
    return Sealing(
        policy=terms.policy.id,
        window=terms.window_id,
        key=terms.bounds.key,
        seal=uuid7(),
        number=repository.next_number(work),
        document=document.strip(),
        reason=reason,
        by=person,
        at=recorded_at,
    )


def _results(work: Work, ids: Sequence[UUID]) -> list[CertifiedResult]:
    if not 1 <= len(ids) <= MOST:
        raise SealInvalid(
            f"一次更正 1 至 {MOST} 项结果", f"Supersede 1 to {MOST} results at a time", field="resultIds"
        )
    found = {
        result.id: result
        for result in work.session.scalars(
            select(CertifiedResult).where(
                CertifiedResult.tenant_id == work.tenant_id, among(CertifiedResult.id, list(ids))
            )
        )
    }
    results: list[CertifiedResult] = []
    for index, result_id in enumerate(dict.fromkeys(ids)):
        result = found.get(result_id)
        if result is None:
            raise NotFound("没有这项结果", "No such result", field=f"resultIds.{index}")
        if result.superseded_at is not None:
            raise SealRefused(
                f"结果 {result.number} 已被更正; 请更正现行的结果",
                f"Result {result.number} is superseded; supersede the present one",
                field=f"resultIds.{index}",
            )
        if results and (result.policy, result.window_key) != (results[0].policy, results[0].window_key):
            raise SealInvalid(
                "一次只更正同一策略同一时段的结果",
                "Results superseded together are of one policy and window",
                field=f"resultIds.{index}",
            )
        results.append(result)
    return results


def _renew(work: Work, result: CertifiedResult, terms: Terms) -> None:
    claim = claim_of(work, result.claim_id)
    not_own(work, claim)
    if not row_of(work, claim.id).changed:
        raise SealRefused(
            f"结果 {result.number} 所依据的数据没有变化, 不需要更正",
            f"Nothing that result {result.number} rests on has changed",
            field="resultIds",
        )
    freeze(work, claim, terms, SUPERSEDED)


def _sealed(work: Work, command: str, sealing: Sealing) -> Seal:
    made = work.session.get_one(Seal, (work.tenant_id, sealing.seal))
    audit.record(
        work,
        command,
        counts={"results": made.rows},
        rows=[(made.id, made.number, made.manifest)],
        detail={"policy": made.policy, "window": sealing.key, "manifest": made.manifest},
    )
    events.tell(work, CERTIFICATION_SEALED, [made.id], policy=made.policy, window=sealing.key)
    return made
