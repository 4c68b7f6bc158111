"""Records of people and units: known by number, superseding, posted as fact lines, withdrawn for good."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.records import service as records
from yanxiu_core.records.errors import RecordInvalid, RecordWithdrawn
from yanxiu_core.records.inputs import MOST, RecordInput
from yanxiu_tenants.roles.access import RoleAccess

MAY = date(2025, 5, 31)
LINES = """SELECT coalesce(p.number, ''), u.name, measure, amount, reverses_id IS NOT NULL FROM ledger_lines l
           LEFT JOIN people p ON p.id = l.person_id JOIN org_units u ON u.id = l.unit_id
           ORDER BY l.recorded_at, reverses_id IS NULL, 1, measure, amount"""
ROWS = "SELECT number, superseded_at IS NULL, withdrawn FROM records ORDER BY recorded_at, number"


@pytest.fixture
def made(judged_county, listed):
    """T1 of 甲校 and T2 of 乙校; a rule asks for 2 books in a calendar year."""
    one = judged_county(
        rule={"source": "facts", "measure": "count", "unit": "本"},
        version={"lines": [{"kinds": ["读书"]}], "threshold": {"value": 2, "unit": "本"}},
    )
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("乙校", "T2", "李四")))
    return one


def person(work, number="T1"):
    return work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": number})


def unit(work, name="甲校"):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :n"), {"n": name})


def book(work, number="R1", **changes):
    return replace(RecordInput("读书", MAY, person_id=person(work), number=number), **changes)


def registered(county, *entries, **options):
    with county.work(**options) as work:
        return records.register_many(work, [make(work) for make in entries])


def test_one_of_a_person_and_one_of_a_unit_are_posted_with_all_they_say(made, query):
    done = registered(
        made,
        lambda work: book(
            work,
            at=time(14, 30),
            title="教学 漫谈",
            measure="characters",
            amount=Decimal(1500),
            item="第3期",
            role="主编",
            fields=("提纲", " 心得 ", ""),
        ),
        lambda work: RecordInput(
            "经费", MAY, unit_id=unit(work), measure="yuan", amount=Decimal("99.50"), category="预算"
        ),
    )
    assert (done.added, done.corrected, done.unchanged, done.lines_posted) == (2, 0, 0, 4)
    assert query(made, LINES) == [
        ("", "甲校", "count", 1, False),
        ("", "甲校", "yuan", Decimal("99.50"), False),
        ("T1", "甲校", "characters", 1500, False),
        ("T1", "甲校", "count", 1, False),
    ]
    said = """SELECT DISTINCT kind, category, role, item, fields, on_date, starts_at::text, policy, conversion,
                     activity_number, assurance FROM ledger_lines ORDER BY kind"""
    plain = ("", "", "", "registered")
    assert query(made, said) == [
        ("经费", "预算", "", "", None, MAY, "2025-05-30 16:00:00+00", *plain),
        ("读书", "读书", "主编", "第3期", ["提纲", "心得"], MAY, "2025-05-31 06:30:00+00", *plain),
    ]
    assert [len(number) for number in done.numbers] == [2, 32]
    audits = "SELECT counts FROM audit_records WHERE command = 'record.register'"
    assert query(made, audits) == [
        ({"added": 2, "corrected": 0, "unchanged": 0, "posted": 4, "reversed": 0},)
    ]


def test_the_unit_of_a_line_is_the_home_on_that_day(made, listed, query):
    made.bring("roster", listed("学校 工号 姓名", ("乙校", "T1", "张三")), valid_from=MAY)
    registered(
        made,
        lambda work: book(work, "R1"),
        lambda work: book(work, "R2", on_date=date(2025, 5, 30)),
    )
    homes = "SELECT on_date, u.name FROM ledger_lines l JOIN org_units u ON u.id = l.unit_id ORDER BY 1"
    assert query(made, homes) == [(date(2025, 5, 30), "甲校"), (MAY, "乙校")]


def test_the_same_is_nothing_and_other_content_reverses_and_posts(made, query, rows_in):
    registered(made, lambda work: book(work, measure="days", amount=Decimal(3)))
    before = rows_in(made, "audit_records")
    done = registered(made, lambda work: book(work, " R 1", measure="days", amount=Decimal("3.00")))
    assert (done.unchanged, done.lines_posted, done.lines_reversed) == (1, 0, 0)
    assert rows_in(made, "audit_records") == before
    done = registered(made, lambda work: book(work, person_id=person(work, "T2")))
    assert (done.corrected, done.lines_posted, done.lines_reversed) == (1, 1, 2)
    assert query(made, LINES) == [
        ("T1", "甲校", "count", 1, False),
        ("T1", "甲校", "days", 3, False),
        ("T1", "甲校", "count", -1, True),
        ("T1", "甲校", "days", -3, True),
        ("T2", "乙校", "count", 1, False),
    ]
    assert query(made, ROWS) == [("R1", False, False), ("R1", True, False)]


def test_verdicts_follow_whom_a_correction_leaves_as_well(made, measured):
    registered(made, lambda work: book(work, "R1"), lambda work: book(work, "R2"))
    assert measured(made, rule="sample.hours") == {"T1": (2, 0), "T2": (0, 0)}
    registered(made, lambda work: book(work, "R2", person_id=person(work, "T2")))
    assert measured(made, rule="sample.hours") == {"T1": (1, 0), "T2": (1, 0)}
    registered(made, lambda work: book(work, "R1", on_date=date(2024, 12, 31)))
    assert measured(made, rule="sample.hours") == {"T1": (0, 0), "T2": (1, 0)}
    assert measured(made, "2024", rule="sample.hours") == {"T1": (1, 0), "T2": (0, 0)}


def test_a_withdrawn_record_counts_for_nothing_and_keeps_its_row(made, query, measured):
    registered(made, book)
    with made.work() as work:
        assert records.withdraw(work, "R1", "重复登记").withdrawn
    assert query(made, ROWS) == [("R1", False, False), ("R1", True, True)]
    assert query(made, "SELECT sum(amount), count(*) FROM ledger_lines") == [(0, 2)]
    assert measured(made, rule="sample.hours") == {"T1": (0, 0), "T2": (0, 0)}
    audits = "SELECT detail FROM audit_records WHERE command = 'record.withdraw'"
    assert query(made, audits) == [({"number": "R1", "reason": "重复登记"},)]
    with pytest.raises(RecordWithdrawn), made.work() as work:
        records.withdraw(work, "R1", "再撤")
    with pytest.raises(RecordWithdrawn) as refused:
        registered(made, lambda work: book(work, "R0"), book)
    assert refused.value.details["field"] == "records.1.number"
    assert query(made, "SELECT count(*) FROM records") == [(2,)]


def test_what_cannot_be_withdrawn(made, rows_in):
    registered(made, book)
    before = rows_in(made)
    with pytest.raises(NotFound), made.work() as work:
        records.withdraw(work, "R2", "误")
    with pytest.raises(RecordInvalid), made.work() as work:
        records.withdraw(work, "R1", " ")
    assert rows_in(made) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": " "}, "kind"),
        ({"title": "长" * 201}, "title"),
        ({"fields": ("长" * 201,)}, "fields"),
        ({"person_id": None}, "personId"),
        ({"person_id": uuid4()}, "personId"),
        ({"unit_id": uuid4()}, "personId"),
        ({"person_id": None, "unit_id": uuid4()}, "unitId"),
        ({"activity_id": uuid4()}, "activityId"),
        ({"on_date": date(1025, 5, 31)}, "onDate"),
        ({"measure": "bytes"}, "measure"),
        ({"measure": "days"}, "amount"),
        ({"amount": Decimal(2)}, "amount"),
        ({"measure": "days", "amount": Decimal("-0.01")}, "amount"),
        ({"measure": "yuan", "amount": Decimal("1E+10")}, "amount"),
        ({"measure": "yuan", "amount": Decimal("NaN")}, "amount"),
        ({"number": "R1"}, "number"),
    ],
)
def test_what_does_not_hold_together_refuses_the_whole_list(made, rows_in, changes, field):
    before = rows_in(made)
    with pytest.raises(RecordInvalid) as refused:
        registered(made, book, lambda work: book(work, **{"number": "R2", **changes}))
    assert refused.value.details["field"] == f"records.1.{field}"
    assert "第 2 条" in refused.value.zh
    assert rows_in(made) == before


def test_the_largest_amount_and_the_longest_list(made, query):
    registered(made, lambda work: book(work, measure="yuan", amount=Decimal("9999999999.99")))
    assert query(made, "SELECT amount FROM records") == [(Decimal("9999999999.99"),)]
    for entries in ([], [RecordInput("读书", MAY)] * (MOST + 1)):
        with pytest.raises(RecordInvalid), made.work() as work:
            records.register_many(work, entries)


def test_a_longer_list_takes_no_more_statements(made, statements):
    def many(first, count):
        return [lambda work, n=n: book(work, f"N{n}") for n in range(first, first + count)]

    def ran(entries):
        with made.work() as work:
            inputs = [make(work) for make in entries]
            statements.clear()
            records.register_many(work, inputs)
            return len(statements)

    assert ran(many(0, 1)) >= ran(many(100, 60))


def test_who_may_write_which(made, rows_in, query):
    with made.work() as work:
        one, other, school = person(work), person(work, "T2"), unit(work)
    before, moment = rows_in(made), query(made, "SELECT recorded_at FROM tenant_heads")
    for access in (RoleAccess("auditor"), RoleAccess("school", unit_id=school)):
        with made.work(access=access) as work, pytest.raises(Forbidden, match=r"activities\.write"):
            records.register_many(work, [book(work)])
    assert query(made, "SELECT recorded_at FROM tenant_heads") == moment
    of_school, own = RoleAccess("integrator", unit_id=school), RoleAccess("integrator", person_id=one)
    for access, changes in (
        (of_school, {"person_id": other}),
        (own, {"person_id": other}),
        (own, {"person_id": None, "unit_id": school}),
    ):
        with pytest.raises(Forbidden):
            registered(made, lambda work, changes=changes: book(work, **changes), access=access)
    assert rows_in(made) == before
    registered(made, lambda work: book(work, "R1"), access=own)
    registered(made, lambda work: book(work, "R2"), access=of_school)
    registered(made, lambda work: book(work, "R3", person_id=other))
    with pytest.raises(Forbidden):
        # Somebody else's record would become one's own.
        registered(made, lambda work: book(work, "R3"), access=own)
    with pytest.raises(Forbidden), made.work(access=own) as work:
        records.withdraw(work, "R3", "误")
    assert query(made, "SELECT count(*), count(superseded_at) FROM records") == [(3, 0)]


def test_posting_an_activity_leaves_the_records_about_it_alone(made, listed, query):
    heads = "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间"
    made.bring("activities", listed(heads, ("A1", "听课", "听课1", "甲校", "2025-05-31", "8:00", "9:30")))
    activity = query(made, "SELECT id FROM activities")[0][0]
    registered(made, lambda work: book(work, activity_id=activity))
    made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    # Its attendance and the school that hosted it; the book is left as it stands.
    lines = "SELECT kind, sum(amount), count(*) FROM ledger_lines WHERE measure = 'count' GROUP BY kind ORDER BY 1"
    assert query(made, lines) == [("听课", 2, 2), ("读书", 1, 1)]
