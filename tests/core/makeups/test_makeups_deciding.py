"""补学: an approved decision takes later hours into a closed window, until it is withdrawn."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.activities import service as activities
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.makeups import service as makeups
from yanxiu_core.makeups.errors import MakeupInvalid
from yanxiu_core.policies.errors import PolicyUnknown
from yanxiu_tenants.roles.access import RoleAccess

POLICY = "sample"
HEADS = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
DAYS = {"A1": "2025-12-31", "A2": "2026-01-01", "A3": "2026-03-01", "A0": "2024-06-01"}
ROWS = """SELECT window_kind, window_key, reason, document, withdrawn, superseded_at IS NULL FROM makeups
          ORDER BY recorded_at"""


@pytest.fixture
def made(judged_county, listed):
    """T1 took part in activities of 2024, 2025 and 2026 (2 学时 each), T2 in the first of 2025; A4 is planned."""
    one = judged_county()
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("甲校", "T2", "李四")))
    events = [(number, "听课", "听课", "甲校", day, "8:00", "9:30") for number, day in DAYS.items()]
    planned = ("A4", "听课", "听课", "甲校", "2026-04-01", "8:00", "9:30")
    one.bring("activities", listed(HEADS, *events, planned))
    attended = [(number, "T1", "张三", "出席") for number in DAYS]
    one.bring("attendance", listed("活动编号 工号 姓名 状态", *attended, ("A1", "T2", "李四", "出席")))
    one.bring("attendance", listed("活动编号 工号 姓名 状态", ("A4", "T1", "张三", "出席")), confirm=False)
    return one


def ids(work, number, who="T1"):
    person = work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": who})
    return person, work.session.scalar(text("SELECT id FROM activities WHERE number = :n"), {"n": number})


def decided(county, number="A2", window="2025", *, who="T1", access=None, **changes):
    given = {"document": "教研〔2026〕1 号", "approver": "王局长", "reason": "病愈补学", **changes}
    policy = given.pop("policy", POLICY)
    with county.work(**({"access": access} if access else {})) as work:
        person, activity = ids(work, number, who)
        return makeups.decide(
            work,
            policy,
            given.pop("person_id", person),
            given.pop("activity_id", activity),
            window,
            **given,
        ).id


def test_a_decision_moves_the_hours_and_its_withdrawal_moves_them_back(made, query, measured):
    hours = {key: measured(made, key, "sample.hours")["T1"][0] for key in ("2025", "2026")}
    assert hours == {"2025": 2, "2026": 4}
    decided(made)
    assert measured(made, "2025", "sample.hours") == {"T1": (4, 0), "T2": (2, 0)}
    assert measured(made, "2026", "sample.hours")["T1"] == (2, 0)
    with made.work() as work:
        makeups.withdraw(work, POLICY, *ids(work, "A2"), "文件作废")
    assert measured(made, "2025", "sample.hours")["T1"] == (2, 0)
    assert measured(made, "2026", "sample.hours")["T1"] == (4, 0)
    said = ("calendar_year", "2025")
    assert query(made, ROWS) == [
        (*said, "病愈补学", "教研〔2026〕1 号", False, False),
        (*said, "文件作废", "教研〔2026〕1 号", True, True),
    ]
    audits = "SELECT command, detail FROM audit_records WHERE command LIKE 'makeup%' ORDER BY command"
    detail = {"policy": POLICY, "window": "2025", "activity": "A2"}
    assert query(made, audits) == [("makeup.decide", detail), ("makeup.withdraw", detail)]
    decided(made)
    assert measured(made, "2025", "sample.hours")["T1"] == (4, 0)


def test_what_is_corrected_after_the_decision_counts_where_it_was_taken(made, listed, measured):
    decided(made)
    for status, hours in (("旷会", (2, 0)), ("出席", (4, 0))):
        made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A2", "T1", "张三", status)))
        assert measured(made, "2025", "sample.hours") == {"T1": hours, "T2": (2, 0)}
        assert measured(made, "2026", "sample.hours")["T1"] == (2, 0)


def test_a_later_decision_supersedes_and_the_identical_one_is_nothing(made, query, rows_in):
    first = decided(made)
    before = rows_in(made)
    assert decided(made) == first
    assert rows_in(made) == before
    decided(made, window="2024")
    decided(made, "A3")
    assert [(row[1], row[5]) for row in query(made, ROWS)] == [
        ("2025", False),
        ("2024", True),
        ("2025", True),
    ]


@pytest.mark.parametrize(
    ("number", "window", "changes", "error", "field"),
    [
        ("A1", "2025", {}, MakeupInvalid, "window"),  # the window's last day is in it
        ("A0", "2025", {}, MakeupInvalid, "window"),
        ("A3", "2026", {}, MakeupInvalid, "window"),
        ("A2", "soon", {}, WindowUnknown, "window"),
        ("A4", "2025", {}, MakeupInvalid, "activityId"),
        ("A2", "2025", {"who": "T2"}, MakeupInvalid, "personId"),
        ("A2", "2025", {"person_id": uuid4()}, MakeupInvalid, "personId"),
        ("A2", "2025", {"activity_id": uuid4()}, NotFound, "activityId"),
        ("A2", "2025", {"policy": "nobody"}, PolicyUnknown, "policy"),
        ("A2", "2025", {"document": " "}, MakeupInvalid, "document"),
        ("A2", "2025", {"approver": ""}, MakeupInvalid, "approver"),
    ],
)
def test_what_cannot_be_decided(made, rows_in, number, window, changes, error, field):
    before = rows_in(made)
    with pytest.raises(error) as refused:
        decided(made, number, window, **changes)
    assert refused.value.details["field"] == field
    assert rows_in(made) == before


def test_a_cancelled_activity_makes_up_for_nothing(made, rows_in):
    with made.work() as work:
        activities.cancel(work, ids(work, "A2")[1], "停电")
    before = rows_in(made)
    with pytest.raises(MakeupInvalid):
        decided(made)
    assert rows_in(made) == before


def test_who_may_not_decide_and_what_cannot_be_withdrawn(made, rows_in):
    before = rows_in(made)
    with pytest.raises(Forbidden, match=r"policies\.write"):
        decided(made, access=RoleAccess("integrator"))
    with pytest.raises(NotFound), made.work() as work:
        makeups.withdraw(work, POLICY, *ids(work, "A2"), "误")
    assert rows_in(made) == before
    decided(made)
    before = rows_in(made)
    with pytest.raises(MakeupInvalid), made.work() as work:
        makeups.withdraw(work, POLICY, *ids(work, "A2"), " ")
    with pytest.raises(Forbidden), made.work(access=RoleAccess("integrator")) as work:
        makeups.withdraw(work, POLICY, *ids(work, "A2"), "误")
    assert rows_in(made) == before
