"""Who owes what: obligations, adoptions in a subtree, parameters, windows, populations."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.engine import judge
from yanxiu_core.engine.bounds import WindowUnknown, resolve
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.policies.errors import ParameterInvalid, PolicyUnknown
from yanxiu_core.verdicts import service as verdicts

YUYANG = "shaanxi.yuyang"
OWED = """SELECT p.number, v.required, v.eligibility, v.measured, w.key FROM verdicts v
          JOIN people p ON p.id = v.person_id JOIN windows w ON w.id = v.window_id ORDER BY p.number, w.key"""


@pytest.fixture
def made(county, fill, held):
    """甲校 with T1 and T2, 乙校 with T3: each 4 + 8 hours in 2025, four of them in spring."""
    there = tuple((who, "参加", "出席") for who in ("T1", "T2", "T3"))
    events = [
        held("A1", "2025-03-01", "8:00", "11:00", there),
        held("A2", "2025-09-01", "8:00", "15:30", there),
    ]
    return fill(county(), events, {"T1": "甲校", "T2": "甲校", "T3": "乙校"})


def unit(work, name):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :name"), {"name": name})


def rejudged(county, parameters, name="甲校"):
    with county.work() as work:
        adoptions.adopt(work, YUYANG, unit(work, name), parameters=parameters)
        verdicts.rejudge_county(work)


def test_obligations_exempt_share_and_set_what_is_required(made, query, verdicts_of):
    kinds = {"T1": ("exempt", None), "T2": ("pro_rata", "0.33"), "T3": ("set", "11.5")}
    with made.work() as work:
        people = {row.number: row.id for row in work.session.execute(text("SELECT number, id FROM people"))}
        work.session.add_all(
            Obligation(
                tenant_id=work.tenant_id, person_id=people[who], rule="yuyang.annual_hours", window_key="2025", kind=kind,
                amount=amount and Decimal(amount), reason="产假", document="文", approver="县局", recorded_at=work.record(),
            )
            for who, (kind, amount) in kinds.items()
        )  # fmt: skip
        work.session.flush()
        judge.after_facts(work, list(people.values()))
    assert query(made, OWED) == [
        ("T1", 0, "exempt", 12, "2025"),
        ("T2", Decimal("13.20"), "eligible", 12, "2025"),
        ("T3", Decimal("11.50"), "eligible", 12, "2025"),
    ]
    rows = verdicts_of(made, "status", "missing", today=date(2026, 1, 1))
    assert [(row["status"], row["missing"]) for row in rows] == [
        ("exempt", "0.00"),
        ("missed", "1.20"),
        ("met", "0.00"),
    ]


def test_an_obligation_of_another_window_does_not_matter(made, query):
    with made.work() as work:
        person = work.session.scalar(text("SELECT id FROM people WHERE number = 'T1'"))
        work.session.add(
            Obligation(
                tenant_id=work.tenant_id, person_id=person, rule="yuyang.annual_hours", window_key="2024", kind="exempt",
                amount=None, reason="", document="", approver="", recorded_at=work.record(),
            )
        )  # fmt: skip
        work.session.flush()
        judge.after_facts(work, [person])
    assert query(made, OWED)[0] == ("T1", 40, "eligible", 12, "2025")


def test_the_nearest_adoption_above_sets_the_parameters(made, query, measured):
    rejudged(made, {"required_hours": "12", "day_maximum": 6})
    assert [row[:2] for row in query(made, OWED)] == [("T1", 12), ("T2", 12), ("T3", 40)]
    assert measured(made) == {"T1": (10, 4), "T2": (10, 4), "T3": (12, 2)}


def test_a_new_adoption_of_the_same_unit_and_day_supersedes(made, query):
    rejudged(made, {"required_hours": 12})
    rejudged(made, {"required_hours": 13})
    assert [row[:2] for row in query(made, OWED)] == [("T1", 13), ("T2", 13), ("T3", 40)]
    known = query(made, "SELECT count(*), count(superseded_at) FROM adoptions")
    assert known == [(3, 1)]


def test_a_school_that_chose_the_school_year_is_judged_there_and_nowhere_else(made, query, held, fill):
    rejudged(made, {"window": "school_year"})
    assert query(made, OWED) == [("T3", 40, "eligible", 12, "2025")]
    there = tuple((who, "参加", "出席") for who in ("T1", "T2", "T3"))
    fill(
        made,
        [held("A3", "2025-08-31", "8:00", "8:45", there), held("A4", "2026-08-31", "8:00", "9:30", there)],
    )
    hours = {(row[0], row[4]): row[3] for row in query(made, OWED)}
    assert hours == {
        ("T1", "2024-2025"): 5, ("T2", "2024-2025"): 5, ("T1", "2025-2026"): 10, ("T2", "2025-2026"): 10,
        ("T3", "2025"): 13, ("T3", "2026"): 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"required_hours": 0}, "1 到 400"),
        ({"required_hours": "400.01"}, "1 到 400"),
        ({"required_hours": "NaN"}, "1 到 400"),
        ({"required_hours": "四十"}, "1 到 400"),
        ({"day_maximum": 25}, "1 到 24"),
        ({"minutes_per_hour": 29}, "30 到 60"),
        ({"window": "month"}, "calendar_year、school_year"),
        ({"threshold": 40}, "required_hours"),
    ],
)
def test_parameters_outside_their_bounds_are_refused(made, rows_in, parameters, message):
    before = rows_in(made)
    with pytest.raises(ParameterInvalid, match=message) as refused:
        rejudged(made, parameters)
    assert refused.value.details["field"] == f"parameters.{next(iter(parameters))}"
    assert rows_in(made) == before


def test_bounds_themselves_are_accepted(made, query):
    rejudged(made, {"required_hours": 1, "day_maximum": 24})
    rejudged(made, {"required_hours": 400, "day_maximum": 1}, name="乙校")
    assert [row[1] for row in query(made, OWED)] == [1, 1, 400]


def test_an_unknown_policy_is_refused_naming_those_there_are(made, rows_in):
    before = rows_in(made)
    with pytest.raises(PolicyUnknown, match=YUYANG), made.work() as work:
        adoptions.adopt(work, "shaanxi.none", unit(work, "甲校"))
    assert rows_in(made) == before


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("semester", "2025-1"),
        ("calendar_year", "2024-2025"),
        ("school_year", "2025"),
        ("school_year", "2024-2026"),
        ("calendar_year", "二〇二五"),
        ("calendar_year", "２０２５"),
        ("jiyuan.audit_year", "2025"),
    ],
)
def test_a_window_that_is_not_published_is_no_window(made, kind, key):
    with pytest.raises(WindowUnknown, match="须先由县局发布"), made.work() as work:
        resolve(work, kind, key)


def period(work, kind, key, starts_on, ends_on):
    work.session.add(
        CalendarPeriod(
            tenant_id=work.tenant_id, kind=kind, key=key, title=key, starts_on=starts_on, ends_on=ends_on,
            recorded_at=work.record(),
        )
    )  # fmt: skip
    work.session.flush()


def test_published_dates_go_before_computed_ones(made):
    with made.work() as work:
        computed = resolve(work, "school_year", "2024-2025")
        assert (computed.starts_on, computed.ends_on) == (date(2024, 9, 1), date(2025, 8, 31))
        period(work, "school_year", "2024-2025", date(2024, 8, 26), date(2025, 7, 11))
        found = resolve(work, "school_year", "2024-2025")
        assert (found.starts_on, found.ends_on) == (date(2024, 8, 26), date(2025, 7, 11))


def test_a_semester_is_judged_from_its_publication_on_and_gaps_lie_in_none(judged_county, fill, held, query):
    made = judged_county(version={"window": {"value": "semester"}})
    with made.work() as work:
        period(work, "semester", "2025-春", date(2025, 2, 20), date(2025, 7, 5))
        period(work, "semester", "2025-秋", date(2025, 9, 1), date(2026, 1, 20))
    days = ("2025-02-19", "2025-02-20", "2025-07-05", "2025-07-06", "2025-08-31", "2025-09-01")
    fill(made, [held(f"A{n}", day, "8:00", f"{9 + n}:30") for n, day in enumerate(days)])
    # A1 and A2 lie in spring (3 and 4 hours), A5 in autumn; the days around them in no semester.
    assert sorted(row[3:] for row in query(made, OWED)) == [(7, "2025-春"), (8, "2025-秋")]


POPULATION = {
    "at": "start",
    "all": [
        {"fact": "establishment", "in": ["true"]},
        {"fact": "post", "in": ["教师", "教研组长"], "default": "教师"},
    ],
}


def test_all_conditions_of_a_population_hold_on_the_eligibility_date(
    judged_county, fill, held, query, listed
):
    made = judged_county(version={"population": POPULATION})
    headings = "学校 工号 姓名 是否在编 岗位"
    people = [
        ("甲校", "T1", "T1", "是", ""),
        ("甲校", "T2", "T2", "", ""),
        ("甲校", "T3", "T3", "是", "校长"),
        ("甲校", "T4", "T4", "否", "教师"),
    ]
    made.bring("roster", listed(headings, *people))
    fill(made, [held("A1", "2025-03-01", "8:00", "9:30")])
    assert [row[0] for row in query(made, OWED)] == ["T1"]
    made.bring("roster", listed(headings, ("甲校", "T1", "T1", "", "校长")), valid_from=date(2025, 1, 2))
    made.bring("roster", listed(headings, ("甲校", "T3", "T3", "", "教师")), valid_from=date(2025, 1, 1))
    made.bring("roster", listed(headings, ("甲校", "T4", "T4", "是", "")), valid_from=date(2025, 1, 2))
    assert [row[0] for row in query(made, OWED)] == ["T1", "T3"]
