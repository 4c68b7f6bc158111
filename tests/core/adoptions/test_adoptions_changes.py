"""Amend, override, upgrade and retire: dated rows with their document, refused where they cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from yanxiu_core.access.port import NoAccess
from yanxiu_core.adoptions import changes, service
from yanxiu_core.adoptions.drafts import Draft, adopt_draft
from yanxiu_core.adoptions.errors import AdoptionInvalid, AdoptionState
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine.terms import adoptions
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.org_units import service as org_units
from yanxiu_core.policies.errors import ParameterInvalid, PolicyNotAdopted

POLICY = "shaanxi.yuyang"
DOCUMENT = "县教发〔2026〕7号"
FIRST, DAY = date(2024, 1, 1), date(2026, 3, 1)
DAYS = timedelta(days=1)
BEFORE = DAY - DAYS


@pytest.fixture
def made(county, rooted):
    """A county that adopted on FIRST, and the adoption's id."""
    here = county(policies=())
    with here.work() as work:
        terms = {
            "parameters": {"required_hours": 45, "day_maximum": 6},
            "valid_from": FIRST,
            "source": "首次",
        }
        adopted = service.adopt(work, POLICY, rooted(work), **terms)
    return here, adopted.id


def in_force(county, day):
    with county.work() as work:
        return [(item.parameters, item.edition) for item in adoptions(work, POLICY, day)]


def test_an_amendment_keeps_the_rest_and_begins_on_its_day(made, query):
    county, adoption = made
    with county.work() as work:
        terms = {"parameters": {"required_hours": "50.0"}, "valid_from": DAY, "source": DOCUMENT}
        amended = changes.amend(work, adoption, **terms).id
    assert in_force(county, BEFORE) == [({"required_hours": "45", "day_maximum": "6"}, 1)]
    assert in_force(county, DAY) == [({"required_hours": "50", "day_maximum": "6"}, 1)]
    assert in_force(county, FIRST - timedelta(days=1)) == []
    commands = query(county, "SELECT command, detail->>'policy' FROM audit_records ORDER BY at")
    assert commands[-1] == ("policy.amend", POLICY)
    assert query(county, "SELECT population IS NULL, source FROM adoptions ORDER BY valid_from") == [
        (True, "首次"),
        (True, DOCUMENT),
    ]
    with county.work() as work:
        terms = {
            "parameters": {"day_maximum": None},
            "valid_from": DAY + timedelta(days=1),
            "source": DOCUMENT,
        }
        changes.amend(work, amended, **terms)
    assert in_force(county, DAY + timedelta(days=1)) == [({"required_hours": "50"}, 1)]
    # What the amendment has changed is not undone by one of the adoption before, on its day or later.
    for day, began in ((DAY, DAY), (DAY + 5 * DAYS, DAY + DAYS)):
        with pytest.raises(AdoptionState, match=f"自 {began} 起另有采用"), county.work() as work:
            changes.amend(work, adoption, parameters={}, valid_from=day, source=DOCUMENT)
    # Before it there may be another one; the later ones stay as they are.
    with county.work() as work:
        changes.amend(
            work, adoption, parameters={"day_maximum": 5}, valid_from=BEFORE - DAYS, source=DOCUMENT
        )
    assert in_force(county, BEFORE) == [({"required_hours": "45", "day_maximum": "5"}, 1)]
    assert in_force(county, DAY) == [({"required_hours": "50", "day_maximum": "6"}, 1)]


@pytest.mark.parametrize(
    ("more", "error", "field"),
    [
        ({"source": "  "}, AdoptionInvalid, "source"),
        ({"parameters": {"required_hours": 401}}, ParameterInvalid, "parameters.required_hours"),
        ({"parameters": {"required_hours": "NaN"}}, ParameterInvalid, "parameters.required_hours"),
        ({"parameters": {"required_hours": "45.005"}}, ParameterInvalid, "parameters.required_hours"),
        ({"parameters": {"hours": 1}}, ParameterInvalid, "parameters.hours"),
        ({"parameters": {"window": "semester"}}, ParameterInvalid, "parameters.window"),
        ({"valid_from": FIRST}, AdoptionInvalid, "validFrom"),
    ],
)
def test_what_an_amendment_cannot_be(made, rows_in, more, error, field):
    county, adoption = made
    before = rows_in(county)
    terms = {"parameters": {"required_hours": 50}, "valid_from": DAY, "source": DOCUMENT, **more}
    with pytest.raises(error) as refused, county.work() as work:
        changes.amend(work, adoption, **terms)
    assert refused.value.details["field"] == field
    assert refused.value.zh
    assert refused.value.en
    assert rows_in(county) == before


def test_retiring_ends_it_and_nothing_comes_back(made):
    county, first = made
    with county.work() as work:
        later = changes.amend(work, first, parameters={}, valid_from=DAY, source=DOCUMENT).id
    with pytest.raises(AdoptionState), county.work() as work:
        changes.retire(work, first, last_day=DAY, source=DOCUMENT)
    with pytest.raises(AdoptionInvalid), county.work() as work:
        changes.retire(work, later, last_day=FIRST - DAYS, source=DOCUMENT)
    with county.work() as work:
        done = changes.retire(work, later, last_day=DAY, source=DOCUMENT)
    retired = done.adoption
    assert done.overrides == ()
    assert (retired.valid_from, retired.valid_to) == (DAY, DAY)
    assert len(in_force(county, BEFORE)) == len(in_force(county, DAY)) == 1
    assert in_force(county, DAY + timedelta(days=1)) == []
    with pytest.raises(AdoptionState), county.work() as work:
        changes.retire(work, later, last_day=DAY, source=DOCUMENT)
    with pytest.raises(AdoptionState), county.work() as work:
        terms = {"parameters": {}, "valid_from": DAY + timedelta(days=1), "source": DOCUMENT}
        changes.amend(work, retired.id, **terms)


def test_a_unit_below_has_its_own_within_bounds(made, rooted):
    county, _ = made
    with county.work() as work:
        root = rooted(work)
        school = org_units.create(work, kind="school", name="甲校", parent_id=root).id
        group = org_units.create(work, kind="subject_group", name="语文组", parent_id=school).id
    terms = {"parameters": {"required_hours": 30}, "valid_from": DAY, "source": DOCUMENT}
    with county.work() as work:
        own = service.override(work, POLICY, school, **terms)
        assert (own.follows, own.parameters) == (True, {"required_hours": "30"})
        service.override(work, POLICY, group, **{**terms, "parameters": {"day_maximum": 5}})
    assert sorted(
        item["required_hours"] + "/" + item["day_maximum"] for item, _ in in_force(county, DAY)
    ) == [
        "30/5",
        "30/6",
        "45/6",
    ]
    for unit, more, error in (
        (root, {}, AdoptionInvalid),
        (school, {"source": ""}, AdoptionInvalid),
        (school, {"parameters": {"required_hours": 0}}, ParameterInvalid),
        # The county's hours are converted in one way.
        (school, {"parameters": {"minutes_per_hour": 60}}, ParameterInvalid),
        (school, {"valid_from": FIRST - timedelta(days=1)}, PolicyNotAdopted),
    ):
        with pytest.raises(error), county.work() as work:
            service.override(work, POLICY, unit, **{**terms, **more})
    with pytest.raises(ParameterInvalid, match="下级单位可设: day_maximum"), county.work() as work:
        more = {"parameters": {"minutes_per_hour": 60}, "valid_from": DAY + DAYS, "source": DOCUMENT}
        changes.amend(work, own.id, **more)


def test_an_upgrade_waits_for_an_edition(made):
    county, adoption = made
    with pytest.raises(AdoptionState) as refused, county.work() as work:
        changes.upgrade(work, adoption, valid_from=DAY, source=DOCUMENT)
    assert refused.value.code == "ADOPTION_STATE"
    newer = county.platform.registry.policies[POLICY].model_copy(update={"edition": 2})
    registry = replace(county.platform.registry, policies={POLICY: newer})
    later = replace(county, platform=replace(county.platform, registry=registry))
    with later.work() as work:
        upgraded = changes.upgrade(work, adoption, valid_from=DAY, source=DOCUMENT)
    assert (upgraded.edition, upgraded.parameters) == (2, {"required_hours": "45", "day_maximum": "6"})
    assert [edition for _, edition in in_force(county, BEFORE)] == [1]
    # An amendment of what was in force before would take the county back to the first edition.
    with pytest.raises(AdoptionState, match=f"自 {DAY} 起另有采用"), later.work() as work:
        terms = {"parameters": {"required_hours": 60}, "valid_from": DAY + DAYS, "source": DOCUMENT}
        changes.amend(work, adoption, **terms)
    with pytest.raises(AdoptionState), later.work() as work:
        changes.upgrade(work, upgraded.id, valid_from=DAY + timedelta(days=1), source=DOCUMENT)


def test_editions_and_populations_of_an_adoption(county, rooted, query):
    here = county(policies=())
    test = {"fact": "age", "most": 35}
    with here.work() as work:
        service.adopt(work, POLICY, rooted(work), population=[test])
    assert query(here, "SELECT edition, population FROM adoptions") == [(1, [test])]
    for more, field in (({"edition": 2}, "edition"), ({"population": [{"fact": "age"}]}, "population.0")):
        with pytest.raises(AdoptionInvalid) as refused, here.work() as work:
            service.adopt(work, POLICY, rooted(work), **more)
        assert refused.value.details["field"] == field
    # Adopted anew, tried first or not, it concerns the same people as long as nothing else is said.
    with here.work() as work:
        draft = Draft(POLICY, rooted(work), {"required_hours": 45}, BEGINNING)
        assert draft.content(work).population == [test]
        adopt_draft(work, draft, draft.digest(work))
        service.adopt(work, POLICY, rooted(work), valid_from=FIRST)
        service.adopt(work, POLICY, rooted(work), valid_from=DAY, population=[])
    kept = "SELECT parameters, population FROM adoptions WHERE superseded_at IS NULL ORDER BY valid_from"
    assert query(here, kept) == [({"required_hours": "45"}, [test]), ({}, [test]), ({}, None)]


def test_another_tenant_and_no_permission_change_nothing(made, county, rows_in, rooted):
    here, adoption = made
    other = county()
    before = rows_in(here), rows_in(other)
    terms = {"valid_from": DAY, "source": DOCUMENT}
    with pytest.raises(NotFound), other.work() as work:
        changes.amend(work, adoption, parameters={}, **terms)
    with here.work() as work:
        foreign = rooted(work)
    with pytest.raises(NotFound), other.work() as work:
        service.adopt(work, POLICY, foreign)
    with pytest.raises(NotFound), other.work() as work:
        service.override(work, POLICY, foreign, parameters={}, **terms)
    for run in (
        lambda work: changes.amend(work, adoption, parameters={}, **terms),
        lambda work: changes.upgrade(work, adoption, **terms),
        lambda work: changes.retire(work, adoption, last_day=DAY, source=DOCUMENT),
        lambda work: service.override(work, POLICY, rooted(work), parameters={}, **terms),
        lambda work: service.adopt(work, POLICY, rooted(work)),
    ):
        with pytest.raises(Forbidden), here.work(access=NoAccess()) as work:
            run(work)
    assert (rows_in(here), rows_in(other)) == before


def newer_edition(policy):
    """The policy with a second edition from DAY on: required_hours 1-35, and the day's maximum under another name."""

    def renewed(rule):
        last = rule.versions[-1]
        least = {"min": 1, "max": 35, "value": 20}
        caps = tuple(
            cap.model_copy(update={"limit": cap.limit.model_copy(update={"parameter": "a_day"})})
            for cap in last.caps
        )
        version = last.model_copy(
            update={
                "edition": 2,
                "valid_from": DAY,
                "threshold": last.threshold.model_copy(update=least),
                "caps": caps,
            }
        )
        return rule.model_copy(update={"versions": (*rule.versions, version)})

    rules = tuple(renewed(rule) if rule.id == "yuyang.annual_hours" else rule for rule in policy.rules)
    return policy.model_copy(update={"edition": 2, "rules": rules})


def renewed_county(county):
    """A county without adoptions in which the policy has the second edition."""
    plain = county(policies=())
    policies = {POLICY: newer_edition(plain.platform.registry.policies[POLICY])}
    registry = replace(plain.platform.registry, policies=policies)
    return replace(plain, platform=replace(plain.platform, registry=registry))


def test_overrides_fit_the_edition_that_they_follow(county, rooted, rows_in):
    """A county upgrades; what a school has named is looked at by the new edition, then and when it is amended."""
    here = renewed_county(county)
    after = DAY + timedelta(days=30)
    with here.work() as work:
        root = rooted(work)
        names = ("甲校", "乙校")
        school, other = (
            org_units.create(work, kind="school", name=name, parent_id=root).id for name in names
        )
        first = service.adopt(work, POLICY, root, edition=1, valid_from=FIRST).id
        terms = {"valid_from": FIRST, "source": DOCUMENT}
        own = service.override(work, POLICY, school, parameters={"required_hours": 50}, **terms).id
        service.override(work, POLICY, other, parameters={"required_hours": 30}, **terms)
    before = rows_in(here)
    for change in (
        lambda work: changes.upgrade(work, first, valid_from=DAY, source=DOCUMENT),
        lambda work: service.adopt(work, POLICY, root, valid_from=DAY, source=DOCUMENT),
    ):
        with pytest.raises(ParameterInvalid, match="有 1 项") as refused, here.work() as work:
            change(work)
        assert "甲校(第 2 版): 参数 required_hours 不能是“50”; 应为 1 到 35 学时" in refused.value.zh
    # What is new in the second edition cannot be named as long as the first is followed.
    with pytest.raises(ParameterInvalid), here.work() as work:
        changes.amend(work, own, parameters={"a_day": 5}, valid_from=BEFORE, source=DOCUMENT)
    assert rows_in(here) == before
    with here.work() as work:
        own = changes.amend(
            work, own, parameters={"required_hours": 35}, valid_from=BEFORE, source=DOCUMENT
        ).id
        changes.upgrade(work, first, valid_from=DAY, source=DOCUMENT)
    with here.work() as work:
        amended = changes.amend(work, own, parameters={"a_day": 5}, valid_from=after, source=DOCUMENT)
        assert (amended.edition, amended.parameters) == (2, {"required_hours": "35", "a_day": "5"})
    with pytest.raises(ParameterInvalid, match="1 到 35 学时"), here.work() as work:
        changes.amend(
            work, amended.id, parameters={"required_hours": 40}, valid_from=after + DAYS, source=DOCUMENT
        )
    # One that begins before the upgrade is looked at by both editions.
    with pytest.raises(ParameterInvalid, match=r"乙校\(第 2 版\)"), here.work() as work:
        terms = {"parameters": {"required_hours": 36}, "valid_from": FIRST + DAYS, "source": DOCUMENT}
        service.override(work, POLICY, other, **terms)


def test_overrides_fit_the_edition_of_where_their_unit_will_stand(county, rooted, rows_in):
    """A school is known to move, with its 中心校, under one that is in the second edition."""
    here = renewed_county(county)
    after = DAY + timedelta(days=30)
    with here.work() as work:
        root = rooted(work)
        newer, zone = (
            org_units.create(work, kind="zone", name=name, parent_id=root).id for name in ("东区", "西区")
        )
        school, moved = (
            org_units.create(work, kind="school", name=name, parent_id=zone).id for name in ("甲校", "乙校")
        )
        service.adopt(work, POLICY, root, edition=1, valid_from=FIRST)
        service.adopt(work, POLICY, newer, valid_from=DAY)
        terms = {"parameters": {"required_hours": 50}, "source": DOCUMENT}
        service.override(work, POLICY, moved, **terms, valid_from=FIRST)
        org_units.place(work, zone, newer, valid_from=after)
    before = rows_in(here)
    for day in (FIRST, after):
        with pytest.raises(ParameterInvalid, match="1 到 35 学时"), here.work() as work:
            service.override(work, POLICY, school, **terms, valid_from=day)
    assert rows_in(here) == before
    # The other's was there before the move: it is not in the way of what else is adopted.
    with here.work() as work:
        service.override(
            work, POLICY, school, **{**terms, "parameters": {"required_hours": 35}}, valid_from=FIRST
        )
