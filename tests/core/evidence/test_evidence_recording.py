"""Evidence: how characters are counted, versions that supersede each other, and the lines they post."""

import hashlib
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.errors import Forbidden, Invalid, NotFound
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence, count_characters
from yanxiu_core.files import service as files
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
