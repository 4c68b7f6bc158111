"""What confirmed participations are worth: fact lines for all, converted lines for each adopted policy.

Compiled to one SELECT over any set of activities, which is bound when it runs (`ACTIVITIES`, and `PEOPLE` where only
some of their lines are asked for); the ledger makes the difference to what is posted.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from yanxiu_core.activities.models import CONFIRMED, Activity, ActivitySegment, ActivityUnit
from yanxiu_core.codes.models import Code
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.engine.scope import ACTIVITIES, PEOPLE, day, given
from yanxiu_core.engine.terms import Adopted, Span
from yanxiu_core.participations.joining import ATTENDED, activity_of, segment_of, status_of
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.policies.conversion import ConversionVersion
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import SHARE_PLACES

SECONDS_PER_MINUTE = 60
Spell = tuple[ConversionVersion, tuple[date, date | None], Adopted]
"""A version, the first day on which it holds and the first on which it no longer does, and whose parameters it takes."""


def attended(tenant_id: UUID, *, some: bool) -> CTE:
    """Present participations in confirmed activities, with segment, meaning of the status, minutes and home unit.

    All of an activity, or those of `some` people.
    """
    status = aliased(Code)
    only = [given(Participation.person_id, PEOPLE)] if some else []
    return (
        select(
            Participation.id.label("source_id"),
            Participation.person_id,
            Participation.position,
            Participation.role,
            Participation.attended_minutes,
            Activity.id.label("activity_id"),
            Activity.number.label("activity_number"),
            Activity.kind,
            ActivitySegment.on_date,
            ActivitySegment.starts_at,
            ActivitySegment.periods,
            (
                func.extract("epoch", ActivitySegment.ends_at - ActivitySegment.starts_at)
                / SECONDS_PER_MINUTE
            ).label("minutes"),
            status.meaning,
            home_unit_on(tenant_id, Participation.person_id, ActivitySegment.on_date).label("unit_id"),
        )
        .join(Activity, activity_of(Activity, Participation))
        .join(ActivitySegment, segment_of(ActivitySegment, Participation))
        .join(status, status_of(status, Participation))
        .where(
            Participation.tenant_id == tenant_id,
            Participation.superseded_at.is_(None),
            given(Participation.activity_id, ACTIVITIES),
            *only,
            Activity.state == CONFIRMED,
            status.meaning.in_(ATTENDED),
        )
        .cte("attended")
    )


def facts(rows: CTE) -> Select[Any]:
    """One fact line per attended participation: count 1, shared by all policies."""
    return _line(
        rows, policy="", measure="count", amount=literal(Decimal(1)), category=rows.c.kind, conversion=""
    )


def converted(policy: Policy, spans: Sequence[Span], rows: CTE) -> list[Select[Any]]:
    """The lines that a policy's conversion makes of these rows, by the activity's date: one SELECT for each version of
    the conversion under each adoption of the county, whose parameters it takes.

    Whoever holds several roles in one segment is credited with the highest; segments are summed.
    """
    return [
        _version(policy, version, days, adopted, rows) for version, days, adopted in spells(policy, spans)
    ]


def spells(policy: Policy, spans: Sequence[Span]) -> list[Spell]:
    """The versions of a policy's conversion, each with the days on which it holds under an adoption of the county.

    Those of an edition to which the county has not upgraded do not exist for it.
    """
    if policy.conversion is None:
        return []
    found: list[Spell] = []
    for adopted, start, until in spans:
        versions = [
            version
            for version in policy.conversion.versions
            if adopted.edition is None or version.edition <= adopted.edition
        ]
        ends = [*(version.valid_from for version in versions[1:]), None]
        for version, end in zip(versions, ends, strict=True):
            first, last = max(start, version.valid_from), min(filter(None, (until, end)), default=None)
            if last is None or first < last:
                found.append((version, (first, last), adopted))
    return found


def inside(days: tuple[date, date | None], on_date: Any) -> ColumnElement[bool]:
    """The day is one of a spell's: from the first on, before the second."""
    from_first: ColumnElement[bool] = on_date >= day(days[0])
    return from_first if days[1] is None else and_(from_first, on_date < day(days[1]))


def _version(
    policy: Policy,
    version: ConversionVersion,
    days: tuple[date, date | None],
    county: Adopted,
    rows: CTE,
) -> Select[Any]:
    amount = _worth(version, county, rows)
    best = func.row_number().over(
        partition_by=[rows.c.activity_id, rows.c.position, rows.c.person_id],
        order_by=[amount.desc(), rows.c.role],
    )
    valued = (
        select(*rows.c, amount.label("worth"), best.label("place"))
        .where(inside(days, rows.c.on_date), rows.c.meaning.in_(version.counts))
        .subquery()
    )
    category = (
        case(version.categories, value=valued.c.kind, else_=valued.c.kind)
        if version.categories
        else valued.c.kind
    )
    return _line(
        valued,
        policy=policy.id,
        measure="hours",
        amount=valued.c.worth,
        category=category,
        conversion=version.name,
    ).where(valued.c.place == 1)


def _worth(version: ConversionVersion, county: Adopted, rows: CTE) -> ColumnElement[Decimal]:
    """Gross 学时 of one participation: whole units of the session's minutes, or its 节次, times the role's factor."""

    def figure(value: Any) -> ColumnElement[Decimal]:
        return cast(literal(county.figure(value)), Numeric(12, 4))

    session = case(
        (rows.c.periods.is_not(None), rows.c.periods * figure(version.hours_per_period)),
        else_=func.floor(func.coalesce(rows.c.minutes, 0) / figure(version.minutes_per_hour)),
    )
    if version.partial_share is not None:
        # To the places that a share has: who stayed for 60 of 90 minutes has stayed 0.6667 of them.
        share = func.round(rows.c.attended_minutes / func.nullif(rows.c.minutes, 0), SHARE_PLACES)
        stayed = or_(rows.c.meaning == "present", share >= figure(version.partial_share))
        session = case((stayed, session), else_=0)
    factor: ColumnElement[Any] = cast(literal(version.role_factor.default), Numeric(6, 2))
    if version.role_factor.by:
        factor = case(version.role_factor.by, value=rows.c.role, else_=factor)
    return cast(func.round(session * factor, 2), QUANTITY)


def _line(
    rows: FromClause, *, policy: str, measure: str, amount: Any, category: Any, conversion: str
) -> Select[Any]:
    return select(
        rows.c.person_id,
        literal(policy, Text()).label("policy"),
        literal(measure, Text()).label("measure"),
        cast(amount, QUANTITY).label("amount"),
        cast(rows.c.on_date, Date()).label("on_date"),
        rows.c.starts_at,
        rows.c.activity_id,
        rows.c.activity_number,
        rows.c.kind,
        cast(category, Text()).label("category"),
        rows.c.role,
        rows.c.unit_id,
        rows.c.source_id,
        literal(conversion, Text()).label("conversion"),
        cast(null(), ARRAY(Text())).label("fields"),
    )


def hosted(tenant_id: UUID) -> Select[Any]:
    """One fact line per unit that hosted, organised or assisted a confirmed activity: count 1, in that role.

    `fields` tell what the activity's record says: time, place, content, speaker.
    """
    columns: list[Any] = [
        cast(null(), Uuid()).label("person_id"),
        literal("", Text()).label("policy"),
        literal("count", Text()).label("measure"),
        cast(literal(1), QUANTITY).label("amount"),
        Activity.starts_on.label("on_date"),
        _beginning(tenant_id).label("starts_at"),
        Activity.id.label("activity_id"),
        Activity.number.label("activity_number"),
        Activity.kind,
        Activity.kind.label("category"),
        ActivityUnit.part.label("role"),
        ActivityUnit.unit_id,
        ActivityUnit.id.label("source_id"),
        literal("", Text()).label("conversion"),
        _said().label("fields"),
    ]
    return (
        select(*columns)
        .join(Activity, activity_of(Activity, ActivityUnit))
        .where(
            ActivityUnit.tenant_id == tenant_id,
            ActivityUnit.superseded_at.is_(None),
            ActivityUnit.unit_id.is_not(None),
            given(ActivityUnit.activity_id, ACTIVITIES),
            Activity.state == CONFIRMED,
        )
    )


def _beginning(tenant_id: UUID) -> ScalarSelect[Any]:
    """When the first segment of the activity begins."""
    segment = aliased(ActivitySegment)
    return (
        select(func.min(segment.starts_at))
        .where(
            segment.tenant_id == tenant_id,
            segment.activity_id == Activity.id,
            segment.superseded_at.is_(None),
        )
        .correlate(Activity)
        .scalar_subquery()
    )


def _said() -> ColumnElement[Any]:
    """The names of what the activity's record says; a time it always has."""
    said = {
        "place": Activity.place,
        "content": func.concat(Activity.theme, Activity.title),
        "speaker": Activity.leader,
    }
    named = array([case((value != "", name), else_=null()) for name, value in said.items()])
    fields = func.array_cat(cast(["time"], ARRAY(Text())), func.array_remove(named, null()))
    return cast(fields, ARRAY(Text()))
