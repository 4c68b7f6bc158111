"""Traces: what a verdict is made of, line by line, by the same steps that judged it.

A trace is computed when it is asked for, inside the statement that reads the verdict; `verdict` is the noun's rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    ScalarSelect,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import Activity
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.database.clocks import known
from yanxiu_core.engine import caps as cap_steps
from yanxiu_core.engine import trace_settings
from yanxiu_core.engine.lines import of_source, read_by, standing
from yanxiu_core.engine.selectors import Around, any_of
from yanxiu_core.engine.trace_members import Members
from yanxiu_core.engine.trace_settings import Followed
from yanxiu_core.engine.units import closure
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import GROUP, PersonUnit
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Figure
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.selection import Selector
from yanxiu_core.tenancy.models import Tenant

UUID_FORM = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
EMPTY = cast(literal("[]"), JSON())

Part = Callable[[Policy, Rule, RuleVersion], ColumnElement[Any]]
"""What a trace says of a verdict that this version of a rule has judged."""


@dataclass(frozen=True, slots=True)
class TraceScope:
    """What a trace looks at: the policies, the clocks under which the verdict was read, and the day of its status.

    `members` gives the people and units of rules that ask something of each of them, `followed` what overrides take
    from above. `assured` says how far a line is assured; without it, what the line itself says.
    """

    policies: tuple[Policy, ...]
    today: date
    known_at: datetime | None = None
    as_of: date | None = None
    members: Callable[[], Sequence[Members]] = tuple
    followed: Callable[[], Followed] = lambda: None
    assured: Callable[[Any], ColumnElement[str]] | None = None


def lines(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of the counted lines in the order in which caps take them, each with gross and counted amount."""
    return by_version(verdict, scope, lambda p, r, v: _lines(verdict, p, r, v, scope))


def categories(verdict: FromClause, scope: TraceScope) -> ColumnElement[Any]:
    """JSON list of category and gross amount; less what the caps take away they add up to `measured`."""
    return by_version(verdict, scope, lambda p, r, v: _categories(verdict, p, r, v, scope))


def by_version(
    verdict: FromClause, scope: TraceScope, part: Part, otherwise: ColumnElement[Any] = EMPTY
) -> ColumnElement[Any]:
    """The part of the rule and version that judged this verdict; the others cost nothing."""
    whens = [
        (and_(verdict.c.rule == rule.id, verdict.c.rule_version == version.name), part(policy, rule, version))
        for policy in scope.policies
        for rule in policy.judged
        for version in rule.versions
    ]
    return case(*whens, else_=otherwise) if whens else otherwise


def limit(verdict: FromClause, figure: Figure, scope: TraceScope) -> ColumnElement[Any]:
    """The figure, or what the verdict's adoption makes of it."""
    return trace_settings.figure(verdict, figure, scope.followed() if figure.parameter else None)


def around(verdict: FromClause, policy: Policy, scope: TraceScope) -> Around:
    """What the rule's selectors look at besides the lines."""
    return Around(policy.vocabulary, zone_of(verdict), scope.known_at)


def conditions(
    verdict: FromClause,
    policy: Policy,
    rule: Rule,
    version: RuleVersion,
    scope: TraceScope,
    line: Any,
    selectors: Sequence[Selector] | None = None,
) -> list[ColumnElement[bool]]:
    """The lines that this version of the rule reads for the verdict, as known and up to the day asked for.

    `selectors` picks others than its own: those of which the figure is a share, or those that name its items.
    """
    picked = read_by(version) if selectors is None else selectors
    inside = line.on_date <= verdict.c.ends_on
    if version.since == "window":
        inside = and_(inside, line.on_date >= verdict.c.starts_on)
    read = [
        *of_source(rule, policy, line),
        any_of(picked, line, around(verdict, policy, scope)),
        line.tenant_id == verdict.c.tenant_id,
        _of_subject(verdict, rule, version, scope, line),
        or_(
            and_(inside, ~_made_up(verdict, scope, line, true())),
            _made_up(verdict, scope, line, Makeup.window_key == verdict.c.window_key),
        ),
        standing(line, scope.known_at),
    ]
    if scope.known_at is not None:
        read.append(line.recorded_at <= scope.known_at)
    if scope.as_of is not None:
        read.append(line.on_date <= scope.as_of)
    return read


def zone_of(verdict: FromClause) -> ColumnElement[str]:
    """The tenant's time zone."""
    return (
        select(Tenant.zone)
        .where(Tenant.tenant_id == verdict.c.tenant_id)
        .correlate(verdict)
        .scalar_subquery()
    )


def _of_subject(
    verdict: FromClause, rule: Rule, version: RuleVersion, scope: TraceScope, line: Any
) -> ColumnElement[bool]:
    """The person's own lines; for a unit those of itself and the units below, or of their people."""
    if rule.aggregation == "person":
        own: ColumnElement[bool] = line.person_id == verdict.c.person_id
        return own
    each = version.each.kind if version.each else None
    of_people = version.of == "people" or each == "person"
    owner = line.person_id.is_not(None) if of_people else line.person_id.is_(None)
    day = func.least(verdict.c.eligible_on, scope.today)
    if of_people and rule.aggregation == "group":
        member = (
            select(PersonUnit.person_id)
            .where(
                PersonUnit.tenant_id == verdict.c.tenant_id,
                PersonUnit.unit_id == verdict.c.unit_id,
                PersonUnit.relation == GROUP,
                PersonUnit.valid_from <= day,
                or_(PersonUnit.valid_to.is_(None), PersonUnit.valid_to >= day),
                known(PersonUnit, scope.known_at),
            )
            .correlate(verdict)
        )
        theirs: ColumnElement[bool] = line.person_id.in_(member)
        return theirs
    below = closure(scope.known_at)
    units = (
        select(below.c.unit_id)
        .where(
            below.c.tenant_id == verdict.c.tenant_id,
            below.c.top_id == verdict.c.unit_id,
            below.c.span.op("@>")(cast(day, Date())),
        )
        .correlate(verdict)
    )
    return and_(owner, line.unit_id.in_(units))


def _made_up(
    verdict: FromClause, scope: TraceScope, line: Any, which: ColumnElement[bool]
) -> ColumnElement[bool]:
    """A 补学 decision moves the line out of, or into, the verdict's window."""
    return (
        select(true())
        .where(
            Makeup.tenant_id == verdict.c.tenant_id,
            Makeup.policy == verdict.c.policy,
            Makeup.person_id == line.person_id,
            Makeup.activity_id == line.activity_id,
            Makeup.window_kind == verdict.c.window_kind,
            Makeup.withdrawn.is_(False),
            known(Makeup, scope.known_at),
            which,
        )
        .correlate_except(Makeup)
        .exists()
    )


def _categories(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> ColumnElement[Any]:
    if rule.source == "verdicts":
        return EMPTY
    line = LedgerLine.__table__.alias().c
    sums = (
        select(line.category.label("category"), func.sum(line.amount).label("amount"))
        .where(*conditions(verdict, policy, rule, version, scope, line))
        .group_by(line.category)
        .correlate(verdict)
        .subquery()
    )
    row = func.json_build_object(
        "category", sums.c.category, "hours", cast(cast(sums.c.amount, QUANTITY), Text())
    )
    ordered = func.json_agg(aggregate_order_by(row, sums.c.category))
    return select(func.coalesce(ordered, EMPTY)).select_from(sums).scalar_subquery()


def _lines(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> ColumnElement[Any]:
    # Verdicts are no lines: their cells name whose they are.
    if rule.source == "verdicts":
        return EMPTY
    return _line_list(taken(verdict, policy, rule, version, scope), scope)


def taken(
    verdict: FromClause, policy: Policy, rule: Rule, version: RuleVersion, scope: TraceScope
) -> Subquery:
    """The lines that the rule reads for the verdict, each with what the caps leave of it and what each takes away."""
    line = LedgerLine.__table__.alias().c
    read = conditions(verdict, policy, rule, version, scope, line)
    names = (
        "tenant_id", "id", "person_id", "on_date", "starts_at", "activity_id", "activity_number", "kind", "category", "role",
        "assurance", "amount", "recorded_at", "conversion", "item", "policy",
    )  # fmt: skip
    limits = [
        limit(verdict, cap.limit, scope).label(f"limit_{index}") for index, cap in enumerate(version.caps)
    ]
    gross = (
        select(*(getattr(line, name) for name in names), *limits).where(*read).correlate(verdict).subquery()
    )
    return cap_steps.take(version.caps, gross, [column(limit.name, Numeric(12, 2)) for limit in limits])


def unit_named(tenant_id: Any, item: Any) -> ScalarSelect[Any]:
    """The name of the unit whose id this text is; null for any other text."""
    unit = aliased(OrgUnit)
    uuid = case((item.op("~")(UUID_FORM), cast(item, Uuid())))
    return (
        select(unit.name)
        .where(unit.tenant_id == tenant_id, unit.id == uuid)
        .correlate_except(unit)
        .scalar_subquery()
    )


def _line_list(lines: Subquery, scope: TraceScope) -> ScalarSelect[Any]:
    row = func.json_build_object(
        "id", lines.c.id,
        "activity_id", lines.c.activity_id,
        "activity_number", lines.c.activity_number,
        "title", _title(lines),
        "on_date", lines.c.on_date,
        "kind", lines.c.kind,
        "category", lines.c.category,
        "role", lines.c.role,
        "assurance", scope.assured(lines.c) if scope.assured else lines.c.assurance,
        "conversion", lines.c.conversion,
        "gross", cast(lines.c.amount, Text()),
        "counted", cast(cast(lines.c.counted, Numeric(12, 2)), Text()),
        "capped", cast(cast(lines.c.amount - lines.c.counted, Numeric(12, 2)), Text()),
    )  # fmt: skip
    keys = aggregate_order_by(row, lines.c.starts_at, lines.c.activity_number, lines.c.id)
    return select(func.coalesce(func.json_agg(keys), EMPTY)).select_from(lines).scalar_subquery()


def _title(taken: Subquery) -> ColumnElement[Any]:
    """The activity's title; of a record what it is about (a unit by its name), of external training the project."""
    title = (
        select(Activity.title)
        .where(Activity.tenant_id == taken.c.tenant_id, Activity.id == taken.c.activity_id)
        .correlate(taken)
        .scalar_subquery()
    )
    about = func.coalesce(unit_named(taken.c.tenant_id, taken.c.item), func.nullif(taken.c.item, ""))
    return func.coalesce(title, about)


def confirmed(activity: Any, scope: TraceScope) -> ColumnElement[bool]:
    """It was confirmed and not cancelled, as far as is known."""
    return and_(had(activity.confirmed_at, scope), ~had(activity.cancelled_at, scope))


def had(moment: Any, scope: TraceScope) -> ColumnElement[bool]:
    """Whether it had happened, as far as is known now or was known then."""
    return moment.is_not(None) if scope.known_at is None else func.coalesce(moment <= scope.known_at, false())
