"""What is asked of whom: the figures of rules under each adoption, less what an obligation takes off."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
)
from sqlalchemy.types import TypeEngine

from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.brief import Brief
from yanxiu_core.engine.scope import Scope
from yanxiu_core.engine.tables import table_of
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA


def limit_column(index: int) -> str:
    """The name of a cap's limit among the terms."""
    return f"limit_{index}"


def other_column(index: int) -> str:
    """The name of the threshold of some people among the terms."""
    return f"other_{index}"


def terms_table(group: Sequence[Brief]) -> Subquery:
    """The figures of rules under each adoption that judges: a row for each, with the rule's place in the group.

    Columns place, rule, rule_version, comparator, adoption_id, threshold, upper, share, limit_0, ..., other_0, ...; a
    rule that has fewer caps than the first of the group leaves its limits empty. All have as many other thresholds.
    """
    quantity = Numeric(12, 2)
    limits = range(max(len(item.limits) for brief in group for item in brief.terms))
    columns: dict[str, TypeEngine[Any]] = {
        "place": Integer(),
        "rule": Text(),
        "rule_version": Text(),
        "comparator": Text(),
        "adoption_id": Uuid(),
        "threshold": quantity,
        "upper": quantity,
        "share": Numeric(12, 6),
        **{limit_column(index): quantity for index in limits},
        **{other_column(index): quantity for index in range(len(group[0].instead))},
    }
    rows = [
        (
            place,
            brief.rule.id,
            brief.version.name,
            "gte" if brief.version.each else brief.version.comparator,
            item.adoption.id,
            item.threshold,
            item.upper,
            item.share,
            *(item.limits[index] if index < len(item.limits) else None for index in limits),
            *item.others,
        )
        for place, brief in enumerate(group)
        for item in brief.terms
        if item.applies
    ]
    return table_of("terms", columns, rows)


def obliges(owed: Any, scope: Scope, person_id: ColumnElement[UUID], rule: Any) -> ColumnElement[bool]:
    """The obligation is this person's under this rule in the window."""
    return and_(
        owed.tenant_id == scope.tenant,
        owed.person_id == person_id,
        owed.rule == rule,
        owed.window_key == scope.bounds.key,
        scope.known(owed),
    )


def required(
    brief: Brief, terms: FromClause, subjects: FromClause, base: Any, owed: Any
) -> ColumnElement[Decimal]:
    """What is owed: the threshold, for part of a window its share; of cells and sums the share, rounded up."""
    version = brief.version
    if version.each is not None:
        whole: Any = func.ceil(base * terms.c.share)
    elif version.relative_to:
        whole = func.ceil(base * terms.c.threshold * 100) / 100
    elif version.instead:
        others = [(subjects.c.instead == n, terms.c[other_column(n)]) for n in range(len(version.instead))]
        whole = case(*others, else_=terms.c.threshold)
    else:
        whole = terms.c.threshold
    if version.population.share != "none" and brief.of_people:
        whole = func.round(whole * subjects.c.portion, 2)
    # Pro rata is a share of what is owed, otherwise set is the figure itself; exempt owes nothing.
    return cast(
        case(
            (owed.kind.is_(None), whole),
            (owed.kind == EXEMPT, literal(0)),
            (owed.kind == PRO_RATA, func.round(whole * owed.amount, 2)),
            else_=owed.amount,
        ),
        QUANTITY,
    )
