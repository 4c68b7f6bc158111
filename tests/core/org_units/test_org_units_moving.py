"""A unit that moves takes its people under other adoptions: a job judges the county anew, as from nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import EVERYWHERE, NOWHERE
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.engine import judge
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id

POLICY, FIRST, MOVED = "shaanxi.yuyang", date(2024, 1, 1), date(2025, 9, 1)
REQUIRED = """
    SELECT DISTINCT u.name, v.required FROM verdicts v JOIN org_units u ON u.id = v.unit_id
    WHERE v.rule = 'yuyang.annual_hours' ORDER BY 1
"""
ROWS = "SELECT (to_jsonb(v) - 'judged_at')::text FROM verdicts v ORDER BY id"
LINES = "SELECT count(*) FROM ledger_lines"


class UnitsOnly:
    """Whoever may move units and nothing else, as an integrator may not set policies."""

    def reach(self, permission):
        return EVERYWHERE if permission == Permission.UNITS_WRITE else NOWHERE


@pytest.fixture(scope="module")
def zoned(county, office_files, query):
    """Two zones with figures of their own, four schools directly under the county, their year 2025 judged."""
    here = county()
    here.bring_all(office_files)
    names = query(here, "SELECT name, id FROM org_units WHERE kind = 'school' ORDER BY name")
    with here.work() as work:
        zones = [
            org_units.create(work, kind="zone", name=name, parent_id=root_id(work)).id
            for name in ("东区", "西区")
        ]
        for zone, hours in zip(zones, (30, 50), strict=True):
            terms = {"parameters": {"required_hours": hours}, "valid_from": FIRST, "source": "文件"}
            adoptions.override(work, POLICY, zone, **terms)
    with here.work() as work:
        judge.county(work)
    return here, zones, dict(names)


def test_the_people_of_a_moved_school_come_under_its_new_zone(zoned, county, deliver, query, rows_in):
    here, zones, schools = zoned
    other, (first, *rest) = county(), schools
    untouched = rows_in(other)
    deliver(here)
    assert query(here, REQUIRED) == [(name, 40) for name in schools]
    lines = query(here, LINES)
    with here.work(access=UnitsOnly()) as work:
        org_units.place(work, schools[first], zones[0], valid_from=MOVED)
        # Two in one sitting, or before the first is done: one job.
        org_units.place(work, schools[rest[0]], zones[1], valid_from=MOVED)
    placed = query(
        here, "SELECT command, count(*) FROM audit_records WHERE command = 'orgUnit.place' GROUP BY 1"
    )
    assert placed == [("orgUnit.place", 2)]
    assert deliver(here) == [("follow", "succeeded")]
    assert query(here, REQUIRED) == sorted([(first, 30), (rest[0], 50), *((name, 40) for name in rest[1:])])
    stored = query(here, ROWS)
    with here.work() as work:
        work.session.execute(text("DELETE FROM verdicts"))
        judge.county(work)
    assert query(here, ROWS) == stored
    assert query(here, LINES) == lines
    assert rows_in(other) == untouched


def test_a_day_ahead_waits_for_its_day(zoned, deliver):
    here, zones, schools = zoned
    deliver(here)
    with here.work() as work:
        org_units.place(work, min(schools.values()), zones[0], valid_from=work.today + timedelta(days=1))
    assert deliver(here) == []
