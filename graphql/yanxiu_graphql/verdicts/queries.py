"""Root fields of verdicts."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from sqlalchemy import FromClause
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.engine.judge import Clocks
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.declarations import FiltersOf
from yanxiu_core.reads.executor import Row
from yanxiu_core.reads.selection import Pick
from yanxiu_core.verdicts.compliance import compliance
from yanxiu_core.verdicts.reads import matching
from yanxiu_core.verdicts.sources import derived_rows, is_open, policy_of, stored_rows
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import page
from yanxiu_graphql.relay.types import Connection, paging
from yanxiu_graphql.selection import Asked
from yanxiu_graphql.verdicts.clocks import CLOCKS
from yanxiu_graphql.verdicts.enums import VerdictOrder
from yanxiu_graphql.verdicts.types import UnitCompliance, Verdict, VerdictFilter

WINDOW = (
    argument("policy", str, "策略。The policy's id, such as `shaanxi.yuyang`."),
    argument(
        "window",
        str,
        "时段。The window's key: `2025` (calendar year), `2024-2025` (school year), or as published.",
    ),
)


def _verdicts(info: Info[RequestContext, None], **_: Any) -> Row:
    request = info.context
    require_some(request.work, Permission.VERDICTS_READ)
    pick = Asked(info).pick()
    clocks = {name: pick.args.get(name) for name in ("as_of", "known_at")}
    return _page_of(request, pick, "Verdict", clocks, matching, lambda rows, _reads: rows)


def _compliance(info: Info[RequestContext, None], **_: Any) -> Row:
    request = info.context
    require_some(request.work, Permission.VERDICTS_READ)
    pick = Asked(info).pick()
    clocks = {name: pick.args.get(name) for name in ("as_of", "known_at")}
    return _page_of(
        request,
        pick,
        "UnitCompliance",
        clocks,
        lambda row, _reads, args: [row.c.rule == args["rule"]] if args.get("rule") else [],
        lambda rows, reads: compliance(rows, reads.today),
    )


def _page_of(
    request: RequestContext,
    pick: Pick,
    noun: str,
    clocks: Mapping[str, Any],
    matching: FiltersOf,
    source: Callable[[FromClause, ReadContext], FromClause],
) -> Row:
    """Stored verdicts in one statement; derived ones where a clock is set, or nothing is stored of the window."""
    policy, window, rule = pick.args["policy"], pick.args["window"], pick.args.get("rule")
    reads = request.reads(policy=policy, rule=rule, window=window, **clocks)

    def read(rows: FromClause) -> Row:
        return page(request, noun, pick, matching=matching, source=source(rows, reads), reads=reads)

    if not any(clocks.values()):
        found = read(stored_rows(request.work, policy, window))
        if _shows_something(found, pick) or is_open(request.work, policy, window):
            return found
    known = rule if any(item.id == rule for item in policy_of(request.work, policy).judged) else None
    return read(derived_rows(request.work, policy, window, Clocks(**clocks), known))


def _shows_something(found: Row, pick: Pick) -> bool:
    return any(found[part.key] for part in pick.of or () if part.field in {"nodes", "edges", "total_count"})


@strawberry.type
class VerdictQuery:
    """`verdicts` and `complianceByUnit`."""

    verdicts: Connection[Verdict] | None = root(
        _verdicts,
        "判定。The verdicts of a policy in a window, within the caller's reach. Needs `verdicts.read`.",
        *WINDOW,
        *CLOCKS,
        *paging(VerdictOrder, VerdictFilter),
    )
    compliance_by_unit: Connection[UnitCompliance] | None = root(
        _compliance,
        "单位达标情况。The verdicts counted by home unit, in printed order. Needs `verdicts.read`.",
        *WINDOW,
        *CLOCKS,
        argument("rule", str | None, "规则。Only this rule, by its id."),
        *paging(),
    )
