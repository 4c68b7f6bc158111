"""What plugins contribute, over HTTP: kinds with forms, lists to import, reactions; and that off means off."""

import pytest
from sqlalchemy import text

KINDS = "query ($unit: ID) { pluginKinds(unitId: $unit) { of code title plugin form enabled } }"
CREATE = """mutation ($input: ActivityCreateInput!) { activityCreate(input: $input) {
    activity { kind pluginKind answers { values } } userErrors { field message code } } }"""
RECORD = """mutation ($input: EvidenceRecordInput!) { evidenceRecord(input: $input) { evidence { id kind pluginKind
    answers { values version { form origin number } } } userErrors { field message code } } }"""
REVISE = """mutation ($input: EvidenceReviseInput!) { evidenceRevise(input: $input) { evidence { title body
    answers { values } } userErrors { field message code } } }"""
REGISTER = """mutation ($input: RecordRegisterInput!) { recordRegister(input: $input) {
    added userErrors { field message code } } }"""
UPLOAD = """mutation ($type: String!) { uploadCreate(input: {fileName: "作品.png", mediaType: $type}) {
    uploadUrl upload { id } } }"""
IMPORT = """mutation ($input: ImportStartInput!) { importStart(input: $input) {
    job { importer form } userErrors { field message code } } }"""
SWITCH = 'mutation { plugin%s(input: {plugin: "sample"}) { userErrors { message } } }'
VIEW = {
    "dimension": "学生学习",
    "view": "倾听",
    "scales": [{"item": "专注", "score": 4}],
    "tallies": [],
    "notes": [],
}


@pytest.fixture
def made(sample_county):
    """The county, with the ids of two people; the plugin is on again afterwards."""
    people = sample_county.admin.ask("{ people(first: 2) { nodes { id } } }")["people"]["nodes"]
    yield sample_county, *(person["id"] for person in people)
    sample_county.admin.ask(SWITCH % "Enable")


def observation(observer, presenter, **more):
    answers = {"values": {"views": [VIEW], "presenter": presenter}}
    return {
        "personId": observer,
        "kind": "sample.record",
        "title": "听课",
        "onDate": "2025-05-06",
        "answers": answers,
        **more,
    }


def test_an_observer_fills_in_a_record_and_revises_it(made):
    county, observer, presenter = made
    done = county.admin.ask(RECORD, input=observation(observer, presenter))["evidenceRecord"]
    assert done["userErrors"] == []
    kept = done["evidence"]
    assert (kept["kind"], kept["pluginKind"]) == ("课堂观察", "sample.record")
    assert kept["answers"]["version"] == {"form": "sample.record", "origin": "PLUGIN", "number": 1}
    # What the answers refer to stands as the global id that the client knows.
    assert kept["answers"]["values"] == {"views": [VIEW], "presenter": presenter}
    given = {"id": kept["id"], "title": "听课（补充）", "onDate": "2025-05-06", "body": "补充说明"}
    later = county.admin.ask(REVISE, input=given)["evidenceRevise"]
    assert later["userErrors"] == []
    assert (later["evidence"]["body"], later["evidence"]["answers"]) == (
        "补充说明",
        {"values": kept["answers"]["values"]},
    )
    [error] = county.admin.ask(RECORD, input=observation(observer, observer[:-2]))["evidenceRecord"][
        "userErrors"
    ]
    assert error["field"] == ["input", "answers", "values", "presenter"]


def test_a_work_needs_an_image_that_has_arrived(made):
    county, person, _ = made

    def work(file):
        answers = {"values": {"image": file, "script": "毛笔"}}
        return {
            "records": [
                {"kind": "sample.work", "onDate": "2025-05-06", "personId": person, "answers": answers}
            ]
        }

    def uploaded(media_type, content):
        place = county.admin.ask(UPLOAD, type=media_type)["uploadCreate"]
        if content is not None:
            assert county.client.put(place["uploadUrl"], content=content).status_code == 201
        return place["upload"]["id"]

    for media_type, content, message in (
        ("image/png", None, "第 1 条"),
        ("text/plain", b"text", "应为 image/png、image/jpeg 文件, 现为 text/plain"),
        ("image/png", b"x" * 1001, "超过 1000 字节"),
    ):
        [error] = county.admin.ask(REGISTER, input=work(uploaded(media_type, content)))["recordRegister"][
            "userErrors"
        ]
        assert error["field"] == ["input", "records", "0", "answers", "values", "image"]
        assert message in error["message"] or "不存在" in error["message"]
    assert county.rows("records") == {"records": 0}
    assert (
        county.admin.ask(REGISTER, input=work(uploaded("image/png", b"png")))["recordRegister"]["added"] == 1
    )


def test_a_plugins_list_is_imported_by_its_name(made):
    county, *_ = made
    upload = county.admin.ask(UPLOAD, type="text/csv")["uploadCreate"]
    number = county.admin.ask("{ people(first: 1) { nodes { number } } }")["people"]["nodes"][0]["number"]
    body = f"工号,题目,日期\n{number},春天,2025-03-01\n".encode()
    assert county.client.put(upload["uploadUrl"], content=body).status_code == 201
    given = {"uploadId": upload["upload"]["id"]}
    started = county.admin.ask(IMPORT, input={**given, "importer": "sample.essays"})["importStart"]
    assert started == {"job": {"importer": "sample.essays", "form": None}, "userErrors": []}
    for wrong, field in (
        ({}, "form"),
        ({"form": "ROSTER", "importer": "sample.essays"}, "form"),
        ({"importer": "x"}, "importer"),
    ):
        [error] = county.admin.ask(IMPORT, input={**given, **wrong})["importStart"]["userErrors"]
        assert (error["field"], error["code"]) == (["input", field], "INVALID")


def test_off_means_off_and_what_is_there_stays(made):
    county, observer, presenter = made
    kept = county.admin.ask(RECORD, input=observation(observer, presenter))["evidenceRecord"]["evidence"][
        "id"
    ]
    kinds = county.admin.ask(KINDS)["pluginKinds"]
    assert {
        "of": "EVIDENCE",
        "code": "sample.record",
        "title": "课堂观察",
        "plugin": "sample",
        "form": "sample.record",
        "enabled": True,
    } in kinds
    upload = county.admin.ask(UPLOAD, type="text/csv")["uploadCreate"]["upload"]["id"]
    county.admin.ask(SWITCH % "Disable")
    assert not any(kind["enabled"] for kind in county.admin.ask(KINDS)["pluginKinds"])
    before = county.rows("evidence", "records", "activities", "jobs", "form_versions", "audit_records")
    segment = {"onDate": "2025-05-06", "starts": "08:00", "ends": "08:40"}
    lesson = {"number": "O1", "kind": "sample.lesson", "title": "课", "segments": [segment]}
    for document, given in (
        (RECORD, observation(observer, presenter)),
        (CREATE, lesson),
        (IMPORT, {"uploadId": upload, "importer": "sample.essays"}),
    ):
        assert county.admin.refused(document, input=given)["code"] == "PLUGIN_DISABLED"
    assert county.rows(*before) == before
    shown = county.admin.ask(
        "query ($id: ID!) { node(id: $id) { ... on Evidence { answers { values } } } }", id=kept
    )
    assert shown["node"]["answers"]["values"]["presenter"] == presenter
    # The word itself is the county's, plugin or not.
    plain = county.admin.ask(CREATE, input={**lesson, "kind": "课堂观察"})["activityCreate"]
    assert (plain["activity"]["pluginKind"], plain["userErrors"]) == (None, [])


def test_parked_reactions_are_shown_and_tried_again(made):
    county, *_ = made
    with county.platform.work(county.tenant_id) as work:
        row = """INSERT INTO jobs (tenant_id, id, kind, state, input, actor, error_zh)
                 VALUES (:tenant, uuidv7(), 'reaction', 'failed', '{"plugin": "sample"}', '{}', '出错')"""
        work.session.execute(text(row), {"tenant": county.tenant_id})
    ask = "{ plugins { name parkedReactions } }"
    parked = {each["name"]: each["parkedReactions"] for each in county.admin.ask(ask)["plugins"]}
    assert (parked["sample"], parked["exporters"]) == (1, 0)
    retry = 'mutation { pluginRetry(input: {plugin: "sample"}) { retried userErrors { message } } }'
    assert county.api("auditor").refused(retry)["code"] == "FORBIDDEN"
    assert county.admin.ask(retry)["pluginRetry"] == {"retried": 1, "userErrors": []}
    assert not any(each["parkedReactions"] for each in county.admin.ask(ask)["plugins"])
