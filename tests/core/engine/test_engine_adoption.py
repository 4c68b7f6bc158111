"""What adopting later, or otherwise, does to what is recorded already."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from yanxiu_core.activities import service as activities
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.errors import Invalid
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.verdicts import job as rejudging
from yanxiu_core.verdicts import service as verdicts

POLICY = "shaanxi.yuyang"
HOURS = """SELECT p.number, l.amount, l.reverses_id IS NOT NULL FROM ledger_lines l JOIN people p ON p.id = l.person_id
           WHERE measure = 'hours' ORDER BY p.number, l.recorded_at, l.amount"""


def activity(work, number):
    return work.session.scalar(text("SELECT id FROM activities WHERE number = :number"), {"number": number})


def test_every_rule_of_a_window_is_judged_for_the_county(judged_county, fill, held, query):
    made = judged_county(more=[{"threshold": {"value": 20, "unit": "学时"}}])
    fill(made, [held("A1", "2025-03-01", "8:00", "11:00")], {"T1": "甲校", "T2": "甲校"})
    assert query(made, "SELECT rule, count(*) FROM verdicts GROUP BY 1 ORDER BY 1") == [
        ("sample.hours", 2),
        ("sample.hours_1", 2),
    ]


def test_a_policy_adopted_later_posts_and_judges_in_a_job(county, fill, held, query):
    made = fill(county(policies=()), [held("A1", "2025-03-01", "8:00", "11:00")])
    with made.work() as work:
        adoptions.adopt(work, POLICY, root_id(work))
        job = work.session.scalars(text("SELECT id FROM jobs WHERE kind = 'judge'")).one()
    assert query(made, "SELECT measured FROM verdicts") == []
    with made.work() as work:
        rejudging.handle(work, work.session.get_one(Job, (work.tenant_id, job)), silent)
    assert query(made, HOURS) == [("T1", 4, False)]
    assert query(made, "SELECT measured FROM verdicts") == [(4,)]


def test_a_conversion_goes_by_the_activitys_date(county, fill, held, query):
    made = fill(county(), [held("A1", "2025-12-31", "8:00", "9:30")])
    with made.work() as work:
        adoptions.adopt(
            work, POLICY, root_id(work), parameters={"minutes_per_hour": 60}, valid_from=date(2026, 1, 1)
        )
    both = (("T1", "参加", "出席"), ("T2", "参加", "出席"))
    events = [held("A1", "2025-12-31", "8:00", "9:30", both), held("A2", "2026-01-01", "8:00", "9:30", both)]
    fill(made, events, {"T1": "甲校", "T2": "甲校"})
    assert query(made, HOURS) == [("T1", 2, False), ("T1", 1, False), ("T2", 1, False), ("T2", 2, False)]


def test_another_window_chosen_later_leaves_the_old_one_judged(county, fill, held, query):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "9:30")])
    with made.work() as work:
        adoptions.adopt(
            work, POLICY, root_id(work), parameters={"window": "school_year"}, valid_from=date(2026, 1, 1)
        )
    with made.work() as work:
        activities.cancel(work, activity(work, "A1"), "下雨")
    found = query(made, "SELECT w.key, v.measured FROM verdicts v JOIN windows w ON w.id = v.window_id")
    assert found == [("2025", 0)]


def test_provisional_ends_with_the_eligibility_date(county, fill, held, verdicts_of):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")])
    days = (date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1))
    found = [verdicts_of(made, "provisional", today=day)[0]["provisional"] for day in days]
    assert found == [True, False, False]


def test_reasons_are_those_of_the_moment(county, fill, held, verdicts_of):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")], confirm=False)
    moments = [datetime.now(UTC)]
    with made.work() as work:
        activities.confirm(work, activity(work, "A1"))
    moments.append(datetime.now(UTC))
    with made.work() as work:
        activities.cancel(work, activity(work, "A1"), "下雨")
    found = [
        verdicts_of(made, "trace_left_out", known_at=moment)[0]["trace_left_out"]
        for moment in (*moments, None)
    ]
    assert [[item["reason"] for item in items] for items in found] == [["planned"], [], ["cancelled"]]


def test_what_was_known_waits_for_who_may_still_record(county, fill, held, verdicts_of):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")], confirm=False)
    answers = []
    with made.work() as work:
        activities.confirm(work, activity(work, "A1"))
        moment = datetime.now(UTC)
        asking = threading.Thread(
            target=lambda: answers.append(verdicts_of(made, "measured", known_at=moment)[0]["measured"])
        )
        asking.start()
        asking.join(0.5)
        assert answers == []
    asking.join(20)
    assert answers == ["4.00"]


def test_a_moment_ahead_is_refused(county, fill, held, verdicts_of):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")])
    with pytest.raises(Invalid, match="还没有到") as refused:
        verdicts_of(made, "measured", known_at=datetime.now(UTC) + timedelta(hours=1))
    assert refused.value.details["field"] == "knownAt"


@pytest.mark.parametrize("window", ["9999", "1949", "20250", "2025-2027", "二〇二五", ""])
def test_an_impossible_window_is_refused(county, fill, held, verdicts_of, window):
    made = fill(county(), [])
    with pytest.raises(WindowUnknown):
        verdicts_of(made, "measured", window=window)


def test_another_window_chosen_from_the_beginning_leaves_nothing_in_the_old_ones(county, fill, held, query):
    made = fill(county(), [held("A1", "2025-03-01", "8:00", "9:30")])
    with made.work() as work:
        adoptions.adopt(work, POLICY, root_id(work), parameters={"window": "school_year"})
        verdicts.rejudge_county(work)
    with made.work() as work:
        activities.cancel(work, activity(work, "A1"), "下雨")
    found = query(made, "SELECT w.key, v.measured FROM verdicts v JOIN windows w ON w.id = v.window_id")
    assert found == [("2024-2025", 0)]
