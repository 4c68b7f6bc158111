"""Rules beyond one person's sum: units, cells, ratios, levels, lateness; each judged with exact numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from yanxiu_core.calendars import service as calendars
from yanxiu_core.engine import judge
from yanxiu_core.engine.bounds import CALENDAR_YEAR, SEMESTER, resolve
from yanxiu_core.org_units import service as org_units
from yanxiu_core.policies.rule import RuleVersion
from yanxiu_core.verdicts.job import UNITS

DAY = date(2025, 9, 10)


@pytest.fixture
def judged(ids):
    """`judged(county)`: by name of who or what is judged, (measured, required, base)."""

    def look(county, key="2025", kind=CALENDAR_YEAR, as_of=None):
        with county.work() as work:
            policy = work.registry.policies["sample"]
            rows = judge.select_verdicts(
                work, [(policy, policy.judged[0])], resolve(work, kind, key), judge.Clocks(as_of)
            ).subquery()
            names = {next(iter(value.values())): name for name, value in ids(work).items()}
            found = work.session.execute(rows.select()).all()
        return {names[row.subject_id]: (row.measured, row.required, row.base) for row in found}

    return look


def test_a_units_rule_reads_its_own_lines_and_those_of_units_below(made, recorded, judged):
    county = made({"lines": [{"kinds": ["plan.*"]}], "threshold": {"value": 2, "unit": "项"}}, "school")
    recorded(
        county,
        ("甲校", "plan.annual", DAY, {}),
        ("语文组", "plan.group", DAY, {}),
        ("T1", "plan.personal", DAY, {}),
    )
    assert judged(county) == {"甲校": (2, 2, None), "乙校": (0, 2, None)}


def test_each_person_of_a_school_counts_and_a_share_is_enough(made, recorded, judged):
    each = {"kind": "person", "share": {"value": "0.5", "unit": "比例"}}
    county = made({"lines": [{"kinds": ["notes"]}], "each": each}, "school")
    recorded(county, ("T1", "notes", DAY, {}), ("T1", "notes", DAY, {}))
    assert judged(county) == {"甲校": (1, 1, 2), "乙校": (0, 1, 1)}


def test_each_person_of_a_group_counts_by_membership(made, recorded, judged):
    county = made({"lines": [{"kinds": ["notes"]}], "each": {"kind": "person"}}, "group")
    recorded(county, ("T1", "notes", DAY, {}), ("T3", "notes", DAY, {}))
    assert judged(county) == {"语文组": (1, 2, 2), "数学组": (1, 1, 1)}


def test_each_school_of_the_county_counts(made, recorded, judged):
    county = made({"lines": [{"kinds": ["plan"]}], "each": {"kind": "school"}}, "county")
    recorded(county, ("甲校", "plan", DAY, {}), ("甲校", "plan", DAY, {}))
    assert list(judged(county).values()) == [(1, 2, 2)]


def test_a_zone_has_what_an_overlay_places_in_it(made, recorded, judged, ids):
    county = made({"lines": [{"kinds": ["plan"]}]}, "zone")
    with county.work() as work:
        root = work.session.scalar(text("SELECT id FROM org_units WHERE kind = 'county'"))
        zone = org_units.create(work, kind="zone", name="东片", parent_id=root)
        school = ids(work)["甲校"]["unit_id"]
        org_units.place(work, school, zone.id, structure="zone")
    recorded(county, ("甲校", "plan", DAY, {}), ("乙校", "plan", DAY, {}), ("语文组", "plan", DAY, {}))
    assert judged(county) == {"东片": (2, 1, None)}


def test_every_period_must_be_met_and_a_holiday_week_is_none(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["notes"]}],
            "window": {"value": "semester"},
            "each": {"kind": "period", "every": 1, "unit": "week"},
        }
    )
    with county.work() as work:
        # 29 September to 12 October 2025: the state's holiday takes 1-8 October, no whole week.
        calendars.publish(work, SEMESTER, "t", "学期", date(2025, 9, 8), date(2025, 9, 28))
        calendars.publish(work, "holiday", "h", "校运会", date(2025, 9, 15), date(2025, 9, 21))
    recorded(county, ("T1", "notes", date(2025, 9, 14), {}), ("T1", "notes", date(2025, 9, 28), {}))
    recorded(county, ("T2", "notes", date(2025, 9, 20), {}), ("T2", "notes", date(2025, 9, 20), {}))
    # The week of the holiday belongs to the period before it.
    found = judged(county, "t", SEMESTER)
    assert (found["T1"], found["T2"]) == ((2, 2, 2), (1, 2, 2))


def test_parts_are_counted_one_by_one(made, recorded, judged):
    parts = [
        {"title": {"zh": kind, "en": kind}, "lines": [{"kinds": ["school"], "categories": [kind]}]}
        for kind in ("rural", "urban")
    ]
    county = made({"each": {"kind": "part", "parts": parts}, "comparator": "eq"})
    recorded(
        county, ("T1", "school", DAY, {"category": "rural"}), ("T1", "school", DAY, {"category": "urban"})
    )
    recorded(
        county, ("T2", "school", DAY, {"category": "rural"}), ("T2", "school", DAY, {"category": "rural"})
    )
    found = judged(county)
    assert (found["T1"], found["T2"], found["T3"]) == ((2, 2, 2), (0, 2, 2), (0, 2, 2))


def test_items_are_those_of_the_base_and_lines_find_them(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["comment"]}],
            "each": {"kind": "item", "of": [{"kinds": ["lesson.*"]}]},
        }
    )
    recorded(
        county, ("T1", "lesson.observe", DAY, {"item": "课1"}), ("T1", "lesson.observe", DAY, {"item": "课2"})
    )
    recorded(county, ("T1", "comment", DAY, {"item": "课2"}), ("T1", "comment", DAY, {"item": "课9"}))
    found = judged(county)
    assert (found["T1"], found["T2"]) == ((1, 2, 2), (0, 0, 0))


def test_a_share_of_other_lines_is_rounded_up_and_never_down(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["training"]}],
            "relative_to": [{"kinds": ["budget"]}],
            "threshold": {"value": "0.05", "unit": "比例"},
        },
        "school",
        "yuan",
    )
    money = {"measure": "yuan"}
    recorded(
        county,
        ("甲校", "budget", DAY, {**money, "amount": Decimal("100.01")}),
        ("甲校", "training", DAY, {**money, "amount": Decimal("5.00")}),
    )
    assert judged(county) == {
        "甲校": (Decimal("5.00"), Decimal("5.01"), Decimal("100.01")),
        "乙校": (0, 0, 0),
    }


def test_a_share_of_some_of_all_lines_counts_all(made, recorded, judged):
    county = made(
        {"relative_to": [{"kinds": ["budget"]}], "threshold": {"value": "0.5", "unit": "比例"}}, "school"
    )
    recorded(county, *(("甲校", kind, DAY, {}) for kind in ("budget", "budget", "training")))
    assert judged(county) == {"甲校": (3, 1, 2), "乙校": (0, 0, 0)}


def test_people_of_each_group_make_its_figure(made, recorded, judged):
    county = made({"lines": [{"kinds": ["notes"]}], "each": {"kind": "group"}, "of": "people"}, "county")
    recorded(county, ("T1", "notes", DAY, {}), ("语文组", "notes", DAY, {}))
    assert list(judged(county).values()) == [(1, 2, 2)]


def test_a_county_counts_the_schools_that_meet_another_rule(
    judged_county, listed, recorded, judged, verdicts_of
):
    source = {"document": "样例办法", "clause": "第二条"}
    county = judged_county(
        rule={"source": "facts", "measure": "count", "aggregation": "school", "unit": "项"},
        version={"lines": [{"kinds": ["plan"]}], "threshold": {"value": 1, "unit": "项"}},
    )
    policy = county.platform.registry.policies["sample"]
    (rule,) = policy.rules
    over = {
        "valid_from": "1900-01-01", "source": source, "window": {"value": "calendar_year"},
        "threshold": {"value": 1, "unit": "校"}, "verdicts_of": rule.id,
    }  # fmt: skip
    changed = {"id": "sample.schools", "aggregation": "county", "source": "verdicts", "unit": "校"}
    for each, expected in (({}, (1, 1, None)), ({"each": {"kind": "school"}}, (1, 2, 2))):
        version = RuleVersion.model_validate({**over, **each})
        counting = rule.model_copy(update={**changed, "versions": (version,)})
        policies = {"sample": policy.model_copy(update={"rules": (counting, rule)})}
        registry = replace(county.platform.registry, policies=policies)
        made = replace(county, platform=replace(county.platform, registry=registry))
        if not each:
            made.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张一"), ("乙校", "T2", "张二")))
            recorded(made, ("甲校", "plan", DAY, {}))
        assert list(judged(made).values()) == [expected]
        fields = ("rule", "trace_lines", "by_category")
        read = verdicts_of(made, *fields, policy="sample", as_of=date(2025, 12, 31))
        # No line of the schools is one of the county's: what it counts are verdicts.
        counted = [
            (row["trace_lines"], row["by_category"]) for row in read if row["rule"] == "sample.schools"
        ]
        assert counted == [([], [])]


def test_a_level_is_its_place_and_lateness_counts_from_the_end_of_the_window(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["certificate"]}],
            "figure": "level",
            "scale": ["三级", "二级乙等", "二级甲等"],
            "threshold": {"value": 2, "unit": "级"},
            "since": "ever",
        }
    )
    recorded(
        county,
        ("T1", "certificate", date(2019, 1, 1), {"category": "二级甲等"}),
        ("T2", "certificate", DAY, {"category": "三级"}),
    )
    found = judged(county)
    assert (found["T1"], found["T2"], found["T3"]) == ((3, 2, None), (1, 2, None), (None, 2, None))


def test_lateness_counts_the_days_after_another_event(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["payment"]}],
            "figure": "lateness",
            "due": [{"kinds": ["assessed"]}],
            "comparator": "lte",
            "threshold": {"value": 14, "unit": "天"},
        }
    )
    recorded(
        county,
        ("T1", "assessed", DAY, {}),
        ("T1", "payment", date(2025, 9, 25), {}),
        ("T2", "payment", DAY, {}),
    )
    found = judged(county)
    assert (found["T1"], found["T2"]) == ((15, 14, None), (None, 14, None))


def test_people_of_a_topic_are_counted_and_too_many_fail(made, recorded, judged):
    county = made(
        {
            "lines": [{"kinds": ["topic"]}],
            "figure": "distinct_people",
            "of": "people",
            "each": {"kind": "item"},
            "comparator": "lte",
            "threshold": {"value": 1, "unit": "人"},
        },
        "school",
    )
    recorded(
        county,
        ("T1", "topic", DAY, {"item": "课题1"}),
        ("T1", "topic", date(2025, 10, 1), {"item": "课题1"}),
        ("T1", "topic", DAY, {"item": "课题2"}),
        ("T2", "topic", DAY, {"item": "课题2"}),
    )
    assert judged(county) == {"甲校": (1, 2, 2), "乙校": (0, 0, 0)}


def test_a_posting_makes_unit_verdicts_stale_and_the_job_renews_them(made, query, recorded):
    county = made({"lines": [{"kinds": ["plan"]}]}, "school")
    stored = "SELECT measured FROM verdicts ORDER BY measured"
    recorded(county, ("甲校", "plan", DAY, {}))
    assert query(county, stored) == []
    assert query(county, "SELECT count(*) FROM stale_windows") == [(1,)]
    recorded(county, ("乙校", "plan", DAY, {}))
    assert query(county, "SELECT count(*) FROM jobs WHERE kind = 'units'") == [(1,)]
    with county.work() as work:
        UNITS.handle(work, None, lambda *_: None)
    assert query(county, stored) == [(1,), (1,)]
    assert query(county, "SELECT count(*) FROM stale_windows") == [(0,)]


def test_a_population_and_its_share_of_the_months(made, judged):
    county = made(
        {
            "lines": [{"kinds": ["notes"]}],
            "threshold": {"value": 12, "unit": "项"},
            "population": {
                "share": "months",
                "all": [{"fact": "on_post", "in": ["true"], "default": "true"}],
            },
        }
    )
    with county.work() as work:
        at = work.record()
        for number, value, day in (
            ("T1", "false", "2025-01-01"),
            ("T1", "true", "2025-03-02"),
            ("T2", "false", "2025-06-01"),
        ):
            work.session.execute(
                text(
                    "INSERT INTO person_facts (tenant_id, id, person_id, kind, value, valid_from, recorded_at) "
                    "SELECT tenant_id, gen_random_uuid(), id, 'on_post', :value, :day, :at FROM people WHERE number = :n"
                ),
                {"value": value, "day": date.fromisoformat(day), "at": at, "n": number},
            )
    # From 2 March: nine whole months. T2 has left by the day that decides. T3 has been there all year.
    assert judged(county) == {"T1": (0, 9, None), "T3": (0, 12, None)}
    # What comes later is not so yet: in February T1 was away, in May T2 was still there.
    assert judged(county, as_of=date(2025, 2, 1)) == {"T2": (0, 12, None), "T3": (0, 12, None)}
    assert judged(county, as_of=date(2025, 5, 31))["T2"] == (0, 12, None)


def test_a_population_by_age_and_its_share_of_the_days(made, query, judged):
    population = {"share": "days", "all": [{"fact": "age", "least": 35, "default": "40"}]}
    county = made({"lines": [], "threshold": {"value": 365, "unit": "项"}, "population": population})
    with county.work() as work:
        for number, birth in (("T1", "1990-06-01"), ("T2", "1988-02-29")):
            work.session.execute(
                text("UPDATE people SET birth_date = CAST(:day AS date) WHERE number = :n"),
                {"day": birth, "n": number},
            )
    # T1 is 35 from 1 June on, T2 has been since 2023; of T3 nothing is known, so the default holds.
    assert judged(county) == {"T1": (0, 214, None), "T2": (0, 365, None), "T3": (0, 365, None)}
    with county.work() as work:
        work.session.execute(text("UPDATE people SET birth_date = '1984-02-29' WHERE number <> 'T3'"))
    # Who was born on 29 February is a year older on 1 March.
    assert judged(county, "2019")["T1"] == (0, 306, None)


def test_what_comes_late_to_light_counts_in_every_window_since(made, recorded, measured):
    version = {"lines": [{"kinds": ["plan"]}], "since": "ever"}
    county = made(version)
    for day, figures in (
        (date(2026, 3, 1), (None, 1)),
        (date(2024, 3, 1), (None, 2)),
        (date(2025, 3, 1), (2, 3)),
        (date(2026, 3, 2), (2, 4)),
    ):
        recorded(county, ("T1", "plan", day, {}))
        found = [measured(county, key, "sample.hours").get("T1") for key in ("2025", "2026")]
        assert found == [None if figure is None else (figure, 0) for figure in figures]
