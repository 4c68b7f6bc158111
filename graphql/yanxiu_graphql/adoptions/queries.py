"""Root fields of adoptions: `adoptions`, `policies`, `policyTry`."""

from dataclasses import asdict
from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions.reads import matching
from yanxiu_core.adoptions.standing import Standing, standings
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.verdicts.trial import policy_try
from yanxiu_graphql.adoptions.inputs import PolicyDraftInput
from yanxiu_graphql.adoptions.mutations import draft_of
from yanxiu_graphql.adoptions.types import Adoption, Policy, PolicyTrial
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import BadInput, require_some
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging

MOST_CHANGES = 100
"""Subjects in one answer; a longer list is the command line's."""


def _policies(info: Info[RequestContext, None]) -> list[dict[str, Any]]:
    work = info.context.work
    require_some(work, Permission.POLICIES_READ)
    return [_policy(standing, work.language) for standing in standings(work)]


def _policy(standing: Standing, language: str) -> dict[str, Any]:
    return {
        "id": standing.policy.id,
        "title": standing.policy.title.to(language),
        "edition": standing.policy.edition,
        "adopted_edition": standing.edition,
        "upgrade_available": standing.upgrade_available,
        "parameters": [
            _parameter(name, declared, standing.parameters.get(name))
            for name, declared in sorted(standing.declared.items())
        ],
    }


def _parameter(name: str, declared: Figure | Choice, adopted: Any) -> dict[str, Any]:
    figure = declared if isinstance(declared, Figure) else None
    return {
        "name": name,
        "unit": figure.unit if figure else None,
        "value": str(declared.value),
        "adopted": None if adopted is None else str(adopted),
        "min": figure.min if figure else None,
        "max": figure.max if figure else None,
        "allowed": list(declared.allowed) if isinstance(declared, Choice) else [],
    }


def _try(
    info: Info[RequestContext, None], *, draft: PolicyDraftInput, window: str, first: int | None = None
) -> dict[str, Any]:
    work = info.context.work
    wanted = MOST_CHANGES if first is None else first
    if not 0 <= wanted <= MOST_CHANGES:
        raise BadInput(
            f"first 应在 0 到 {MOST_CHANGES} 之间", f"first lies between 0 and {MOST_CHANGES}", field="first"
        )
    return asdict(policy_try(work, draft_of(work, draft), window, first=wanted))


@strawberry.type
class AdoptionQuery:
    """`adoptions`, `policies` and `policyTry`."""

    adoptions: Connection[Adoption] | None = root(
        connection("Adoption", matching),
        "采用记录。The present adoptions of policies, past and future days included. Needs `policies.read`.",
        argument("policy", str | None, "策略。Only of this policy, by its id."),
        argument("unit_id", strawberry.ID | None, "单位。Only of this unit, by its global id."),
        *paging(),
    )
    policies: list[Policy] | None = root(
        _policies,
        "策略。The installed policies, and how the county stands to each today. Needs `policies.read`.",
    )
    policy_try: PolicyTrial | None = root(
        _try,
        "试算草案。Judge a draft against the whole county without writing. Needs `policies.write` and `verdicts.read`.",
        argument("draft", PolicyDraftInput, "草案。The adoption to be tried."),
        argument("window", str, "时段。The window's key, such as `2025`."),
        argument("first", int | None, "列出几个变动, 0-100。Changes to list, 0-100; 100 by default."),
    )
