"""Selectors of a rule as SQL conditions on lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, Time, and_, cast, false, func, literal, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from yanxiu_core.policies.selection import Selector

Vocabulary = Mapping[str, tuple[str, ...]]
ANY = ".*"


def any_of(
    selectors: Sequence[Selector], line: Any, vocabulary: Vocabulary, zone: Any
) -> ColumnElement[bool]:
    """The line is one of those that some selector picks; no selector at all picks every line."""
    return or_(false(), *(picks(item, line, vocabulary, zone) for item in selectors)) if selectors else true()


def picks(selector: Selector, line: Any, vocabulary: Vocabulary, zone: Any) -> ColumnElement[bool]:
    """All conditions of one selector."""
    conditions: list[ColumnElement[bool]] = []
    if selector.kinds:
        conditions.append(_kinds(selector.kinds, line.kind, vocabulary))
    if selector.roles:
        conditions.append(line.role.in_(selector.roles))
    if selector.categories:
        conditions.append(line.category.in_(selector.categories))
    if selector.fields:
        conditions.append(line.fields.contains(cast(list(selector.fields), ARRAY(Text()))))
    if selector.weekday is not None:
        conditions.append(func.extract("isodow", line.on_date) == selector.weekday)
    if selector.between is not None:
        local = cast(func.timezone(zone, line.starts_at), Time())
        first, last = (cast(literal(moment, Time()), Time()) for moment in selector.between)
        conditions += [local >= first, local < last]
    if selector.activity is not None:
        known = line.activity_id.is_not(None)
        conditions.append(known if selector.activity else ~known)
    return and_(true(), *conditions)


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
