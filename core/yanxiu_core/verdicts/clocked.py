"""A person's verdicts on another day, as known at another moment, or in a window of which nothing is stored: derived for
all people of an answer at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, false, select, union_all

from yanxiu_core.engine.bounds import all_open
from yanxiu_core.engine.briefs import NOW, Clocks
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.later import Batch
from yanxiu_core.reads.selection import Pick
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.verdicts.rows import STORED, Rows
from yanxiu_core.verdicts.sources import derivations
from yanxiu_core.work import Work

Args = Mapping[str, Any]
DERIVED = "derived verdicts"
"""Among the arguments of one list, which no caller can give: the rows that were derived for its people. Lists below it
are of others, and derive their own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: of which policy, in which window (all where none is named), under which clocks."""

    policy: str | None
    window: str | None
    clocks: Clocks


def asked(context: ReadContext, args: Args) -> Asked:
    """What the arguments ask for; a clock that they do not set is the context's."""
    as_of = args.get("as_of") or context.extra.get("as_of")
    return Asked(
        args.get("policy"), args.get("window"), Clocks(as_of, args.get("known_at") or context.known_at)
    )


def needs_deriving(context: ReadContext, args: Args) -> bool:
    """Whether a clock is set or nothing is stored of the window, and nothing was derived for this very list yet."""
    if DERIVED in args:
        return False
    wanted = asked(context, args)
    stored = context.extra.get("stored", lambda _policy, _window: True)
    return wanted.clocks != NOW or (wanted.window is not None and not stored(wanted.policy, wanted.window))


def source(_context: ReadContext, args: Args) -> FromClause:
    """The rows that answer: those derived for the list's people, else the stored ones."""
    derived: FromClause = args.get(DERIVED, STORED)
    return derived


def deriving(work: Work, batch: Batch) -> tuple[ReadContext, Pick]:
    """How the verdicts of a batch of people are read as they are asked for: the context, and the list with its rows.

    Raises Invalid for a moment that lies ahead.
    """
    pick, wanted = batch.pick, asked(batch.context, batch.pick.args)
    if wanted.clocks.known_at is not None:
        work.settled(wanted.clocks.known_at)
    found = reading(
        work,
        policy=wanted.policy,
        window=wanted.window,
        as_of=wanted.clocks.as_of,
        known_at=wanted.clocks.known_at,
    )
    # What is asked for is known of the list, and of nothing below it.
    return replace(found, below=found), replace(
        pick, args={**pick.args, DERIVED: _rows(work, wanted, batch.ids)}
    )


def _rows(work: Work, wanted: Asked, people: Sequence[UUID]) -> FromClause:
    """Nothing where no policy judges people: a list of verdicts is empty then, and no error."""
    found = [rows for policy in _policies(work, wanted.policy) for rows in _of_policy(work, policy, wanted)]
    if not found:
        return select(*STORED.c).where(false()).subquery()
    # Reckoned once, and not for each person anew.
    return union_all(*found).params(people=list(people)).cte("derived_verdicts").prefix_with("MATERIALIZED")


def _policies(work: Work, policy_id: str | None) -> list[Policy]:
    return [policy for policy in adopted_policies(work) if policy_id in {None, policy.id}]


def _of_policy(work: Work, policy: Policy, wanted: Asked) -> list[Rows]:
    of_people = policy.model_copy(
        update={"rules": tuple(rule for rule in policy.rules if rule.aggregation == "person")}
    )
    keys = dict.fromkeys(item.key for item in all_open(work)) if wanted.window is None else (wanted.window,)
    return [rows for key in keys for rows in derivations(work, of_people, key, wanted.clocks, some=True)[0]]
