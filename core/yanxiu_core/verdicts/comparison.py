"""Compare two sets of verdict rows in one statement: counts by unit, and those whose status differs."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, Subquery, Text, and_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.verdicts.status import status

KEY = ("rule", "window_id", "subject_id")
AMOUNTS = ("measured", "required")


def compared(tenant_id: UUID, before: FromClause, after: FromClause, day: date, first: int) -> Select[Any]:
    """One row: `counts` and `changes` as JSON, and `total`, how many subjects change their status.

    Rows are matched by rule, window and subject. A subject's unit is the one after, or where it is judged no more
    the one before.
    """
    old, new = _stated(before, day, "old"), _stated(after, day, "new")
    same = and_(*(old.c[name] == new.c[name] for name in KEY))
    both = (
        select(
            *(func.coalesce(new.c[name], old.c[name]).label(name) for name in ("rule", "subject_id")),
            *(func.coalesce(new.c[name], old.c[name]).label(name) for name in ("person_id", "unit_id")),
            old.c.status.label("before"),
            new.c.status.label("after"),
            *(old.c[name].label(f"{name}_before") for name in AMOUNTS),
            *(new.c[name].label(f"{name}_after") for name in AMOUNTS),
        )
        .select_from(old.join(new, same, full=True))
        .cte("compared")
        .prefix_with("MATERIALIZED")
    )
    changed = both.c.before.is_distinct_from(both.c.after)
    total = select(func.count()).select_from(both).where(changed).scalar_subquery()
    counts, changes = _counts(tenant_id, both), _changes(tenant_id, both, changed, first)
    return select(_listed(counts).label("counts"), _listed(changes).label("changes"), total.label("total"))


def _stated(rows: FromClause, day: date, name: str) -> Subquery:
    kept = (*KEY, "person_id", "unit_id", *AMOUNTS)
    return select(*(rows.c[each] for each in kept), status(rows, day).label("status")).subquery(name)


def _counts(tenant_id: UUID, both: Any) -> Subquery:
    unit = OrgUnit.__table__.alias("unit_counted")
    group = (both.c.rule, both.c.unit_id, both.c.before, both.c.after)
    counted = select(*group, func.count().label("subjects")).group_by(*group).subquery()
    place = (
        counted.c.rule,
        func.coalesce(unit.c.position, 0),
        unit.c.name,
        counted.c.before,
        counted.c.after,
    )
    return (
        select(
            counted.c.rule,
            counted.c.unit_id,
            unit.c.name.label("unit"),
            counted.c.before,
            counted.c.after,
            counted.c.subjects,
            func.row_number().over(order_by=place).label("place"),
        )
        .select_from(counted)
        .outerjoin(unit, (unit.c.tenant_id == literal(tenant_id)) & (unit.c.id == counted.c.unit_id))
        .subquery("counts")
    )


def _changes(tenant_id: UUID, both: Any, changed: Any, first: int) -> Subquery:
    unit, person = OrgUnit.__table__.alias("unit_changed"), Person.__table__.alias("person_changed")
    place = (both.c.rule, func.coalesce(unit.c.position, 0), unit.c.name, person.c.number, both.c.subject_id)
    return (
        select(
            both.c.rule,
            both.c.person_id,
            person.c.number,
            person.c.name,
            both.c.unit_id,
            unit.c.name.label("unit"),
            both.c.before,
            both.c.after,
            # As texts: JSON's numbers would lose the exact quantity.
            *(
                cast(both.c[f"{name}_{side}"], Text()).label(f"{name}_{side}")
                for name in AMOUNTS
                for side in ("before", "after")
            ),
            func.row_number().over(order_by=place).label("place"),
        )
        .select_from(both)
        .outerjoin(unit, (unit.c.tenant_id == literal(tenant_id)) & (unit.c.id == both.c.unit_id))
        .outerjoin(person, (person.c.tenant_id == literal(tenant_id)) & (person.c.id == both.c.person_id))
        .where(changed)
        .order_by(*place)
        .limit(first)
        .subquery("changes")
    )


def _listed(rows: Subquery) -> Any:
    """The rows as a JSON list in order of `place`, which is left out."""
    parts = [part for each in rows.c if each.name != "place" for part in (literal(each.name, Text()), each)]
    ordered = aggregate_order_by(func.jsonb_build_object(*parts), rows.c.place)
    return select(func.jsonb_agg(ordered, type_=JSONB)).scalar_subquery()
