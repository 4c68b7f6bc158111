"""观察点: what a school looks at under each 视角, written by itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.org_units.service import ancestors
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work
from yanxiu_observation.errors import ObservationInvalid
from yanxiu_observation.models import Point
from yanxiu_observation.observers import PLUGIN
from yanxiu_observation.views import DIMENSIONS, VIEWS

LONGEST = 200
"""Characters of a 观察点, as the form takes it."""
MOST = 500
"""观察点 in one call."""


def write(work: Work, unit_id: UUID, points: Sequence[tuple[str, str]], *, retired: bool = False) -> int:
    """Add 观察点 (视角, text) to a unit, or retire them; one that stands so already is nothing. Returns how many changed.

    Raises ObservationInvalid (field `points.N.…`), UnitClosed unless they are retired, PluginDisabled, Forbidden.
    """
    require_on(work, PLUGIN, unit_id)
    work.require(Permission.ACTIVITIES_WRITE, unit_id)
    if not retired:
        require_open(work, [unit_id], work.today, "unitId")
    if not 1 <= len(points) <= MOST:
        raise ObservationInvalid(f"一次 1 至 {MOST} 条", f"1 to {MOST} at a time", field="points")
    tidy = [(view.strip(), body.strip()) for view, body in points]
    for index, (view, body) in enumerate(tidy):
        if view not in VIEWS:
            raise ObservationInvalid(f"没有视角“{view}”", f"No view {view!r}", field=f"points.{index}.view")
        if not body or len(body) > LONGEST:
            raise ObservationInvalid(
                f"观察点为 1 至 {LONGEST} 个字", f"1 to {LONGEST} characters", field=f"points.{index}.text"
            )
    coming = insert(Point).values(
        [
            {
                "tenant_id": work.tenant_id,
                "id": uuid7(),
                "unit_id": unit_id,
                "view": view,
                "body": body,
                "retired": retired,
            }
            for view, body in dict.fromkeys(tidy)
        ]
    )
    changed = coming.on_conflict_do_update(
        index_elements=["tenant_id", "unit_id", "view", "body"],
        set_={"retired": retired},
        where=tuple_(Point.retired).is_distinct_from(tuple_(coming.excluded.retired)),
    ).returning(Point.id)
    count = len(work.session.scalars(changed).all())
    audit.record(
        work,
        "observation.points",
        counts={"points": count},
        rows=[(unit_id, retired, *each) for each in tidy],
    )
    return count


def offered(work: Work, unit_id: UUID) -> list[dict[str, Any]]:
    """The twenty 视角, each with the 观察点 of the unit and of all above it."""
    rows = work.session.execute(
        select(Point.view, Point.body)
        .where(
            Point.tenant_id == work.tenant_id,
            Point.unit_id.in_(ancestors(work, unit_id)),
            Point.retired.is_(False),
        )
        .order_by(Point.id)
    ).all()
    return [
        {
            "dimension": title,
            "view": view,
            "points": list(dict.fromkeys(row.body for row in rows if row.view == view)),
        }
        for title, views in DIMENSIONS.values()
        for view in views
    ]
