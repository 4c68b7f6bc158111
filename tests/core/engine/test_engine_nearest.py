"""The adoption nearest above a person's unit judges: for one by climbing the tree, if it must be, for a county by descending it."""

from datetime import date

from sqlalchemy import text

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.engine import judge
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id

POLICY = "shaanxi.yuyang"
MOVED = """
    INSERT INTO org_edges (tenant_id, id, unit_id, parent_id, structure, valid_from, recorded_at)
    SELECT a.tenant_id, uuidv7(), b.id, a.id, 'management', :day, h.recorded_at
    FROM org_units a JOIN org_units b ON a.name = '甲校' AND b.name = '乙校' JOIN tenant_heads h ON true
"""
ROWS = "SELECT to_jsonb(v) - 'judged_at' FROM verdicts v ORDER BY id"
JUDGED = """
    SELECT p.number, v.required FROM verdicts v JOIN people p ON p.id = v.person_id
    WHERE v.rule = 'yuyang.annual_hours' ORDER BY p.number
"""


AT_HOME = """
    INSERT INTO person_units (tenant_id, id, person_id, unit_id, relation, valid_from, recorded_at)
    SELECT p.tenant_id, uuidv7(), p.id, :unit, 'home', '2025-02-01', h.recorded_at
    FROM people p JOIN tenant_heads h ON true WHERE p.number = :number
"""


def _judged_alike(county):
    with county.work() as work:
        judge.county(work)
        of_county = work.session.scalars(text(ROWS)).all()
        work.session.execute(text("DELETE FROM verdicts"))
        judge.after_facts(work, work.session.scalars(text("SELECT id FROM people")).all())
        assert work.session.scalars(text(ROWS)).all() == of_county


def test_one_is_judged_as_in_the_county(county, fill, held, query):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")],
                {"T1": "甲校", "T2": "乙校", "T3": "丙校", "T4": "丁校"})  # fmt: skip
    with made.work() as work:
        # 乙校 comes under 甲校 within the year, which asks for 45; 丁校 only after it would.
        units = dict(work.session.execute(text("SELECT name, id FROM org_units")).all())
        adoptions.adopt(work, POLICY, units["甲校"], parameters={"required_hours": "45"})
        work.session.execute(text(MOVED), {"day": date(2025, 6, 1)})
        work.session.execute(text(MOVED.replace("乙校", "丁校")), {"day": date(2026, 1, 1)})
    _judged_alike(made)
    assert query(made, JUDGED) == [("T1", 45), ("T2", 45), ("T3", 40), ("T4", 40)]


def test_who_stands_outside_of_the_county_is_judged_by_none(county, fill, held, query):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")],
                {"T1": "甲校", "T2": "甲校", "T3": "甲校"})  # fmt: skip
    with made.work() as work:
        # A zone is no part of the tree, and 新校 comes under the county only after the year.
        zone = org_units.create(work, kind="zone", name="东片区")
        later = org_units.create(
            work, kind="school", name="新校", parent_id=root_id(work), valid_from=date(2026, 1, 1)
        )
        for number, unit in (("T2", zone), ("T3", later)):
            work.session.execute(text(AT_HOME), {"number": number, "unit": unit.id})
    _judged_alike(made)
    assert query(made, JUDGED) == [("T1", 40)]
