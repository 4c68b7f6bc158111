"""Imports and exports by mutation, carried out, and their files taken home by signed address."""

import json
from uuid import UUID

from redis import Redis
from sqlalchemy import select

from yanxiu.platform import job_kinds
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_graphql.global_ids import decode

JOB = """query ($id: ID!) { importJob(id: $id) { state error problemsUrl progress { done total stage }
    result { rows good refused added written dryRun } problems { totalCount nodes { sheet row column code severity message } } } }"""


def carry_out(county, job_id: UUID) -> None:
    """What a worker does in its transaction."""
    with county.platform.work(county.tenant_id) as work:
        job = work.session.scalars(select(Job).where(Job.tenant_id == work.tenant_id, Job.id == job_id)).one()
        jobs.succeed(job, job_kinds(work.registry)[job.kind].handle(work, job, silent))


def test_an_import_from_upload_to_the_error_workbook(own_county, neighbour, servers):
    api = own_county.admin
    rows = own_county.files.attendance_count
    made = api.ask(
        """mutation { uploadCreate(input: {fileName: "attendance.csv", mediaType: "text/csv"}) { uploadUrl upload { id } } }"""
    )["uploadCreate"]
    number = api.ask("{ activities(first: 1) { nodes { number } } }")["activities"]["nodes"][0]["number"]
    body = f"活动编号,工号,姓名,角色,状态\n{number},NOBODY,无名,参加,出席\n".encode()
    assert own_county.client.put(made["uploadUrl"], content=body).status_code == 201
    started = api.ask(
        """mutation ($id: ID!) { importStart(input: {form: ATTENDANCE, uploadId: $id, keepValid: true}) { job { id state progress { done } }
            userErrors { message } } }""",
        id=made["upload"]["id"],
    )["importStart"]
    assert started["userErrors"] == []
    job_id = decode(started["job"]["id"]).id
    report = {"done": 5, "total": 10, "stage": "loading", "at": "2026-01-01T00:00:00+00:00"}
    with Redis.from_url(servers.valkey.url) as redis:
        redis.set(f"yanxiu:progress:{job_id}", json.dumps(report))
    waiting = api.ask(JOB, id=started["job"]["id"])["importJob"]
    assert (waiting["state"], waiting["result"], waiting["problemsUrl"]) == ("QUEUED", None, None)
    assert waiting["progress"] == {"done": 5, "total": 10, "stage": "loading"}

    carry_out(own_county, job_id)
    done = api.ask(JOB, id=started["job"]["id"])["importJob"]
    assert done["state"] == "SUCCEEDED"
    assert done["progress"] is None
    assert done["result"] == {
        "rows": 1,
        "good": 0,
        "refused": 1,
        "added": 0,
        "written": False,
        "dryRun": False,
    }
    [problem] = done["problems"]["nodes"]
    assert (problem["row"], problem["column"], problem["severity"]) == (2, "工号", "ERROR")
    english = api.ask(JOB, "en", id=started["job"]["id"])["importJob"]["problems"]["nodes"][0]
    assert english["message"].isascii() is not problem["message"].isascii()
    assert own_county.rows("participations") == {"participations": rows}

    file = own_county.client.get(done["problemsUrl"])
    assert file.status_code == 200
    assert file.content[:2] == b"PK"
    assert "attachment" in file.headers["content-disposition"]
    foreign = done["problemsUrl"].replace(str(own_county.tenant_id), str(neighbour.tenant_id))
    assert own_county.client.get(foreign).status_code == 403


EXPORT = """mutation ($exporter: String!, $rule: String!, $window: String!, $options: JSON) {
    exportStart(input: {exporter: $exporter, rule: $rule, window: $window, options: $options}) {
        job { id state exporter rule window options fileUrl rows } userErrors { field code message } } }"""
ASKED = {"exporter": "summary_csv", "rule": "yuyang.annual_hours", "window": "2025"}


def test_an_export_until_its_file(own_county):
    api = own_county.api("auditor")
    made = api.ask(EXPORT, **ASKED)["exportStart"]
    assert made["userErrors"] == []
    assert made["job"] | {"id": None} == {
        "id": None, "state": "QUEUED", "exporter": "summary_csv", "rule": "yuyang.annual_hours", "window": "2025",
        "options": {}, "fileUrl": None, "rows": None,
    }  # fmt: skip
    carry_out(own_county, decode(made["job"]["id"]).id)
    done = api.ask(
        "query ($id: ID!) { exportJob(id: $id) { state rows fileName fileUrl } }", id=made["job"]["id"]
    )["exportJob"]
    assert (done["state"], done["rows"]) == ("SUCCEEDED", 8)
    assert done["fileName"].endswith(".csv")
    file = own_county.client.get(done["fileUrl"])
    assert file.status_code == 200
    assert file.headers["content-type"].startswith(("text/csv", "application/octet-stream"))


def test_an_export_is_seen_within_the_reach_of_whoever_started_it(own_county):
    started = own_county.api("auditor").ask(EXPORT, **ASKED)["exportStart"]["job"]["id"]
    number = own_county.admin.ask("{ people(first: 1) { nodes { number } } }")["people"]["nodes"][0]["number"]
    query = "query ($id: ID!) { exportJob(id: $id) { checkCode unitId } exportJobs { totalCount } }"
    teacher = own_county.api("teacher", number).ask(query, id=started)
    assert teacher == {"exportJob": None, "exportJobs": {"totalCount": 0}}
    assert own_county.admin.ask(query, id=started)["exportJobs"] == {"totalCount": 1}


def test_a_teacher_exports_the_own_file_and_nobody_elses(own_county):
    people = own_county.admin.ask("{ people(first: 2) { nodes { id number } } }")["people"]["nodes"]
    api = own_county.api("teacher", people[0]["number"])
    query = """mutation ($person: ID) { exportStart(input: {exporter: "archive_pdf", rule: "yuyang.annual_hours",
        window: "2025", personId: $person}) { job { id personId } userErrors { field code } } }"""
    started = api.ask(query, person=people[0]["id"])["exportStart"]["job"]
    assert started["personId"] == people[0]["id"]
    carry_out(own_county, decode(started["id"]).id)
    done = api.ask("{ exportJobs { nodes { state fileName checkCode fileUrl } } }")["exportJobs"]["nodes"]
    assert [(job["state"], len(job["checkCode"])) for job in done] == [("SUCCEEDED", 19)]
    assert own_county.client.get(done[0]["fileUrl"]).content[:4] == b"%PDF"
    before = own_county.rows("jobs", "outbox", "files", "audit_records")
    assert api.refused(query, person=people[1]["id"])["code"] == "FORBIDDEN"
    assert own_county.rows("jobs", "outbox", "files", "audit_records") == before
    missing = api.ask(query)["exportStart"]["userErrors"]
    assert missing == [{"field": ["input", "personId"], "code": "INVALID"}]


def test_the_documents_there_are(own_county):
    query = "{ exporters { name title subject needs takes mediaType extension options } }"
    found = {row["name"]: row for row in own_county.admin.ask(query)["exporters"]}
    assert found["summary_csv"] == {
        "name": "summary_csv", "title": "学时认定汇总表", "subject": "UNIT", "needs": ["rule", "window"],
        "takes": ["unit"], "mediaType": "text/csv; charset=utf-8", "extension": "csv",
        "options": found["summary_csv"]["options"],
    }  # fmt: skip
    assert found["summary_csv"]["options"]["additionalProperties"] is False


def test_exports_that_cannot_be(own_county):
    api = own_county.admin
    api.ask("{ __typename }")
    before = own_county.rows("jobs", "outbox", "audit_records")
    wrong = {
        "exporter": ("nothing", ["input", "exporter"], "EXPORTER_UNKNOWN"),
        "rule": ("nothing", ["input", "rule"], "POLICY_UNKNOWN"),
        "window": ("soon", ["input", "window"], "WINDOW_UNKNOWN"),
        "options": ([1], ["input", "options"], "INVALID"),
    }
    for name, (given, field, code) in wrong.items():
        [error] = api.ask(EXPORT, **(ASKED | {name: given}))["exportStart"]["userErrors"]
        assert (error["field"], error["code"]) == (field, code)
    assert own_county.rows("jobs", "outbox", "audit_records") == before


def test_uploads_that_cannot_be(own_county):
    api = own_county.admin
    query = """mutation ($name: String!, $size: Int) { uploadCreate(input: {fileName: $name, mediaType: "text/csv", size: $size}) {
        upload { id } uploadUrl userErrors { field code } } }"""
    refused = {"upload": None, "uploadUrl": None}
    assert api.ask(query, name=" ")["uploadCreate"] == refused | {
        "userErrors": [{"field": ["input", "fileName"], "code": "INVALID"}]
    }
    assert api.ask(query, name="a.csv", size=100_001)["uploadCreate"] == refused | {
        "userErrors": [{"field": ["input", "size"], "code": "INVALID"}]
    }
    assert own_county.rows("files") == {"files": 0}
    [limit] = api.ask(query, name="a.csv", size=100_000)["uploadCreate"]["userErrors"] or [None]
    assert limit is None
