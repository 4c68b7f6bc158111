"""Many exceptions as one set: all or none, judged once."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.errors import Forbidden
from yanxiu_core.obligations import service as obligations
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.inputs import ObligationInput, Registered
from yanxiu_core.policies.errors import PolicyNotAdopted, PolicyUnknown
from yanxiu_tenants.roles.access import RoleAccess

RULE = "sample.hours"
OWED = """SELECT p.number, required, eligibility FROM verdicts v JOIN people p ON p.id = v.person_id
          WHERE rule = 'sample.hours' ORDER BY 1"""
ROWS = """SELECT p.number, o.kind, amount, superseded_at IS NULL FROM obligations o
          JOIN people p ON p.id = o.person_id ORDER BY o.recorded_at, 1"""


@pytest.fixture
def made(judged_county, listed):
    """T1 and T2, who owe 40 学时 in 2025; T1 has taken part in something."""
    one = judged_county()
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("甲校", "T2", "李四")))
    event = ("A1", "听课", "听课1", "甲校", "2025-03-01", "8:00", "9:30")
    one.bring("activities", listed("活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间", event))
    one.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    return one


def given(work, who="T1", **changes):
    person = work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": who})
    base = ObligationInput(person, RULE, "2025", "exempt", "产假", "教研〔2025〕9 号", "王局长")
    return replace(base, **changes)


def registered(county, *entries, **options):
    with county.work(**options) as work:
        return obligations.register_many(work, [given(work, **entry) for entry in entries])


def test_new_same_and_other_in_one_call(made, query):
    half = {"kind": "pro_rata", "amount": Decimal(7) / 12}
    assert registered(made, {}, {"who": "T2", **half}) == Registered(2, 0, 0)
    assert query(made, OWED) == [("T1", 0, "exempt"), ("T2", Decimal("23.33"), "eligible")]
    # The share is compared as it is stored, with six places.
    done = registered(made, {"who": "T2", **half}, {"kind": "set", "amount": Decimal(12)})
    assert done == Registered(0, 1, 1)
    assert query(made, OWED) == [("T1", 12, "eligible"), ("T2", Decimal("23.33"), "eligible")]
    assert query(made, ROWS) == [
        ("T1", "exempt", None, False),
        ("T2", "pro_rata", Decimal("0.583333"), True),
        ("T1", "set", 12, True),
    ]
    audits = "SELECT counts FROM audit_records WHERE command = 'obligation.register_many' ORDER BY id"
    counts = {"added": 0, "corrected": 0, "unchanged": 0}
    assert query(made, audits) == [({**counts, "added": 2},), ({**counts, "corrected": 1, "unchanged": 1},)]


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"kind": "less"}, ObligationInvalid, "kind"),
        ({"amount": Decimal(1)}, ObligationInvalid, "amount"),
        ({"kind": "pro_rata", "amount": Decimal("1.001")}, ObligationInvalid, "amount"),
        ({"document": " "}, ObligationInvalid, "document"),
        ({"rule": "sample.nothing"}, PolicyUnknown, "rule"),
        ({"rule": ""}, ObligationInvalid, "rule"),
        ({"window": "soon"}, WindowUnknown, "window"),
        ({"person_id": uuid4()}, ObligationInvalid, "personId"),
        ({"who": "T1"}, ObligationInvalid, "personId"),
    ],
)
def test_one_that_cannot_be_registered_refuses_all(made, rows_in, changes, error, field):
    before = rows_in(made)
    with pytest.raises(error) as refused:
        registered(made, {}, {"who": "T2", **changes})
    assert refused.value.details["field"] == f"obligations.1.{field}"
    assert "第 2 条" in refused.value.zh
    assert rows_in(made) == before


def test_a_rule_of_schools_or_of_a_policy_not_adopted(judged_county, county, listed, rows_in):
    schools = judged_county(rule={"aggregation": "school", "source": "facts", "measure": "count"})
    for made, error in ((schools, ObligationInvalid), (county(policies=()), PolicyNotAdopted)):
        made.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
        before = rows_in(made)
        rule = RULE if made is schools else "yuyang.annual_hours"
        with pytest.raises(error) as refused:
            registered(made, {"rule": rule})
        assert refused.value.details["field"] == "obligations.0.rule"
        assert rows_in(made) == before


def test_who_may_not_and_how_many_at_a_time(made, rows_in):
    before = rows_in(made)
    with pytest.raises(Forbidden, match=r"policies\.write"):
        registered(made, {}, access=RoleAccess("integrator"))
    for count in (0, obligations.MOST + 1):
        with pytest.raises(ObligationInvalid), made.work() as work:
            obligations.register_many(work, [given(work)] * count)
    assert rows_in(made) == before


def test_a_longer_list_takes_no_more_statements(made, listed, statements):
    people = [("甲校", f"P{n}", "王五") for n in range(40)]
    made.bring("roster", listed("学校 工号 姓名", *people))

    def ran(numbers):
        with made.work() as work:
            entries = [given(work, who) for who in numbers]
            statements.clear()
            obligations.register_many(work, entries)
            return len(statements)

    assert ran(["P0"]) >= ran([f"P{n}" for n in range(1, 40)])
