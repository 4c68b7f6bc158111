"""Root fields of verdicts."""

from datetime import date, datetime
from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.reads.executor import Row
from yanxiu_core.verdicts.compliance import compliance
from yanxiu_core.verdicts.reads import matching
from yanxiu_core.verdicts.sources import verdict_rows
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import page
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.selection import Asked
from yanxiu_graphql.verdicts.enums import VerdictOrder
from yanxiu_graphql.verdicts.types import UnitCompliance, Verdict, VerdictFilter

CLOCKS = (
    argument("policy", str, "策略。The policy's id, such as `shaanxi.yuyang`."),
    argument(
        "window",
        str,
        "时段。The window's key: `2025` (calendar year), `2024-2025` (school year), or as published.",
    ),
    argument("as_of", date | None, "截至。Facts up to this day, and status on it; today by default."),
    argument("known_at", datetime | None, "当时所知。As things were known at this moment; now by default."),
)


def _verdicts(info: Info[RequestContext, None], **_: Any) -> Row:
    request = info.context
    require_some(request.work, Permission.VERDICTS_READ)
    pick = Asked(info).pick()
    clocks = {name: pick.args.get(name) for name in ("as_of", "known_at")}
    rows = verdict_rows(request.work, pick.args["policy"], pick.args["window"], **clocks)
    return page(request, "Verdict", pick, matching=matching, source=rows, reads=request.reads(**clocks))


def _compliance(info: Info[RequestContext, None], **_: Any) -> Row:
    request = info.context
    require_some(request.work, Permission.VERDICTS_READ)
    pick = Asked(info).pick()
    clocks = {name: pick.args.get(name) for name in ("as_of", "known_at")}
    reads = request.reads(**clocks)
    rows = verdict_rows(request.work, pick.args["policy"], pick.args["window"], **clocks)
    return page(
        request,
        "UnitCompliance",
        pick,
        matching=lambda row, _reads, args: [row.c.rule == args["rule"]] if args.get("rule") else [],
        source=compliance(rows, reads.today),
        reads=reads,
    )


@strawberry.type
class VerdictQuery:
    """`verdicts` and `complianceByUnit`."""

    verdicts: Connection[Verdict] | None = root(
        _verdicts,
        "判定。The verdicts of a policy in a window, within the caller's reach. Needs `verdicts.read`.",
        *CLOCKS,
        *paging(VerdictOrder, VerdictFilter),
    )
    compliance_by_unit: Connection[UnitCompliance] | None = root(
        _compliance,
        "单位达标情况。The verdicts counted by home unit, in printed order. Needs `verdicts.read`.",
        *CLOCKS,
        argument("rule", str | None, "规则。Only this rule, by its id."),
        *paging(),
    )
