"""The context in which a unit of work reads verdicts: its clocks, and the rules whose traces can be asked for."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import text

from yanxiu_core.engine.briefs import Clocks
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.engine.trace_members import Members, members
from yanxiu_core.engine.trace_settings import Followed, followed
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.verdicts.sources import is_stored
from yanxiu_core.work import Work

# One look into the index for each rule, however many verdicts there are.
_RULES = text(
    """
    WITH RECURSIVE judged (rule) AS (
        (SELECT rule FROM verdicts WHERE tenant_id = :tenant ORDER BY rule LIMIT 1)
        UNION ALL
        SELECT (SELECT next.rule FROM verdicts next WHERE next.tenant_id = :tenant AND next.rule > judged.rule
                ORDER BY next.rule LIMIT 1)
        FROM judged WHERE judged.rule IS NOT NULL
    )
    SELECT rule FROM judged WHERE rule IS NOT NULL
    """
)


def reading(
    work: Work,
    *,
    policy: str | None = None,
    rule: str | None = None,
    window: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> ReadContext:
    """Today and all that is known, unless another day or moment is asked for.

    A trace is compiled for the rules of `policy` in `window` alone, or for its one `rule`; without a policy, for those of all
    that the county has adopted, and with nothing set for those by which verdicts are stored, in the windows that are
    open. These are looked up when a trace is asked for and not before. Verdicts further below, such as another list of
    the same person's, may be of any policy and window.
    """
    narrowed = (policy, rule, window) != (None, None, None)
    policies = _policies(work, policy, rule, stored=(window, as_of, known_at) == (None, None, None))

    @cache
    def stored(policy_id: str | None, key: str) -> bool:
        return is_stored(work, policy_id, key)

    @cache
    def listed() -> tuple[Members, ...]:
        return members(work, policies(), Clocks(as_of, known_at), window)

    @cache
    def above() -> Followed:
        return followed(work, policies(), Clocks(as_of, known_at), window)

    return ReadContext(
        tenant_id=work.tenant_id,
        access=work.access,
        today=as_of or work.today,
        language=work.language,
        registry=work.registry,
        known_at=known_at,
        extra={
            "as_of": as_of,
            "policies": policies,
            "members": listed,
            "followed": above,
            "stored": stored,
        },
        below=reading(work, as_of=as_of, known_at=known_at) if narrowed else None,
    )


def _policies(
    work: Work, policy: str | None, rule: str | None, *, stored: bool
) -> Callable[[], Sequence[Policy]]:
    @cache
    def found() -> Sequence[Policy]:
        named = work.registry.policies.get(policy) if policy else None
        if named and rule:
            one = tuple(item for item in named.rules if item.id == rule)
            return (named.model_copy(update={"rules": one}),)
        if named:
            return (named,)
        adopted = tuple(adopted_policies(work))
        return _judging(work, adopted) if stored else adopted

    return found


def _judging(work: Work, policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """The policies with those of their rules by which something is stored: a county adopts more than it judges by."""
    names = set(work.session.scalars(_RULES, {"tenant": work.tenant_id}))
    return tuple(
        policy.model_copy(update={"rules": tuple(rule for rule in policy.rules if rule.id in names)})
        for policy in policies
    )
