"""An activity's photographs, from the upload to its printed record: whoever may not see the evidence gets none."""

from datetime import date, time

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from yanxiu.platform import access_of
from yanxiu_core.access.actor import Actor
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.errors import Invalid
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.finding import find
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.files import service as files
from yanxiu_core.jobs.handlers import silent

DAY = date(2025, 3, 8)


def one(work, statement, **values):
    return work.session.execute(text(statement), values).scalar_one()


def upload(work, tmp_path, name):
    path = tmp_path / name
    path.write_text("签到: 张三、李四", encoding="utf-8")
    if name.endswith(".jpg"):
        Image.new("RGB", (800, 600), "teal").save(path, "JPEG")
    file = files.announce(work, name=name, media_type="application/octet-stream")
    return files.arrived(work, file.id, path, sha256="ab", size=path.stat().st_size).id


@pytest.fixture
def made(county, listed, tmp_path):
    """乙校's teacher has a photograph of 甲校's activity, and a scan of its list that is none of the photographs."""
    made = county(policies=())
    made.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("乙校", "T2", "李四")))
    with made.work() as work:
        host = one(work, "SELECT id FROM org_units WHERE name = '甲校'")
        segments = (NewSegment(DAY, time(8), time(9)),)
        activity = activities.create(work, NewActivity("A1", "研讨", "说课", segments, host_ids=(host,)))
        author = one(work, "SELECT id FROM people WHERE number = 'T2'")
        for kind, title, name in (
            ("exporters.photo", "说课现场", "说课.jpg"),
            ("签到表", "签到表", "签到.jpg"),
        ):
            file_id = upload(work, tmp_path, name)
            evidence.record(
                work, NewEvidence(author, kind, title, DAY, file_id=file_id, activity_id=activity.id)
            )
        return made, activity.id, host, author


def printed(made, activity_id, tmp_path, actor=None):
    """The text of the record's first page, and how many pictures are on it."""
    with made.work() as work:
        if actor:
            work.actor, work.access = actor, access_of(work, actor)
        found = find(work, "activity_record_pdf")
        request = request_of(work, found.thing, Asked(activity=activity_id))
        exports.write(work, found, request, tmp_path / "record.pdf", silent)
    page = PdfReader(tmp_path / "record.pdf").pages[0]
    return "".join(page.extract_text().split()), len(page.images)


def test_who_may_see_the_evidence_gets_the_photographs(made, tmp_path):
    made, activity_id, host, author = made
    shown, pictures = printed(made, activity_id, tmp_path)
    assert (pictures, "说课现场2025年3月8日" in shown, "签到表" in shown) == (1, True, False)
    hidden, pictures = printed(
        made, activity_id, tmp_path, Actor("token", None, "教导处", "auditor", unit_id=host)
    )
    assert (pictures, "说课现场" in hidden, "照片（一至三张）" in hidden) == (0, False, True)
    with made.work() as work, pytest.raises(Invalid, match="活动照片须为图片") as refused:
        sent = upload(work, tmp_path, "纪要.txt")
        evidence.record(work, NewEvidence(author, "exporters.photo", "说课", DAY, file_id=sent))
    assert refused.value.details["field"] == "fileId"
    with made.work() as work:
        assert one(work, "SELECT count(*) FROM evidence") == 2
