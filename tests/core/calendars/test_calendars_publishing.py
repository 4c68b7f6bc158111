"""Published periods: superseded, audited, and judged by at once."""

from datetime import date

import pytest

from yanxiu_core.access.actor import Actor
from yanxiu_core.calendars import service as calendars
from yanxiu_core.calendars.errors import PeriodInvalid
from yanxiu_core.errors import Forbidden

ACTIVITIES = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
ATTENDANCE = "活动编号 工号 姓名 状态"
PERIODS = "SELECT kind, key, starts_on::text, ends_on::text, superseded_at IS NULL FROM calendar_periods ORDER BY recorded_at"


@pytest.fixture
def made(judged_county, listed):
    one = judged_county(
        version={"window": {"value": "sample.audit_year"}},
        head={"windows": [{"kind": "sample.audit_year", "title": {"zh": "审核年度", "en": "audit year"}}]},
    )
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
    return one


def published(county, starts_on, ends_on, kind="sample.audit_year", key="2025", title="2025 年度"):
    with county.work() as work:
        period = calendars.publish(
            work, kind, key, title, date.fromisoformat(starts_on), date.fromisoformat(ends_on)
        )
    return period.id


def test_an_open_window_whose_dates_are_corrected_is_judged_anew(made, listed, measured, query):
    published(made, "2025-01-01", "2025-12-31")
    for number, day in (("A1", "2025-03-01"), ("A2", "2025-12-10")):
        made.bring("activities", listed(ACTIVITIES, (number, "听课", "听课", "甲校", day, "8:00", "9:30")))
        made.bring("attendance", listed(ATTENDANCE, (number, "T1", "张三", "出席")))
    assert measured(made, rule="sample.hours") == {"T1": (4, 0)}
    published(made, "2025-01-01", "2025-11-30")
    assert measured(made, rule="sample.hours") == {"T1": (2, 0)}
    assert query(made, PERIODS) == [
        ("sample.audit_year", "2025", "2025-01-01", "2025-12-31", False),
        ("sample.audit_year", "2025", "2025-01-01", "2025-11-30", True),
    ]
    audits = "SELECT counts, detail FROM audit_records WHERE command = 'calendar.publish'"
    assert query(made, audits) == [({"periods": 1}, {"kind": "sample.audit_year", "key": "2025"})] * 2


def test_a_holiday_renews_the_teaching_weeks_of_open_windows(made, listed, query):
    published(made, "2025-01-01", "2025-12-31")
    made.bring("activities", listed(ACTIVITIES, ("A1", "听课", "听课", "甲校", "2025-03-03", "8:00", "9:30")))
    made.bring("attendance", listed(ATTENDANCE, ("A1", "T1", "张三", "出席")))
    weeks = "SELECT date '2025-03-10' = ANY(teaching_weeks) FROM windows"
    assert query(made, weeks) == [(True,)]
    published(made, "2025-03-10", "2025-03-16", kind="holiday", key="flood", title="防汛停课")
    assert query(made, weeks) == [(False,)]


def test_the_same_period_again_is_nothing(made, rows_in):
    first = published(made, "2025-01-01", "2025-12-31")
    before = rows_in(made)
    assert published(made, "2025-01-01", "2025-12-31") == first
    assert rows_in(made) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "sample.audit_yaer"}, "kind"),
        ({"key": " "}, "key"),
        ({"title": ""}, "title"),
        ({"ends_on": "2024-12-31"}, "endsOn"),
    ],
)
def test_a_period_that_cannot_be_is_refused(made, rows_in, changes, field):
    before = rows_in(made)
    with pytest.raises(PeriodInvalid) as refused:
        published(made, **{"starts_on": "2025-01-01", "ends_on": "2025-12-31", **changes})
    assert refused.value.details["field"] == field
    assert rows_in(made) == before


def test_who_may_not_adopt_may_not_publish(made, rows_in):
    before = rows_in(made)
    actor = Actor("token", None, "教务系统", "integrator")
    with pytest.raises(Forbidden, match=r"policies\.write"), made.work(actor=actor) as work:
        calendars.publish(work, "semester", "2025-1", "春季学期", date(2025, 2, 17), date(2025, 7, 4))
    assert rows_in(made) == before
