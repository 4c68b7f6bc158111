"""Policies over HTTP: tried, adopted as tried, amended and retired; what is refused or denied changes nothing."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.verdicts import job as rejudging

TABLES = ("adoptions", "verdicts", "ledger_lines", "windows", "calendar_periods", "obligations", "records", "jobs", "outbox", "audit_records")  # fmt: skip
POLICY = "shaanxi.yuyang"
DRAFT = {"policy": POLICY, "parameters": [{"name": "required_hours", "value": "45"}], "validFrom": "1900-01-01", "source": "县教发3号"}  # fmt: skip
TRY = """query ($draft: PolicyDraftInput!, $window: String!, $first: Int) { policyTry(draft: $draft, window: $window, first: $first) {
    digest total counts { rule unit before after subjects }
    changes { number name unit before after measuredBefore measuredAfter requiredBefore requiredAfter } } }"""
ADOPT = """mutation ($input: PolicyAdoptInput!) { policyAdopt(input: $input) {
    adoption { id policy edition validFrom validTo source parameters { name value } unit { kind } } userErrors { field message code } } }"""
VERDICTS = """{ verdicts(policy: "shaanxi.yuyang", window: "2025", first: 100) { nodes { required measured status person { number } } } }"""
ADOPTIONS = '{ adoptions(policy: "shaanxi.yuyang") { totalCount nodes { id validFrom validTo parameters { name value } } } }'


@pytest.fixture(scope="module")
def busy(found_county):
    """A county that these tests change: 40 teachers, some on either side of 40 and 45."""
    return found_county(schools=2, teachers=40, activities=100, sessions=27.0)


def rejudge(county):
    """What the worker does with the newest job."""
    with county.platform.work(county.tenant_id) as work:
        found = work.session.scalars(text("SELECT id FROM jobs WHERE kind = 'judge' ORDER BY id")).all()
        rejudging.handle(work, work.session.get_one(Job, (work.tenant_id, found[-1])), silent)


def verdicts_of(county):
    nodes = county.admin.ask(VERDICTS)["verdicts"]["nodes"]
    return {node["person"]["number"]: (node["status"], node["required"], node["measured"]) for node in nodes}


def test_tried_then_adopted_with_its_digest_and_verdicts_follow(busy, neighbour):
    api, before, others = busy.admin, busy.rows(*TABLES), neighbour.rows(*TABLES)
    old = verdicts_of(busy)
    trial = api.ask(TRY, draft=DRAFT, window="2025")["policyTry"]
    assert busy.rows(*TABLES) == before
    assert verdicts_of(busy) == old
    data = api.ask(ADOPT, input={**DRAFT, "digest": trial["digest"]})["policyAdopt"]
    assert data["userErrors"] == []
    assert data["adoption"]["parameters"] == [{"name": "required_hours", "value": "45"}]
    assert (data["adoption"]["edition"], data["adoption"]["unit"]) == (1, {"kind": "county"})
    assert verdicts_of(busy) == old  # the job has not run
    rejudge(busy)
    new = verdicts_of(busy)
    assert {required for _, required, _ in new.values()} == {"45.00"}
    changed = {number: (old[number][0], new[number][0]) for number in old if old[number][0] != new[number][0]}
    assert trial["total"] == len(changed) > 0
    assert {each["number"]: (each["before"], each["after"]) for each in trial["changes"]} == changed
    assert set(changed.values()) == {("MET", "MISSED")}
    moved = [count for count in trial["counts"] if count["before"] != count["after"]]
    assert sum(count["subjects"] for count in moved) == len(changed)
    assert sum(count["subjects"] for count in trial["counts"]) == len(old)
    [policy] = [item for item in api.ask(POLICIES)["policies"] if item["id"] == POLICY]
    assert (policy["adoptedEdition"], policy["upgradeAvailable"]) == (1, False)
    parameters = {each.pop("name"): each for each in policy["parameters"]}
    assert parameters["required_hours"] == {"unit": "学时", "value": "40", "adopted": "45", "min": "1", "max": "400", "allowed": []}  # fmt: skip
    assert parameters["window"]["allowed"] == ["calendar_year", "school_year"]
    stale = api.ask(ADOPT, input={**DRAFT, "digest": trial["digest"]})["policyAdopt"]
    assert stale["adoption"] is None
    assert [(e["field"], e["code"]) for e in stale["userErrors"]] == [
        (["input", "digest"], "POLICY_DRAFT_STALE")
    ]
    assert neighbour.rows(*TABLES) == others


POLICIES = "{ policies { id edition adoptedEdition upgradeAvailable parameters { name unit value adopted min max allowed } } }"
AMEND = """mutation ($id: ID!, $source: String!, $value: String) { policyAmend(input: {id: $id, source: $source, validFrom: "2027-01-01",
    parameters: [{name: "day_maximum", value: $value}]}) { adoption { id validFrom parameters { name value } } userErrors { field code } } }"""


def test_amended_overridden_and_retired_over_http(own_county):
    api = own_county.admin
    [first] = api.ask(ADOPTIONS)["adoptions"]["nodes"]
    before = own_county.rows(*TABLES)
    for source, value, field, code in (
        (" ", "6", ["input", "source"], "ADOPTION_INVALID"),
        ("县教发4号", "25", ["input", "parameters", "day_maximum"], "POLICY_PARAMETER_INVALID"),
    ):
        refused = api.ask(AMEND, id=first["id"], source=source, value=value)["policyAmend"]
        assert refused == {"adoption": None, "userErrors": [{"field": field, "code": code}]}
    twice = """mutation ($id: ID!) { policyAmend(input: {id: $id, validFrom: "2027-01-01", source: "县教发4号", parameters: [
        {name: "day_maximum", value: "6"}, {name: "day_maximum", value: "7"}]}) { adoption { id } userErrors { field message } } }"""
    assert api.ask(twice, id=first["id"])["policyAmend"]["userErrors"] == [
        {"field": ["input", "parameters", "day_maximum"], "message": "参数 day_maximum 写了两次, 请只留一个"}
    ]
    upgrade = 'mutation ($id: ID!) { policyUpgrade(input: {id: $id, validFrom: "2027-01-01", source: "号"}) { userErrors { code } } }'
    assert api.ask(upgrade, id=first["id"])["policyUpgrade"]["userErrors"] == [{"code": "ADOPTION_STATE"}]
    assert own_county.rows(*TABLES) == before
    amended = api.ask(AMEND, id=first["id"], source="县教发4号", value="6")["policyAmend"]["adoption"]
    assert amended["parameters"] == [{"name": "day_maximum", "value": "6"}]
    school = api.ask('{ orgUnits(filter: {kind: "school"}, first: 1) { nodes { id } } }')["orgUnits"][
        "nodes"
    ][0]
    override = """mutation ($unit: ID!) { policyOverride(input: {policy: "shaanxi.yuyang", unitId: $unit, validFrom: "2027-03-01",
        source: "县教发5号", parameters: [{name: "required_hours", value: "30"}]}) { adoption { follows parameters { name value document } } userErrors { code } } }"""
    assert api.ask(override, unit=school["id"])["policyOverride"]["adoption"] == {
        "follows": True,
        "parameters": [{"name": "required_hours", "value": "30", "document": "县教发5号"}],
    }
    retire = """mutation ($id: ID!) { policyRetire(input: {id: $id, lastDay: "2027-12-31", source: "县教发6号"}) {
        adoption { validFrom validTo } overrides { validTo source parameters { document } unit { id } } userErrors { code } } }"""
    done = api.ask(retire, id=amended["id"])["policyRetire"]
    assert done == {
        "adoption": {"validFrom": "2027-01-01", "validTo": "2027-12-31"},
        "overrides": [
            {
                "validTo": "2027-12-31",
                "source": "县教发6号",
                "parameters": [{"document": "县教发5号"}],
                "unit": {"id": school["id"]},
            }
        ],
        "userErrors": [],
    }
    ofschool = "query ($unit: ID!) { adoptions(unitId: $unit) { totalCount } }"
    assert api.ask(ofschool, unit=school["id"])["adoptions"]["totalCount"] == 1
    assert api.ask(ADOPTIONS)["adoptions"]["totalCount"] == 3


def test_calendar_obligation_and_records(own_county):
    api = own_county.admin
    person = api.ask("{ people(first: 1) { nodes { id } } }")["people"]["nodes"][0]["id"]
    publish = """mutation ($end: Date!) { calendarPublish(input: {kind: "semester", key: "2025-1", title: "春季学期",
        startsOn: "2025-02-20", endsOn: $end}) { period { key endsOn } userErrors { field code } } }"""
    done = api.ask(publish, end="2025-07-05")["calendarPublish"]
    assert done == {"period": {"key": "2025-1", "endsOn": "2025-07-05"}, "userErrors": []}
    refused = api.ask(publish, end="2025-02-19")["calendarPublish"]
    assert refused == {
        "period": None,
        "userErrors": [{"field": ["input", "endsOn"], "code": "PERIOD_INVALID"}],
    }
    register = """mutation ($person: ID!, $document: String!) { obligationRegister(input: {personId: $person, rule: "yuyang.annual_hours",
        window: "2025", kind: EXEMPT, reason: "病假", document: $document, approver: "周局长"}) {
        person { verdicts(policy: "shaanxi.yuyang", window: "2025") { status required } } userErrors { field code } } }"""
    wrong = api.ask(register, person=person, document=" ")["obligationRegister"]
    assert wrong["userErrors"] == [{"field": ["input", "document"], "code": "OBLIGATION_INVALID"}]
    exempt = api.ask(register, person=person, document="县教人8号")["obligationRegister"]
    assert exempt["person"]["verdicts"] == [{"status": "EXEMPT", "required": "0.00"}]
    record = """mutation ($person: ID!) { recordRegister(input: {records: [{kind: "读书", onDate: "2025-04-23", personId: $person,
        number: "R1", title: "教育漫话"}]}) { added corrected unchanged numbers userErrors { field message code } } }"""
    assert api.ask(record, person=person)["recordRegister"] == {
        "added": 1, "corrected": 0, "unchanged": 0, "numbers": ["R1"], "userErrors": [],
    }  # fmt: skip
    assert api.ask(record, person=person)["recordRegister"]["unchanged"] == 1


DENIED = {
    "policyAdopt": 'policyAdopt(input: {policy: "shaanxi.yuyang", validFrom: "2026-01-01"}) { userErrors { code } }',
    "policyAmend": 'policyAmend(input: {id: $adoption, parameters: [], validFrom: "2027-01-01", source: "号"}) { userErrors { code } }',
    "policyOverride": 'policyOverride(input: {policy: "shaanxi.yuyang", unitId: $unit, parameters: [], validFrom: "2027-01-01", source: "号"}) { userErrors { code } }',
    "policyRetire": 'policyRetire(input: {id: $adoption, lastDay: "2027-01-01", source: "号"}) { userErrors { code } }',
    "policyUpgrade": 'policyUpgrade(input: {id: $adoption, validFrom: "2027-01-01", source: "号"}) { userErrors { code } }',
    "calendarPublish": 'calendarPublish(input: {kind: "holiday", key: "1", title: "假", startsOn: "2025-05-01", endsOn: "2025-05-02"}) { userErrors { code } }',
    "recordRegister": 'recordRegister(input: {records: [{kind: "计划", onDate: "2025-05-01", unitId: $unit}]}) { userErrors { code } }',
    "policyTry": 'policyTry(draft: {policy: "shaanxi.yuyang", validFrom: "2026-01-01"}, window: "2025") { total }',
}  # fmt: skip


@pytest.mark.parametrize("name", DENIED)
def test_what_is_denied_changes_nothing(county, name):
    ids = {
        "adoption": county.admin.ask(ADOPTIONS)["adoptions"]["nodes"][0]["id"],
        "unit": county.admin.ask("{ orgUnits(first: 1) { nodes { id } } }")["orgUnits"]["nodes"][0]["id"],
    }
    used = {each: ids[each] for each in ids if f"${each}" in DENIED[name]}
    head = ", ".join(f"${each}: ID!" for each in used)
    kind = "query" if name == "policyTry" else "mutation"
    auditor = county.api("auditor")
    before = county.rows(*TABLES)
    refused = auditor.refused(f"{kind} {f'({head})' if head else ''} {{ {DENIED[name]} }}", **used)
    assert refused["code"] == "FORBIDDEN"
    assert county.rows(*TABLES) == before


def test_another_countys_adoption_is_not_found(county, neighbour):
    foreign = neighbour.admin.ask(ADOPTIONS)["adoptions"]["nodes"][0]["id"]
    before = county.rows(*TABLES), neighbour.rows(*TABLES)
    [error] = county.admin.ask(AMEND, id=foreign, source="号", value="6")["policyAmend"]["userErrors"]
    assert error == {"field": ["input", "id"], "code": "NOT_FOUND"}
    assert county.admin.ask("query ($id: ID!) { node(id: $id) { id } }", id=foreign)["node"] is None
    assert (county.rows(*TABLES), neighbour.rows(*TABLES)) == before


def test_upgraded_when_a_plugin_brings_a_new_edition(bare_county, neighbour):
    county = bare_county("新版县")
    installed = county.platform.registry.policies[POLICY]
    earlier = {**county.platform.registry.policies, POLICY: installed.model_copy(update={"edition": 0})}
    registry = replace(county.platform.registry, policies=earlier)
    with replace(county.platform, registry=registry).work(county.tenant_id) as work:
        adoptions.adopt(work, POLICY, root_id(work), valid_from=date(2025, 1, 1))
    api, auditor, theirs = county.admin, county.api("auditor"), neighbour.admin
    [before] = api.ask(ADOPTIONS)["adoptions"]["nodes"]
    assert standing(api) == (0, True)
    rows, others = county.rows(*TABLES), neighbour.rows(*TABLES)
    for more, field, code in (
        ({"source": " "}, ["input", "source"], "ADOPTION_INVALID"),
        ({"validFrom": "2024-12-31"}, ["input", "validFrom"], "ADOPTION_INVALID"),
        (
            {"parameters": [{"name": "required_hours", "value": "401"}]},
            ["input", "parameters", "required_hours"],
            "POLICY_PARAMETER_INVALID",
        ),
    ):
        given = {"id": before["id"], "validFrom": "2026-01-01", "source": "县教发8号", **more}
        refused = api.ask(UPGRADE, input=given)["policyUpgrade"]
        assert refused == {"adoption": None, "userErrors": [{"field": field, "code": code}]}
    given = {"id": before["id"], "validFrom": "2026-01-01", "source": "县教发8号"}
    assert auditor.refused(UPGRADE, input=given)["code"] == "FORBIDDEN"
    [foreign] = theirs.ask(UPGRADE, input=given)["policyUpgrade"]["userErrors"]
    assert foreign["code"] == "NOT_FOUND"
    assert (county.rows(*TABLES), neighbour.rows(*TABLES)) == (rows, others)
    done = api.ask(UPGRADE, input=given)["policyUpgrade"]
    assert done == {
        "adoption": {"edition": 1, "validFrom": "2026-01-01", "source": "县教发8号"},
        "userErrors": [],
    }
    assert standing(api) == (1, False)
    days = [(node["validFrom"], node["validTo"]) for node in api.ask(ADOPTIONS)["adoptions"]["nodes"]]
    assert sorted(days) == [("2025-01-01", None), ("2026-01-01", None)]


UPGRADE = """mutation ($input: PolicyUpgradeInput!) { policyUpgrade(input: $input) {
    adoption { edition validFrom source } userErrors { field code } } }"""


def standing(api):
    """The edition adopted, and whether a later one is installed."""
    [policy] = [item for item in api.ask(POLICIES)["policies"] if item["id"] == POLICY]
    return policy["adoptedEdition"], policy["upgradeAvailable"]
