"""What a document can be about, who may have it, and that its reads show no more than the caller may see."""

from dataclasses import replace
from uuid import uuid4

import openpyxl
import pytest
from pydantic import Field
from sqlalchemy import func, select, text

from yanxiu.platform import access_of
from yanxiu_core.access.actor import Actor
from yanxiu_core.activities.models import ActivityUnit
from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.claims.models import Claim, ClaimVersion
from yanxiu_core.errors import Forbidden, Invalid, NotFound
from yanxiu_core.exports import service as exports
from yanxiu_core.exports.declarations import EXPORTERS, Exporter, Options, Read, verdicts
from yanxiu_core.exports.finding import find
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.exports.subjects import ACTIVITY, PERSON, TENANT, UNIT
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.models import Person
from yanxiu_core.plugins.errors import PluginFailed
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_core.seals.models import CertifiedResult, Seal

YEAR = {"rule": "yuyang.annual_hours", "window": "2025"}


class Copies(Options):
    """Options of the sample exporters."""

    copies: int = Field(1, ge=1, le=3)


def write(request, reads, target):
    """The names of who is in it; says of what it is by its check code."""
    target.write_text("\n".join(sorted(row["person"]["number"] for row in reads("people") if row["person"])))
    return f"{request.unit_name}/{request.options.copies}/{'part' if request.limited else 'all'}"


def sample(name, subject, read):
    """An exporter as a third party would declare it."""
    title = Text(zh=name, en=name)
    return Exporter(name, title, "text/plain", "txt", write, subject, {"people": read}, Copies)


PARTICIPANTS = Read(
    "Participation",
    selection(pick("person", "number")),
    where=lambda rows, request: rows.c.activity_id == request.activity_id,
)
JUDGED = verdicts(pick("person", "number"))
SAMPLES = (
    sample("unit", UNIT, JUDGED),
    sample("person", PERSON, JUDGED),
    sample("activity", ACTIVITY, PARTICIPANTS),
    sample(
        "blank",
        TENANT,
        Read("Person", selection(pick("home_unit", pick("code", key="number"), key="person"))),
    ),
)


@pytest.fixture(scope="module")
def filled(county, office_files):
    made = county("样例县")
    made.bring_all(office_files)
    registry = made.platform.registry.having(EXPORTERS, "exporters", *SAMPLES)
    return replace(made, platform=replace(made.platform, registry=registry))


@pytest.fixture(scope="module")
def ids(filled):
    """Two schools with who is judged there, and an activity of the first one with participants of both."""
    with filled.work() as work:
        host = select(ActivityUnit.activity_id, ActivityUnit.unit_id).where(ActivityUnit.unit_id.is_not(None))
        activity, school = work.session.execute(host.order_by(ActivityUnit.activity_id).limit(1)).one()
        other = work.session.scalars(
            select(OrgUnit.id).where(OrgUnit.kind == "school", OrgUnit.id != school).limit(1)
        ).one()
        people = {row.number: row.id for row in work.session.execute(select(Person.number, Person.id))}
        root = work.session.scalars(select(OrgUnit.id).where(OrgUnit.kind == "county")).one()
    return {"activity": activity, "school": school, "other": other, "people": people, "root": root}


def made(filled, name, tmp_path, actor=None, **parts):
    """What is in the document, and what it says of itself."""
    options = {"access": None, "actor": actor} if actor else {}
    with filled.work(**options) as work:
        exporter = find(work, name)
        request = request_of(work, exporter.thing, Asked(**parts))
        target = tmp_path / "out.txt"
        written = exports.write(work, exporter, request, target, silent)
        return target.read_text().split(), written


def school(unit):
    return Actor("token", None, "教导处", "auditor", unit_id=unit)


def teacher(person):
    return Actor("token", None, "张老师", "teacher", person_id=person)


def test_a_school_gets_its_own_and_the_county_all(filled, ids, tmp_path):
    everybody, county = made(filled, "unit", tmp_path, **YEAR)
    assert len(everybody) == county.rows == 40
    assert county.check == "样例县/1/all"
    own, written = made(filled, "unit", tmp_path, school(ids["school"]), unit=ids["school"], **YEAR)
    others = made(filled, "unit", tmp_path, unit=ids["other"], **YEAR)[0]
    assert 0 < len(own) == written.rows < 40
    assert not set(own) & set(others)
    assert written.check.endswith("/part")
    assert made(filled, "unit", tmp_path, unit=ids["root"], **YEAR)[0] == everybody


def test_a_teacher_gets_the_own(filled, ids, tmp_path):
    number, person = min(ids["people"].items())
    asked = {"person": person, **YEAR, "options": {"copies": "2"}}
    assert made(filled, "person", tmp_path, teacher(person), **asked)[0] == [number]
    assert made(filled, "blank", tmp_path, teacher(person))[1].rows == 1


def test_an_activitys_list_holds_whom_the_caller_may_see(filled, ids, tmp_path):
    everybody = made(filled, "activity", tmp_path, activity=ids["activity"])[0]
    with filled.work() as work:
        count = select(func.count()).where(Participation.activity_id == ids["activity"])
        assert len(everybody) == work.session.scalar(count)
    own = made(filled, "activity", tmp_path, school(ids["school"]), activity=ids["activity"])[0]
    of_school = made(filled, "unit", tmp_path, unit=ids["school"], **YEAR)[0]
    assert own == sorted(set(everybody) & set(of_school))


def test_what_is_beyond_the_callers_reach_is_denied_and_nothing_is_left(filled, ids, query_counts):
    person, other = sorted(ids["people"].values())[:2]
    own, foreign = school(ids["school"]), school(ids["other"])
    denied = [
        (teacher(person), "unit", YEAR),
        (teacher(person), "unit", {**YEAR, "unit": ids["school"]}),
        (teacher(person), "person", {**YEAR, "person": other}),
        (teacher(person), "activity", {"activity": ids["activity"]}),
        (own, "unit", YEAR),
        (own, "unit", {**YEAR, "unit": ids["other"]}),
        (own, "unit", {**YEAR, "unit": uuid4()}),
        (foreign, "activity", {"activity": ids["activity"]}),
        (Actor("token", None, "无权", "nobody"), "blank", {}),
    ]
    before = query_counts()
    for actor, name, parts in denied:
        with pytest.raises(Forbidden), filled.work(actor=actor) as work:
            assert access_of(work, actor)
            exports.start(work, name, Asked(**parts))
    assert query_counts() == before


DOCUMENTS = {
    "unit": ("summary_xlsx", "summary_pdf", "summary_csv", "notice_xlsx", "notice_pdf"),
    "person": ("register_xlsx", "register_pdf", "archive_pdf"),
    "activity": ("activity_record_docx", "activity_record_pdf", "lesson_notes_docx", "observation_docx"),
    "blank": ("observation_blank_docx",),
}


def test_every_document_is_made_of_a_real_county_by_who_may_have_it(filled, ids, tmp_path):
    person, own = min(ids["people"].items())[1], school(ids["school"])
    parts = {
        "unit": (own, {"unit": ids["school"], **YEAR}),
        "person": (teacher(person), {"person": person, **YEAR}),
        "activity": (own, {"activity": ids["activity"]}),
        "blank": (teacher(person), {}),
    }
    rows = {}
    for subject, names in DOCUMENTS.items():
        actor, asked = parts[subject]
        for name in names:
            with filled.work(actor=actor) as work:
                found = find(work, name)
                exporter = found.thing
                target = tmp_path / f"{name}.{exporter.extension}"
                written = exports.write(
                    work, found, request_of(work, exporter, Asked(**asked)), target, silent
                )
            rows[name] = written.rows
            assert target.read_bytes()[:4] == (
                b"%PDF"
                if exporter.extension == "pdf"
                else b"\xef\xbb\xbf\xe5"
                if exporter.extension == "csv"
                else b"PK\x03\x04"
            )
            assert (written.check is None) == (
                subject in {"activity", "blank"} or exporter.extension == "csv"
            )
    people = len(made(filled, "unit", tmp_path, unit=ids["school"], **YEAR)[0])
    assert rows["summary_pdf"] == rows["notice_xlsx"] == people
    assert rows["register_pdf"] == 2
    assert rows["archive_pdf"] > 10


def test_what_the_county_has_sealed_is_printed_as_sealed(filled, ids, tmp_path):
    number, person = min(ids["people"].items())
    asked = {"person": person, **YEAR}

    def register():
        target = tmp_path / "register.xlsx"
        with filled.work() as work:
            found = find(work, "register_xlsx")
            exports.write(work, found, request_of(work, found.thing, Asked(**asked)), target, silent)
        rows = openpyxl.load_workbook(target).active.iter_rows(values_only=True)
        return "".join(str(row[0]) for row in rows if row[0])

    before = register()
    assert "结论：达标。" in before
    assert not any(word in before for word in ("认定结果编号", "预计", "尚未经县级认定"))
    with filled.work() as work:
        seal(work, person, number, ids["root"])
    certified = register()
    assert "合计 77 学时" in certified
    assert "结论：达标（" in certified
    assert "认定编号 2025-001-00001；认定后数据有变，待更正" in certified
    assert (
        "认定结果编号 2025-001-00001，核验码 ABCDEF0123；认定文件：县教发〔2026〕1号，第 1 号封存"
        in certified
    )


def test_an_exporter_that_writes_no_file_is_named(filled, tmp_path):
    with filled.work() as work:
        found = find(work, "blank")
        empty = replace(found, thing=replace(found.thing, write=lambda *_: None))
        request = request_of(work, found.thing, Asked())
        with pytest.raises(PluginFailed, match=r"插件 exporters 出错\(write blank\)"):
            exports.write(work, empty, request, tmp_path / "out.txt", silent)


def seal(work, person, number, unit):
    """A certified result of 77 hours, in rows as a review would leave them."""
    at, rule = work.record(), "yuyang.annual_hours"
    window = work.session.scalars(text("SELECT id FROM windows WHERE key = '2025' LIMIT 1")).one()

    def add(model, **values):
        row = model(tenant_id=work.tenant_id, **values)
        work.session.add(row)
        work.session.flush()
        return row.id

    claim = add(
        Claim, policy="shaanxi.yuyang", rule=rule, window_id=window, person_id=person, unit_id=unit, review_unit_id=unit,
        state="sealed", step="", drafted_at=at,
    )  # fmt: skip
    version = add(
        ClaimVersion, claim_id=claim, number=1, reason="confirmed", recorded_at=at, unit_id=unit, eligibility="eligible",
        met=True, rule_version="v", figures=[], trace={}, line_ids=[], measured=77, required=40, capped=0, gross=77,
    )  # fmt: skip
    made = add(
        Seal, policy="shaanxi.yuyang", window_id=window, number=1, manifest="m", rows=1, document="县教发〔2026〕1号",
        reason="", sealed_by=person, recorded_at=at,
    )  # fmt: skip
    add(
        CertifiedResult, seal_id=made, claim_id=claim, version_id=version, person_id=person, unit_id=unit,
        policy="shaanxi.yuyang", window_key="2025", number="2025-001-00001", person_number=number, person_name="x",
        unit_name="x", measured=77, required=40, status="met", row="[]", row_sha256="x", check_code="ABCDEF0123",
        recorded_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts", "field", "error"),
    [
        ("unit", {"rule": "yuyang.annual_hours"}, "window", Invalid),
        ("person", YEAR, "person", Invalid),
        ("activity", {}, "activity", Invalid),
        ("blank", {"window": "2025"}, "window", Invalid),
        ("unit", {**YEAR, "activity": uuid4()}, "activity", Invalid),
        ("unit", {**YEAR, "unit": uuid4()}, "unit", NotFound),
        ("person", {**YEAR, "person": uuid4()}, "person", NotFound),
        ("activity", {"activity": uuid4()}, "activity", NotFound),
        ("blank", {"options": {"copies": 9}}, "options.copies", Invalid),
        ("blank", {"options": {"colour": "red"}}, "options.colour", Invalid),
    ],
)
def test_what_is_missing_unwanted_or_wrong_is_named(filled, name, parts, field, error):
    with pytest.raises(error) as refusal, filled.work() as work:
        exports.start(work, name, Asked(**parts))
    assert refusal.value.details["field"] == field


@pytest.fixture
def query_counts(filled):
    """How many rows there are of what starting an export writes."""

    def count():
        with filled.work() as work:
            return [
                work.session.scalar(select(func.count()).select_from(kind)) for kind in (AuditRecord, Job)
            ]

    return count
