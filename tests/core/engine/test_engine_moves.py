"""Two schools move in the midst of a year, from a zone in which 4 学时 of a day count into one in which 6 do.

What an override takes from above is decided by the tree on the window's last day, or on the day asked for if that is
earlier; whose adoption a person comes under by the tree on the rule's own day: `population.at` is `end`, or `start`.
"""

from datetime import date, timedelta

import pytest

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.engine import judge
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id

MOVED = date(2025, 7, 1)
EAST, WEST = 4, 6
AT_END, AT_START = "sample.hours", "sample.hours_1"


@pytest.fixture(scope="module")
def moved(judged_county, fill, held, figure, ids):
    """甲校 asks for 30 by an override of its own, 乙校 for what its zone has; one long day of both in March."""
    cap = {"per": "day", "limit": figure(8, "day_maximum"), "only": []}
    version = {"threshold": figure(40, "required_hours"), "caps": [cap]}
    here = judged_county(version=version, more=[{"population": {"at": "start"}}])
    there = (("T1", "参加", "出席"), ("T2", "参加", "出席"))
    fill(here, [held("A1", "2025-03-01", "8:00", "17:00", there)], {"T1": "甲校", "T2": "乙校"})
    with here.work() as work:
        units = ids(work)
        schools = [units[name]["unit_id"] for name in ("甲校", "乙校")]
        zones = [
            org_units.create(work, kind="zone", name=name, parent_id=root_id(work)).id
            for name in ("东区", "西区")
        ]
        for zone, most in zip(zones, (EAST, WEST), strict=True):
            adoptions.override(
                work,
                "sample",
                zone,
                parameters={"day_maximum": most},
                valid_from=date(2020, 1, 1),
                source="区",
            )
        own = {"parameters": {"required_hours": 30}, "valid_from": date(2020, 1, 1), "source": "校"}
        adoptions.override(work, "sample", schools[0], **own)
        for zone, day in zip(zones, (date(2020, 1, 1), MOVED), strict=True):
            for school in schools:
                org_units.place(work, school, zone, valid_from=day)
    with here.work() as work:
        judge.county(work)
    return here


@pytest.fixture(scope="module")
def found(moved, verdicts_of):
    """What is asked of T1 and T2, and what counts, by rule."""

    def look(**clocks):
        rows = verdicts_of(moved, "rule", "required", "measured", "trace_caps", policy="sample", **clocks)
        # A trace says the limit that has judged.
        assert all(row["trace_caps"][0]["limit"] == row["measured"] for row in rows)
        return {
            rule: sorted(
                (int(float(row["required"])), int(float(row["measured"])))
                for row in rows
                if row["rule"] == rule
            )
            for rule in (AT_END, AT_START)
        }

    return look


def test_each_is_looked_up_on_its_day(found):
    after = {AT_END: [(30, WEST), (40, WEST)], AT_START: [(30, WEST), (40, EAST)]}
    assert found() == found(as_of=MOVED) == found(as_of=date(2025, 12, 31)) == after
    before = [(30, EAST), (40, EAST)]
    assert found(as_of=MOVED - timedelta(days=1)) == {AT_END: before, AT_START: before}
