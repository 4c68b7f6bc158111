"""A policy's review as it holds in one window of this county: the version in force and the figures it has set."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from yanxiu_core.calendars.models import Window
from yanxiu_core.claims.errors import ReviewNone
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.terms import Adopted, adoptions
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure, in_force
from yanxiu_core.policies.review import Review, ReviewVersion, Step
from yanxiu_core.policies.rule import Rule
from yanxiu_core.verdicts.sources import bounds_of, policy_of
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Terms:
    """What is reviewed, in which window, by which steps, under which adoption of the county."""

    policy: Policy
    review: Review
    rule: Rule
    version: ReviewVersion
    bounds: Bounds
    window_id: UUID
    adopted: Adopted

    def number(self, figure: Figure | None) -> int:
        """A whole figure as the county has set it: members, days."""
        return int(self.share(figure))

    def share(self, figure: Figure | None) -> Decimal:
        """A figure as the county has set it; a figure that a step does not have is nothing."""
        return Decimal(0) if figure is None else self.adopted.figure(figure)

    def word(self, choice: Choice) -> str:
        """A choice as the county has made it."""
        return self.adopted.choice(choice)

    def step_of(self, kind: str) -> Step:
        """The first step of a kind. Raises ReviewNone where the review has none."""
        found = next((step for step in self.version.steps if step.kind == kind), None)
        if found is None:
            raise ReviewNone(
                f"策略 {self.policy.id} 的认定流程没有这一步({kind})",
                f"The review of {self.policy.id} has no step of kind {kind}",
                field="policy",
            )
        return found


def review_of(work: Work, policy_id: str) -> tuple[Policy, Review]:
    """The policy and its review. Raises PolicyUnknown, ReviewNone."""
    policy = policy_of(work, policy_id)
    if policy.review is None:
        raise ReviewNone(
            f"策略 {policy_id} 没有认定流程, 只判定不认定",
            f"Policy {policy_id} has no review: its results are judged and not certified",
            field="policy",
        )
    return policy, policy.review


def terms_of(work: Work, policy_id: str, window: str) -> Terms:
    """The review in a window by its key. Raises PolicyUnknown, ReviewNone, WindowUnknown, PolicyNotAdopted."""
    policy, review = review_of(work, policy_id)
    rule = policy.rule(review.rule)
    found = bounds_of(work, policy, rule, window) if rule else []
    adopted = adoptions(work, policy_id, found[0].ends_on) if found else []
    version = in_force(review.versions, found[0].ends_on) if found else None
    if rule is None or version is None or not adopted:
        raise PolicyNotAdopted(
            f"本县在“{window}”没有采用 {policy_id}",
            f"This county has not adopted {policy_id} in {window}",
            field="policy",
        )
    root = root_id(work)
    own = next((item for item in adopted if item.unit_id == root), adopted[0])
    return Terms(policy, review, rule, version, found[0], found[0].id_in(work.tenant_id), own)


def terms_in(work: Work, policy_id: str, window_id: UUID) -> Terms:
    """The review in a window that is open already."""
    window = work.session.get_one(Window, (work.tenant_id, window_id))
    return terms_of(work, policy_id, window.key)
