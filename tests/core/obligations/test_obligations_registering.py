"""Exceptions from a rule: with document and approver, superseding, judged at once."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.access.actor import Actor
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.obligations import service as obligations
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.inputs import ObligationInput
from yanxiu_core.policies.errors import PolicyUnknown

VERDICTS = """SELECT p.number, required, eligibility FROM verdicts v JOIN people p ON p.id = v.person_id
              ORDER BY p.number"""


@pytest.fixture
def made(county, listed):
    """T1, T2 and T3, judged in 2025."""
    one = county()
    people = (("甲校", "T1", "张三"), ("甲校", "T2", "李四"), ("乙校", "T3", "王五"))
    event = ("A1", "听课", "听课1", "甲校", "2025-03-01", "8:00", "9:30")
    one.bring("roster", listed("学校 工号 姓名", *people))
    one.bring("activities", listed("活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间", event))
    one.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    return one


def given(work, **changes):
    person = work.session.scalar(text("SELECT id FROM people WHERE number = 'T1'"))
    base = ObligationInput(
        person, "yuyang.annual_hours", "2025", "exempt", "产假", "榆教发〔2025〕9 号", "王局长"
    )
    return replace(base, **changes)


def registered(county, **changes):
    with county.work() as work:
        return obligations.register(work, given(work, **changes))


def test_each_kind_changes_what_is_required_and_supersedes_the_one_before(made, query):
    usual = {number: required for number, required, _ in query(made, VERDICTS)}
    registered(made)
    assert query(made, VERDICTS)[0] == ("T1", 0, "exempt")
    registered(made, kind="pro_rata", amount=Decimal("0.5"))
    assert query(made, VERDICTS)[0] == ("T1", usual["T1"] / 2, "eligible")
    registered(made, kind="set", amount=Decimal("12.005"))
    assert query(made, VERDICTS)[0] == ("T1", Decimal("12.01"), "eligible")
    assert {number: required for number, required, _ in query(made, VERDICTS)[1:]} == {
        "T2": usual["T2"],
        "T3": usual["T3"],
    }
    rows = "SELECT kind, superseded_at IS NULL, document FROM obligations ORDER BY recorded_at"
    document = "榆教发〔2025〕9 号"
    assert query(made, rows) == [
        ("exempt", False, document),
        ("pro_rata", False, document),
        ("set", True, document),
    ]
    audits = "SELECT counts, detail FROM audit_records WHERE command = 'obligation.register'"
    assert (
        query(made, audits) == [({"obligations": 1}, {"rule": "yuyang.annual_hours", "window": "2025"})] * 3
    )


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"kind": "less"}, ObligationInvalid, "kind"),
        ({"amount": Decimal(1)}, ObligationInvalid, "amount"),
        ({"kind": "pro_rata"}, ObligationInvalid, "amount"),
        ({"kind": "pro_rata", "amount": Decimal("1.001")}, ObligationInvalid, "amount"),
        ({"kind": "pro_rata", "amount": Decimal("-0.001")}, ObligationInvalid, "amount"),
        ({"kind": "set", "amount": Decimal("1E+30")}, ObligationInvalid, "amount"),
        ({"kind": "set", "amount": Decimal("NaN")}, ObligationInvalid, "amount"),
        ({"document": " "}, ObligationInvalid, "document"),
        ({"approver": ""}, ObligationInvalid, "approver"),
        ({"rule": "yuyang.nothing"}, PolicyUnknown, "rule"),
        ({"window": "soon"}, WindowUnknown, "window"),
        ({"person_id": uuid4()}, NotFound, "personId"),
    ],
)
def test_what_cannot_be_registered(made, rows_in, changes, error, field):
    before = rows_in(made)
    with pytest.raises(error) as refused:
        registered(made, **changes)
    assert refused.value.details["field"] == field
    assert rows_in(made) == before


def test_who_may_not_adopt_exempts_nobody(made, rows_in):
    before = rows_in(made)
    actor = Actor("token", None, "教务系统", "integrator")
    with pytest.raises(Forbidden, match=r"policies\.write"), made.work(actor=actor) as work:
        obligations.register(work, given(work))
    assert rows_in(made) == before
