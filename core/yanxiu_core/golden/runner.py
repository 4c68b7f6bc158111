"""Run golden cases: derive the verdicts of a case's rule from its facts, and those of every mutation of the rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

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
from yanxiu_core.golden.world import World, change, world_of
from yanxiu_core.kinds.declarations import KINDS
from yanxiu_core.ledger import service as ledger
from yanxiu_core.ledger.external import post_trainings
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
Found = dict[str, dict[str, Any]]


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


def run(work: Work, policy: Policy, case: Case) -> list[Difference]:
    """What differs between a case and the engine; nothing of it stays. Raises CaseInvalid."""
    return _try(work, policy, case, [])[0]


def survivors(work: Work, policy: Policy, rule: Rule, cases: Sequence[Case]) -> list[Mutation]:
    """The mutations of the rule for which every case still passes."""
    return list(examine(work, policy, rule, cases).survivors)


def examine(work: Work, policy: Policy, rule: Rule, cases: Sequence[Case]) -> Outcome:
    """Run a rule's cases and its mutations, the facts of each case inserted once.

    A mutation that a case has noticed is not tried on the next. A case that fails as it is notices nothing.
    """
    tried = mutations(rule)
    alive: list[Mutation] = tried
    differences: list[Difference] = []
    for case in cases:
        wrong, noticed = _try(work, policy, case, alive)
        differences += wrong
        alive = [mutation for mutation in alive if mutation not in noticed]
    return Outcome(rule, tuple(cases), tuple(differences), tuple(tried), tuple(alive))


def _try(
    work: Work, policy: Policy, case: Case, tried: Sequence[Mutation]
) -> tuple[list[Difference], list[Mutation]]:
    """What differs, and which mutations this case notices."""
    rule = policy.rule(case.rule)
    if rule is None:
        raise PolicyUnknown(f"没有规则 {case.rule}", f"No rule {case.rule}", field="rule")
    # Only this policy is there: neither another's vocabulary of windows nor its rules have a part in the case. Kinds are
    # plain words, whether a plugin that brings them is on or not, and nobody checks what is recorded: a rule's cap is
    # tested with facts that a plugin would refuse today.
    plugins = {KINDS.hook, RECORD_KINDS.hook}
    plain = {hook: found for hook, found in work.registry.contributions.items() if hook not in plugins}
    registry = replace(work.registry, policies={policy.id: policy}, contributions=plain)
    alone = replace(work, registry=registry)
    try:
        world = world_of(alone)
        with alone.trial():
            changed = change(alone, world, case)
            given = _bounds(alone, rule, case)
            alone.today = given.ends_on + LAST
            _insert(alone, changed, policy, case)
            (derived,) = _derive(alone, changed, policy, [rule], given)
            wrong = _compare(case, changed, derived)
            noticed = [] if wrong else _noticed(alone, changed, policy, tried, given, case)
    except DomainError as error:
        raise CaseInvalid(
            f"{case.place} 算例“{case.title}”({case.rule}): {error.zh}",
            f"{case.place} case {case.title!r} ({case.rule}): {error.en}",
        ) from error
    return wrong, noticed


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


def _insert(work: Work, world: World, policy: Policy, case: Case) -> None:
    """Activities, records and the adoption; nothing is judged and stored."""
    activities, by_item = facts.hold(work, world, case.facts)
    trainings = facts.trainings(work, world, case.facts)
    # Before the adoption: without one registering has nothing to judge.
    facts.register(work, world, case.facts, by_item)
    work.session.add(
        Adoption(
            tenant_id=work.tenant_id,
            policy=policy.id,
            unit_id=root_id(work),
            parameters=check_parameters(policy, policy.edition, case.parameters),
            edition=policy.edition,
            valid_from=BEGINNING,
            source="",
            recorded_at=work.record(),
        )
    )
    work.session.flush()
    if activities:
        ledger.post_activities(work, activities)
    if trainings:
        post_trainings(work, trainings)


def _noticed(
    work: Work, world: World, policy: Policy, tried: Sequence[Mutation], given: Bounds, case: Case
) -> list[Mutation]:
    """The mutations under which the case fails. Those of one window are derived together."""
    found: list[Mutation] = []
    by_window: dict[Bounds, list[Mutation]] = {}
    for mutation in tried:
        bounds = mutation.bounds(given)
        version = in_force(under(mutation.rule.versions, case.parameters), bounds.ends_on)
        if version is not None and version.name == mutation.version:
            by_window.setdefault(bounds, []).append(mutation)
    for bounds, together in by_window.items():
        derived = _derive(work, world, policy, [mutation.rule for mutation in together], bounds)
        found += [m for m, rows in zip(together, derived, strict=True) if _compare(case, world, rows)]
    return found


def _derive(work: Work, world: World, policy: Policy, rules: Sequence[Rule], bounds: Bounds) -> list[Found]:
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
    names = {value: key for key, value in {**world.units, **world.people}.items()}
    for row in work.session.execute(statement).mappings():
        found[int(row["rule"])][names.get(row["subject_id"], str(row["subject_id"]))] = dict(row)
    return found


def _compare(case: Case, world: World, found: Found) -> list[Difference]:
    differences: list[Difference] = []
    for subject, expected in case.expect.items():
        world.subject(subject)
        row = found.get(subject)
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
