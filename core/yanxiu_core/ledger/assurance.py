"""How far a line is assured: registered, reviewed by the school, certified by the county, or returned.

It is derived when it is read. A claim freezes the ids of the lines that it counts, and what has become of the claim is
what has become of them; nothing is written to 70 lines because one person's claim has passed a step.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, any_, case, false, literal, or_, select, true

from yanxiu_core.claims.models import READY, Claim, ClaimVersion
from yanxiu_core.database.clocks import known
from yanxiu_core.ledger.models import CERTIFIED, RETURNED, REVIEWED
from yanxiu_core.policies.model import Policy
from yanxiu_core.seals.models import CertifiedResult


def assurance(line: Any, policies: Iterable[Policy], known_at: datetime | None) -> ColumnElement[str]:
    """The assurance of a line (a table, an alias or a subquery's columns) under the policies that have a review."""
    reviewed = [policy for policy in policies if policy.review is not None]
    if not reviewed:
        own: ColumnElement[str] = line.assurance
        return own
    holds = any_(ClaimVersion.line_ids) == line.id
    of_person = and_(
        Claim.tenant_id == line.tenant_id, Claim.person_id == line.person_id, Claim.policy == line.policy
    )
    certified = certified_versions(known_at).where(of_person, holds)
    passed = reviewed_versions(reviewed, known_at).where(of_person, holds)
    return case(
        (line.assurance == RETURNED, literal(RETURNED, Text())),
        (line.policy.not_in([policy.id for policy in reviewed]), line.assurance),
        (certified.exists(), literal(CERTIFIED, Text())),
        (passed.exists(), literal(REVIEWED, Text())),
        else_=line.assurance,
    )


def certified_versions(known_at: datetime | None) -> Select[Any]:
    """The versions of claims that stand as certified results, as known now or then."""
    return (
        select(literal(1))
        .select_from(Claim)
        .join(
            CertifiedResult,
            and_(
                CertifiedResult.tenant_id == Claim.tenant_id,
                CertifiedResult.claim_id == Claim.id,
                known(CertifiedResult, known_at),
            ),
        )
        .join(
            ClaimVersion,
            and_(
                ClaimVersion.tenant_id == CertifiedResult.tenant_id,
                ClaimVersion.id == CertifiedResult.version_id,
            ),
        )
    )


def reviewed_versions(policies: Iterable[Policy], known_at: datetime | None) -> Select[Any]:
    """The versions that the school has passed and the county has not certified; a past moment does not tell them."""
    passed = [
        and_(Claim.policy == policy.id, Claim.step.in_(sorted(policy.review.reviewed_steps)))
        for policy in policies
        if policy.review is not None
    ]
    return (
        select(literal(1))
        .select_from(Claim)
        .join(
            ClaimVersion,
            and_(
                ClaimVersion.tenant_id == Claim.tenant_id,
                ClaimVersion.claim_id == Claim.id,
                ClaimVersion.number == Claim.version,
            ),
        )
        .where(or_(Claim.state == READY, *passed), true() if known_at is None else false())
    )
