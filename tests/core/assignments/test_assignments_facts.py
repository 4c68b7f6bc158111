"""Dated facts and assignments: corrected, ended, withdrawn; what rules read of them follows, and nothing else does."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import text

from yanxiu_core.access.actor import Actor
from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.errors import AssignmentConflict, AssignmentInvalid
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.assignments.relations import RELATIONS, Relation
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.facts.errors import FactInvalid
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units import facts as org_unit_facts
from yanxiu_core.people import service as people
from yanxiu_core.people.errors import PersonInvalid, PersonNumberTaken
from yanxiu_core.policies.parts import Text
from yanxiu_core.records import confirmation
from yanxiu_core.records import service as records
from yanxiu_core.records.checks import refuse
from yanxiu_core.records.errors import RecordInvalid, RecordNotConfirmable, RecordWithdrawn
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.records.kinds import RECORD_KINDS, RecordKind
from yanxiu_tenants.roles.access import RoleAccess

MARCH, JUNE = date(2025, 3, 1), date(2025, 6, 30)
STAY = Relation(
    "sample.stay", Text(zh="驻校", en="Stay"), person_kind="stay", unit_kind="visited", category_fact="locale"
)
LINES = """SELECT kind, category, amount, person_id IS NULL, on_date FROM ledger_lines ORDER BY recorded_at, kind, amount"""


def no_sundays(_work, entries):
    for index, entry in entries:
        if entry.on_date.isoweekday() == 7:
            refuse(index, "onDate", "星期日不登记", "Not on a Sunday")


DAY = RecordKind("stay.day", Text(zh="在校", en="A day there"), confirmed=True, check=no_sundays)


@pytest.fixture(scope="module")
def made(judged_county, listed):
    """T1 of 甲校, T2 of 乙校; the rule asks teachers of grade one for a day at a school, confirmed."""
    one = judged_county(
        rule={"source": "facts", "measure": "count", "unit": "天"},
        version={
            "population": {"all": [{"fact": "title", "in": ["一级教师"]}]},
            "lines": [{"kinds": ["stay"]}, {"kinds": ["stay.day"], "assurance": ["reviewed"]}],
            "threshold": {"value": 2, "unit": "天"},
            "instead": [
                {"all": [{"fact": "backbone", "in": ["县级"]}], "threshold": {"value": 4, "unit": "天"}}
            ],
        },
    )
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("乙校", "T2", "李四")))
    registry = one.platform.registry.having(RELATIONS, "dundian", STAY).having(RECORD_KINDS, "dundian", DAY)
    return replace(one, platform=replace(one.platform, registry=registry))


def person(work, number="T1"):
    return work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": number})


def unit(work, name="乙校"):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :n"), {"n": name})


def new(work, relation="sample.stay", first=MARCH, last=JUNE, name="乙校"):
    return NewAssignment(person(work), unit(work, name), relation, first, last)


def test_an_assignment_posts_what_rules_read_and_follows_the_facts_of_its_unit(made, query, measured):
    with made.work() as work:
        assert people.record_facts(work, person(work), [Fact("title", "一级教师")]) == 1
        assert people.record_facts(work, person(work), [Fact("title", " 一级教师 ")]) == 0
        # Asked by another threshold alone.
        assert people.record_facts(work, person(work), [Fact("backbone", "校级")]) == 1
        first = assignments.assign(work, new(work))
    assert query(made, LINES) == [
        ("stay", "stay", 1, False, MARCH),
        ("visited", "visited", 1, True, MARCH),
    ]
    assert measured(made, rule="sample.hours") == {"T1": (1, 0)}
    with made.work() as work:
        assert assignments.assign(work, new(work)).id == first.id
        facts = [Fact("locale", "urban"), Fact("locale", "rural", date(2025, 4, 1))]
        assert org_unit_facts.record_facts(work, unit(work), facts) == 2
    assert query(
        made, "SELECT kind, category, sum(amount) FROM ledger_lines GROUP BY 1, 2 ORDER BY 1, 2"
    ) == [
        ("stay", "stay", 0),
        ("stay", "urban", 1),
        ("visited", "urban", 1),
        ("visited", "visited", 0),
    ]
    with made.work() as work:
        ended = assignments.end(work, first.id, date(2025, 5, 31))
        with pytest.raises(NotFound):
            assignments.end(work, first.id, JUNE)
        with pytest.raises(AssignmentConflict):
            assignments.assign(work, new(work, first=date(2025, 5, 31)))
        later = assignments.assign(work, new(work, first=date(2025, 6, 1), last=None))
    rows = (
        "SELECT valid_to, superseded_at IS NULL FROM person_units WHERE relation = 'sample.stay' ORDER BY id"
    )
    assert query(made, rows) == [(JUNE, False), (date(2025, 5, 31), True), (None, True)]
    assert measured(made, rule="sample.hours") == {"T1": (2, 0)}
    with made.work() as work:
        with pytest.raises(AssignmentInvalid):
            assignments.withdraw(work, later.id, " ")
        assignments.withdraw(work, later.id, "误登记")
        assignments.withdraw(work, ended.id, "误登记")
    assert measured(made, rule="sample.hours") == {"T1": (0, 0)}
    assert query(
        made, "SELECT sum(amount), count(*) FROM ledger_lines WHERE kind IN ('stay', 'visited')"
    ) == [(0, 16)]


def test_a_transfer_is_a_new_home_and_the_ledger_knows_the_unit_of_the_time(made, query):
    with made.work() as work:
        new_person = people.NewPerson(" T 9 ", "王 五", unit(work, "甲校"), birth_date=date(1990, 5, 1))
        added = people.register(work, new_person)
        assert (added.number, added.name) == ("T9", "王五")
        move = NewAssignment(added.id, unit(work), "home", date(2025, 9, 1))
        assignments.assign(work, move)
        with pytest.raises(AssignmentInvalid) as last:
            assignments.assign(work, replace(move, valid_to=JUNE))
        with pytest.raises(AssignmentInvalid):
            assignments.end(work, assignments.assign(work, move).id, JUNE)
        for changed, error in (
            ({"number": "T1"}, PersonNumberTaken),
            ({"number": " "}, PersonInvalid),
            ({"sex": "5"}, PersonInvalid),
        ):
            with pytest.raises(error) as refused:
                people.register(work, replace(new_person, **{"number": "T8", **changed}))
            assert refused.value.details["field"] in changed
    assert last.value.details["field"] == "validTo"
    homes = """SELECT u.name, h.valid_from FROM person_units h JOIN org_units u ON u.id = h.unit_id
               JOIN people p ON p.id = h.person_id WHERE p.number = 'T9' AND h.superseded_at IS NULL ORDER BY 2"""
    assert query(made, homes) == [("甲校", date(1900, 1, 1)), ("乙校", date(2025, 9, 1))]


def presence(work, **changes):
    return RecordInput(
        "stay.day", date(2025, 3, 3), person_id=person(work), at_unit_id=unit(work), at=time(8), **changes
    )


@pytest.fixture
def days(made):
    """Two days of T1 at 乙校, registered; what is left of them at the end is withdrawn."""
    with made.work() as work:
        people.record_facts(work, person(work), [Fact("title", "一级教师")])
        one = presence(work, measure="days", amount=Decimal("0.5"))
        numbers = records.register_many(work, [one, replace(one, on_date=date(2025, 3, 4))]).numbers
    yield numbers
    with made.work() as work:
        for number in numbers:
            if not confirmation.present_record(work, number).withdrawn:
                records.withdraw(work, number, "清理")


def school(county, name="乙校", person_id=None):
    """Work on behalf of a token of that school."""
    with county.work() as work:
        unit_id = unit(work, name)
    access = RoleAccess("school", unit_id=unit_id, person_id=person_id)
    actor = Actor("token", None, f"{name}教导处", "school", person_id=person_id, unit_id=unit_id)
    return county.work(actor=actor, access=access)


def test_what_a_unit_confirms_counts_from_then_on(made, days, measured, query):
    assert measured(made, rule="sample.hours") == {"T1": (0, 0)}
    with school(made) as work:
        assert confirmation.confirm(work, days[:1]) == 1
        assert confirmation.confirm(work, days[:1]) == 0
    assert measured(made, rule="sample.hours") == {"T1": (1, 0)}
    said = "SELECT number = :n, assurance, confirmed_by FROM records WHERE superseded_at IS NULL AND NOT withdrawn ORDER BY on_date"
    assert query(made, said, n=days[0]) == [(True, "reviewed", "乙校教导处"), (False, "registered", "")]
    with made.work() as work:  # a correction has to be confirmed again
        records.register_many(work, [presence(work, number=days[0], title="听课")])
    assert measured(made, rule="sample.hours") == {"T1": (0, 0)}
    with school(made) as work:  # and what was not so is withdrawn by the school
        records.withdraw(work, days[0], "当天不在校")
        with pytest.raises(RecordWithdrawn):
            confirmation.confirm(work, days[:1])


def test_nobody_confirms_an_own_record_nor_for_another_unit_nor_what_needs_none(made, days, rows_in):
    with made.work() as work:
        own = person(work)
        plain = records.register_many(work, [RecordInput("读书", MARCH, person_id=own)]).numbers
    before = rows_in(made)
    refused = (
        (made.work, days, RecordNotConfirmable),
        (lambda: school(made, person_id=own), days, RecordNotConfirmable),
        (lambda: school(made, "甲校"), days, RecordNotConfirmable),
        (lambda: school(made), plain, RecordNotConfirmable),
        (lambda: school(made), (days[0], "没有"), NotFound),
        (lambda: made.work(access=RoleAccess("teacher", person_id=own)), days, Forbidden),
    )
    for begin, numbers, error in refused:
        with begin() as work, pytest.raises(error) as found, work.session.begin_nested():
            confirmation.confirm(work, numbers)
        if error is not Forbidden:
            assert found.value.details["field"].startswith("numbers.")
    assert rows_in(made) == before


def test_refusals_name_the_field_and_change_nothing(made, rows_in, listed):
    before = rows_in(made)
    bad_facts = (
        (Fact("age", "30"), "facts.0.kind"),
        (Fact("locale", "urban"), "facts.0.kind"),
        (Fact("title", " "), "facts.0.value"),
        (Fact("title", "二级", date(20, 1, 1)), "facts.0.validFrom"),
    )
    with made.work() as work:
        for fact, field in bad_facts:
            with pytest.raises(FactInvalid) as refused, work.session.begin_nested():
                people.record_facts(work, person(work), [fact])
            assert refused.value.details["field"] == field
        for changes, error, field in (
            ({"relation": "驻校"}, AssignmentInvalid, "relation"),
            ({"last": date(2025, 2, 1)}, AssignmentInvalid, "validTo"),
            ({"name": "丙校"}, NotFound, "unitId"),
        ):
            with pytest.raises(error) as refused, work.session.begin_nested():
                assignments.assign(work, new(work, **changes))
            assert refused.value.details["field"] == field
        with pytest.raises(RecordInvalid) as refused, work.session.begin_nested():
            records.register_many(work, [replace(presence(work), on_date=date(2025, 3, 2))])
        assert refused.value.details["field"] == "records.0.onDate"
        with pytest.raises(RecordInvalid) as refused, work.session.begin_nested():
            records.register_many(work, [presence(work, item="乙校")])
        assert refused.value.details["field"] == "records.0.item"
    report = made.bring("records", listed("台账编号 类别 日期 工号", ("R1", "stay.day", "2025-03-03", "T1")))
    assert (report.refused, report.good) == (1, 0)
    with made.work(access=RoleAccess("teacher", person_id=None)) as work:
        for command in (
            lambda: assignments.assign(work, new(work)),
            lambda: people.record_facts(work, person(work), [Fact("title", "二级")]),
            lambda: org_unit_facts.record_facts(work, unit(work), [Fact("locale", "urban")]),
        ):
            with pytest.raises(Forbidden):
                command()
    after = rows_in(made)
    ignored = {"jobs", "files", "import_problems", "codes"}
    assert {k: v for k, v in after.items() if k not in ignored} == {
        k: v for k, v in before.items() if k not in ignored
    }
