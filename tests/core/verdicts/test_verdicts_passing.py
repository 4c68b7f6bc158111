"""A day passes: facts that were entered in advance count from their day on, and windows close."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.events.declarations import REACTIONS, Reaction
from yanxiu_core.events.kinds import WINDOW_CLOSED
from yanxiu_core.imports import job as imports
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.verdicts import passing

ROSTER = "学校 工号 姓名 岗位 出生日期"
JUDGED = """SELECT p.number, u.name FROM verdicts v JOIN people p ON p.id = v.person_id
            JOIN org_units u ON u.id = v.unit_id ORDER BY 1"""


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def made(judged_county, listed):
    """Teachers owe, whoever is one on the last day of the year; in March T1 is one, T2 and T3 are not."""
    teachers = {"at": "end", "all": [{"fact": "post", "in": ["教师"]}]}
    one = judged_county(version={"population": teachers})
    march = date(2025, 3, 1)
    people = [
        ("甲校", f"T{n}", f"T{n}", post, "1980-05-05") for n, post in ((1, "教师"), (2, "校长"), (3, "职员"))
    ]
    bring(one, "roster", listed(ROSTER, *people), march)
    headings = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
    bring(
        one, "activities", listed(headings, ("A1", "听课", "A1", "甲校", "2025-02-03", "8:00", "9:30")), march
    )
    bring(one, "attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "T1", "出席")), march)
    return one


def bring(county, kind, path, today, **options):
    with county.work(today=today) as work:
        assert imports.run_now(work, kind, path, ImportOptions(**options))[1].refused == 0


def passed(county, since, today):
    """What the day's job answers, when the last day that was seen to is `since`."""
    with county.work(today=date.fromisoformat(today)) as work:
        given = {"since": at(since).isoformat(), "due_at": at(f"{today}T00:10").isoformat()}
        job = jobs.leave(work, passing.KIND, passing.QUEUE, given, OPERATOR)
        done = passing.handle(work, job, silent)
        jobs.succeed(job, done)
        return done


def test_what_was_entered_in_advance_holds_from_its_day_on(made, query, listed):
    assert query(made, JUDGED) == [("T1", "甲校")]
    bring(
        made,
        "roster",
        listed(ROSTER, ("甲校", "T2", "T2", "教师", "1980-05-05")),
        date(2025, 3, 1),
        valid_from=date(2025, 6, 1),
    )
    bring(
        made,
        "roster",
        listed(ROSTER, ("乙校", "T1", "T1", "教师", "1980-05-05")),
        date(2025, 3, 1),
        valid_from=date(2025, 6, 2),
    )
    assert query(made, JUDGED) == [("T1", "甲校")]
    assert passed(made, "2025-03-01T00:10", "2025-05-31")["county"] is False
    assert query(made, JUDGED) == [("T1", "甲校")]
    before = query(made, "SELECT count(*) FROM audit_records WHERE command = 'verdicts.day'")
    assert passed(made, "2025-03-01T00:10", "2025-06-01") == {"people": 1, "windows": 0, "county": False}
    assert query(made, JUDGED) == [("T1", "甲校"), ("T2", "甲校")]
    # The days between are made good, whatever the job says it was due after.
    assert passed(made, "2025-06-04T00:10", "2025-06-05")["people"] == 1
    assert query(made, JUDGED) == [("T1", "乙校"), ("T2", "甲校")]
    assert passed(made, "2025-06-04T00:10", "2025-06-05") == {"people": 0, "windows": 0}
    assert (
        query(made, "SELECT count(*) FROM audit_records WHERE command = 'verdicts.day'")[0][0]
        == before[0][0] + 2
    )


def test_birthdays_and_a_changed_tree(made, query):
    assert passed(made, "2025-05-04T00:10", "2025-05-05") == {"people": 3, "windows": 0, "county": False}
    with made.work() as work:
        edge = """INSERT INTO org_edges (tenant_id, id, unit_id, parent_id, structure, valid_from, recorded_at)
                  SELECT tenant_id, uuidv7(), unit_id, parent_id, '片区', DATE '2025-05-07', recorded_at
                  FROM org_edges LIMIT 1"""
        work.session.execute(text(edge))
    assert passed(made, "2025-05-05T00:10", "2025-05-07")["county"] is True


def test_a_window_that_has_closed_is_told_once(made, deliver):
    told = []
    reaction = Reaction("exporters.closed", WINDOW_CLOSED, lambda _work, event: told.append(len(event.ids)))
    registry = made.platform.registry.having(REACTIONS, "exporters", reaction)
    listening = replace(made, platform=replace(made.platform, registry=registry))
    assert passed(listening, "2025-12-30T00:10", "2025-12-31")["windows"] == 0
    assert passed(listening, "2025-12-31T00:10", "2026-01-01")["windows"] == 1
    assert passed(listening, "2026-01-01T00:10", "2026-01-02")["windows"] == 0
    ended = deliver(listening)
    assert [each for each in ended if each[0] == "reaction"] == [("reaction", "succeeded")]
    assert told == [1]
