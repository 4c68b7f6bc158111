"""Find a claim for a command, and who is acting on it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.claims.errors import PersonNeeded
from yanxiu_core.claims.models import Claim
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.errors import NotFound
from yanxiu_core.work import Work


def claim_of(work: Work, claim_id: UUID) -> Claim:
    """The claim, locked until the transaction ends. Raises NotFound."""
    claim = work.session.scalars(
        select(Claim)
        .where(Claim.tenant_id == work.tenant_id, Claim.id == claim_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if claim is None:
        raise NotFound("没有这份登记表", "No such claim", field="claimId")
    return claim


def row_of(work: Work, claim_id: UUID) -> Any:
    """The claim as it is read, with its figures."""
    rows = CLAIMS.alias()
    return work.session.execute(
        select(rows).where(rows.c.tenant_id == work.tenant_id, rows.c.id == claim_id)
    ).one()


def somebody(work: Work) -> UUID:
    """The person who acts. Raises PersonNeeded for a credential of nobody's."""
    if work.actor.person_id is None:
        raise PersonNeeded(
            "此事须由本人办理: 请用属于个人的令牌",
            "This is done by somebody in person: use a token that belongs to a person",
        )
    return work.actor.person_id


def require_reach(work: Work, permission: Permission, claim: Claim) -> None:
    """The permission on the 教研组, or where there is none the unit that reviews. Raises Forbidden."""
    work.require(permission, claim.group_unit_id or claim.review_unit_id)
