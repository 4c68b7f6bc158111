"""Compile one rule, in one window, to one set-based SELECT: the same for one person and for a county."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine import caps as cap_steps
from yanxiu_core.engine import lines as line_steps
from yanxiu_core.engine.population import judged_people
from yanxiu_core.engine.scope import Scope
from yanxiu_core.engine.terms import Terms
from yanxiu_core.ledger.models import CERTIFIED, REVIEWED, LedgerLine
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA, Obligation
from yanxiu_core.policies.model import Policy, Rule, RuleVersion
from yanxiu_core.verdicts.models import ELIGIBLE


def verdicts(
    policy: Policy, rule: Rule, version: RuleVersion, terms: list[Terms], scope: Scope
) -> Select[Any]:
    """The verdicts of a rule as rows of table `verdicts` (without id and judged_at).

    Population, lines and obligations are each read once and joined; nothing is computed per row in Python.
    """
    people = judged_people(version.population, terms, scope)
    line = aliased(LedgerLine)
    conditions = [*line_steps.of_rule(rule, version, policy.id, line), *line_steps.within(scope, line)]
    if len(version.caps) > 1:
        # Lines are capped one by one: a line and its reversal must both be gone before.
        conditions.append(line_steps.standing(line, scope.known_at))
    lines = line_steps.columns(line).where(*conditions).subquery("lines")
    total = cap_steps.totals(version.caps, lines, people).subquery("total")
    owed = aliased(Obligation)
    gross, counted = _amount(total.c.gross), _amount(total.c.counted)
    assured = [_amount(total.c[name]) for name in (REVIEWED, CERTIFIED)]
    return (
        select(
            literal(scope.tenant_id, Uuid()).label("tenant_id"),
            literal(policy.id, Text()).label("policy"),
            literal(rule.id, Text()).label("rule"),
            literal(scope.bounds.id_in(scope.tenant_id), Uuid()).label("window_id"),
            people.c.person_id,
            people.c.unit_id,
            people.c.adoption_id,
            counted.label("measured"),
            _required(people.c.threshold, owed).label("required"),
            (gross - counted).label("capped"),
            (gross - assured[0] - assured[1]).label("registered"),
            assured[0].label("reviewed"),
            assured[1].label("certified"),
            literal(version.comparator, Text()).label("comparator"),
            case((owed.kind == EXEMPT, EXEMPT), else_=ELIGIBLE).label("eligibility"),
            literal(scope.eligible_on, Date()).label("eligible_on"),
            literal(version.name, Text()).label("rule_version"),
        )
        .select_from(people)
        .outerjoin(total, total.c.person_id == people.c.person_id)
        .outerjoin(owed, _obligation(owed, rule, scope, people.c.person_id))
    )


def _amount(value: ColumnElement[Any]) -> ColumnElement[Decimal]:
    return cast(func.coalesce(value, 0), QUANTITY)


def _obligation(owed: Any, rule: Rule, scope: Scope, person_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(
        owed.tenant_id == scope.tenant,
        owed.person_id == person_id,
        owed.rule == rule.id,
        owed.window_key == scope.bounds.key,
        scope.known(owed),
    )


def _required(threshold: ColumnElement[Decimal], owed: Any) -> ColumnElement[Decimal]:
    # Pro rata is a share of the threshold, otherwise set is the figure itself; exempt owes nothing.
    return cast(
        case(
            (owed.kind.is_(None), threshold),
            (owed.kind == EXEMPT, literal(0)),
            (owed.kind == PRO_RATA, func.round(threshold * owed.amount, 2)),
            else_=owed.amount,
        ),
        QUANTITY,
    )


def verdict_id(judged: Any) -> ColumnElement[UUID]:
    """The id of a verdict: the same for one rule, window and person whenever it is derived."""
    key = func.concat_ws("/", judged.c.tenant_id, judged.c.rule, judged.c.window_id, judged.c.person_id)
    return cast(func.md5(key), Uuid())


def moment(value: Any) -> ColumnElement[Any]:
    """A timestamp as a bound value."""
    return bindparam("moment", value, DateTime(timezone=True), unique=True)
