"""What each role sees and may do, over HTTP."""

import pytest

VERDICTS = 'verdicts(policy: "shaanxi.yuyang", window: "2025", first: 100) { totalCount nodes { person { number } } }'
EVERYTHING = ("activities", "activity_segments", "participations", "ledger_lines", "verdicts", "jobs", "files", "outbox", "audit_records")  # fmt: skip


def people_of(county):
    return county.admin.ask("{ people(first: 100) { nodes { id number } } }")["people"]["nodes"]


def test_a_teacher_sees_the_own_person_only(county):
    me, other = people_of(county)[:2]
    api = county.api("teacher", me["number"])
    data = api.ask(
        """query ($me: ID!, $other: ID!) { viewer { role person { number } }
            people { totalCount nodes { number ledger { totalCount } verdicts(window: "2025") { status } } }
            VERDICTS
            complianceByUnit(policy: "shaanxi.yuyang", window: "2025") { totalCount }
            mine: node(id: $me) { ... on Person { number } } theirs: node(id: $other) { id } person(id: $other) { name }
            activities(first: 1) { totalCount nodes { participations(first: 100) { nodes { person { number } } } } } }""".replace(
            "VERDICTS", VERDICTS
        ),
        me=me["id"],
        other=other["id"],
    )
    assert data["viewer"] == {"role": "teacher", "person": {"number": me["number"]}}
    assert data["people"]["totalCount"] == 1
    [own] = data["people"]["nodes"]
    assert own["number"] == me["number"]
    assert own["ledger"]["totalCount"] > 0
    assert len(own["verdicts"]) == 1
    assert [row["person"]["number"] for row in data["verdicts"]["nodes"]] == [me["number"]]
    assert data["verdicts"]["totalCount"] == 1
    assert data["complianceByUnit"]["totalCount"] == 0
    assert data["mine"] == {"number": me["number"]}
    assert data["theirs"] is None
    assert data["person"] is None
    assert data["activities"]["totalCount"] == 45
    seen = {
        each["person"]["number"]
        for row in data["activities"]["nodes"]
        for each in row["participations"]["nodes"]
    }
    assert seen <= {me["number"]}


def test_a_teacher_reaches_nobody_elses_lines_and_verdicts_by_id(county):
    me, other = people_of(county)[:2]
    theirs = county.admin.ask(
        """query ($id: ID!) { person(id: $id) { ledger(first: 3) { nodes { id } } verdicts(window: "2025") { id }
            participations(first: 2) { nodes { id } } } }""",
        id=other["id"],
    )["person"]
    ids = [
        row["id"]
        for row in theirs["ledger"]["nodes"] + theirs["verdicts"] + theirs["participations"]["nodes"]
    ]
    assert len(ids) == 6
    found = county.api("teacher", me["number"]).ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids
    )
    assert found["nodes"] == [None] * 6


@pytest.mark.parametrize(
    ("role", "field", "permission"),
    [
        ("teacher", "importJobs { totalCount }", "imports.run"),
        ("auditor", "importJobs { totalCount }", "imports.run"),
    ],
)
def test_a_list_without_its_permission_is_refused_by_name(county, role, field, permission):
    api = county.api(role, people_of(county)[0]["number"] if role == "teacher" else None)
    found = api.refused("{ " + field + " }")
    assert (found["code"], found["details"]["permission"]) == ("FORBIDDEN", permission)


def test_what_is_refused_leaves_the_other_fields_standing(county):
    answer = county.api("auditor").send("{ people { totalCount } importJobs { totalCount } }")
    assert answer["data"] == {"people": {"totalCount": 60}, "importJobs": None}
    assert [error["path"] for error in answer["errors"]] == [["importJobs"]]


def test_an_auditor_sees_the_county(county):
    data = county.api("auditor").ask(
        f"{{ people {{ totalCount }} {VERDICTS} exportJobs {{ totalCount }} rules {{ id }} }}"
    )
    assert data["people"]["totalCount"] == data["verdicts"]["totalCount"] == 60


MUTATIONS = {
    "uploadCreate": 'uploadCreate(input: {fileName: "a.csv", mediaType: "text/csv"}) { uploadUrl userErrors { code } }',
    "exportStart": 'exportStart(input: {exporter: "summary_csv", rule: "yuyang.annual_hours", window: "2025"}) { job { id } userErrors { code } }',
    "activityCreate": """activityCreate(input: {number: "N1", kind: "讲座", title: "新活动",
        segments: [{onDate: "2025-05-06", starts: "08:00", ends: "09:30"}]}) { activity { id } userErrors { code } }""",
    "activityConfirm": "activityConfirm(input: {id: $activity}) { activity { state } userErrors { code } }",
    "activityCancel": 'activityCancel(input: {id: $activity, reason: "下雨"}) { activity { state } userErrors { code } }',
    "participationRecord": """participationRecord(input: {activityId: $activity, entries: [{personId: $person, status: "出席"}]}) {
        added userErrors { code } }""",
}  # fmt: skip


@pytest.fixture(scope="module")
def ids(county):
    data = county.admin.ask(
        "{ people(first: 1) { nodes { id number } } activities(first: 1) { nodes { id } } }"
    )
    return {"person": data["people"]["nodes"][0]["id"], "activity": data["activities"]["nodes"][0]["id"]}


# An auditor may export, a teacher upload a file for own evidence, and nothing else of these.
DENIED = [("teacher", name) for name in MUTATIONS if name != "uploadCreate"] + [
    ("auditor", name) for name in MUTATIONS if name != "exportStart"
]


@pytest.mark.parametrize(("role", "name"), DENIED)
def test_what_is_denied_changes_nothing(county, ids, role, name):
    api = county.api(role, people_of(county)[0]["number"] if role == "teacher" else None)
    head = ", ".join(f"${each}: ID!" for each in ids if f"${each}" in MUTATIONS[name])
    before = county.rows(*EVERYTHING)
    query = f"mutation {f'({head})' if head else ''} {{ {MUTATIONS[name]} }}"
    assert (
        api.refused(query, **{each: ids[each] for each in ids if f"${each}" in query})["code"] == "FORBIDDEN"
    )
    assert county.rows(*EVERYTHING) == before


def test_an_integrator_records_and_imports_but_adopts_nothing(own_county):
    api = own_county.api("integrator")
    permissions = api.ask("{ viewer { permissions } }")["viewer"]["permissions"]
    assert "IMPORTS_RUN" in permissions
    assert "POLICIES_WRITE" not in permissions
    data = api.ask("mutation { " + MUTATIONS["activityCreate"] + " " + MUTATIONS["uploadCreate"] + " }")
    assert data["activityCreate"]["userErrors"] == data["uploadCreate"]["userErrors"] == []
    assert own_county.rows("files") == {"files": 1}


@pytest.mark.parametrize("credential", ["", "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_without_a_token_nothing_is_answered(county, credential):
    answer = county.client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Authorization": credential}
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
