"""Run golden cases: derive the verdicts of a case's rule from its facts, and those of every mutation of the rule."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, cast, literal, select

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.parameters import check_parameters
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine import compiler
from yanxiu_core.engine.bounds import Bounds, WindowUnknown, resolve
from yanxiu_core.engine.briefs import NOW, briefs_of
from yanxiu_core.errors import DomainError
from yanxiu_core.golden import facts
from yanxiu_core.golden.errors import CaseInvalid
from yanxiu_core.golden.model import Case
from yanxiu_core.golden.mutations import Mutation, mutations
from yanxiu_core.golden.world import COUNTY, World, build, change, publish
from yanxiu_core.kinds.declarations import KINDS
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.errors import PolicyUnknown
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import in_force
from yanxiu_core.policies.rule import Rule, under
from yanxiu_core.records.kinds import RECORD_KINDS
from yanxiu_core.verdicts.status import status
from yanxiu_core.work import Work

DAY = timedelta(days=1)
LAST = timedelta(days=3)
"""So long after the window one looks: no mutation moves its end that far."""
NONE = "none"
FIELDS = ("measured", "required", "base", "capped")
Found = dict[UUID, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a case expected of a subject and what the rule gives."""

    case: Case
    subject: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rule stands its cases: what differs, the mutations tried, and those that no case noticed."""

    rule: Rule
    cases: tuple[Case, ...]
    differences: tuple[Difference, ...]
    tried: tuple[Mutation, ...]
    survivors: tuple[Mutation, ...]

    @property
    def failed(self) -> int:
        """How many cases differ."""
        return len({id(difference.case) for difference in self.differences})


def examine(work: Work, policy: Policy, cases: Sequence[Case]) -> list[Outcome]:
    """How each judged rule of the policy stands its cases and its mutations; nothing of them stays. Raises CaseInvalid.

    Cases of one window and the same parameters are judged together, each in a world of its own, a rule and its
    mutations by one statement. A mutation that a case has noticed is not tried on those of another window. A case that
    fails as it is notices nothing.
    """
    alone = _alone(work, policy)
    standing = {rule.id: _Standing(rule) for rule in policy.judged}
    for same_calendar in _grouped(cases, lambda case: repr(case.calendar)):
        with alone.trial():
            publish(alone, same_calendar[0].calendar)
            bounds = {id(case): _bounds_of(alone, policy, case) for case in same_calendar}
            for together in _grouped(same_calendar, partial(_shared, policy, bounds)):
                _try(alone, policy, together, bounds[id(together[0])], standing)
    return [
        Outcome(
            each.rule,
            tuple(case for case in cases if case.rule == each.rule.id),
            tuple(each.differences),
            each.tried,
            tuple(each.alive),
        )
        for each in standing.values()
    ]


class _Standing:
    """What is known of a rule as its cases go by."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.tried = tuple(mutations(rule))
        self.alive = list(self.tried)
        self.differences: list[Difference] = []


def _alone(work: Work, policy: Policy) -> Work:
    """The tenant with only this policy: neither another's vocabulary of windows nor its rules have a part in a case.

    Kinds are plain words, whether a plugin that brings them is on or not, and nobody checks what is recorded: a rule's
    cap is tested with facts that a plugin would refuse today.
    """
    plugins = {KINDS.hook, RECORD_KINDS.hook}
    plain = {hook: found for hook, found in work.registry.contributions.items() if hook not in plugins}
    return replace(work, registry=replace(work.registry, policies={policy.id: policy}, contributions=plain))


def _grouped(cases: Sequence[Case], key: Callable[[Case], Hashable]) -> list[list[Case]]:
    found: dict[Hashable, list[Case]] = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    return list(found.values())


def _shared(policy: Policy, bounds: Mapping[int, Bounds], case: Case) -> Hashable:
    """What cases have in common that are judged together. There is one county, so what is about it stands alone."""
    rule = policy.rule(case.rule)
    of_county = COUNTY in case.names or (rule is not None and rule.aggregation == "county")
    return bounds[id(case)], repr(sorted(case.parameters.items())), id(case) if of_county else 0


def _bounds_of(work: Work, policy: Policy, case: Case) -> Bounds:
    rule = policy.rule(case.rule)
    if rule is None:
        raise PolicyUnknown(f"没有规则 {case.rule}", f"No rule {case.rule}", field="rule")
    try:
        return _bounds(work, rule, case)
    except DomainError as error:
        raise _blamed(case, error) from error


def _blamed(case: Case, error: DomainError) -> CaseInvalid:
    return CaseInvalid(
        f"{case.place} 算例“{case.title}”({case.rule}): {error.zh}",
        f"{case.place} case {case.title!r} ({case.rule}): {error.en}",
    )


def _try(
    work: Work, policy: Policy, cases: Sequence[Case], bounds: Bounds, standing: Mapping[str, _Standing]
) -> None:
    """Judge cases of one window together, and add to what is known of their rules."""
    try:
        with work.trial():
            work.today = bounds.ends_on + LAST
            worlds = _insert(work, policy, cases)
            for of_rule in _grouped(list(cases), lambda case: case.rule):
                examined = [(case, worlds[id(case)]) for case in of_rule]
                _judge(work, policy, examined, bounds, standing[of_rule[0].rule])
    except DomainError as error:
        if len(cases) == 1:
            raise _blamed(cases[0], error) from error
        for case in cases:  # the one that is wrong is named
            _try(work, policy, [case], bounds, standing)
        raise


def _bounds(work: Work, rule: Rule, case: Case) -> Bounds:
    """The window under the version that is in force at its end. Raises WindowUnknown."""
    unknown: WindowUnknown | None = None
    for version in reversed(rule.versions):
        window = version.window
        kind = str(case.parameters.get(window.parameter, window.value)) if window.parameter else window.value
        try:
            found = resolve(work, kind, case.window)
        except WindowUnknown as error:
            unknown = error
            continue
        if in_force(under(rule.versions, case.parameters), found.ends_on) is version:
            return found
    raise unknown or CaseInvalid("时段内没有有效的版本", "No version is in force in the window")


def _insert(work: Work, policy: Policy, cases: Sequence[Case]) -> dict[int, World]:
    """The world and the facts of each case, and the adoption; nothing is judged and stored."""
    built = build(work, len(cases))
    worlds = {id(case): change(work, world, case) for case, world in zip(cases, built, strict=True)}
    staged = facts.Staged()
    for case in cases:
        facts.stage(work, worlds[id(case)], case.facts, staged)
    # Before the adoption: without one registering has nothing to judge.
    facts.write(work, staged)
    work.session.add(
        Adoption(
            tenant_id=work.tenant_id,
            policy=policy.id,
            unit_id=root_id(work),
            parameters=check_parameters(policy, policy.edition, cases[0].parameters),
            edition=policy.edition,
            valid_from=BEGINNING,
            source="",
            recorded_at=work.record(),
        )
    )
    work.session.flush()
    facts.post(work, staged)
    return worlds


def _judge(
    work: Work, policy: Policy, cases: Sequence[tuple[Case, World]], given: Bounds, standing: _Standing
) -> None:
    """What differs in the cases of one rule, and which of its mutations they notice. Those of one window are derived
    together, with the rule as it is in the window of the cases.
    """
    parameters = cases[0][0].parameters
    by_window: dict[Bounds, list[Mutation]] = {given: []}
    for mutation in standing.alive:
        bounds = mutation.bounds(given)
        version = in_force(under(mutation.rule.versions, parameters), bounds.ends_on)
        if version is not None and version.name == mutation.version:
            by_window.setdefault(bounds, []).append(mutation)
    as_it_is, *derived = _derive(work, policy, [standing.rule, *(m.rule for m in by_window[given])], given)
    wrong = {id(case): _compare(case, world, as_it_is) for case, world in cases}
    right = [(case, world) for case, world in cases if not wrong[id(case)]]
    results = list(zip(by_window.pop(given), derived, strict=True))
    for bounds, together in by_window.items() if right else ():
        rows = _derive(work, policy, [mutation.rule for mutation in together], bounds)
        results += zip(together, rows, strict=True)
    noticed = {id(m) for m, rows in results if any(_compare(case, world, rows) for case, world in right)}
    standing.alive = [mutation for mutation in standing.alive if id(mutation) not in noticed]
    standing.differences += [difference for found in wrong.values() for difference in found]


def _derive(work: Work, policy: Policy, rules: Sequence[Rule], bounds: Bounds) -> list[Found]:
    """For each rule: subject to figures and status on the day after the window."""
    found: list[Found] = [{} for _ in rules]
    # Changes of one rule, told apart in one statement by numbers in the place of its id.
    numbered = [(policy, rule.model_copy(update={"id": str(n)})) for n, rule in enumerate(rules)]
    briefs = briefs_of(work, numbered, bounds, NOW)
    if not briefs:
        return found
    rows = compiler.verdicts(briefs).subquery()
    # The window is over, so that no teaching week has a say in the status.
    dated = select(
        *rows.c,
        cast(literal(bounds.starts_on), Date()).label("starts_on"),
        cast(literal(bounds.ends_on), Date()).label("ends_on"),
        cast(literal([], ARRAY(Date())), ARRAY(Date())).label("teaching_weeks"),
    ).subquery()
    columns = [dated.c.rule, dated.c.subject_id, *(dated.c[name] for name in FIELDS)]
    statement = select(*columns, status(dated, bounds.ends_on + DAY).label("status"))
    for row in work.session.execute(statement).mappings():
        found[int(row["rule"])][row["subject_id"]] = dict(row)
    return found


def _compare(case: Case, world: World, found: Found) -> list[Difference]:
    differences: list[Difference] = []
    for subject, expected in case.expect.items():
        row = found.get(world.subject(subject))
        says = {"status": row["status"] if row else NONE}
        asked: dict[str, Any] = {"status": expected.status}
        for name in FIELDS:
            value = getattr(expected, name)
            if value is not None:
                asked[name], says[name] = value, row[name] if row else None
        if asked != says:
            differences.append(Difference(case, subject, _shown(asked), _shown(says)))
    return differences


def _shown(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else "-" if value is None else str(value)
