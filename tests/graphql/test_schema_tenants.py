"""Two counties on one instance: with the other's ids, cursors, filters and addresses nothing is seen and nothing done."""

from urllib.parse import urlsplit

import httpx2
import pytest

TABLES = (
    "activities",
    "participations",
    "ledger_lines",
    "verdicts",
    "jobs",
    "files",
    "outbox",
    "audit_records",
)


@pytest.fixture(scope="module")
def ids(county):
    data = county.admin.ask(
        """{ people(first: 1) { edges { cursor } nodes { id number verdicts { id } ledger(first: 1) { nodes { id } }
            participations(first: 1) { nodes { id } } } }
            orgUnits(first: 1) { nodes { id } } activities(first: 1) { nodes { id number } } importJobs(first: 1) { nodes { id } } }"""
    )
    person = data["people"]["nodes"][0]
    return {
        "Person": person["id"],
        "Verdict": person["verdicts"][0]["id"],
        "LedgerLine": person["ledger"]["nodes"][0]["id"],
        "Participation": person["participations"]["nodes"][0]["id"],
        "OrgUnit": data["orgUnits"]["nodes"][0]["id"],
        "Activity": data["activities"]["nodes"][0]["id"],
        "ImportJob": data["importJobs"]["nodes"][0]["id"],
        "cursor": data["people"]["edges"][0]["cursor"],
        "number": person["number"],
    }


def test_ids_of_another_county_are_nothing(neighbour, ids):
    kinds = [
        ids[name]
        for name in ("Person", "Verdict", "LedgerLine", "Participation", "OrgUnit", "Activity", "ImportJob")
    ]
    data = neighbour.admin.ask(
        """query ($ids: [ID!]!, $p: ID!, $a: ID!, $j: ID!) { nodes(ids: $ids) { id } node(id: $p) { id } person(id: $p) { name }
            activity(id: $a) { title } importJob(id: $j) { state } exportJob(id: $j) { state } }""",
        ids=kinds,
        p=ids["Person"],
        a=ids["Activity"],
        j=ids["ImportJob"],
    )
    assert data == {
        "nodes": [None] * 7, "node": None, "person": None, "activity": None, "importJob": None, "exportJob": None,
    }  # fmt: skip


def test_cursors_and_filters_of_another_county_find_only_the_own(neighbour, ids):
    data = neighbour.admin.ask(
        """query ($cursor: String!, $unit: ID!, $person: ID!, $number: String!) {
            after: people(after: $cursor, first: 100) { totalCount nodes { number } }
            unit: people(filter: {unitId: $unit}) { totalCount } search: people(filter: {search: $number}) { totalCount }
            verdicts(policy: "shaanxi.yuyang", window: "2025", filter: {personId: $person}) { totalCount }
            activities(filter: {unitId: $unit}) { totalCount } }""",
        cursor=ids["cursor"],
        unit=ids["OrgUnit"],
        person=ids["Person"],
        number=ids["number"],
    )
    own = {
        row["number"]
        for row in neighbour.admin.ask("{ people(first: 100) { nodes { number } } }")["people"]["nodes"]
    }
    assert {row["number"] for row in data["after"]["nodes"]} <= own
    assert data["after"]["totalCount"] == 8
    for name in ("unit", "search", "verdicts", "activities"):
        assert data[name]["totalCount"] == 0


def test_a_county_sees_its_own_rows_alone(county, neighbour):
    query = '{ people { totalCount } activities { totalCount } importJobs { totalCount } complianceByUnit(policy: "shaanxi.yuyang", window: "2025") { nodes { people } } viewer { tenant { name } } }'
    ours, theirs = county.admin.ask(query), neighbour.admin.ask(query)
    assert (ours["people"]["totalCount"], theirs["people"]["totalCount"]) == (60, 8)
    assert (ours["activities"]["totalCount"], theirs["activities"]["totalCount"]) == (45, 6)
    assert sum(row["people"] for row in theirs["complianceByUnit"]["nodes"]) == 8
    assert ours["viewer"]["tenant"]["name"] != theirs["viewer"]["tenant"]["name"]


def test_mutations_on_another_countys_things_change_nothing(county, neighbour, ids):
    neighbour.admin.ask("{ __typename }")
    own = neighbour.admin.ask("{ activities(first: 1) { nodes { id } } }")["activities"]["nodes"][0]["id"]
    before = county.rows(*TABLES), neighbour.rows(*TABLES)
    data = neighbour.admin.ask(
        """mutation ($activity: ID!, $own: ID!, $person: ID!, $unit: ID!) {
            activityConfirm(input: {id: $activity}) { userErrors { code } }
            activityCancel(input: {id: $activity, reason: "误"}) { userErrors { code } }
            record: participationRecord(input: {activityId: $activity, entries: [{personId: $person, status: "出席"}]}) { userErrors { code } }
            person: participationRecord(input: {activityId: $own, entries: [{personId: $person, status: "出席"}]}) { userErrors { code } }
            activityCreate(input: {number: "X", kind: "讲座", title: "外县", hostIds: [$unit],
                segments: [{onDate: "2025-05-06", starts: "08:00", ends: "09:30"}]}) { userErrors { code } } }""",
        activity=ids["Activity"],
        own=own,
        person=ids["Person"],
        unit=ids["OrgUnit"],
    )
    assert {name: [each["code"] for each in payload["userErrors"]] for name, payload in data.items()} == {
        "activityConfirm": ["NOT_FOUND"],
        "activityCancel": ["NOT_FOUND"],
        "record": ["NOT_FOUND"],
        "person": ["PARTICIPATION_INVALID"],
        "activityCreate": ["NOT_FOUND"],
    }
    assert (county.rows(*TABLES), neighbour.rows(*TABLES)) == before


def announced(county):
    """An upload's address and id."""
    data = county.admin.ask(
        """mutation { uploadCreate(input: {fileName: "签到.csv", mediaType: "text/csv", size: 20}) { uploadUrl upload { id fileName }
            userErrors { code } } }"""
    )["uploadCreate"]
    assert data["userErrors"] == []
    return data["uploadUrl"], data["upload"]["id"]


START = """mutation ($id: ID!) { importStart(input: {form: ROSTER, uploadId: $id, dryRun: true}) { job { id state form fileName }
    userErrors { field code } } }"""


def test_uploads_and_jobs_of_another_county(own_county, neighbour):
    address, upload = announced(own_county)
    [waiting] = own_county.admin.ask(START, id=upload)["importStart"]["userErrors"]
    assert waiting == {"field": ["input", "uploadId"], "code": "CONFLICT"}
    parts = urlsplit(address)
    stolen = httpx2.URL(address).copy_merge_params({"tenant": str(neighbour.tenant_id)})
    assert own_county.client.put(str(stolen), content=b"x").status_code == 403
    assert own_county.client.put(parts.path, content=b"x").status_code == 403
    assert own_county.client.put(address, content="工号,姓名\n".encode()).status_code == 201
    assert own_county.client.put(address, content=b"again").status_code == 409

    [error] = neighbour.admin.ask(START, id=upload)["importStart"]["userErrors"]
    assert error == {"field": ["input", "uploadId"], "code": "NOT_FOUND"}
    started = own_county.admin.ask(START, id=upload)["importStart"]
    assert started["userErrors"] == []
    assert (started["job"]["state"], started["job"]["form"], started["job"]["fileName"]) == (
        "QUEUED",
        "ROSTER",
        "签到.csv",
    )
    assert own_county.rows("outbox") == {"outbox": 1}
    job = started["job"]["id"]
    query = "query ($id: ID!) { importJob(id: $id) { state } node(id: $id) { id } }"
    assert neighbour.admin.ask(query, id=job) == {"importJob": None, "node": None}
    assert own_county.admin.ask(query, id=job)["importJob"] == {"state": "QUEUED"}
