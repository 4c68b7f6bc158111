"""Forms over HTTP: listed, published, filled in; what does not fit is named by the form's own fields."""

import pytest
from sqlalchemy import text

FORMS = "query ($unit: ID) { forms(unitId: $unit) { name plugin versionId origin number title schema } }"
PUBLISH = """mutation ($input: FormPublishInput!) { formPublish(input: $input) {
    version { id form origin number title schema ui unit { name } } userErrors { field message code } } }"""
CREATE = """mutation ($input: ActivityCreateInput!) { activityCreate(input: $input) {
    activity { id kind pluginKind answers { values version { id form number } } } userErrors { field message code } } }"""
ANSWER = """mutation ($input: ActivityAnswerInput!) { activityAnswer(input: $input) {
    activity { answers { values } } userErrors { field message code } } }"""
REGISTER = """mutation ($input: RecordRegisterInput!) { recordRegister(input: $input) {
    added numbers userErrors { field message code } } }"""
TABLES = ("form_versions", "activities", "activity_answers", "records", "audit_records")
SCHEMA = {
    "type": "object",
    "properties": {
        "lesson_topic": {"type": "string", "title": "课题", "minLength": 2},
        "teacher": {"type": "string", "format": "person", "title": "执教"},
        "marks": {
            "type": "array",
            "items": {"type": "integer", "title": "得分", "maximum": 5},
            "title": "评分",
        },
    },
    "required": ["lesson_topic"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def published(found_county):
    """A county with a form of its own, its id, and a person."""
    county = found_county()
    given = {"form": "lesson_notes", "title": "听课表", "schema": SCHEMA, "ui": {"order": ["lesson_topic"]}}
    made = county.admin.ask(PUBLISH, input=given)["formPublish"]
    assert made["userErrors"] == []
    person = county.admin.ask("{ people(first: 1) { nodes { id } } }")["people"]["nodes"][0]["id"]
    return county, made["version"], person


def lesson(version, number="F1", **values):
    segment = {"onDate": "2025-11-15", "starts": "08:00", "ends": "09:30"}
    answers = {"version": version["id"], "values": {"lesson_topic": "分数", **values}}
    return {"number": number, "kind": "听课", "title": "数学", "segments": [segment], "answers": answers}


def test_a_version_is_published_and_is_the_current_one(published):
    county, version, _ = published
    assert version["schema"] == SCHEMA
    assert (version["form"], version["origin"], version["number"], version["ui"], version["unit"]) == (
        "lesson_notes", "COUNTY", 1, {"order": ["lesson_topic"]}, None,
    )  # fmt: skip
    [form] = [each for each in county.admin.ask(FORMS)["forms"] if each["name"] == "lesson_notes"]
    assert (form["versionId"], form["plugin"], form["title"]) == (version["id"], None, "听课表")
    node = county.admin.ask(
        "query ($id: ID!) { node(id: $id) { ... on FormVersion { form number } } }", id=version["id"]
    )
    assert node == {"node": {"form": "lesson_notes", "number": 1}}


def test_answers_are_kept_with_their_version_and_ids_are_global(published):
    county, version, person = published
    made = county.admin.ask(CREATE, input=lesson(version, teacher=person))["activityCreate"]
    assert made["userErrors"] == []
    answers = made["activity"]["answers"]
    assert answers == {
        "values": {"lesson_topic": "分数", "teacher": person},
        "version": {"id": version["id"], "form": "lesson_notes", "number": 1},
    }
    assert (made["activity"]["kind"], made["activity"]["pluginKind"]) == ("听课", None)
    given = {
        "id": made["activity"]["id"],
        "answers": {"version": version["id"], "values": {"lesson_topic": "小数"}},
    }
    later = county.admin.ask(ANSWER, input=given)["activityAnswer"]
    assert later == {"activity": {"answers": {"values": {"lesson_topic": "小数"}}}, "userErrors": []}


def test_every_place_that_does_not_fit_is_told_and_nothing_is_saved(published):
    county, version, person = published
    before = county.rows(*TABLES)
    wrong = {"lesson_topic": "一", "marks": [5, 6], "teacher": person}
    refused = county.admin.ask(CREATE, input=lesson(version, "F2", **wrong))["activityCreate"]
    assert refused["activity"] is None
    path = ["input", "answers", "values"]
    assert sorted(refused["userErrors"], key=lambda error: error["field"]) == [
        {"field": [*path, "lesson_topic"], "message": "“课题”至少 2 个字", "code": "ANSWERS_INVALID"},
        {
            "field": [*path, "marks", "1"],
            "message": "“评分”第 2 项应不大于 5, 现为 6",
            "code": "ANSWERS_INVALID",
        },
    ]
    unit = county.admin.ask("{ orgUnits(first: 1) { nodes { id } } }")["orgUnits"]["nodes"][0]["id"]
    [error] = county.admin.ask(CREATE, input=lesson(version, "F2", teacher=unit))["activityCreate"][
        "userErrors"
    ]
    assert (error["field"], error["code"]) == ([*path, "teacher"], "INVALID")
    entry = {"kind": "听课", "onDate": "2025-11-15", "personId": person}
    bad = {**entry, "answers": {"version": version["id"], "values": {}}}
    [error] = county.admin.ask(REGISTER, input={"records": [entry, bad]})["recordRegister"]["userErrors"]
    assert error["field"] == ["input", "records", "1", "answers", "values", "lesson_topic"]
    assert county.rows(*TABLES) == before


def test_a_record_with_answers_tells_its_filled_fields(published):
    county, version, person = published
    answers = {"version": version["id"], "values": {"lesson_topic": "分数", "marks": [5]}}
    entry = {"kind": "听课", "onDate": "2025-11-15", "personId": person, "answers": answers}
    done = county.admin.ask(REGISTER, input={"records": [entry]})["recordRegister"]
    assert (done["added"], done["userErrors"]) == (1, [])
    with county.platform.work(county.tenant_id) as work:
        kept = work.session.execute(text("SELECT fields, answers FROM records")).one()
    assert tuple(kept) == (["课题", "评分"], answers["values"])


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"schema": {"type": "object"}}, ["schema", "additionalProperties"], "FORM_INVALID"),
        ({"schema": [1]}, ["schema"], "FORM_INVALID"),
        ({"ui": [1]}, ["ui"], "FORM_INVALID"),
        ({"form": "Lesson Notes"}, ["form"], "FORM_INVALID"),
        ({"title": " "}, ["title"], "FORM_INVALID"),
    ],
)
def test_what_is_no_form_is_refused(published, changes, field, code):
    county, _, _ = published
    before = county.rows(*TABLES)
    given = {"form": "lesson_notes", "title": "听课表", "schema": SCHEMA, **changes}
    [error] = county.admin.ask(PUBLISH, input=given)["formPublish"]["userErrors"]
    assert (error["field"], error["code"]) == (["input", *field], code)
    assert county.rows(*TABLES) == before


def test_other_roles_and_other_counties(published, found_county):
    county, version, _ = published
    given = {"form": "lesson_notes", "title": "听课表", "schema": SCHEMA}
    for role in ("auditor", "integrator"):
        refused = county.api(role).refused(PUBLISH, input=given)
        assert (refused["code"], refused["details"]) == ("FORBIDDEN", {"permission": "forms.write"})
    other = found_county()
    assert "lesson_notes" not in [form["name"] for form in other.admin.ask(FORMS)["forms"]]
    [error] = other.admin.ask(CREATE, input=lesson(version))["activityCreate"]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "answers", "version"], "NOT_FOUND")
