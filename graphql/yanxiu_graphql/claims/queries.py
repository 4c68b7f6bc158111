"""Root fields of claims and of the steps they go through."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.claims.reads import matching
from yanxiu_core.claims.terms import terms_of
from yanxiu_graphql.claims.types import Claim, ClaimFilter, ClaimOrder
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import argument, root, stored
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type(description="审核步骤。A step of the review, with the figures that the county has set.")
class ReviewStep:
    """Made of the policy's review."""

    id: str = stored("编号。The step's id.")
    title: str = stored("名称。The step in the caller's language.")
    kind: str = stored("类别。`confirm`, `decide`, `notice` or `sample`.")
    at: str = stored("单位类别。The kind of unit whose group acts; empty for the person.")
    optional: bool = stored("可省略。Left out where no unit of that kind stands above.")
    quorum: int = stored("通过人数。How many members must accept.")
    least: int = stored("最少人数。With fewer who may decide, the case goes one level up.")
    days: int | None = stored("公示工作日。For how many working days a notice runs.")
    share: float | None = stored("抽样比例。The share that a sample draws, 0-1.")
    shows: list[str] = stored("公示内容。What a notice shows.")
    source: str = stored("依据条款。The clause it rests on.")


def _steps(info: Info[RequestContext, None], *, policy: str, window: str, **_: Any) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.POLICIES_READ)
    terms = terms_of(work, policy, window)
    return [
        {
            "id": step.id,
            "title": step.title.to(work.language),
            "kind": step.kind,
            "at": step.at,
            "optional": step.optional,
            "quorum": terms.number(step.quorum),
            "least": terms.number(step.least),
            "days": terms.number(step.days) if step.days else None,
            "share": float(terms.share(step.share)) if step.share else None,
            "shows": list(step.shows) if step.kind == "notice" else [],
            "source": terms.version.source.clause,
        }
        for step in terms.version.steps
    ]


@strawberry.type
class ClaimQuery:
    """`claims`, `claim` and `reviewSteps`."""

    claims: Connection[Claim] | None = root(
        connection("Claim", matching),
        "学时登记表。Claims within the caller's reach, exceptions first. Needs `claims.read`.",
        argument("policy", str, "策略。The policy's id."),
        argument("window", str, "时段。The window's key."),
        *paging(ClaimOrder, ClaimFilter),
    )
    claim: Claim | None = root(
        by_id("Claim"),
        "一份登记表。A claim by global id; null where it is not visible. Needs `claims.read`.",
        argument("id", strawberry.ID, "全局编号。The claim's global id."),
    )
    review_steps: list[ReviewStep] | None = root(
        _steps,
        "审核步骤。The steps of a policy's review in a window, as this county has set them. Needs `policies.read`.",
        argument("policy", str, "策略。The policy's id."),
        argument("window", str, "时段。The window's key."),
    )
