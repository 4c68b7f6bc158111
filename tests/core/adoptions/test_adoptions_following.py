"""An override names figures; all that it does not name follows the adoption above, in verdicts and in their traces."""

from datetime import date, timedelta

import pytest

from yanxiu_core.adoptions import changes, service
from yanxiu_core.adoptions.errors import AdoptionState
from yanxiu_core.engine.terms import adoptions
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.ending import end_adoptions
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.reads.executor import fetch_many
from yanxiu_core.reads.selection import select
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.verdicts.sources import verdict_rows

POLICY, RULE = "shaanxi.yuyang", "yuyang.annual_hours"
FIRST, YEAR = date(2024, 1, 1), date(2025, 1, 1)
BEFORE = YEAR - timedelta(days=1)
COUNTY, SCHOOL, LATER = "县教发〔2024〕1号", "中心校〔2024〕2号", "县教发〔2025〕3号"
TICK = timedelta(microseconds=1)


def there(county, day, **clocks):
    """What is in force on a day, by the unit's name: required_hours and day_maximum."""
    with county.work() as work:
        return {
            work.session.get_one(OrgUnit, (work.tenant_id, item.unit_id)).name: (
                item.parameters.get("required_hours"),
                item.parameters.get("day_maximum"),
            )
            for item in adoptions(work, POLICY, day, **clocks)
        }


@pytest.fixture(scope="module")
def tree(county, rooted):
    """Two zones, a school in the first with an override of its own, and another tenant with the same."""

    def made():
        here = county(policies=())
        with here.work() as work:
            root = rooted(work)
            zones = [
                org_units.create(work, kind="zone", name=name, parent_id=root).id for name in ("东区", "西区")
            ]
            school = org_units.create(work, kind="school", name="甲校", parent_id=zones[0]).id
            terms = {"parameters": {"required_hours": 45, "day_maximum": 6}, "valid_from": FIRST}
            first = service.adopt(work, POLICY, root, source=COUNTY, **terms)
            service.override(
                work, POLICY, zones[1], parameters={"day_maximum": 4}, valid_from=FIRST, source="西区"
            )
            own = service.override(
                work, POLICY, school, parameters={"required_hours": 30}, valid_from=FIRST, source=SCHOOL
            )
        return here, root, zones, school, first.id, own.id

    return made(), made()


def test_what_is_not_named_follows(tree):
    """Through an amendment, a move of the school, and back in time; the neighbour stays as it was."""
    (here, _, zones, school, first, own), (other, *_) = tree
    present = {"样例县": ("45", "6"), "西区": ("45", "4"), "甲校": ("30", "6")}
    same = there(other, YEAR)
    assert there(here, YEAR) == same == present
    with here.work() as work:
        changes.amend(
            work, first, parameters={"required_hours": 50, "day_maximum": 8}, valid_from=YEAR, source=LATER
        )
        amended = work.record()
    assert there(here, BEFORE) == present
    assert there(here, YEAR) == {"样例县": ("50", "8"), "西区": ("50", "4"), "甲校": ("30", "8")}
    assert there(here, YEAR, known_at=amended - TICK) == present
    moved = date(2025, 9, 1)
    with here.work() as work:
        org_units.place(work, school, zones[1], valid_from=moved)
    assert there(here, moved - timedelta(days=1))["甲校"] == ("30", "8")
    assert there(here, moved)["甲校"] == ("30", "4")
    # An amended override names more, or no longer does.
    with here.work() as work:
        changes.amend(
            work,
            own,
            parameters={"required_hours": None, "day_maximum": 5},
            valid_from=YEAR,
            source=SCHOOL,
        )
    assert there(here, BEFORE)["甲校"] == ("30", "6")
    assert there(here, YEAR)["甲校"] == ("50", "5")
    with pytest.raises(AdoptionState, match="升级上级的采用记录"), here.work() as work:
        changes.upgrade(work, own, valid_from=YEAR, source=SCHOOL)
    assert there(other, YEAR) == same


def test_where_nothing_is_in_force_above_overrides_end_and_do_not_come_back(tree, query):
    """With the county's adoption; but not where a zone has adopted the policy for itself."""
    _, (here, root, zones, school, first, _) = tree
    later, ahead = date(2026, 1, 1), {"parameters": {"required_hours": 20}, "source": SCHOOL}
    with here.work() as work:
        kept = org_units.create(work, kind="school", name="乙校", parent_id=zones[1]).id
        service.adopt(work, POLICY, zones[1], parameters={"required_hours": 60}, valid_from=YEAR)
        service.override(work, POLICY, kept, **ahead, valid_from=YEAR)
        service.override(work, POLICY, school, **ahead, valid_from=later)
    with here.work() as work:
        retired = changes.retire(work, first, last_day=BEFORE, source=LATER)
    # The zone's override of before is over as well: its own adoption took its place on the same day.
    assert [(row.unit_id, row.valid_from, row.valid_to) for row in retired.overrides] == [
        (zones[1], FIRST, BEFORE),
        (school, FIRST, BEFORE),
        (school, later, BEFORE),
    ]
    [(counts,)] = query(here, "SELECT counts FROM audit_records WHERE command = 'policy.retire'")
    assert counts == {"adoptions": 4, "overrides": 3}
    with here.work() as work:
        again = service.adopt(work, POLICY, root, valid_from=later, source=LATER).id
    assert there(here, BEFORE) == {"样例县": ("45", "6"), "西区": ("45", "4"), "甲校": ("30", "6")}
    assert there(here, YEAR) == {"西区": ("60", None), "乙校": ("20", None)}
    assert set(there(here, later)) == {"样例县", "西区", "乙校"}
    # One that was never to begin is over: it is not amended, and what retires it says so.
    with pytest.raises(AdoptionState, match="已于 2024-12-31 停用"), here.work() as work:
        changes.amend(work, retired.overrides[2].id, **ahead, valid_from=later + timedelta(days=1))
    # The zone's own ends: what followed it follows the county's.
    with here.work() as work:
        own = query(here, "SELECT id FROM adoptions WHERE superseded_at IS NULL AND unit_id = :z "
                          "ORDER BY valid_from DESC LIMIT 1", z=zones[1])[0][0]  # fmt: skip
        assert changes.retire(work, own, last_day=later, source=LATER).overrides == ()
    assert there(here, later + timedelta(days=1)) == {"样例县": (None, None), "乙校": ("20", None)}
    with here.work() as work:
        gone = changes.retire(work, again, last_day=date(2026, 6, 1), source=LATER)
        assert [row.unit_id for row in gone.overrides] == [kept]
        # Nothing is adopted any more on the day after: the plugin may be switched off then.
        open_ended = "SELECT count(*) FROM adoptions WHERE superseded_at IS NULL AND valid_to IS NULL"
    assert query(here, open_ended) == [(0,)]


def test_a_unit_that_is_closed_takes_with_it_what_followed_it(county, rooted):
    """A zone has adopted for itself; its schools stand elsewhere when it closes, one where the policy is adopted as well."""
    here = county(policies=())
    with here.work() as work:
        root = rooted(work)
        zones = [
            org_units.create(work, kind="zone", name=name, parent_id=root).id for name in ("东区", "西区")
        ]
        for zone in zones:
            service.adopt(work, POLICY, zone, valid_from=FIRST)
        schools = [
            org_units.create(work, kind="school", name=name, parent_id=zones[0]).id
            for name in ("甲校", "乙校")
        ]
        terms = {"parameters": {"required_hours": 30}, "valid_from": FIRST, "source": SCHOOL}
        for school, parent in zip(schools, (root, zones[1]), strict=True):
            service.override(work, POLICY, school, **terms)
            org_units.place(work, school, parent, valid_from=YEAR)
        assert end_adoptions(work, [zones[0]], YEAR, LATER) == 2
        service.adopt(work, POLICY, root, valid_from=date(2026, 1, 1))
    assert set(there(here, BEFORE)) == {"东区", "西区", "甲校", "乙校"}
    assert set(there(here, YEAR)) == {"西区", "乙校"}
    assert set(there(here, date(2026, 1, 1))) == {"样例县", "西区", "乙校"}


def test_edition_and_people_follow_as_well(county, rooted):
    here = county(policies=())
    with here.work() as work:
        root = rooted(work)
        unit = [
            org_units.create(work, kind="school", name=name, parent_id=root).id for name in ("甲校", "乙校")
        ]
        service.adopt(work, POLICY, root, valid_from=FIRST, population=[{"fact": "age", "most": 35}])
        terms = {"parameters": {"required_hours": 30}, "valid_from": FIRST, "source": SCHOOL}
        service.override(work, POLICY, unit[0], **terms)
        service.override(work, POLICY, unit[1], **terms, population=[])
    with here.work() as work:
        found = {item.unit_id: len(item.population) for item in adoptions(work, POLICY, YEAR)}
    assert found == {root: 1, unit[0]: 1, unit[1]: 0}


def test_verdicts_and_traces_follow(adopted, rooted, reading, query):
    """The school asks for 30; the county's day maximum is amended: 30 stays and the maximum is the amended one."""

    def found(**clocks):
        fields = ("required", "capped", "holds", "trace_caps", "trace_settings", "explanation")
        with adopted.work() as work:
            rows = fetch_many(
                work.session,
                work.registry.nouns,
                reading(work, **clocks),
                "Verdict",
                select("rule", *fields),
                where=lambda verdict: verdict.c.unit_id == school,
                source=verdict_rows(work, POLICY, "2025", **clocks),
            )
        row = next(row for row in rows if row["rule"] == RULE)
        settings = {item["name"]: (item["value"], item["document"]) for item in row["trace_settings"]}
        limits = {cap["per"]: cap["limit"] for cap in row["trace_caps"]}
        return row["required"], limits["day"], settings["required_hours"], settings["day_maximum"]

    [(school,)] = query(adopted, "SELECT id FROM org_units WHERE kind = 'school' ORDER BY name LIMIT 1")
    [(first,)] = query(adopted, "SELECT id FROM adoptions")
    with adopted.work() as work:
        service.override(
            work, POLICY, school, parameters={"required_hours": 30}, valid_from=FIRST, source=SCHOOL
        )
    with adopted.work() as work:
        changes.amend(work, first, parameters={"day_maximum": 3}, valid_from=YEAR, source=LATER)
        amended = work.record()
    with adopted.work() as work:
        verdicts.rejudge_county(work)
    after = ("30.00", "3.00", ("30", SCHOOL), ("3", LATER))
    assert found() == after
    assert found(known_at=amended) == found(as_of=date(2025, 12, 31)) == after
    before = found(known_at=amended - TICK)
    assert before[:3] == ("30.00", "8.00", ("30", SCHOOL))
    assert before[3][0] == "8"
    assert before[3][1] not in {SCHOOL, LATER}


def test_each_figure_keeps_its_own_document(adopted, rooted, reading, query):
    """Through an amendment that leaves it, and through the retirement of what set it."""

    def settings(day="2025", **clocks):
        with adopted.work() as work:
            rows = fetch_many(
                work.session,
                work.registry.nouns,
                reading(work, **clocks),
                "Verdict",
                select("rule", "trace_settings", "explanation"),
                source=verdict_rows(work, POLICY, day, **clocks),
            )
        row = next(row for row in rows if row["rule"] == RULE)
        found = {item["name"]: (item["value"], item["document"]) for item in row["trace_settings"]}
        return found["required_hours"], found["day_maximum"], row["explanation"]

    with adopted.work() as work:
        terms = {"parameters": {"required_hours": 45, "day_maximum": 6}, "valid_from": FIRST}
        first = service.adopt(work, POLICY, rooted(work), **terms, source=COUNTY).id
    with adopted.work() as work:
        # The maximum is named and stays as it is.
        terms = {"parameters": {"required_hours": 50, "day_maximum": "6.0"}, "valid_from": YEAR}
        amended = changes.amend(work, first, **terms, source=LATER).id
    with adopted.work() as work:
        verdicts.rejudge_county(work)
        known = work.record()
    hours, most, said = settings()
    assert (hours, most) == (("50", LATER), ("6", COUNTY))
    assert f"当地规定：要求 50 学时（{LATER}）、每天最多计 6 学时（{COUNTY}）。" in said
    with adopted.work() as work:
        changes.retire(work, amended, last_day=date(2025, 12, 31), source="县教发〔2026〕4号")
    with adopted.work() as work:
        verdicts.rejudge_county(work)
    assert settings()[:2] == settings(known_at=known)[:2] == (("50", LATER), ("6", COUNTY))
    kept = query(
        adopted,
        "SELECT source, documents FROM adoptions WHERE superseded_at IS NULL ORDER BY valid_from",
    )
    ended = "县教发〔2026〕4号"
    assert kept[1:] == [
        (ended, {"required_hours": COUNTY, "day_maximum": COUNTY}),
        (ended, {"required_hours": LATER, "day_maximum": COUNTY}),
    ]
