"""What plugins contribute, over HTTP: kinds with forms, lists to import, reactions; and that off means off."""

import io

import pytest
from PIL import Image
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
SHOWN = "id kind title onDate fileName mediaType sha256 file thumbnail"
PHOTO = f"""mutation ($input: EvidenceRecordInput!) {{ evidenceRecord(input: $input) {{
    evidence {{ {SHOWN} }} userErrors {{ field code }} }} }}"""
REVISE_PHOTO = f"""mutation ($input: EvidenceReviseInput!) {{ evidenceRevise(input: $input) {{
    evidence {{ {SHOWN} }} userErrors {{ field code }} }} }}"""
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


def drawing(size=(90, 60)):
    """A picture as a file's bytes."""
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, "PNG")
    return kept.getvalue()


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
        ("image/png", b"png", "不能接受: 这个文件不是图片"),
        ("image/png", b"x" * 1001, "超过 0.001 MB"),
    ):
        [error] = county.admin.ask(REGISTER, input=work(uploaded(media_type, content)))["recordRegister"][
            "userErrors"
        ]
        assert error["field"] == ["input", "records", "0", "answers", "values", "image"]
        assert message in error["message"] or "不存在" in error["message"]
    assert county.rows("records") == {"records": 0}
    assert (
        county.admin.ask(REGISTER, input=work(uploaded("image/png", drawing())))["recordRegister"]["added"]
        == 1
    )


def test_evidence_that_is_a_picture_is_shown_small_and_whole_and_its_caption_changed(made):
    county, person, _ = made

    def sent(content):
        place = county.admin.ask(UPLOAD, type="image/png")["uploadCreate"]
        assert county.client.put(place["uploadUrl"], content=content).status_code == 201
        return place["upload"]["id"]

    given = {"personId": person, "kind": "exporters.photo", "title": "说课", "onDate": "2025-05-06"}
    before = county.rows("evidence", "ledger_lines", "audit_records")
    for upload, code in ((sent(b"no picture"), "IMAGE_INVALID"), (None, "INVALID")):
        body = {} if upload else {"body": "没有照片"}
        refused = county.admin.ask(PHOTO, input={**given, "uploadId": upload, **body})["evidenceRecord"]
        [error] = refused["userErrors"]
        assert (refused["evidence"], error["code"], error["field"]) == (None, code, ["input", "uploadId"])
    assert county.rows(*before)["evidence"] == before["evidence"]
    kept = county.admin.ask(PHOTO, input={**given, "uploadId": sent(drawing((900, 600)))})["evidenceRecord"][
        "evidence"
    ]
    assert (kept["kind"], kept["fileName"], kept["mediaType"]) == ("活动照片", "作品.jpg", "image/jpeg")
    sizes = [
        Image.open(io.BytesIO(county.client.get(kept[name]).content)).size for name in ("file", "thumbnail")
    ]
    assert sizes == [(900, 600), (480, 320)]
    change = {"id": kept["id"], "title": "评课", "onDate": "2025-05-07"}
    changed = county.admin.ask(REVISE_PHOTO, input=change)["evidenceRevise"]["evidence"]
    assert (changed["title"], changed["onDate"], changed["sha256"]) == ("评课", "2025-05-07", kept["sha256"])


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
    kinds = county.admin.ask(KINDS)["pluginKinds"]
    assert not any(kind["enabled"] for kind in kinds if kind["plugin"] == "sample")
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
