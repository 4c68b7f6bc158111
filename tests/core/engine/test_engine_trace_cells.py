"""What is judged one by one is named one by one: people, units, items, periods and parts, as the judgement counted them."""

from datetime import date

import pytest
from sqlalchemy import text

from yanxiu_core.org_units import service as org_units
from yanxiu_core.people.models import PersonFact
from yanxiu_core.reads.selection import Pick, select
from yanxiu_core.verdicts.job import UNITS

SUBJECT = Pick("unit", "unit", of=select("name")), Pick("person", "person", of=select("name"))
DAY, LATER = date(2025, 9, 10), date(2025, 11, 3)


@pytest.fixture
def cells(verdicts_of):
    """`cells(county)`: by unit or person of the verdict, its cells as (title, figure, met) and what the words say."""

    def look(county, **clocks):
        rows = verdicts_of(
            county, "measured", "base", "trace_cells", "explanation", *SUBJECT, policy="sample", **clocks
        )  # fmt: skip
        found = {}
        for row in rows:
            listed = [(cell["title"], cell["figure"], cell["met"]) for cell in row["trace_cells"]]
            assert len(listed) == int(float(row["base"]))
            assert sum(met for *_, met in listed) == int(float(row["measured"]))
            found[(row["person"] or row["unit"])["name"]] = (listed, row["explanation"])
        return found

    return look


def derived(county):
    with county.work() as work:
        UNITS.handle(work, None, lambda *_: None)


def test_people_of_a_school_by_number_and_who_has_not_done_it(made, recorded, cells):
    county = made({"lines": [{"kinds": ["notes"]}], "each": {"kind": "person"}}, "school")
    recorded(county, ("T1", "notes", DAY, {}), ("T1", "notes", LATER, {}))
    derived(county)
    found = cells(county)
    assert found["甲校"][0] == [("张一", "2.00", True), ("张二", "0", False)]
    assert found["乙校"][0] == [("张三", "0", False)]
    assert "没有做到的：张二。" in found["甲校"][1]
    # On an earlier day the second has done nothing yet either, and the first once.
    assert cells(county, as_of=DAY)["甲校"][0] == [("张一", "1.00", True), ("张二", "0", False)]


def test_people_of_a_group_are_its_members_in_the_population_on_the_day(made, recorded, cells, ids):
    population = {"all": [{"fact": "on_post", "in": ["true"], "default": "true"}]}
    county = made(
        {"lines": [{"kinds": ["notes"]}], "each": {"kind": "person"}, "population": population}, "group"
    )
    with county.work() as work:
        gone = ids(work)["T2"]
        work.session.add(
            PersonFact(
                tenant_id=work.tenant_id, kind="on_post", value="false", valid_from=LATER, recorded_at=work.record(), **gone
            )
        )  # fmt: skip
    recorded(county, ("T1", "notes", DAY, {}))
    derived(county)
    assert cells(county)["语文组"][0] == [("张一", "1.00", True)]
    earlier = cells(county, as_of=DAY)
    assert earlier["语文组"][0] == [("张一", "1.00", True), ("张二", "0", False)]
    assert "应全部做到，还差 1 人。没有做到的：张二。" in earlier["语文组"][1]


def test_schools_of_the_county_by_name_and_those_of_a_day(made, recorded, cells, ids):
    county = made({"lines": [{"kinds": ["plan"]}], "each": {"kind": "school"}}, "county")
    with county.work() as work:
        root = work.session.scalar(text("SELECT id FROM org_units WHERE kind = 'county'"))
        org_units.create(work, kind="school", name="丙校", parent_id=root, valid_from=LATER)
    recorded(county, ("甲校", "plan", DAY, {}))
    derived(county)
    ((listed, words),) = cells(county).values()
    assert sorted(listed) == [("丙校", "0", False), ("乙校", "0", False), ("甲校", "1.00", True)]
    assert "3 所学校中有 1 所学校做到" in words
    ((listed, _),) = cells(county, as_of=DAY).values()
    assert sorted(listed) == [("乙校", "0", False), ("甲校", "1.00", True)]


def test_a_pair_of_schools_leads_nobody_elses_figures(made, recorded, ids, verdicts_of):
    county = made({"lines": [{"kinds": ["plan"]}]}, "school")
    with county.work() as work:
        known = ids(work)
        org_units.place(work, known["乙校"]["unit_id"], known["甲校"]["unit_id"], structure="pair")
    recorded(county, ("乙校", "plan", DAY, {}), ("甲校", "plan", LATER, {}))
    derived(county)
    rows = verdicts_of(county, "measured", "trace_lines", *SUBJECT, policy="sample")
    assert {row["unit"]["name"]: (row["measured"], len(row["trace_lines"])) for row in rows} == {
        "甲校": ("1.00", 1),
        "乙校": ("1.00", 1),
    }


def test_items_without_a_line_of_the_rule_are_listed_by_what_they_are_called(made, recorded, cells):
    county = made(
        {"lines": [{"kinds": ["comment"]}], "each": {"kind": "item", "of": [{"kinds": ["lesson"]}]}}
    )
    recorded(
        county,
        ("T1", "lesson", DAY, {"item": "《春》"}),
        ("T1", "lesson", LATER, {"item": "《夏》"}),
        ("T1", "comment", LATER, {"item": "《夏》"}),
        ("T1", "comment", LATER, {"item": "《秋》"}),
    )
    listed, words = cells(county)["张一"]
    assert listed == [("《春》", "0", False), ("《夏》", "1.00", True)]
    assert "没有做到的：《春》。" in words


def test_things_of_one_name_are_told_apart_by_their_day(made, recorded, cells):
    county = made(
        {"lines": [{"kinds": ["lesson"]}], "each": {"kind": "item"}, "threshold": {"value": 2, "unit": "次"}}
    )
    recorded(county, ("T1", "lesson", DAY, {}), ("T1", "lesson", LATER, {}))
    listed, words = cells(county)["张一"]
    assert listed == [("lesson", "1.00", False), ("lesson", "1.00", False)]
    assert "没有做到的：lesson（2025-09-10）、lesson（2025-11-03）。" in words


def test_a_figure_other_than_a_sum_is_traced_as_it_was_judged(made, recorded, cells):
    due = {"figure": "lateness", "due": [{"kinds": ["lesson"]}], "comparator": "lte"}
    threshold = {"value": 7, "unit": "天"}
    county = made(
        {"lines": [{"kinds": ["comment"]}], "each": {"kind": "item", "of": [{"kinds": ["lesson"]}]}, "threshold": threshold, **due}
    )  # fmt: skip
    recorded(
        county,
        ("T1", "lesson", DAY, {"item": "一"}),
        ("T1", "comment", date(2025, 9, 17), {"item": "一"}),
        ("T1", "lesson", DAY, {"item": "二"}),
        ("T1", "comment", date(2025, 9, 18), {"item": "二"}),
        ("T1", "lesson", LATER, {"item": "三"}),
    )
    assert cells(county)["张一"][0] == [("一", "7.00", True), ("二", "8.00", False), ("三", None, False)]
