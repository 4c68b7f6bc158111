"""A county's own form over HTTP: uploaded, refused with the cell that is wrong, kept, filled, retired."""

import io

import openpyxl
import pytest

from yanxiu_core.exports.service import KIND
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_graphql.global_ids import decode

UPLOAD = """mutation { uploadCreate(input: {fileName: "汇总.xlsx", mediaType: "application/octet-stream"}) {
    uploadUrl upload { id } } }"""
KEEP = """mutation ($id: ID!, $exporter: String!) { templateKeep(input: {exporter: $exporter, title: "汇总", uploadId: $id}) {
    template { id exporter title retiredAt } userErrors { field code message } } }"""
RETIRE = "mutation ($id: ID!) { templateRetire(input: {id: $id}) { template { retiredAt } userErrors { field code } } }"
EXPORT = """mutation ($template: ID) { exportStart(input: {exporter: "form_unit_xlsx", rule: "yuyang.annual_hours", window: "2025",
    templateId: $template}) { job { id templateId } userErrors { field code } } }"""
LISTED = '{ exportTemplates(exporter: "form_unit_xlsx") { totalCount nodes { id title } } }'
TABLES = ("export_templates", "audit_records", "jobs", "outbox")


@pytest.fixture
def upload(own_county):
    """Upload a workbook with these cells in its first row; gives the upload's id."""

    def run(*cells):
        book, content = openpyxl.Workbook(), io.BytesIO()
        book.active.append(cells)
        book.save(content)
        made = own_county.admin.ask(UPLOAD)["uploadCreate"]
        assert own_county.client.put(made["uploadUrl"], content=content.getvalue()).status_code == 201
        return made["upload"]["id"]

    return run


def test_a_form_until_it_is_filled_and_retired(own_county, neighbour, upload):
    api, auditor = own_county.admin, own_county.api("auditor")
    good, bad = upload("{{ 行.姓名 }}", "{{ 行.学时 }}"), upload("{{ 行.姓名 }}", "{{ 行.电话 }}")
    before = own_county.rows(*TABLES)
    [error] = api.ask(KEEP, id=bad, exporter="form_unit_xlsx")["templateKeep"]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "uploadId"], "INVALID")
    assert error["message"].startswith("工作表“Sheet”单元格 B1: 没有占位符“行.电话”")
    [error] = api.ask(KEEP, id=good, exporter="summary_pdf")["templateKeep"]["userErrors"]
    assert error["field"] == ["input", "exporter"]
    assert auditor.refused(KEEP, id=good, exporter="form_unit_xlsx")["code"] == "FORBIDDEN"
    assert own_county.rows(*TABLES) == before

    kept = api.ask(KEEP, id=good, exporter="form_unit_xlsx")["templateKeep"]["template"]
    assert kept == {"id": kept["id"], "exporter": "form_unit_xlsx", "title": "汇总", "retiredAt": None}
    assert api.ask(LISTED)["exportTemplates"] == {
        "totalCount": 1,
        "nodes": [{"id": kept["id"], "title": "汇总"}],
    }
    assert neighbour.admin.ask(LISTED)["exportTemplates"]["totalCount"] == 0

    [error] = api.ask(EXPORT)["exportStart"]["userErrors"]
    assert error == {"field": ["input", "templateId"], "code": "INVALID"}
    [error] = neighbour.admin.ask(EXPORT, template=kept["id"])["exportStart"]["userErrors"]
    assert error == {"field": ["input", "templateId"], "code": "NOT_FOUND"}
    started = api.ask(EXPORT, template=kept["id"])["exportStart"]["job"]
    assert started["templateId"] == kept["id"]
    with own_county.platform.work(own_county.tenant_id) as work:
        job = work.session.get(Job, (work.tenant_id, decode(started["id"]).id))
        jobs.succeed(job, KIND.handle(work, job, silent))
    done = api.ask("query ($id: ID!) { exportJob(id: $id) { fileUrl checkCode } }", id=started["id"])[
        "exportJob"
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(own_county.client.get(done["fileUrl"]).content)).active
    assert sheet.max_row == 8
    assert {type(cell.value) for cell in sheet["B"]} == {int}
    assert len(done["checkCode"]) == 19

    assert api.ask(RETIRE, id=kept["id"])["templateRetire"]["template"]["retiredAt"] is not None
    assert api.ask(LISTED)["exportTemplates"]["totalCount"] == 0
    [error] = api.ask(RETIRE, id=kept["id"])["templateRetire"]["userErrors"]
    assert error == {"field": ["input", "id"], "code": "NOT_FOUND"}


def test_what_a_form_can_hold_is_listed(own_county):
    found = own_county.admin.ask("{ exporters { name placeholders { name nameZh } } }")["exporters"]
    listed = {row["name"]: row["placeholders"] for row in found}
    assert {"name": "row.name", "nameZh": "行.姓名"} in listed["form_unit_xlsx"]
    assert listed["summary_pdf"] == []
