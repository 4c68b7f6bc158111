"""Merging, splitting, closing and renaming, row by row: what moves, what ends, what is refused and then changes nothing."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.assignments import service as assignments
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.errors import Conflict, Forbidden, NotFound
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.declarations import EXPORTERS, Read
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units import facts as org_unit_facts
from yanxiu_core.org_units import renaming, sharing, succession
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.errors import SuccessionInvalid, UnitClosed
from yanxiu_core.org_units.standing import reached
from yanxiu_core.org_units.succession import Outcome, Part
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.reads.selection import select as selection
from yanxiu_core.review_groups.models import CHAIR, ReviewGroup, ReviewMember
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_tenants.tokens import service as tokens

BEGINNING, DAY = date(1900, 1, 1), date(2025, 3, 1)
BEFORE = DAY - timedelta(days=1)
SOURCE = "县教发〔2025〕6号"
TERMS = {"valid_from": DAY, "source": SOURCE}
PLACES = """
    SELECT p.number, u.relation, o.name, u.valid_from, u.valid_to FROM person_units u
    JOIN people p ON p.id = u.person_id JOIN org_units o ON o.id = u.unit_id
    WHERE u.superseded_at IS NULL AND p.number = :who ORDER BY 2, 4, 3
"""


@pytest.fixture(scope="module")
def here(office):
    """Three schools and five people; every test undoes what it does."""
    return office(year=False)


@pytest.fixture(scope="module")
def neighbour(office):
    """Another county with the same."""
    return office(year=False)


@pytest.fixture
def work(here):
    """A transaction that leaves nothing behind."""
    with here.work() as work, work.trial():
        yield work


def places(work, who):
    return [tuple(row) for row in work.session.execute(text(PLACES), {"who": who})]


def assign(work, here, who, relation, school, first, last=None):
    assignments.assign(work, NewAssignment(here.people[who], here.units[school], relation, first, last))


def test_assignments_move_and_one_who_was_there_already_is_there_once(here, work):
    assign(work, here, "T1", "teaching", "丙校", date(2025, 1, 1), date(2025, 4, 30))
    assign(work, here, "T5", "teaching", "甲校", date(2025, 2, 1))
    assign(work, here, "T2", "home", "乙校", BEFORE)
    assign(work, here, "T3", "home", "甲校", DAY)
    assign(work, here, "T4", "home", "甲校", DAY + timedelta(days=1))
    succession.merge(work, [here.units["甲校"]], here.units["丙校"], **TERMS)
    assert places(work, "T1") == [
        ("T1", "group", "语文组", BEGINNING, BEFORE),
        ("T1", "group", "语文组", DAY, None),
        ("T1", "home", "甲校", BEGINNING, None),
        ("T1", "home", "丙校", DAY, None),
        ("T1", "teaching", "甲校", BEGINNING, BEFORE),
        ("T1", "teaching", "丙校", date(2025, 1, 1), None),
    ]
    teaching = [row[2:] for row in places(work, "T5") if row[1] == "teaching"]
    assert teaching == [("丙校", BEGINNING, None), ("甲校", date(2025, 2, 1), BEFORE)]
    homes = {
        who: [row[2:4] for row in places(work, who) if row[1] == "home"][1:] for who in ("T2", "T3", "T4")
    }
    assert homes == {
        "T2": [("乙校", BEFORE)],
        "T3": [("丙校", DAY)],
        "T4": [("丙校", DAY + timedelta(days=1))],
    }


def burden(work, here):
    """甲校 has an override and one to come, places in a zone, a review group, a feature of its own, a researcher who stays."""
    school, at = here.units["甲校"], work.record()
    for first, hours in ((date(2024, 1, 1), 30), (date(2026, 1, 1), 20)):
        terms = {"valid_from": first, "source": "甲校1号"}
        adoptions.override(
            work, "sample", school, parameters={}, population=[{"fact": "age", "most": hours}], **terms
        )
    zone = org_units.create(work, kind="zone", name="东片", parent_id=here.units["样例县"]).id
    org_units.place(work, school, zone, structure="zone", valid_from=date(2024, 1, 1))
    org_units.place(work, school, here.units["乙校"], structure="pair", valid_from=date(2026, 1, 1))
    org_units.place(work, here.units["丙校"], zone, structure="zone", valid_from=date(2024, 1, 1))
    common = {"tenant_id": work.tenant_id, "recorded_at": at}
    group = ReviewGroup(
        body="hours", unit_id=school, title="小组", document="甲校2号", valid_from=date(2024, 1, 1), **common
    )
    switch = {"settings": {}, "actor_kind": "operator", "actor_name": "操作员"}
    work.session.add_all(
        [
            group,
            PluginSwitch(plugin="observation", unit_id=school, enabled=True, **switch, **common),
            PersonUnit(person_id=here.people["T5"], unit_id=school, relation="dundian.embed", valid_from=BEFORE, **common),
        ]
    )  # fmt: skip
    work.session.flush()
    work.session.add(
        ReviewMember(tenant_id=work.tenant_id, group_id=group.id, person_id=here.people["T1"], office=CHAIR)
    )
    work.session.flush()


def test_what_a_school_had_for_itself_ends_the_day_before_and_is_told(here, neighbour, work, rows_in):
    before = rows_in(neighbour.county)
    burden(work, here)
    terms = {**TERMS, "valid_from": DAY}
    sums = "SELECT (SELECT count(*) FROM {0}), (SELECT count(*) FROM {0} WHERE superseded_at IS NULL)"
    tables = ("adoptions", "org_edges", "org_unit_facts", "person_units", "org_successions", "review_groups")
    counts = [work.session.execute(text(sums.format(name))).one() for name in tables]
    tried = succession.merge(work, [here.units["甲校"]], here.units["丙校"], dry_run=True, **terms)
    assert [work.session.execute(text(sums.format(name))).one() for name in tables] == counts
    done = succession.merge(work, [here.units["甲校"]], here.units["丙校"], **terms)
    assert tried == done == Outcome(
        closed=2, people=2, placed=1, activities=0, assignments_ended=1, overlays_ended=2, adoptions_ended=2, review_groups_ended=1, switches_left=1
    )  # fmt: skip
    ended = {
        "adoptions": "SELECT valid_from, valid_to, source FROM adoptions WHERE unit_id = :unit AND superseded_at IS NULL ORDER BY 1",
        "overlays": "SELECT valid_from, valid_to FROM org_edges WHERE unit_id = :unit AND structure <> 'management' AND superseded_at IS NULL",
        "groups": "SELECT valid_from, document FROM review_groups WHERE unit_id = :unit AND superseded_at IS NULL ORDER BY 1",
        "stays": "SELECT valid_from, valid_to FROM person_units WHERE unit_id = :unit AND relation = 'dundian.embed' AND superseded_at IS NULL",
    }
    found = {
        name: [tuple(row) for row in work.session.execute(text(sql), {"unit": here.units["甲校"]})]
        for name, sql in ended.items()
    }
    assert found == {
        "adoptions": [(date(2024, 1, 1), BEFORE, SOURCE), (date(2026, 1, 1), BEFORE, SOURCE)],
        "overlays": [(date(2024, 1, 1), BEFORE)],
        "groups": [(date(2024, 1, 1), "甲校2号"), (DAY, SOURCE)],
        "stays": [(BEFORE, BEFORE)],
    }
    follower = (
        "SELECT structure, valid_to FROM org_edges WHERE unit_id = :unit AND superseded_at IS NULL ORDER BY 1"
    )
    assert [tuple(row) for row in work.session.execute(text(follower), {"unit": here.units["丙校"]})] == [
        ("management", None),
        ("zone", None),
    ]
    audits = "SELECT command, counts ->> 'people', detail ->> 'source' FROM audit_records WHERE command LIKE 'orgUnit.merge'"
    assert [tuple(row) for row in work.session.execute(text(audits))] == [("orgUnit.merge", "2", SOURCE)]
    assert rows_in(neighbour.county) == before


def test_a_closed_unit_takes_nothing_any_more_and_its_papers_are_read_by_the_one_that_follows(here, work):
    school, into = here.units["甲校"], here.units["丙校"]
    assert school in reached(work, school)
    assert school not in reached(work, into)
    succession.merge(work, [school], into, **TERMS)
    assert reached(work, school) == frozenset()
    assert {school, into, here.units["甲校分校"]} <= reached(work, into)
    segment = NewSegment(DAY, starts=time(8), ends=time(9, 30))
    late = NewActivity(number="A9", kind="听课", title="听课", host_ids=(school,), segments=(segment,))
    for command in (
        lambda: org_units.create(work, kind="subject_group", name="数学组", parent_id=school),
        lambda: org_units.place(work, here.units["乙校"], school, valid_from=DAY),
        lambda: org_units.place(work, school, here.units["乙校"], valid_from=DAY),
        lambda: assign(work, here, "T5", "teaching", "甲校", DAY),
        lambda: activities.create(work, late),
        lambda: renaming.rename(work, school, "老甲校", **TERMS),
        lambda: tokens.issue(work, name="甲校", role="school", unit_id=school),
        lambda: succession.merge(work, [school], here.units["乙校"], **TERMS),
        lambda: succession.merge(work, [here.units["乙校"]], school, **TERMS),
        lambda: succession.merge(work, [here.units["乙校"]], school, source=SOURCE, valid_from=BEFORE),
    ):
        with (
            pytest.raises(UnitClosed, match="自 2025-03-01 起已撤销, 由“丙校”接续"),
            work.session.begin_nested(),
        ):
            command()
    assign(work, here, "T5", "teaching", "甲校", date(2025, 1, 6), BEFORE)
    early = NewSegment(BEFORE, starts=time(8), ends=time(9, 30))
    activities.create(work, NewActivity("A8", "听课", "听课", (early,), host_ids=(school,)))


def test_a_part_is_split_off_with_whom_it_names_and_with_its_groups(here, work):
    school = here.units["甲校"]
    new = org_units.create(
        work, kind="school", name="新校", parent_id=here.units["样例县"], valid_from=DAY
    ).id
    stay = {
        "person_id": here.people["T5"],
        "unit_id": school,
        "relation": "dundian.embed",
        "valid_from": BEFORE,
    }
    work.session.add(PersonUnit(tenant_id=work.tenant_id, recorded_at=work.record(), **stay))
    segment = NewSegment(DAY, starts=time(8), ends=time(9, 30))
    held = activities.create(work, NewActivity("A5", "听课", "听课", (segment,), host_ids=(school,)))
    part = Part(new, people=(here.people["T1"],), units=(here.units["甲校分校"],))
    done = succession.split(work, school, [part], closes=False, **TERMS)
    assert (done.closed, done.people, done.placed, done.assignments_ended) == (0, 1, 1, 1)
    assert [row[1:] for row in places(work, "T1")] == [
        ("group", "语文组", BEGINNING, BEFORE),
        ("home", "甲校", BEGINNING, None),
        ("home", "新校", DAY, None),
        ("teaching", "甲校", BEGINNING, BEFORE),
        ("teaching", "新校", DAY, None),
    ]
    assert [row[1:] for row in places(work, "T2")] == [
        ("group", "语文组", BEGINNING, None),
        ("home", "甲校", BEGINNING, None),
        ("teaching", "甲校", BEGINNING, None),
    ]
    assert work.session.scalars(text("SELECT unit_id FROM activity_units")).all() == [school]
    activities.cancel(work, held.id, "试验")
    # The rest goes with its group, and then nothing is left.
    later = {**TERMS, "valid_from": date(2025, 9, 1)}
    [group] = [
        row.id
        for row in work.session.execute(
            text("SELECT u.id FROM org_units u JOIN org_edges e ON e.unit_id = u.id WHERE e.parent_id = :school AND u.name = '语文组'"),
            {"school": school},
        )
    ]  # fmt: skip
    with pytest.raises(SuccessionInvalid, match=r"还有 2 个人员或下级单位没有去处\(张二\(T2\)、语文组\)"):
        sharing.Sharing(work, school, later["valid_from"]).require_nothing_left()
    with pytest.raises(SuccessionInvalid, match=r"张二\(T2\) 列入了两处") as twice:
        parts = [Part(new, people=(here.people["T2"],)), Part(here.units["丙校"], units=(group,))]
        succession.split(work, school, parts, closes=True, **later)
    assert twice.value.details["field"] == "parts.1.units"
    done = succession.split(work, school, [Part(new, units=(group,))], closes=True, **later)
    assert (done.closed, done.people, done.placed, done.assignments_ended) == (1, 1, 1, 1)
    assert [row[1:] for row in places(work, "T5") if row[2] == "甲校"] == [
        ("dundian.embed", "甲校", BEFORE, date(2025, 8, 31))
    ]
    assert [row[1:3] for row in places(work, "T2")][:1] == [("group", "语文组")]
    kinds = "SELECT kind, on_date FROM org_successions WHERE unit_id = :unit ORDER BY 2"
    assert [tuple(row) for row in work.session.execute(text(kinds), {"unit": school})] == [
        ("split", DAY),
        ("split", date(2025, 9, 1)),
    ]


def test_only_what_is_empty_is_closed(here, work):
    school = here.units["甲校"]

    def refused(message, field="unitId"):
        with pytest.raises(SuccessionInvalid, match=message) as error, work.session.begin_nested():
            succession.close(work, school, **TERMS)
        assert error.value.details["field"] == field

    refused(r"还有 2 人在该单位\(张一\(T1\)、张二\(T2\)\); 请先登记调动")
    for who in ("T1", "T2"):
        assign(work, here, who, "home", "丙校", DAY)
    refused(r"还有 1 个下级单位\(甲校分校\)")
    org_units.place(work, here.units["甲校分校"], here.units["丙校"], valid_from=DAY)
    segment = NewSegment(DAY, starts=time(8), ends=time(9, 30))
    held = activities.create(work, NewActivity("A7", "听课", "听课", (segment,), host_ids=(school,)))
    refused(r"2025-03-01 起还有 1 项活动\(A7\)", "validFrom")
    activities.cancel(work, held.id, "撤校")
    done = succession.close(work, school, **TERMS)
    assert (done.closed, done.people, done.assignments_ended) == (2, 0, 4)
    assert [row[1:] for row in places(work, "T1") if row[1] != "home"] == [
        ("group", "语文组", BEGINNING, BEFORE),
        ("teaching", "甲校", BEGINNING, BEFORE),
    ]


def test_a_name_holds_from_its_day_on_and_nothing_before_is_written_anew(here, work):
    school = here.units["甲校"]
    segment = NewSegment(BEFORE, starts=time(8), ends=time(9, 30))
    activities.create(work, NewActivity("A6", "听课", "听课", (segment,), host_ids=(school,)))
    renaming.rename(work, school, " 实验 小学 ", **TERMS)
    renaming.rename(work, school, "实验学校", **TERMS)
    names = "SELECT value, valid_from FROM org_unit_facts WHERE unit_id = :unit AND kind = 'name' AND superseded_at IS NULL ORDER BY 2"
    assert [tuple(row) for row in work.session.execute(text(names), {"unit": school})] == [
        ("甲校", BEGINNING),
        ("实验学校", DAY),
    ]
    written = "SELECT name FROM activity_units"
    assert work.session.scalars(text(written)).all() == ["甲校"]
    became = "SELECT kind, source, successor_id FROM org_successions WHERE superseded_at IS NULL"
    assert [tuple(row) for row in work.session.execute(text(became))] == [("renamed", SOURCE, None)]
    # A document of a window that is over bears the name of its last day, one of today the present name.
    judged = [load_judged(work, year, school) for year in ("2024", "2025")]
    assert [request.unit_name for request in judged] == ["甲校", "实验学校"]
    named = Read("OrgUnit", selection("name"), where=lambda rows, _: rows.c.id == school)
    assert [row["name"] for request in judged for row in exports._stream(work, named, request)] == [
        "甲校",
        "实验学校",
    ]
    for changes, error, field in (
        ({"name": "实验学校"}, SuccessionInvalid, "name"),
        ({"name": " "}, SuccessionInvalid, "name"),
        ({"name": "乙校"}, Conflict, "name"),
        ({"valid_from": BEFORE}, SuccessionInvalid, "validFrom"),
        ({"valid_from": work.today + timedelta(days=1)}, SuccessionInvalid, "validFrom"),
        ({"source": ""}, SuccessionInvalid, "source"),
    ):
        with pytest.raises(error) as refused, work.session.begin_nested():
            renaming.rename(work, school, **{"name": "又一名", **TERMS, **changes})
        assert refused.value.details["field"] == field


def load_judged(work, year, school):
    """The request for a school's document of a year."""
    exporter = work.registry.of(EXPORTERS)["summary_xlsx"].thing
    return request_of(work, exporter, Asked(rule="sample.hours", window=year, unit=school, options={}))


class Below:
    """May write units of one school."""

    def __init__(self, unit_id):
        self._units = frozenset({unit_id})

    def reach(self, _permission: Permission) -> Reach:
        return Reach(units=self._units)


def test_refusals_name_the_field_and_change_nothing(here, neighbour, rows_in):
    unit = {**here.units, "邻县": neighbour.units["甲校"]}
    before = rows_in(here.county), rows_in(neighbour.county)
    merging = (
        (["甲校"], "甲校", {}, SuccessionInvalid, "intoId"),
        (["甲校"], "甲校分校", {}, SuccessionInvalid, "intoId"),
        (["甲校"], "数学组", {}, SuccessionInvalid, "intoId"),
        (["数学组"], "丙校", {}, SuccessionInvalid, "intoId"),
        (["甲校"], "样例县", {}, SuccessionInvalid, "intoId"),
        (["甲校"], "邻县", {}, NotFound, "intoId"),
        (["甲校", "邻县"], "丙校", {}, NotFound, "unitIds.1"),
        (["甲校", "甲校"], "丙校", {}, SuccessionInvalid, "unitIds.1"),
        (["样例县"], "丙校", {}, SuccessionInvalid, "unitIds.0"),
        ([], "丙校", {}, SuccessionInvalid, "unitIds"),
        (["甲校"], "丙校", {"valid_from": BEGINNING}, SuccessionInvalid, "validFrom"),
        (["甲校"], "丙校", {"source": " "}, SuccessionInvalid, "source"),
        (["甲校"], "丙校", {"source": "文" * 201}, SuccessionInvalid, "source"),
    )
    with here.work() as work:
        for sources, into, changes, error, field in merging:
            with pytest.raises(error) as refused, work.session.begin_nested():
                ids = [unit[name] for name in sources]
                succession.merge(work, ids, unit[into], **{**TERMS, **changes})
            assert refused.value.details["field"] == field
        one, two = here.people["T1"], neighbour.people["T1"]
        for parts, field in (
            ([], "parts"),
            ([Part(unit["乙校"], (one,)), Part(unit["乙校"])], "parts.1.unitId"),
            ([Part(unit["甲校分校"])], "parts.0.unitId"),
            ([Part(unit["乙校"], (one, one))], "parts.0.people.1"),
            ([Part(unit["乙校"], (one, two))], "parts.0.people.1"),
            ([Part(unit["乙校"], (here.people["T3"],))], "parts.0.people.0"),
            ([Part(unit["乙校"], (one,)), Part(unit["丙校"])], "parts.1"),
            ([Part(unit["样例县"], (one,))], "parts.0.unitId"),
            ([Part(unit["乙校"], (one,), (unit["丙校"],))], "parts.0.units.0"),
        ):
            with pytest.raises(SuccessionInvalid) as refused, work.session.begin_nested():
                succession.split(work, unit["甲校"], parts, closes=False, **TERMS)
            assert refused.value.details["field"] == field
    with here.work(access=Below(unit["甲校"])) as work:
        for command in (
            lambda: succession.merge(work, [unit["甲校"]], unit["丙校"], **TERMS),
            lambda: succession.split(work, unit["甲校"], [Part(unit["丙校"])], closes=False, **TERMS),
            lambda: succession.close(work, unit["甲校"], **TERMS),
            lambda: renaming.rename(work, unit["甲校"], "新名", **TERMS),
        ):
            with pytest.raises(Forbidden):
                command()
    assert (rows_in(here.county), rows_in(neighbour.county)) == before


def test_a_unit_that_is_to_be_closed_is_not_followed_into_nothing(here, work):
    """A merging that lies ahead is in force on its day; until then lists show the unit, and nobody merges into it."""
    ahead = work.today + timedelta(days=30)
    succession.merge(work, [here.units["乙校"]], here.units["丙校"], valid_from=ahead, source=SOURCE)
    assert [row[2:4] for row in places(work, "T3") if row[1] == "home"] == [
        ("乙校", BEGINNING),
        ("丙校", ahead),
    ]
    with pytest.raises(UnitClosed, match=f"自 {ahead} 起"):
        succession.merge(work, [here.units["甲校"]], here.units["乙校"], **TERMS)
    assign(work, here, "T5", "teaching", "乙校", DAY, BEFORE + timedelta(days=60))
    org_unit_facts.record_facts(work, here.units["乙校"], [Fact("locale", "rural")])
