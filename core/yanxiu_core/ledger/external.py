"""Lines of external training: that there is a certificate, its hours, and what they are worth under each policy."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.orm import aliased

from yanxiu_core.engine import external
from yanxiu_core.engine.lines import standing
from yanxiu_core.engine.scope import MOMENT, among
from yanxiu_core.engine.terms import adopted_policies, county_spans
from yanxiu_core.external_trainings.models import ExternalTraining
from yanxiu_core.ledger import difference
from yanxiu_core.ledger.difference import CONTENT, OWN, Posting
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.seals.standing import sealed_spans
from yanxiu_core.work import Work


def post_trainings(work: Work, ids: Sequence[UUID], *, amended: bool = False) -> Posting:
    """Bring the lines of these rows of `external_trainings`, superseded ones among them, in line with what they say.

    Posting again changes nothing. `amended`: only what a policy says has changed, and certified windows are left alone.
    Whose lines have changed is the caller's to judge.
    """
    recorded_at = work.record()
    rows = external.standing_trainings(work.tenant_id, work.zone.key, ids)
    should = [external.certificates(rows), external.certified_hours(rows)]
    root = root_id(work)
    for policy in adopted_policies(work):
        should.extend(external.converted(policy, county_spans(work, policy.id, root), rows))
    line = aliased(LedgerLine)
    stands = select(line.id, *(getattr(line, name) for name in (*CONTENT, *OWN))).where(
        line.tenant_id == work.tenant_id, among(line.source_id, ids), standing(line)
    )
    spared = sealed_spans(work) if amended else ()
    statement = difference.statement(
        work.tenant_id, union_all(*should).subquery(), stands.subquery(), *OWN, spared=spared
    )
    return difference.posted(work.session.execute(statement, {MOMENT: recorded_at}))


def post_all_trainings(work: Work) -> Posting:
    """Bring the lines of every present certificate in line with the policies that are adopted."""
    present = select(ExternalTraining.id).where(
        ExternalTraining.tenant_id == work.tenant_id, ExternalTraining.superseded_at.is_(None)
    )
    return post_trainings(work, work.session.scalars(present).all(), amended=True)
