"""Terms: what an adoption makes of a rule's figures. One row per adoption, joined by the compiled SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.engine.tree import above, parents, was_known
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.selection import FactTest
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Adopted:
    """An adoption in force: where, with which parameters, and by which document each is set.

    What it follows of the adoption above is among them.
    """

    id: UUID
    unit_id: UUID
    parameters: dict[str, Any] = field(hash=False)
    edition: int | None = None
    population: tuple[FactTest, ...] = ()
    documents: dict[str, str] = field(default_factory=dict, hash=False, compare=False)
    follows: bool = False

    def figure(self, figure: Figure) -> Decimal:
        """The figure's value under this adoption."""
        value = self.parameters.get(figure.parameter) if figure.parameter else None
        return figure.value if value is None else Decimal(str(value))

    def choice(self, choice: Choice) -> str:
        """The word chosen under this adoption."""
        return str(self.parameters.get(choice.parameter, choice.value)) if choice.parameter else choice.value


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule's figures under one adoption; `applies` where it judges in windows of the kind that is judged."""

    adoption: Adopted
    applies: bool
    threshold: Decimal
    limits: tuple[Decimal, ...]
    upper: Decimal | None = None
    share: Decimal = Decimal(1)
    others: tuple[Decimal, ...] = ()


def adoptions(
    work: Work,
    policy_id: str,
    on: date,
    known_at: datetime | None = None,
    as_of: date | None = None,
) -> list[Adopted]:
    """The adoptions of a policy in force on a day, all over the tenant, as known at a moment (default: now).

    One that follows another holds what that one sets and it does not; where none is in force above it, neither is it.
    Who stands above whom is looked up for that day, or for `as_of` (default: today) where the day lies ahead of it.
    """
    # Two adoptions of one unit: the one that began later is in force.
    in_force = {
        held.adopted.unit_id: held
        for held in _held(work, policy_id, known_at)
        if held.valid_from <= on and (held.valid_to is None or held.valid_to >= on)
    }
    follow = any(held.adopted.follows for held in in_force.values())
    tree = parents(work, min(on, as_of or work.today), known_at) if follow else {}
    whole = (_followed(unit, in_force, tree) for unit in sorted(in_force))
    return [adopted for adopted in whole if adopted is not None]


def _followed(unit: UUID, in_force: Mapping[UUID, "_Held"], tree: Mapping[UUID, UUID]) -> Adopted | None:
    """The unit's adoption with all that it takes from above; None where there is nothing to follow."""
    held = in_force[unit]
    if not held.adopted.follows:
        return held.adopted
    nearest = next((upper for upper in above(unit, tree) if upper in in_force), None)
    upper = _followed(nearest, in_force, tree) if nearest is not None else None
    if upper is None:
        return None
    own = held.adopted
    return replace(
        own,
        parameters={**upper.parameters, **own.parameters},
        documents={**upper.documents, **own.documents},
        edition=upper.edition,
        population=own.population if held.tests else upper.population,
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """A row of adoptions, with the span of days in which it holds and that in which it was known.

    `tests` says whether the row has a population of its own.
    """

    policy: str
    adopted: Adopted
    tests: bool
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    superseded_at: datetime | None

    def known(self, at: datetime | None) -> bool:
        return was_known(self.recorded_at, self.superseded_at, at)


def _held(work: Work, policy_id: str, known_at: datetime | None = None) -> list[_Held]:
    """The adoptions of a policy as known at a moment, in their order in time."""
    return [held for held in _all(work) if held.policy == policy_id and held.known(known_at)]


def _all(work: Work) -> tuple[_Held, ...]:
    """Every adoption that the tenant ever had."""

    def read() -> tuple[_Held, ...]:
        rows = work.session.execute(
            select(
                Adoption.policy,
                Adoption.id,
                Adoption.unit_id,
                Adoption.parameters,
                Adoption.edition,
                Adoption.population,
                Adoption.source,
                Adoption.documents,
                Adoption.follows,
                Adoption.valid_from,
                Adoption.valid_to,
                Adoption.recorded_at,
                Adoption.superseded_at,
            )
            .where(Adoption.tenant_id == work.tenant_id)
            .order_by(Adoption.valid_from, Adoption.id)
        )
        return tuple(
            _Held(
                row.policy,
                _adopted(row),
                row.population is not None,
                row.valid_from,
                row.valid_to,
                row.recorded_at,
                row.superseded_at,
            )
            for row in rows
        )

    return work.kept("adoptions", read)


def _adopted(row: Any) -> Adopted:
    tests = tuple(FactTest.model_validate(test) for test in row.population or ())
    documents = {**dict.fromkeys(row.parameters, row.source), **(row.documents or {})}
    return Adopted(row.id, row.unit_id, row.parameters, row.edition, tests, documents, row.follows)


def terms_of(
    version: RuleVersion, adopted: list[Adopted], window_kind: str, using: list[Adopted]
) -> list[Terms]:
    """The terms under each adoption: those of other windows or editions count too, for they keep their units out."""
    used = {adoption.id for adoption in using}
    return [
        Terms(
            adoption=adoption,
            applies=adoption.id in used and adoption.choice(version.window) == window_kind,
            threshold=adoption.figure(version.threshold),
            others=tuple(adoption.figure(item.threshold) for item in version.instead),
            limits=tuple(adoption.figure(cap.limit) for cap in version.caps),
            upper=adoption.figure(version.upper) if version.upper else None,
            share=adoption.figure(version.each.share) if version.each and version.each.share else Decimal(1),
        )
        for adoption in adopted
    ]


def window_kinds(work: Work, policy: Policy, rule: Rule, known_at: datetime | None = None) -> set[str]:
    """The kinds of window in which a rule is, was or will be judged somewhere in the tenant."""
    held = _held(work, policy.id, known_at)
    return {
        item.adopted.choice(version.window)
        for version in rule.versions
        for item in held
        # One that follows is judged in the window of the adoption above, unless it names another.
        if not item.adopted.follows or version.window.parameter in item.adopted.parameters
    }


def overrides(work: Work, policy_id: str, known_at: datetime | None = None) -> bool:
    """Whether some unit follows an adoption above."""
    return any(held.adopted.follows for held in _held(work, policy_id, known_at))


Span = tuple[Adopted, date, date | None]
"""An adoption with the first day on which it holds and the first on which it no longer does."""


def county_spans(work: Work, policy_id: str, root: UUID) -> list[Span]:
    """The county's own adoptions in their order in time, for conversions, which go by the activity's date.

    On days on which only units below the county have adopted, activities convert with the policy's own figures.
    """
    spans = [_span(held) for held in _held(work, policy_id) if not held.adopted.follows]
    # One that was retired before its first day never began.
    spans = [span for span in spans if span[2] is None or span[1] < span[2]]
    own = [span for span in spans if span[0].unit_id == root]
    ends = [*(start for _, start, _ in own[1:]), None][: len(own)]
    found = [
        (item, start, min(filter(None, (end, following)), default=None))
        for (item, start, end), following in zip(own, ends, strict=True)
    ]
    for item, start, end in spans:
        if item.unit_id != root:
            found += _left((replace(item, parameters={}), start, end), found)
    return found


def _left(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What of a span none of the others takes; these have no day in common."""
    item, start, end = span
    left: list[Span] = []
    for _, first, following in sorted(taken, key=lambda other: other[1]):
        if end is not None and first >= end:
            break
        if first > start:
            left.append((item, start, first))
        if following is None:
            return left
        start = max(start, following)
    if end is None or start < end:
        left.append((item, start, end))
    return left


def _span(held: _Held) -> Span:
    return held.adopted, held.valid_from, held.valid_to + timedelta(days=1) if held.valid_to else None


def adopted_policies(work: Work) -> list[Policy]:
    """The installed policies that some unit of the tenant has adopted, past adoptions included."""
    ids = sorted({held.policy for held in _all(work) if held.known(None)})
    return [work.registry.policies[policy] for policy in ids if policy in work.registry.policies]
