"""Answers on evidence, records and activities: checked against their version, kept with it, refused as a whole."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from yanxiu_core.activities import answering
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.errors import ActivityStateRefused
from yanxiu_core.activities.inputs import NewActivity, NewSegment
from yanxiu_core.errors import Forbidden, Invalid, NotFound
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.files import service as files
from yanxiu_core.forms import service as forms
from yanxiu_core.forms.answers import FormAnswers, same
from yanxiu_core.forms.declarations import FORMS, ShippedForm, ShippedVersion
from yanxiu_core.forms.errors import AnswersInvalid, FormChanged, FormInvalid
from yanxiu_core.forms.service import NewFormVersion
from yanxiu_core.forms.versions import by_id
from yanxiu_core.images.service import image_id, thumbnail_id
from yanxiu_core.policies.parts import Text
from yanxiu_core.records import service as records
from yanxiu_core.records.errors import RecordInvalid
from yanxiu_core.records.inputs import RecordInput
from yanxiu_tenants.roles.access import RoleAccess

MAY = date(2025, 5, 6)
TITLE = Text(zh="自己的表", en="Our own")
VIEW = {
    "dimension": "学生学习",
    "view": "倾听",
    "scales": [{"item": "专注", "score": 4}],
    "tallies": [{"item": "举手", "count": 12}],
    "notes": [{"at": "08:05", "text": "开始讨论"}],
}


@pytest.fixture(scope="module")
def made(sample_county, listed):
    """T1 and T3 of 甲校, T2 of 乙校."""
    one = sample_county(policies=())
    people = (("甲校", "T1", "张三"), ("乙校", "T2", "李四"), ("甲校", "T3", "王五"))
    one.bring("roster", listed("学校 工号 姓名", *people))
    return one


@pytest.fixture
def work(made):
    """Undone at its end."""
    with made.work() as work, work.trial():
        yield work


def person(work, number="T1"):
    return work.session.scalar(text("SELECT id FROM people WHERE number = :n"), {"n": number})


def unit(work, name="甲校"):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :n"), {"n": name})


def counts(work):
    tables = (
        "evidence",
        "records",
        "activities",
        "activity_answers",
        "form_versions",
        "ledger_lines",
        "audit_records",
    )
    return {name: work.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables}


def observed(work, number="T1", version=None, **changes):
    values = {"views": [VIEW], "presenter": str(person(work, "T2")), **changes}
    return NewEvidence(
        person(work, number), "sample.record", "听课", MAY, answers=FormAnswers(values, version)
    )


def image(work, media_type="image/png", state="stored", size=800, content=None):
    file = files.announce(work, name="作品.png", media_type=media_type)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "work.png"
        Image.new("RGB", (90, 60), "red").save(path)
        if content is not None:
            path.write_bytes(content)
        files.arrived(work, file.id, path, sha256="ab", size=size)
    file.state = state
    work.session.flush()
    return file


def drawn(work, file_id, **changes):
    answers = FormAnswers({"image": str(file_id), "script": "毛笔"})
    return replace(
        RecordInput("sample.work", MAY, person_id=person(work), number="W1", answers=answers), **changes
    )


def lesson(work, answers=None, **changes):
    segments = (NewSegment(MAY, time(8), time(8, 40)),)
    return NewActivity(
        "A1", "sample.lesson", "数学课", segments, host_ids=(unit(work),), answers=answers, **changes
    )


def test_each_observer_fills_in_a_record_of_one_lesson(work):
    activity = activities.create(work, lesson(work, FormAnswers({"topic": "分数", "periods": 1.5})))
    made = [
        evidence.record(work, replace(observed(work, number), activity_id=activity.id))
        for number in ("T1", "T3")
    ]
    rows = work.session.execute(
        text(
            """SELECT p.number, e.kind, e.plugin_kind, e.answers -> 'views' -> 0 -> 'tallies' -> 0 ->> 'count',
                      f.form, f.number, f.origin, l.kind, l.amount, l.fields
               FROM evidence e JOIN people p ON p.id = e.person_id JOIN form_versions f ON f.id = e.form_version_id
               JOIN ledger_lines l ON l.source_id = e.id ORDER BY p.number"""
        )
    )
    kept = (
        "课堂观察",
        "sample.record",
        "12",
        "sample.record",
        1,
        "plugin",
        "课堂观察",
        1,
        ["视角", "执教教师"],
    )
    assert [tuple(row) for row in rows] == [("T1", *kept), ("T3", *kept)]
    assert made[0].sha256 == made[1].sha256 != ""
    assert (activity.kind, activity.plugin_kind) == ("课堂观察", "sample.lesson")
    words = work.session.scalars(text("SELECT code FROM codes WHERE system = 'activity_kind'")).all()
    assert words == ["课堂观察"]


@pytest.mark.parametrize(
    ("changes", "places", "message"),
    [
        ({"views": []}, ["views"], "“视角”至少 1 项"),
        ({"views": [{**VIEW, "dimension": "其他"}]}, ["views.0.dimension"], "“视角”第 1 项“维度”只能是: 学生学习、教师教学、课程性质、课堂文化"),
        ({"presenter": str(uuid4())}, ["presenter"], "“执教教师”所指的人员不存在"),
        ({"presenter": "李四"}, ["presenter"], "“执教教师”不是编号"),
        ({"mood": 3, "opinion": 3}, ["mood", "opinion"], "“mood”不是这个版本的栏目"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_half_saved(work, changes, places, message):
    before = counts(work)
    with pytest.raises(AnswersInvalid) as refused, work.trial():
        evidence.record(work, observed(work, **changes))
    assert sorted(".".join(each.path) for each in refused.value.problems) == places
    assert message in [each.zh for each in refused.value.problems]
    assert refused.value.details["field"].startswith("answers.values.")
    assert counts(work) == before


def test_another_countys_things_are_not_there(made, sample_county, work):
    other = sample_county(policies=())
    with other.work() as theirs:
        file = image(theirs)
    with pytest.raises(AnswersInvalid, match="“作品图片”所指的文件不存在"), work.trial():
        records.register_many(work, [drawn(work, file.id)])
    assert counts(work)["records"] == 0


def test_a_work_is_a_record_whose_image_is_kept(work):
    file = image(work)
    kept = image_id(file.id)
    assert records.register_many(work, [drawn(work, file.id)]).added == 1
    row = work.session.execute(text("SELECT kind, plugin_kind, answers, fields FROM records")).one()
    assert tuple(row) == (
        "书法作品", "sample.work", {"image": str(kept), "script": "毛笔"}, ["作品图片", "书写工具"],
    )  # fmt: skip
    # The upload was written anew and is gone, its name stands for what is kept: the same again is nothing.
    assert work.session.execute(
        text("SELECT id, media_type FROM files WHERE expires_at IS NULL ORDER BY purpose")
    ).all() == [
        (kept, "image/jpeg"),
        (thumbnail_id(file.id), "image/jpeg"),
    ]
    assert files.remove_expired(work) == 1
    for again in (file.id, kept):
        assert records.register_many(work, [drawn(work, again)]).unchanged == 1
    answers, version_id = work.session.execute(text("SELECT answers, form_version_id FROM records")).one()
    version = by_id(work, version_id)
    for named, stands in ((file.id, True), (kept, True), (thumbnail_id(file.id), False), (uuid4(), False)):
        assert same(version, FormAnswers({**answers, "image": str(named)}), answers) is stands
    assert not same(version, FormAnswers({**answers, "image": str(file.id), "script": "钢笔"}), answers)
    # A list that says nothing of the form leaves the answers as they are.
    named = RecordInput("书法作品", MAY, person_id=person(work), number="W1", title="静夜思")
    assert records.register_many(work, [named]).corrected == 1
    present = work.session.execute(
        text(
            "SELECT plugin_kind, answers ->> 'script', fields, title FROM records WHERE superseded_at IS NULL"
        )
    ).one()
    assert tuple(present) == ("sample.work", "毛笔", ["作品图片", "书写工具"], "静夜思")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"media_type": "text/plain"}, "“作品图片”应为 image/png、image/jpeg 文件, 现为 text/plain"),
        ({"state": "pending"}, "“作品图片”所指的文件不存在"),
        ({"size": 1001}, "“作品图片”的文件超过 0.001 MB"),
        ({"content": b"%PDF-1.7"}, "“作品图片”不能接受: 这个文件不是图片; 请上传 JPEG、PNG 或 WebP 图片"),
    ],
)
def test_an_image_that_is_none_is_refused(work, options, message):
    file = image(work, **options)
    with pytest.raises(AnswersInvalid, match=message) as refused:
        records.register_many(work, [drawn(work, file.id)])
    assert refused.value.details["field"] == "records.0.answers.values.image"
    assert file.expires_at is not None
    assert work.session.scalar(text("SELECT count(*) FROM files")) == 1


def test_only_an_upload_of_ones_own_may_be_named(made):
    with made.work() as reading:
        access = RoleAccess("admin", unit_id=unit(reading), below=lambda unit_id: frozenset({unit_id}))
    with made.work(access=access) as work, work.trial():
        file = image(work)
        with pytest.raises(AnswersInvalid, match="“作品图片”所指的文件不存在"):
            records.register_many(work, [drawn(work, file.id)])
        assert counts(work)["records"] == 0
        # What is kept already may stay in answers that another revises.
        files.hold(file)
        assert records.register_many(work, [drawn(work, file.id)]).added == 1


def test_what_a_job_made_proves_nothing(work):
    export = image(work)
    export.purpose = files.EXPORT
    work.session.flush()
    with pytest.raises(AnswersInvalid, match="“作品图片”所指的文件不存在"):
        records.register_many(work, [drawn(work, export.id)])


def test_more_pictures_than_can_be_checked_at_once_are_refused(work):
    with pytest.raises(AnswersInvalid, match="等处共有 13 张新图片, 一次最多 12 张"):
        records.register_many(work, [replace(drawn(work, image(work).id), number=f"W{n}") for n in range(13)])


def test_a_kind_with_a_form_needs_its_answers(work):
    with pytest.raises(RecordInvalid, match="第 1 条: 书法作品须填写表单"):
        records.register_many(work, [RecordInput("sample.work", MAY, person_id=person(work))])
    with pytest.raises(Invalid, match="课堂观察须填写表单"):
        evidence.record(work, replace(observed(work), answers=None, body="文字"))
    with pytest.raises(FormInvalid, match="请写明是按表单的哪一版填写的"):
        evidence.record(work, replace(observed(work), kind="随笔"))


def own_schema(work, **more):
    shipped = work.registry.of(FORMS)["sample.record"].thing.newest.schema
    return {**shipped, "properties": {**shipped["properties"], **more}}


def test_a_school_has_versions_of_its_own_and_old_answers_keep_theirs(work):
    first = evidence.record(work, observed(work))
    mine = NewFormVersion(
        "sample.record", TITLE, own_schema(work, mood={"type": "string"}), unit_id=unit(work)
    )
    version = forms.publish(work, mine)
    assert (version.number, version.origin) == (1, "school")
    assert forms.publish(work, mine) == version  # the same is nothing new
    second = evidence.record(work, observed(work, mood="好"))
    assert (first.form_version_id != version.id, second.form_version_id) == (True, version.id)
    # Whoever had the plugin's version open may still send it; 乙校 has nothing of the kind.
    assert (
        evidence.record(work, observed(work, version=first.form_version_id)).form_version_id
        == first.form_version_id
    )
    with pytest.raises(AnswersInvalid, match="“mood”不是这个版本的栏目"):
        evidence.record(work, observed(work, "T2", mood="好"))
    with pytest.raises(FormInvalid, match="别的单位自己的表单"):
        evidence.record(work, observed(work, "T2", version=version.id))
    county = forms.publish(
        work, replace(mine, unit_id=None, schema=own_schema(work, place={"type": "string"}))
    )
    assert [each.id for _, each in forms.available(work, unit(work)) if each.form == "sample.record"] == [
        version.id
    ]
    assert [each.id for _, each in forms.available(work) if each.form == "sample.record"] == [county.id]
    assert evidence.record(work, observed(work, "T2", place="乙校")).form_version_id == county.id
    # A correction under the old version keeps it: nothing of a version ever changes.
    kept = work.session.execute(
        text("SELECT number, origin, digest FROM form_versions WHERE form = 'sample.record' ORDER BY origin")
    ).all()
    assert [tuple(row)[:2] for row in kept] == [(1, "county"), (1, "plugin"), (1, "school")]
    assert len({row.digest for row in kept}) == 3


@pytest.mark.parametrize(
    ("form", "schema", "place"),
    [
        ("sample.record", {"views": {"type": "string"}}, "schema.properties.views"),
        ("sample.other", {}, "form"),
        ("Own Form", {}, "form"),
        ("own", {"a": {"type": "strin"}}, "schema.properties.a.type"),
    ],
)
def test_a_version_that_the_plugin_could_not_read_is_refused(work, form, schema, place):
    before = counts(work)
    with pytest.raises(FormInvalid) as refused:
        forms.publish(work, NewFormVersion(form, TITLE, own_schema(work, **schema)))
    assert (refused.value.details["field"], counts(work)) == (place, before)


def test_a_countys_own_form_goes_with_any_word(work):
    schema = {"type": "object", "properties": {"text": {"type": "string"}}, "additionalProperties": False}
    own = forms.publish(work, NewFormVersion("walk", TITLE, schema))
    essay = replace(observed(work), kind="随笔", body="正文", answers=FormAnswers({"text": "见闻"}, own.id))
    kept = evidence.record(work, essay)
    assert (kept.kind, kept.plugin_kind, kept.characters, kept.answers) == ("随笔", None, 2, {"text": "见闻"})


def test_only_who_may_publishes(made):
    with made.work() as work:
        school = unit(work)
        before = counts(work)
    schema = {"type": "object", "additionalProperties": False}
    for role, unit_id in (("teacher", None), ("integrator", None), ("admin", school)):
        access = RoleAccess(role, unit_id=unit_id, below=lambda unit_id: frozenset({unit_id}))
        with pytest.raises(Forbidden, match=r"forms\.write"), made.work(access=access) as work:
            forms.publish(work, NewFormVersion("walk", TITLE, schema))
    with made.work() as work:
        assert counts(work) == before


def test_answers_of_an_activity_are_superseded_until_it_is_cancelled(work):
    activity = activities.create(work, lesson(work))
    answering.answer(work, activity.id, FormAnswers({"topic": "分数"}))
    answering.answer(work, activity.id, FormAnswers({"topic": "分数"}))
    answering.answer(work, activity.id, FormAnswers({"topic": "小数"}))
    rows = work.session.execute(
        text("SELECT answers ->> 'topic', superseded_at IS NULL FROM activity_answers ORDER BY recorded_at")
    )
    assert [tuple(row) for row in rows] == [("分数", False), ("小数", True)]
    with pytest.raises(AnswersInvalid, match="“课题”没有填写"):
        answering.answer(work, activity.id, FormAnswers({}))
    with pytest.raises(NotFound):
        answering.answer(work, uuid4(), FormAnswers({}))
    activities.cancel(work, activity.id, "停课")
    with pytest.raises(ActivityStateRefused, match="已取消"):
        answering.answer(work, activity.id, FormAnswers({"topic": "整数"}))


def test_a_plugin_that_changes_a_version_in_use_is_told_so_and_one_that_is_gone_leaves_its_records(
    made, work
):
    kept = evidence.record(work, observed(work))
    form = work.registry.of(FORMS)["sample.record"].thing
    changed = ShippedForm(
        form.name, form.title, (ShippedVersion(1, own_schema(work, mood={"type": "string"})),)
    )
    work.registry = work.registry.having(FORMS, "sample", changed)
    with pytest.raises(FormChanged, match=r"sample.record 第 1 版"):
        evidence.record(work, observed(work))
    two = replace(changed, versions=(form.newest, ShippedVersion(2, changed.newest.schema)))
    work.registry = work.registry.having(FORMS, "sample", two)
    assert evidence.record(work, observed(work, mood="好")).form_version_id != kept.form_version_id
    work.registry = made.platform.registry
    gone = replace(work.registry, contributions={})
    work.registry = gone
    schema = work.session.scalar(
        text("SELECT schema FROM form_versions WHERE id = :id"), {"id": UUID(str(kept.form_version_id))}
    )
    assert set(schema["properties"]) == {"views", "presenter", "opinion"}
    assert "sample.record" not in [version.form for _, version in forms.available(work)]
