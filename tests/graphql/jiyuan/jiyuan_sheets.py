"""The sheets that the county prints of its year: as they were certified, and what a correction does to their codes."""

import io
from datetime import date

import openpyxl
from sqlalchemy import select

from yanxiu.platform import job_kinds
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.notices.models import PublicNotice
from yanxiu_graphql.global_ids import decode

from .conftest import RULE, TABLES
from .jiyuan_facts import WINDOW


def printed(year, exporter, **given):
    """The rows of a sheet and its check code, as the county's administrator exports it."""
    asked = {"exporter": exporter, "rule": RULE, "window": WINDOW, **given}
    started = year.done(year.admin, "exportStart", asked, "job { id }")["job"]["id"]
    with year.served.platform.work(year.served.tenant_id) as work:
        job = work.session.scalars(
            select(Job).where(Job.tenant_id == work.tenant_id, Job.id == decode(started).id)
        ).one()
        jobs.succeed(job, job_kinds(work.registry)[job.kind].handle(work, job, silent))
    query = "query ($id: ID!) { exportJob(id: $id) { fileUrl checkCode } }"
    done = year.admin.ask(query, id=started)["exportJob"]
    file = year.served.client.get(done["fileUrl"]).content
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert done["checkCode"] in sheet.oddFooter.left.text
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    return rows, done["checkCode"], sheet.oddFooter.left.text


def sealed_sheets(year):
    """What was certified is printed as sealed; what a unit has published, as it was shown, whatever came of it."""
    rows, code, foot = printed(year, "summary_xlsx")
    lines = {row[2]: row for row in rows if row[0] in range(1, 13)}
    a2 = year.results["A2"]
    assert lines["教师A2"][-3:] == ["合格", "县认定", f"认定编号 {a2['number']}"]
    assert "第 1 号封存" in foot
    _, again, _ = printed(year, "summary_xlsx")
    assert again == code
    own = {"personId": year.people["A2"]}
    register, register_code, foot = printed(year, "register_xlsx", **own)
    texts = [str(row[0]) for row in register if row]
    assert any(f"认定结果编号 {a2['number']}，核验码 {a2['checkCode']}" in text for text in texts)
    assert "（第 1 号封存）" in foot
    shown = {"unitId": year.units["甲校"]}
    notice, notice_code, foot = printed(year, "notice_xlsx", **shown)
    assert notice[2][0].startswith(
        "现将下列人员学时情况予以公示，公示期为2026年6月15日至2026年6月22日（5 个工作日）。"
    )
    assert [row[2] for row in notice[4:10]] == [f"教师A{place}" for place in range(1, 7)]
    assert notice[4] == [1, "甲校", "教师A1", 72, "预计合格"]
    assert "未认定" in foot
    before = year.served.rows(*TABLES, "jobs", "files")
    given = {"exporter": "notice_xlsx", "rule": RULE, "window": WINDOW, **shown}
    [wrong] = year.send(year.admin, "exportStart", {**given, "options": {"starts_on": ["x"]}})["userErrors"]
    assert (wrong["field"], wrong["code"]) == (["input", "options", "starts_on"], "INVALID")
    assert "starts_on" in wrong["message"]
    assert year.served.rows(*TABLES, "jobs", "files") == before
    year.codes = {
        "summary_xlsx": ({}, code),
        "register_xlsx": (own, register_code),
        "notice_xlsx": (shown, notice_code),
    }


def corrected_sheets(year):
    """After the correction the old summary and register are void by their codes; the notice was shown and stays."""
    same = {name: printed(year, name, **given)[1] == code for name, (given, code) in year.codes.items()}
    assert same == {"summary_xlsx": False, "register_xlsx": False, "notice_xlsx": True}
    register, _, foot = printed(year, "register_xlsx", personId=year.people["A2"])
    assert any("不合格" in str(row[0]) for row in register if row)
    assert "（第 2 号封存）" in foot
    earlier_notices(year)


def earlier_notices(year):
    """Any notice of a unit is printed by its id; without, the latest, such as one that was added since."""
    listed = year.admin.ask("{ publicNotices { nodes { id unit { name } } } }")["publicNotices"]["nodes"]
    ids = {row["unit"]["name"]: row["id"] for row in listed}
    given, code = year.codes["notice_xlsx"]
    with year.served.platform.work(year.served.tenant_id) as work:
        [first] = work.session.scalars(
            select(PublicNotice).where(
                PublicNotice.tenant_id == work.tenant_id, PublicNotice.id == decode(ids["甲校"]).id
            )
        )
        day = date(2026, 9, 1)
        kept = {
            name: getattr(first, name) for name in ("policy", "window_id", "step", "unit_id", "tenant_id")
        }
        work.session.add(PublicNotice(**kept, days=1, starts_on=day, ends_on=day, recorded_at=work.record()))
    latest, another, _ = printed(year, "notice_xlsx", **given)
    assert "公示期为2026年9月1日至2026年9月1日（1 个工作日）" in latest[2][0]
    assert another != code
    for asked in ({"noticeId": ids["甲校"]}, {"noticeId": ids["甲校"], **given}):
        rows, same, _ = printed(year, "notice_xlsx", **asked)
        assert (rows[0], same) == (["甲校教师校本研修学时公示表"], code)
    before = year.served.rows(*TABLES, "jobs", "files")
    for exporter, more, code, field in (
        ("notice_xlsx", given, "NOT_FOUND", "noticeId"),
        ("notice_xlsx", {"window": "2024-2025"}, "NOT_FOUND", "noticeId"),
        ("notice_xlsx", {"rule": "jiyuan.audit_group"}, "NOT_FOUND", "noticeId"),
        ("summary_xlsx", {}, "INVALID", "noticeId"),
    ):
        asked = {"exporter": exporter, "rule": RULE, "window": WINDOW, "noticeId": ids["乙校"], **more}
        [error] = year.send(year.admin, "exportStart", asked)["userErrors"]
        assert (error["code"], error["field"]) == (code, ["input", field])
    assert year.served.rows(*TABLES, "jobs", "files") == before
