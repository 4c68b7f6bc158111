"""Evidence: how characters are counted, versions that supersede each other, and the lines they post."""

import hashlib
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from yanxiu_core.errors import Forbidden, Invalid, NotFound
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence, count_characters
from yanxiu_core.files import service as files
from yanxiu_core.plugins.calling import attempt
from yanxiu_graphql.global_ids import encode
from yanxiu_tenants.roles.access import RoleAccess

LINES = """SELECT measure, amount, on_date::text, reverses_id IS NOT NULL FROM ledger_lines
           ORDER BY recorded_at, measure, amount"""
MAY = date(2025, 5, 31)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 0),
        ("教学反思", 4),
        ("教学反思，很有收获。", 10),
        (" 教 学\t反\n思　\r\n", 4),
        ("Lesson study 3", 12),
        ("e\u0301", 1),  # é, written as two code points
        ("零\u200b宽\ufeff", 2),
        ("a\u0000b\u0085", 2),
        ("\U00020000𠮷", 2),
        ("\u00a0\u2003\u3000", 0),
        ("👍", 1),
    ],
)
def test_characters_are_counted_by_one_method(body, count):
    assert count_characters(body) == count


@pytest.fixture
def made(county, listed):
    one = county()
    one.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三"), ("乙校", "T2", "李四")))
    return one


def person(work, number="T1"):
    return work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": number})


def essay(work, body="教学反思", **changes):
    return NewEvidence(
        **{
            "person_id": person(work),
            "kind": "essay",
            "title": "反思",
            "on_date": MAY,
            "body": body,
            **changes,
        }
    )


def test_a_text_is_hashed_counted_and_posted(made, query):
    with made.work() as work:
        found = evidence.record(work, essay(work, "教学 反思。"))
        assert (found.characters, found.sha256) == (5, hashlib.sha256("教学 反思。".encode()).hexdigest())
        assert found.id != found.series_id
    assert query(made, LINES) == [("characters", 5, "2025-05-31", False), ("count", 1, "2025-05-31", False)]
    where = (
        "SELECT DISTINCT u.name, policy, category FROM ledger_lines l JOIN org_units u ON u.id = l.unit_id"
    )
    assert query(made, where) == [("甲校", "", "essay")]


def test_a_new_version_supersedes_and_reverses_the_lines_of_the_one_before(made, query):
    with made.work() as work:
        series = evidence.record(work, essay(work)).series_id
    with made.work() as work:
        second = evidence.revise(work, series, essay(work, "教学反思二稿", on_date=date(2025, 6, 1)))
        assert second.series_id == series
    with made.work() as work:
        evidence.revise(work, series, essay(work, "三"))
    assert query(made, LINES) == [
        ("characters", 4, "2025-05-31", False),
        ("count", 1, "2025-05-31", False),
        ("characters", -4, "2025-05-31", True),
        ("characters", 6, "2025-06-01", False),
        ("count", -1, "2025-05-31", True),
        ("count", 1, "2025-06-01", False),
        ("characters", -6, "2025-06-01", True),
        ("characters", 1, "2025-05-31", False),
        ("count", -1, "2025-06-01", True),
        ("count", 1, "2025-05-31", False),
    ]
    versions = query(made, "SELECT body, superseded_at IS NULL FROM evidence ORDER BY recorded_at")
    assert versions == [("教学反思", False), ("教学反思二稿", False), ("三", True)]
    chained = """SELECT count(*) FROM evidence a JOIN evidence b ON b.recorded_at = a.superseded_at"""
    assert query(made, chained) == [(2,)]


def test_a_rule_on_fact_lines_reads_them(judged_county, listed, measured):
    rule = {"source": "facts", "measure": "characters", "unit": "字"}
    made = judged_county(
        rule=rule, version={"lines": [{"kinds": ["essay"]}], "threshold": {"value": 2000, "unit": "字"}}
    )
    made.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
    with made.work() as work:
        series = evidence.record(work, essay(work, "字" * 2025)).series_id
        evidence.record(work, essay(work, "字" * 30, kind="diary"))
    assert measured(made, rule="sample.hours") == {"T1": (2025, 0)}
    with made.work() as work:
        evidence.revise(work, series, essay(work, "字" * 1999))
    assert measured(made, rule="sample.hours") == {"T1": (1999, 0)}


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"body": None}, Invalid, "body"),
        ({"file_id": uuid4()}, Invalid, "body"),
        ({"body": None, "file_id": uuid4()}, NotFound, "fileId"),
        ({"activity_id": uuid4()}, NotFound, "activityId"),
        ({"person_id": uuid4()}, NotFound, "personId"),
    ],
)
def test_what_does_not_hold_together_is_refused(made, rows_in, changes, error, field):
    before = rows_in(made)
    with pytest.raises(error) as refused, made.work() as work:
        evidence.record(work, essay(work, **changes))
    assert refused.value.details["field"] == field
    assert rows_in(made) == before


def test_a_version_belongs_to_the_person_of_the_first(made, query):
    with made.work() as work:
        series = evidence.record(work, essay(work)).series_id
    with pytest.raises(NotFound), made.work() as work:
        evidence.revise(work, series, essay(work, person_id=person(work, "T2")))
    with pytest.raises(NotFound), made.work() as work:
        evidence.revise(work, uuid4(), essay(work))
    assert query(made, "SELECT count(*), count(superseded_at) FROM evidence") == [(1, 0)]


class OwnOnly(RoleAccess):
    """An integrator's permissions, as far as one person."""

    def __init__(self, person_id):
        super().__init__("integrator", person_id=person_id)


def test_one_writes_ones_own_and_nobody_elses(made, rows_in, query):
    with made.work() as work:
        own, other = person(work, "T1"), person(work, "T2")
    with made.work(access=OwnOnly(own)) as work:
        series = evidence.record(work, essay(work)).series_id
    before = rows_in(made)
    for access in (OwnOnly(other), RoleAccess("teacher", person_id=other), RoleAccess("auditor")):
        with pytest.raises(Forbidden, match=r"evidence\.write"), made.work(access=access) as work:
            evidence.record(work, essay(work, person_id=own))
        with pytest.raises(Forbidden, match=r"evidence\.write"), made.work(access=access) as work:
            evidence.revise(work, series, essay(work, "改", person_id=own))
    assert rows_in(made) == before
    assert query(made, "SELECT body FROM evidence WHERE superseded_at IS NULL") == [("教学反思",)]


def test_who_may_not_write_leaves_no_mark_even_if_the_transaction_goes_on(made, query):
    with made.work() as work:
        series = evidence.record(work, essay(work)).series_id
    moment = query(made, "SELECT recorded_at FROM tenant_heads")
    with made.work(access=RoleAccess("auditor")) as work:
        with pytest.raises(Forbidden):
            evidence.revise(work, series, essay(work, "改"))
        with pytest.raises(Forbidden):
            evidence.record(work, essay(work, "新"))
    assert query(made, "SELECT body, superseded_at FROM evidence") == [("教学反思", None)]
    assert query(made, "SELECT recorded_at FROM tenant_heads") == moment


def test_a_file_that_is_evidence_is_kept_for_good(made, tmp_path, query):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7")
    with made.work() as work:
        file = files.announce(work, name="证书.pdf", media_type="application/pdf")
        files.arrived(work, file.id, scan, sha256="ab", size=8)
        evidence.record(work, essay(work, None, file_id=file.id))
    assert query(made, "SELECT name, expires_at FROM files") == [("证书.pdf", None)]


def upload(work, tmp_path, name="活动.jpg", media_type="image/jpeg", content=None):
    path = tmp_path / name
    Image.new("RGB", (300, 200), "navy").save(path, "JPEG", comment=b"secret")
    if content is not None:
        path.write_bytes(content)
    file = files.announce(work, name=name, media_type=media_type)
    return files.arrived(work, file.id, path, sha256="ab", size=path.stat().st_size).id


def test_a_picture_is_written_anew_and_its_caption_put_right_without_it(made, tmp_path, query):
    kept = "SELECT name, purpose, media_type, expires_at IS NULL FROM files WHERE name NOT LIKE 'list%' ORDER BY 2"
    pictures = [
        ("活动.jpg", "image", "image/jpeg", True),
        ("活动-小图.jpg", "thumbnail", "image/jpeg", True),
    ]
    with made.work() as work:
        sent = upload(work, tmp_path)
        first = evidence.record(work, essay(work, None, kind="活动照片", file_id=sent))
        stored = b"".join(files.read(work, files.stored(work, first.file_id)))
        assert (b"secret" in stored, first.sha256) == (False, hashlib.sha256(stored).hexdigest())
    assert query(made, kept) == [*pictures, ("活动.jpg", "upload", "image/jpeg", False)]
    assert query(made, "SELECT kind FROM jobs WHERE kind <> 'import'") == [("files.tidy",)]
    with made.work() as work:
        assert files.remove_expired(work) == 1
    with made.work() as work:
        said = essay(work, None, kind="活动照片", file_id=sent)
        assert evidence.stands(work, first.series_id, said)
        assert evidence.stands(work, first.series_id, replace(said, file_id=first.file_id))
        assert not evidence.stands(work, first.series_id, replace(said, file_id=None))
        assert not evidence.stands(work, first.series_id, replace(said, file_id=uuid4()))
        # The upload's name stands for the picture that was made of it; without one the picture stays.
        again = evidence.revise(
            work, first.series_id, essay(work, None, kind="活动照片", file_id=sent, title="评课")
        )
        assert (again.file_id, again.thumbnail_id) == (first.file_id, first.thumbnail_id)
        third = evidence.revise(work, first.series_id, essay(work, None, kind="活动照片", title="研讨"))
        assert (third.file_id, third.thumbnail_id, third.title) == (first.file_id, first.thumbnail_id, "研讨")
    assert query(made, kept) == pictures


@pytest.mark.parametrize(
    ("name", "media_type", "content", "message"),
    [
        ("活动.jpg", "application/octet-stream", b"MZ" * 400, "不是图片"),
        ("活动", "image/jpeg", b"\xff\xd8\xff\xe0" + bytes(100), "图片"),
        ("活动.heic", "application/octet-stream", b"\0\0\0\x18ftypheic" + bytes(90), "HEIC 照片请先转为 JPEG"),
        ("证书.pdf", "application/octet-stream", b"\xff\xd8\xff\xe0" + bytes(2000), "“证书.pdf”不是 PDF"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(
    made, tmp_path, query, name, media_type, content, message
):
    with made.work() as work:
        sent = upload(work, tmp_path, name, media_type, content)
    with made.work() as work, pytest.raises(Invalid, match=message) as refused:
        evidence.record(work, essay(work, None, kind="活动照片", file_id=sent))
    assert refused.value.details["field"] == "fileId"
    left = "SELECT name, purpose FROM files WHERE name NOT LIKE 'list%'"
    assert query(made, left) == [(name, "upload")]
    assert (
        query(made, "SELECT count(*) FROM evidence")
        == query(made, "SELECT count(*) FROM ledger_lines")
        == [(0,)]
    )
    assert query(made, "SELECT kind FROM jobs") == [("import",)]


BOTH = """mutation ($person: ID!, $good: ID!, $other: ID!, $activity: ID!) {
    kept: evidenceRecord(input: {personId: $person, kind: "活动照片", title: "听课", onDate: "2025-05-31", uploadId: $good}) {
        userErrors { code } }
    refused: evidenceRecord(input: {personId: $person, kind: "活动照片", title: "评课", onDate: "2025-05-31", uploadId: $other,
        activityId: $activity}) { userErrors { code field } } }"""


def test_what_is_refused_leaves_no_bytes(made, tmp_path, api):
    """The picture was good, the activity it belonged to is not there: nothing of it stays in the store, whoever rolls back."""
    folder = Path(made.platform.settings.files_url) / str(made.tenant_id)
    with made.work() as work:
        uploads = [upload(work, tmp_path, f"{each}.jpg") for each in range(3)]
        someone = person(work)
    before = {path.name for path in folder.iterdir()}

    def lost(own, which=0):
        evidence.record(own, essay(own, None, file_id=uploads[which], activity_id=uuid4()))

    with pytest.raises(NotFound), made.work() as work:
        lost(work)
    assert {path.name for path in folder.iterdir()} == before
    with made.work() as work:
        first = evidence.record(work, essay(work, None, file_id=uploads[0]))
        with pytest.raises(NotFound):
            attempt(work, "shaanxi", "run", partial(lost, which=1))
    before |= {str(first.file_id), str(first.thumbnail_id)}
    assert {path.name for path in folder.iterdir()} == before
    ids = {"person": someone, "good": uploads[1], "other": uploads[2], "activity": uuid4()}
    kinds = {"person": "Person", "good": "Upload", "other": "Upload", "activity": "Activity"}
    found = api(made).ask(BOTH, **{name: encode(kinds[name], each) for name, each in ids.items()})
    assert found == {
        "kept": {"userErrors": []},
        "refused": {"userErrors": [{"code": "NOT_FOUND", "field": ["input", "activityId"]}]},
    }
    with made.work() as work:
        rows = "SELECT id FROM files WHERE purpose IN ('image', 'thumbnail')"
        before |= {str(each) for each in work.session.scalars(text(rows))}
    assert len(before) == 3 + 2 + 2
    assert {path.name for path in folder.iterdir()} == before


def test_somebody_elses_upload_is_not_there(made, tmp_path):
    with made.work() as work:
        work.actor = replace(work.actor, id=uuid4())
        sent = upload(work, tmp_path)
        work.session.flush()
        own = person(work)
    with made.work(access=OwnOnly(own)) as work:
        with pytest.raises(NotFound) as refused:
            evidence.record(work, essay(work, None, file_id=sent))
        assert refused.value.details["field"] == "fileId"
