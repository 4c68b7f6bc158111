"""Selectors of a rule as SQL conditions on lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, Time, and_, cast, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import ActivityUnit
from yanxiu_core.database.clocks import known
from yanxiu_core.engine.units import closure
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.policies.selection import Selector

Vocabulary = Mapping[str, tuple[str, ...]]
ANY = ".*"


@dataclass(frozen=True, slots=True)
class Around:
    """What decides besides the line: the policy's words for kinds, the county's zone, and as of which knowledge."""

    words: Vocabulary
    zone: Any
    known_at: datetime | None = None


def any_of(selectors: Sequence[Selector], line: Any, around: Around) -> ColumnElement[bool]:
    """The line is one of those that some selector picks; no selector at all picks every line."""
    return or_(false(), *(picks(item, line, around) for item in selectors)) if selectors else true()


def picks(selector: Selector, line: Any, around: Around) -> ColumnElement[bool]:
    """All conditions of one selector."""
    conditions: list[ColumnElement[bool]] = []
    if selector.kinds:
        conditions.append(_kinds(selector.kinds, line.kind, around.words))
    if selector.roles:
        conditions.append(line.role.in_(selector.roles))
    if selector.categories:
        conditions.append(line.category.in_(selector.categories))
    if selector.fields:
        conditions.append(line.fields.contains(cast(list(selector.fields), ARRAY(Text()))))
    if selector.weekday is not None:
        conditions.append(func.extract("isodow", line.on_date) == selector.weekday)
    if selector.between is not None:
        local = cast(func.timezone(around.zone, line.starts_at), Time())
        first, last = (cast(literal(moment, Time()), Time()) for moment in selector.between)
        conditions += [local >= first, local < last]
    if selector.activity is not None:
        known = line.activity_id.is_not(None)
        conditions.append(known if selector.activity else ~known)
    if selector.assurance:
        conditions.append(line.assurance.in_(selector.assurance))
    if selector.assigned is not None:
        conditions.append(_assigned(selector.assigned, line, around))
    return and_(true(), *conditions)


def _assigned(relation: str, line: Any, around: Around) -> ColumnElement[bool]:
    """It took place at a unit, or below one, to which the person stood in this relation on that day.

    An activity takes place where its units are; an evidence or a record at the unit that is its item.
    """
    edge, held, below = aliased(PersonUnit), aliased(ActivityUnit), closure(around.known_at).alias()
    hosted = (
        select(true())
        .where(
            held.tenant_id == line.tenant_id,
            held.activity_id == line.activity_id,
            known(held, around.known_at),
            below.c.tenant_id == held.tenant_id,
            below.c.top_id == edge.unit_id,
            below.c.unit_id == held.unit_id,
            below.c.span.op("@>")(line.on_date),
        )
        .correlate_except(held, below)
        .exists()
    )
    return (
        select(true())
        .where(
            edge.tenant_id == line.tenant_id,
            edge.person_id == line.person_id,
            edge.relation == relation,
            edge.valid_from <= line.on_date,
            or_(edge.valid_to.is_(None), edge.valid_to >= line.on_date),
            known(edge, around.known_at),
            or_(line.item == cast(edge.unit_id, Text()), hosted),
        )
        .correlate_except(edge)
        .exists()
    )


def _kinds(kinds: Sequence[str], kind: Any, vocabulary: Vocabulary) -> ColumnElement[bool]:
    """The kind, any word by which counties record it, or all that begin so."""
    exact: list[str] = []
    prefixes: list[str] = []
    for name in kinds:
        if name.endswith(ANY):
            prefix = name[: -len("*")]
            prefixes.append(prefix)
            exact += [word for key, words in vocabulary.items() if key.startswith(prefix) for word in words]
        else:
            exact += [name, *vocabulary.get(name, ())]
    found = [kind.in_(sorted(set(exact)))] if exact else []
    return or_(false(), *found, *(kind.startswith(prefix, autoescape=True) for prefix in prefixes))
