"""Merging: after the day all is as if the people had always been meant to be there from that day on; before it, as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from yanxiu_core.engine import judge
from yanxiu_core.engine.bounds import CALENDAR_YEAR, resolve
from yanxiu_core.org_units import ending, succession
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.succession import Outcome

DAY = date(2025, 3, 1)
BEFORE = DAY - timedelta(days=1)
SOURCE = "县教发〔2025〕6号"
OWN = """
    SELECT u.id, u.name, p.name FROM org_units u
    JOIN org_edges e ON e.unit_id = u.id JOIN org_units p ON p.id = e.parent_id
    WHERE '丙校' NOT IN (u.name, p.name)
"""


@pytest.fixture(scope="module")
def merged(office, pictures):
    """Two counties with the same year; in the first 甲校 and 乙校 were merged into 丙校 on 1 March."""
    here, other = office(), office()
    untouched = pictures(other)
    with here.work() as work:
        sources = [here.units["甲校"], here.units["乙校"]]
        outcome = succession.merge(work, sources, here.units["丙校"], valid_from=DAY, source=SOURCE)
        moment = work.record()
    return here, other, untouched, outcome, moment


def as_if_known(made, listed, roster):
    """What an office would have entered had it known of the merging before the year was recorded."""
    everybody = [("丙校", number, name, group) for _, number, name, group in roster]
    made.bring("roster", listed("学校 工号 姓名 教研组", *everybody), valid_from=DAY)
    with made.work() as work:
        school = work.session.scalar(text("SELECT id FROM org_units WHERE name = '丙校'"))
        for unit_id, name, _ in work.session.execute(text(OWN)).all():
            if name == "甲校分校":
                org_units.place(work, unit_id, school, valid_from=DAY)
            else:
                ending.shut(work, unit_id, DAY)
                judge.after_unit_facts(work)


def test_everything_equals_a_county_computed_from_scratch(merged, office, pictures, listed, roster, deliver):
    """甲校, 乙校 and their groups of Chinese are closed; 乙校's group of mathematics and 甲校's branch stand under 丙校."""
    here, other, untouched, outcome, _ = merged
    nothing = dict.fromkeys(
        ("assignments_ended", "overlays_ended", "adoptions_ended", "review_groups_ended"), 0
    )
    assert outcome == Outcome(closed=4, people=4, placed=2, activities=4, **nothing, switches_left=0)
    assert ("follow", "succeeded") in deliver(here.county)
    scratch = office(
        lambda school, day: "丙校" if day >= str(DAY) else school,
        lambda made: as_if_known(made, listed, roster),
    )
    deliver(scratch.county)
    verdicts, lines = pictures(here)
    assert (verdicts, lines) == pictures(scratch)
    short = [
        (rule, who, unit, int(measured), int(base or 0))
        for rule, who, unit, measured, _, base, *_ in verdicts
    ]
    assert short == [
        ("sample.county", "", "样例县", 1, 2),
        ("sample.group", "", "数学组", 0, 1),
        ("sample.group", "", "语文组", 3, 4),
        *(("sample.hours", number, "丙校", 18, 0) for number in sorted(here.people)),
        ("sample.school", "", "丙校", 1, 0),
        ("sample.school", "", "甲校分校", 0, 0),
    ]
    # What was done before the day stays with the school of then.
    of_units = {(who, unit) for who, unit, day, *_ in lines if day < DAY}
    assert {("T1", "甲校"), ("T3", "乙校"), ("T5", "丙校"), ("", "甲校")} <= of_units
    assert {unit for _, unit, day, *_ in lines if day >= DAY} == {"丙校"}
    assert pictures(other) == untouched


def judged(here, rule, **clocks):
    """Names of the units judged by a rule, with the figure."""
    with here.work() as work:
        policy = work.registry.policies["sample"]
        [one] = [item for item in policy.judged if item.id == f"sample.{rule}"]
        item = resolve(work, CALENDAR_YEAR, "2025")
        rows = judge.select_verdicts(work, [(policy, one)], item, judge.Clocks(**clocks)).subquery()
        names = dict(work.session.execute(text("SELECT id, name FROM org_units")).all())
        return sorted((names[row.unit_id], int(row.measured)) for row in work.session.execute(rows.select()))


def test_the_day_before_and_what_was_known_before_are_as_they_were(merged):
    here, *_, moment = merged
    schools = [("丙校", 1), ("乙校", 0), ("甲校", 1), ("甲校分校", 0)]
    groups = [("数学组", 0), ("语文组", 1), ("语文组", 1), ("语文组", 1)]
    assert judged(here, "school", as_of=BEFORE) == schools
    assert judged(here, "group", as_of=BEFORE) == groups
    assert judged(here, "county", as_of=BEFORE) == [("样例县", 2)]
    assert judged(here, "school", as_of=DAY) == judged(here, "school") == [("丙校", 1), ("甲校分校", 0)]
    assert judged(here, "group", as_of=DAY) == [("数学组", 0), ("语文组", 3)]
    then = {"known_at": moment - timedelta(microseconds=1)}
    assert judged(here, "school", **then) == schools
    assert judged(here, "group", **then) == groups


def test_activities_go_along_from_the_day_on_and_names_before_it_stay(merged, query):
    here, *_ = merged
    hosts = """SELECT a.number, u.name FROM activity_units u JOIN activities a ON a.id = u.activity_id
               WHERE u.superseded_at IS NULL AND a.number ~ '甲校' ORDER BY a.starts_on"""
    assert query(here.county, hosts) == [
        ("甲校2025-02-28", "甲校"),
        ("甲校2025-03-01", "丙校"),
        ("甲校2025-06-10", "丙校"),
    ]


def test_lists_that_still_name_a_closed_school_are_told_which_follows(merged, listed, query):
    here, *_ = merged
    people = here.county.count("people")
    report = here.county.bring(
        "roster", listed("学校 工号 姓名", ("甲校", "T9", "赵九"), ("丙校", "T8", "钱八"))
    )
    assert report.refused == 1
    said = "SELECT \"column\", zh FROM import_problems WHERE severity = 'error' ORDER BY id DESC LIMIT 1"
    assert query(here.county, said) == [
        ("学校", "“甲校”自 2025-03-01 起撤销（接续单位：丙校）；请改写现在的学校")
    ]
    heading = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
    rows = [(f"N{day}", "听课", "听课", "甲校", day, "8:00", "9:30") for day in (str(BEFORE), str(DAY))]
    assert here.county.bring("activities", listed(heading, *rows)).refused == 1
    message = "主办单位“甲校”在 2025-03-01 已撤销（接续单位：丙校）；请改写当时的主办单位"
    assert query(here.county, said) == [("主办单位", message)]
    assert here.county.count("people") == people
    # A new school may bear the name of one that is closed.
    with here.work() as work:
        org_units.create(work, kind="school", name="乙校", parent_id=here.units["样例县"], valid_from=DAY)
    named = listed("学校 工号 姓名 教研组", ("乙校", "T10", "孙十", "语文组"))
    assert here.county.bring("roster", named).refused == 0
    home = """SELECT u.id = :closed, g.id = ANY(:old) FROM people p JOIN person_units h ON h.person_id = p.id AND h.relation = 'home'
              JOIN org_units u ON u.id = h.unit_id JOIN person_units m ON m.person_id = p.id AND m.relation = 'group'
              JOIN org_units g ON g.id = m.unit_id WHERE p.number = 'T10'"""
    assert query(here.county, home, closed=here.units["乙校"], old=list(here.units.values())) == [
        (False, False)
    ]
