"""Try a draft adoption: judge the whole county as if it were adopted, say who changes side, and leave nothing behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, FromClause, MetaData, Table, false, insert, select, union_all

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import CONFIRMED, Activity
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.adoptions.storing import store
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.engine.judge import Clocks
from yanxiu_core.engine.terms import Adopted, county_spans
from yanxiu_core.errors import Invalid
from yanxiu_core.ledger import service as ledger
from yanxiu_core.ledger.external import post_all_trainings
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Figure
from yanxiu_core.verdicts.comparison import compared
from yanxiu_core.verdicts.rows import STORED
from yanxiu_core.verdicts.sources import derivations, policy_of, stored_rows, wholly_open
from yanxiu_core.work import Work

MOST = 1_000
"""Subjects that one trial lists."""


@dataclass(frozen=True, slots=True)
class TrialCount:
    """How many of one home unit went from one status to another (or stayed) under one rule.

    A status is None where the rule judges nobody: before, who is judged newly; after, who no longer is.
    """

    rule: str
    unit_id: UUID | None
    unit: str | None
    before: str | None
    after: str | None
    subjects: int


@dataclass(frozen=True, slots=True)
class TrialChange:
    """One person or unit whose status would be another, with the figures of both sides in the rule's unit."""

    rule: str
    person_id: UUID | None
    number: str | None
    name: str | None
    unit_id: UUID | None
    unit: str | None
    before: str | None
    after: str | None
    measured_before: Decimal | None
    measured_after: Decimal | None
    required_before: Decimal | None
    required_after: Decimal | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would do in a window: counts, the first subjects that change, how many change in all.

    With `digest` the draft can be adopted as it was tried. `day` is the day of the statuses.
    """

    digest: str
    day: date
    counts: tuple[TrialCount, ...]
    changes: tuple[TrialChange, ...]
    total: int


def policy_try(work: Work, draft: Draft, window: str, *, first: int = 100) -> Trial:
    """Judge the draft against the whole county without writing; the first so many subjects that change are listed.

    Needs both `policies.write` on the draft's unit and `verdicts.read` on the whole tenant. Raises PolicyUnknown,
    ParameterInvalid, AdoptionInvalid, NotFound, Forbidden, WindowUnknown where no rule knows the window, and Invalid
    for an unfit `first`.
    """
    work.require(Permission.POLICIES_WRITE, draft.unit_id)
    work.require(Permission.VERDICTS_READ)
    if not 0 <= first <= MOST:
        raise Invalid(f"first 应在 0 到 {MOST} 之间", f"first lies between 0 and {MOST}", field="first")
    content = draft.content(work)
    policy = policy_of(work, draft.policy)
    with work.trial():
        work.record()
        digest = draft.digest(work)
        worth = _worth(work, policy)
        before, known = _present(work, policy, window)
        store(work, content)
        if _worth(work, policy) != worth:
            # Lines are about to be posted anew: what was derived from the old ones is kept first.
            before = _kept(work, before)
            _repost(work)
        after, judged = _derived(work, policy, window)
        if not known and not judged:
            raise WindowUnknown(
                f"{policy.id} 没有在“{window}”这个时段判定的规则; 请核对时段, 或先由县局发布",
                f"No rule of {policy.id} is judged in the window {window!r}; check it, or publish it first",
                field="window",
            )
        found = work.session.execute(compared(work.tenant_id, before, after, work.today, first)).one()
    return Trial(
        digest=digest,
        day=work.today,
        counts=tuple(TrialCount(**{**row, "unit_id": _id(row["unit_id"])}) for row in found.counts or ()),
        changes=tuple(_change(row) for row in found.changes or ()),
        total=found.total,
    )


def _present(work: Work, policy: Policy, window: str) -> tuple[FromClause, bool]:
    if wholly_open(work, policy, window):
        return stored_rows(work, policy.id, window), True
    return _derived(work, policy, window)


def _derived(work: Work, policy: Policy, window: str) -> tuple[FromClause, bool]:
    """All rules that are judged in this window; a rule of other kinds of window has no part in it."""
    found, _ = derivations(work, policy, window, Clocks())
    if not found:
        return select(*STORED.c).where(false()).subquery(), False
    return (found[0] if len(found) == 1 else union_all(*found)).subquery(), True


def _kept(work: Work, rows: FromClause) -> FromClause:
    """The rows as they are now, in a table that goes with the savepoint."""
    columns = [Column(each.name, each.type) for each in rows.c]
    kept = Table("trial_before", MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
    kept.create(work.session.connection())
    names = [each.name for each in columns]
    work.session.execute(insert(kept).from_select(names, select(*rows.c), include_defaults=False))
    return kept


def _repost(work: Work) -> None:
    confirmed = select(Activity.id).where(Activity.tenant_id == work.tenant_id, Activity.state == CONFIRMED)
    ledger.post_activities(work, list(work.session.scalars(confirmed)), amended=True)
    post_all_trainings(work)


def _worth(work: Work, policy: Policy) -> list[Any]:
    """What sessions are worth over time: days from and to, with the figures of the conversion that the county sets."""
    steps: list[Any] = []
    for adopted, start, end in county_spans(work, policy.id, root_id(work)):
        figures = _figures(policy, adopted)
        if steps and steps[-1][1:] == [start, figures]:
            steps[-1][1] = end
        else:
            steps.append([start, end, figures])
    return steps


def _figures(policy: Policy, adopted: Adopted) -> Sequence[Any]:
    versions = policy.conversion.versions if policy.conversion else ()
    seen = [item for item in versions if adopted.edition is None or item.edition <= adopted.edition]
    return [
        (
            version.name,
            *(
                adopted.figure(part) if isinstance(part, Figure) else adopted.choice(part)
                for part in version.figures
            ),
        )
        for version in seen
    ]


def _change(row: dict[str, Any]) -> TrialChange:
    amounts = {
        name: None if row[name] is None else Decimal(row[name])
        for name in ("measured_before", "measured_after", "required_before", "required_after")
    }
    ids = {name: _id(row[name]) for name in ("person_id", "unit_id")}
    return TrialChange(**{**row, **amounts, **ids})


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None
