"""Events reach each plugin once after the commit; one that fails is retried and parked, the others go on."""

import time as time_of_day
from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest
import yanxiu_sample as sample
from sqlalchemy import text

from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.errors import Forbidden
from yanxiu_core.events import job
from yanxiu_core.events import service as events
from yanxiu_core.events.declarations import REACTIONS, Reaction
from yanxiu_core.events.kinds import ACTIVITY_CONFIRMED, LEDGER_POSTED, VERDICTS_JUDGED
from yanxiu_core.switches import service as switches
from yanxiu_tenants.roles.access import RoleAccess
from yanxiu_workers.execution import MAX_ATTEMPTS

MARKS = "SELECT code FROM codes WHERE system = 'sample' ORDER BY code"
JOBS = "SELECT input ->> 'reaction', state, result, error_zh FROM jobs WHERE kind = 'reaction' ORDER BY id"


@pytest.fixture
def made(sample_county, listed):
    """T1 of 甲校, T2 of 乙校."""
    one = sample_county()
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("乙校", "T2", "李四")))
    return one


def unit(work, name):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :n"), {"n": name})


def planned(work, number="A1", school="甲校"):
    segments = (NewSegment(date(2025, 5, 6), time(8), time(9, 30)),)
    return activities.create(
        work, NewActivity(number, "讲座", "专题", segments, host_ids=(unit(work, school),))
    ).id


def confirmed(county, number="A1", school="甲校"):
    with county.work() as work:
        return activities.confirm(work, planned(work, number, school)).id


@pytest.fixture(autouse=True)
def sound():
    yield
    sample.BROKEN.clear()


def test_it_is_told_once_after_the_commit_and_never_without(made, deliver, query):
    with made.work() as work, work.trial():
        activities.confirm(work, planned(work))
    assert deliver(made) == []
    activity = confirmed(made)
    assert query(made, MARKS) == []
    assert deliver(made) == [("reaction", "succeeded")]
    assert query(made, MARKS) == [(f"activity.confirmed {activity}",)]
    assert query(made, JOBS) == [
        ("sample.activity.confirmed", "succeeded", {"delivered": True, "ids": 1}, None)
    ]
    assert deliver(made) == []
    actor = "SELECT DISTINCT actor ->> 'name' FROM jobs WHERE kind = 'reaction'"
    assert query(made, actor) == [("plugin sample",)]


def test_one_that_fails_is_retried_then_parked_by_name_and_the_others_go_on(made, deliver, query):
    other = Reaction(
        "exporters.note", ACTIVITY_CONFIRMED, lambda work, event: sample.note(work, "other", *event.ids)
    )
    registry = made.platform.registry.having(REACTIONS, "exporters", other)
    made = replace(made, platform=replace(made.platform, registry=registry))
    sample.BROKEN.add("activity.confirmed")
    activity = confirmed(made)
    assert deliver(made) == [("reaction", "PLUGIN_FAILED"), ("reaction", "succeeded")]
    assert query(made, MARKS) == [(f"other {activity}",)]
    for _ in range(MAX_ATTEMPTS - 2):
        assert deliver(made) == [("reaction", "PLUGIN_FAILED")]
    assert deliver(made) == [("reaction", "failed")]
    assert deliver(made) == []
    [failed] = [row for row in query(made, JOBS) if row[1] == "failed"]
    assert failed[0] == "sample.activity.confirmed"
    assert failed[3].startswith("插件 sample 出错(sample.activity.confirmed), 编号 ")
    with made.work() as work:
        assert events.parked(work) == {"sample": 1}
    with pytest.raises(Forbidden), made.work(access=RoleAccess("teacher")) as work:
        events.retry(work, "sample")
    sample.BROKEN.clear()
    with made.work() as work:
        assert (events.retry(work, "exporters"), events.retry(work, "sample")) == (0, 1)
    assert deliver(made) == [("reaction", "succeeded")]
    assert query(made, MARKS) == [(f"activity.confirmed {activity}",), (f"other {activity}",)]
    with made.work() as work:
        assert events.parked(work) == {}


def test_one_that_stalls_is_given_up_and_holds_up_nobody(made, deliver, query, monkeypatch):
    def stall(work, event):
        sample.note(work, "stalled")
        for _ in range(200):
            time_of_day.sleep(0.05)

    registry = made.platform.registry.having(
        REACTIONS, "exporters", Reaction("exporters.stall", ACTIVITY_CONFIRMED, stall)
    )
    made = replace(made, platform=replace(made.platform, registry=registry))
    monkeypatch.setattr(job, "SECONDS", 0.2)
    activity = confirmed(made)
    assert deliver(made) == [("reaction", "PLUGIN_STALLED"), ("reaction", "succeeded")]
    assert query(made, MARKS) == [(f"activity.confirmed {activity}",)]


def test_what_was_done_long_ago_is_forgotten(made, deliver, query):
    confirmed(made)
    assert deliver(made) == [("reaction", "succeeded")]
    with made.work() as work:
        assert events.forget(work) == 0
        work.session.execute(
            text("UPDATE jobs SET finished_at = finished_at - interval '31 days' WHERE kind = 'reaction'")
        )
        assert events.forget(work) == 1
    assert query(made, "SELECT count(*) FROM jobs WHERE kind = 'reaction'") == [(0,)]


def test_a_plugin_that_is_off_is_not_told_and_one_of_schools_of_its_own_units_only(made, deliver, query):
    with made.work() as work:
        switches.disable(work, "sample", unit(work, "乙校"))
    here, _ = confirmed(made, "A1"), confirmed(made, "A2", "乙校")
    assert deliver(made) == [("reaction", "succeeded")] * 2
    assert query(made, MARKS) == [(f"activity.confirmed {here}",)]
    assert [row[2] for row in query(made, JOBS)] == [{"delivered": True, "ids": 1}, {"delivered": False}]
    confirmed(made, "A3")
    with made.work() as work:
        switches.disable(work, "sample")
    confirmed(made, "A4")
    # What was told before the switch is not delivered after it, what happens meanwhile is not even told.
    assert deliver(made) == [("reaction", "succeeded")]
    assert len(query(made, MARKS)) == 1
    with made.work() as work:
        switches.enable(work, "sample")
        root = work.session.scalar(text("SELECT id FROM org_units WHERE kind = 'county'"))
    assert deliver(made) == [("reaction", "succeeded")]
    assert query(made, MARKS)[-1] == (f"plugin.enabled {root} sample",)


def test_a_large_change_is_several_events_and_what_nobody_reacts_to_costs_nothing(made, query):
    with made.work() as work, work.trial():
        before = work.session.scalar(text("SELECT count(*) FROM jobs"))
        events.tell(work, LEDGER_POSTED, [UUID(int=number) for number in range(9)])
        assert work.session.scalar(text("SELECT count(*) FROM jobs")) == before
        events.tell(work, ACTIVITY_CONFIRMED, [UUID(int=number) for number in range(2_001)])
        sizes = "SELECT jsonb_array_length(input -> 'ids') FROM jobs WHERE kind = 'reaction' ORDER BY id"
        assert work.session.scalars(text(sizes)).all() == [1_000, 1_000, 1]


def test_an_attendance_list_tells_of_what_it_confirms_posts_and_judges(made, deliver, query, listed):
    seen = []

    def look(_work, event):
        seen.append((event.kind, len(event.ids), dict(event.details)))

    reactions = [Reaction(f"exporters.{kind}", kind, look) for kind in (LEDGER_POSTED, VERDICTS_JUDGED)]
    registry = made.platform.registry.having(REACTIONS, "exporters", *reactions)
    made = replace(made, platform=replace(made.platform, registry=registry))
    with made.work() as work:
        planned(work)
    made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    assert deliver(made) == [("reaction", "succeeded")] * 3
    window = {"window": "2025", "windowKind": "calendar_year"}
    # The first lines of a year open its window, for everybody.
    assert sorted(seen) == [("ledger.posted", 1, {}), ("verdicts.judged", 0, window)]


def test_a_reaction_of_a_plugin_that_is_gone_waits_for_it(made, deliver, query):
    confirmed(made)
    registry = made.platform.registry
    without = replace(registry, contributions={**registry.contributions, REACTIONS.hook: {}})
    gone = replace(made, platform=replace(made.platform, registry=without))
    assert deliver(gone) == [("reaction", "JOB_UNKNOWN")]
    assert deliver(made) == [("reaction", "succeeded")]
    assert len(query(made, MARKS)) == 1
