"""Root fields of seals and certified results."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.seals import verification
from yanxiu_core.seals.reads import matching
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.seals.types import CertifiedResult, CertifiedResultFilter, Seal, VerifiedResult


def _verify(
    info: Info[RequestContext, None], *, number: str, check_code: str, **_: Any
) -> dict[str, Any] | None:
    return verification.verify(info.context.work, number, check_code)


@strawberry.type
class SealQuery:
    """`certifiedResults`, `seals` and `resultVerify`."""

    certified_results: Connection[CertifiedResult] | None = root(
        connection("CertifiedResult", matching),
        "认定结果。Certified results within the caller's reach, superseded ones among them. Needs `claims.read`.",
        argument("policy", str, "策略。The policy's id."),
        argument("window", str | None, "时段。The window's key; all by default."),
        *paging(None, CertifiedResultFilter),
    )
    seals: Connection[Seal] | None = root(
        connection("Seal"),
        "封存。The county's seals with their hashes, the latest first. Needs `notices.read`.",
        *paging(),
    )
    result_verify: VerifiedResult | None = root(
        _verify,
        "核验认定结果。The content under a printed number and check code; null where they do not fit. Needs no permission.",
        argument("number", str, "编号。As printed."),
        argument("check_code", str, "校验码。As printed."),
    )
