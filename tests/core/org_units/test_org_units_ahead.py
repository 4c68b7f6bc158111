"""A merging that lies ahead: what is added at the old school before its day must not stay there for ever."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from yanxiu_core.activities import moving
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.facts.errors import FactInvalid
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units import facts as org_unit_facts
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units import succession
from yanxiu_core.org_units.errors import UnitClosed

ROSTER = "学校 工号 姓名 教研组"
SAID = """SELECT "row", "column", code, zh FROM import_problems WHERE job_id = (SELECT max(job_id::text)::uuid FROM import_problems)
          ORDER BY position"""
TABLES = ("org_units", "org_edges", "people", "person_units", "activities")


@pytest.fixture(scope="module")
def here(office):
    """甲校 is to be merged into 丙校 in a week; the units and the day."""
    made = office(year=False)
    with made.work() as work:
        day = work.today + timedelta(days=7)
        succession.merge(work, [made.units["甲校"]], made.units["丙校"], valid_from=day, source="县教发6号")
    return made, day


def held(unit, *days, **parts):
    segments = tuple(NewSegment(day, starts=time(8), ends=time(9, 30)) for day in days)
    return NewActivity("A1", "听课", "听课", segments, **(parts or {"host_ids": (unit,)}))


def test_nothing_that_lasts_beyond_the_day_begins_there(here, rows_in):
    made, day = here
    school, into, county = (made.units[name] for name in ("甲校", "丙校", "样例县"))
    today, eve = day - timedelta(days=7), day - timedelta(days=1)
    before = rows_in(made.county)

    def assigned(relation, first, last=None, who="T5", unit=school):
        return lambda work: assignments.assign(
            work, NewAssignment(made.people[who], unit, relation, first, last)
        )

    def placed(unit, parent, structure="management", last=None):
        return lambda work: org_units.place(
            work, unit, parent, structure=structure, valid_from=today, valid_to=last
        )

    point = {"kind": "teaching_point", "name": "新点", "parent_id": school}
    with made.work() as work, work.trial():
        for command, field in (
            (assigned("home", today), "unitId"),
            (assigned("home", date(2024, 1, 1)), "unitId"),
            (assigned("teaching", today), "unitId"),
            (assigned("teaching", today, day), "unitId"),
            (assigned("teaching", day), "unitId"),
            (lambda work: org_units.create(work, **point), "parentId"),
            (placed(made.units["乙校"], school), "parentId"),
            (placed(made.units["乙校"], school, "pair"), "parentId"),
            (placed(school, made.units["乙校"], "pair", day), "unitId"),
            (lambda work: activities.create(work, held(school, eve, day)), "hostIds"),
            (
                lambda work: activities.create(work, held(school, day, organiser_ids=(school,))),
                "organiserIds",
            ),
            (
                lambda work: activities.create(work, held(school, day, assistant_ids=(school,))),
                "assistantIds",
            ),
        ):
            message = f"“甲校”自 {day} 起.*由“丙校”接续; 请.*改用后者"
            with pytest.raises(UnitClosed, match=message) as refused, work.session.begin_nested():
                command(work)
            assert refused.value.details["field"] == field
        with pytest.raises(UnitClosed, match=f"“甲校”自 {day} 起已撤销") as refused:
            org_units.place(work, school, county, valid_from=day)
        assert refused.value.details["field"] == "unitId"
        # Until the day all is as ever: with an end, or with what follows already there.
        assigned("teaching", today, eve)(work)
        assigned("home", day, unit=into)(work)
        assigned("home", today)(work)
        placed(made.units["乙校"], school, "pair", eve)(work)
        org_units.place(work, school, county, valid_from=today)
        activity = activities.create(work, held(school, today, eve))
        with pytest.raises(UnitClosed) as refused:
            moving.move(work, activity.id, dict(enumerate(held(school, day, today).segments, start=1)))
        assert refused.value.details["field"] == "segments.0.onDate"
        edge = work.session.scalar(
            text(
                "SELECT id FROM person_units WHERE relation = 'teaching' AND valid_to = :eve AND person_id = :who"
            ),
            {"eve": eve, "who": made.people["T5"]},
        )
        with pytest.raises(UnitClosed) as refused:
            assignments.end(work, edge, day)
        assert refused.value.details["field"] == "lastDay"
    assert rows_in(made.county) == before


def test_a_roster_places_nobody_at_a_school_that_is_to_be_closed(here, listed, query):
    made, day = here
    county = made.county
    before = [county.count(name) for name in TABLES]
    same = ("甲校", "T1", "张一", "语文组")
    rows = (
        same,
        ("甲校", "T5", "王五", ""),
        ("甲校", "T9", "赵九", ""),
        ("甲校", "T2", "张二", "数学组"),
    )
    assert county.bring("roster", listed(ROSTER, *rows)).refused == 3
    text_ = f"“甲校”自 {day} 起撤销（接续单位：丙校），不能再列入新的人员或教研组；请写接续单位，自该日起登记（--valid-from）"
    assert query(county, SAID) == [(row, "学校", "school_closing", text_) for row in (3, 4, 5)]
    later = day + timedelta(days=9)
    assert county.bring("roster", listed(ROSTER, same), valid_from=later).refused == 1
    told = f"“甲校”自 {day} 起撤销（接续单位：丙校）；请改写现在的学校"
    assert query(county, SAID) == [(2, "学校", "school_closed", told)]
    assert [county.count(name) for name in TABLES] == before
    assert county.bring("roster", listed(ROSTER, same)).unchanged == 1
    moved = county.bring("roster", listed(ROSTER, ("丙校", "T5", "王五", "语文组")), valid_from=later)
    assert moved.refused == 0


def test_a_status_and_a_name_are_no_facts_to_be_recorded(here, rows_in):
    made, _ = here
    before = rows_in(made.county)
    with made.work() as work:
        for kind, value in (
            ("status", "closed"),
            (" status ", "open"),
            ("status", "已撤销"),
            ("name", "新名"),
        ):
            facts = [Fact("locale", "rural"), Fact(kind, value, date(2025, 3, 1))]
            with pytest.raises(FactInvalid, match=r"第 2 项: .*orgUnit(Close|Rename)") as refused:
                org_unit_facts.record_facts(work, made.units["乙校"], facts)
            assert refused.value.details["field"] == "facts.1.kind"
    assert rows_in(made.county) == before
