"""What is refused about observed lessons, by field, with nothing half saved; and where the plugin is off."""

import pytest
from sqlalchemy import text

from yanxiu_core.imports.job import run_now
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.org_units import service as org_units
from yanxiu_graphql.global_ids import decode


@pytest.fixture(scope="module")
def home(found_home):
    """A county with a lesson that 李观 (倾听) and 王察 (互动) are to observe."""
    made = found_home()
    made.head = made.token("principal", "T5", "甲校")
    planned = made.do(
        "observationPlan", made.lesson(("李观", "倾听"), ("王察", "互动")), "lesson { id }", made.head
    )
    made.planned = planned["lesson"]["id"]
    return made


def test_a_plan_that_cannot_be_names_its_field(home):
    def plan(*observers, **more):
        return home.refused("observationPlan", home.lesson(*observers, **more), home.head)

    li = ("李观", "倾听")
    assert plan() == ("OBSERVATION_INVALID", "observers")
    assert plan(li, ("李观", "互动")) == ("OBSERVATION_INVALID", "observers.1.personId")
    assert plan(("张授", "互动")) == ("OBSERVATION_INVALID", "observers.0.personId")
    assert plan(("李观", "板书")) == ("OBSERVATION_INVALID", "observers.0.views")
    assert plan(("李观", "倾听", "倾听")) == ("OBSERVATION_INVALID", "observers.0.views")
    assert plan(("李观", "准备", "倾听", "互动", "自主", "达成")) == (
        "OBSERVATION_INVALID",
        "observers.0.views",
    )
    assert plan(li, ("孙客", "互动")) == ("OBSERVATION_NOT_INVITED", "observers.1.personId")
    assert plan(li, presenter="孙客") == ("OBSERVATION_NOT_INVITED", "presenterId")
    assert plan(li, topic=" ") == ("ACTIVITY_INVALID", "topic")
    assert plan(li, place="地" * 101) == ("OBSERVATION_INVALID", "place")
    day = {"onDate": "2025-10-15", "starts": "08:00", "ends": "08:30"}
    assert plan(li, before=day) == ("OBSERVATION_INVALID", "before.onDate")
    assert plan(li, after={**day, "onDate": "2025-10-13"}) == ("OBSERVATION_INVALID", "after.onDate")
    assert plan(li, after={**day, "ends": "07:00"}) == ("ACTIVITY_INVALID", "after.ends")
    assert plan(li, preMeeting="长" * 5001) == ("OBSERVATION_INVALID", "preMeeting")


def test_a_record_names_every_field_that_does_not_fit_its_version(home):
    own = home.token("teacher", "T2")

    def record(who="李观", **values):
        return home.refused("observationRecord", home.record(home.planned, who, **values), own)

    heard = {"view": "倾听", "points": [{"point": "听讲", "scale": 4}]}
    assert record() == ("OBSERVATION_INVALID", "answers.values")
    assert record(learning=[heard, {"view": "互动"}]) == (
        "OBSERVATION_VIEW_NOT_CHOSEN", "answers.values.learning.1.view",
    )  # fmt: skip
    assert record(teaching=[{"view": "倾听"}]) == ("ANSWERS_INVALID", "answers.values.teaching.0.view")
    wrong = {"view": "倾听", "points": [{"point": "听讲", "scale": 6}]}
    assert record(learning=[wrong]) == ("ANSWERS_INVALID", "answers.values.learning.0.points.0.scale")
    late = {"view": "倾听", "notes": [{"at": "24:00", "text": "下课"}]}
    assert record(learning=[late]) == ("ANSWERS_INVALID", "answers.values.learning.0.notes.0.at")
    assert record("赵看", learning=[heard]) == ("NOT_FOUND", "personId")
    other = home.record(home.planned, "王察", learning=[{"view": "互动"}])
    assert home.denied("observationRecord", other, own) == "FORBIDDEN"


def test_a_record_keeps_the_form_it_was_filled_in_with(home):
    own, version = home.token("teacher", "T2"), "observer { record { version { id origin number } values } }"
    heard = {"view": "倾听", "points": [], "notes": []}
    given = home.record(home.planned, "李观", learning=[heard])
    first = home.do("observationRecord", given, version, own)["observer"]["record"]
    [shipped] = [
        each
        for each in home.admin.ask("{ forms { name versionId schema } }")["forms"]
        if each["name"] == "observation.record"
    ]
    schema = shipped["schema"]
    more = {"title": "教具", "type": "string", "maxLength": 50}
    schema = {**schema, "properties": {**schema["properties"], "tools": more}}
    published = {"form": "observation.record", "title": "本校观察表", "unitId": home.units["甲校"]}
    abroad = {**published, "schema": schema, "unitId": home.units["乙校"]}
    assert home.denied("formPublish", abroad, home.head) == "FORBIDDEN"
    assert home.denied("formPublish", {**abroad, "unitId": None}, home.head) == "FORBIDDEN"
    home.do("formPublish", {**published, "schema": schema}, api=home.head)
    query = (
        "{ observationLessons { nodes { observers { person { name } record { version { id } values } } } } }"
    )
    [lesson] = home.admin.ask(query)["observationLessons"]["nodes"]
    kept = {each["person"]["name"]: each["record"] for each in lesson["observers"]}
    assert kept["李观"] == {"version": {"id": first["version"]["id"]}, "values": {"learning": [heard]}}
    assert kept["王察"] is None
    wang = home.record(home.planned, "王察", learning=[{"view": "互动"}], tools="学具盒")
    later = home.do("observationRecord", wang, version, home.token("teacher", "T3"))["observer"]["record"]
    assert (later["version"]["origin"], later["version"]["number"]) == ("SCHOOL", 1)
    assert later["values"]["tools"] == "学具盒"
    old = {**wang, "answers": {"version": first["version"]["id"], "values": wang["answers"]["values"]}}
    refused = home.refused("observationRecord", old, home.token("teacher", "T3"))
    assert refused == ("ANSWERS_INVALID", "answers.values.tools")


def test_a_confirmation_waits_for_the_records_and_is_for_whoever_confirms(home):
    lesson = home.do(
        "observationPlan", home.lesson(("李观", "倾听"), ("王察", "互动")), "lesson { id }", home.head
    )
    given = {"lessonId": lesson["lesson"]["id"]}
    assert home.refused("observationConfirm", given, home.head) == ("OBSERVATION_INVALID", "absent")
    away = [{"personId": home.people[name], "status": "请假"} for name in ("李观", "王察")]
    assert home.refused("observationConfirm", {**given, "absent": away}, home.head) == (
        "OBSERVATION_INVALID", "absent",
    )  # fmt: skip
    strange = [{"personId": home.people["孙客"], "status": "请假"}]
    assert home.refused("observationConfirm", {**given, "absent": strange}, home.head) == (
        "OBSERVATION_INVALID", "absent.0.personId",
    )  # fmt: skip
    there = [away[0], {**away[1], "status": "出席"}]
    assert home.refused("observationConfirm", {**given, "absent": there}, home.head) == (
        "OBSERVATION_INVALID", "absent.1.status",
    )  # fmt: skip
    for token in (home.token("teacher", "T2"), home.token("principal", "T6", "乙校"), home.token("auditor")):
        assert home.denied("observationConfirm", given, token) == "FORBIDDEN"
    heard = home.record(given["lessonId"], "李观", learning=[{"view": "倾听"}])
    home.do("observationRecord", heard, api=home.token("teacher", "T2"))
    done = home.do(
        "observationConfirm", {**given, "absent": away[1:]}, "lesson { activity { state } }", home.head
    )
    assert done["lesson"] == {"activity": {"state": "CONFIRMED"}}
    assert home.refused("observationMeet", {**given, "preMeeting": "晚"}, home.head) == (
        "OBSERVATION_CLOSED", "lessonId",
    )  # fmt: skip
    own = home.token("teacher", "T1")
    early = {**given, "body": "早", "onDate": "2025-10-13"}
    assert home.refused("observationReflect", {**early, "onDate": "2099-10-13"}, own)[1] == "onDate"
    assert home.refused("observationReflect", early, own) == ("OBSERVATION_INVALID", "onDate")
    assert home.refused("observationReflect", {**early, "body": " "}, own) == ("OBSERVATION_INVALID", "body")
    home.do("observationReflect", {**early, "onDate": "2025-10-20"}, api=own)
    assert (
        home.refused("observationReflect", {**early, "onDate": "2025-10-20"}, own)[0] == "OBSERVATION_CLOSED"
    )


def test_the_other_school_has_it_off_but_its_people_come_when_invited(home):
    own = home.lesson(("孙客", "倾听"), unitId=home.units["乙校"], presenterId=home.people["孙客"])
    assert home.denied("observationPlan", own) == "PLUGIN_DISABLED"
    views = "query ($unit: ID!) { observationViews(unitId: $unit) { view } }"
    assert home.admin.refused(views, unit=home.units["乙校"])["code"] == "PLUGIN_DISABLED"
    invited = home.lesson(("孙客", "倾听"), invitedIds=[home.units["乙校"]])
    lesson = home.do("observationPlan", invited, "lesson { id }", home.head)["lesson"]["id"]
    guest = home.record(lesson, "孙客", learning=[{"view": "倾听"}])
    home.do("observationRecord", guest, api=home.token("teacher", "T6"))
    home.do("observationConfirm", {"lessonId": lesson}, api=home.head)
    assert home.verdict("tingke.observe_teacher", "2025-2026-1", "孙客")[0] == "1.00"


def test_a_principal_writes_activities_of_the_own_school_alone(home):
    def activity(unit, number):
        segment = {"onDate": "2025-11-03", "starts": "08:00", "ends": "08:45"}
        return {"number": number, "kind": "听课", "title": "课", "hostIds": [unit], "segments": [segment]}

    mine = home.do("activityCreate", activity(home.units["甲校"], "B1"), "activity { id }", home.head)
    foreign = home.do("activityCreate", activity(home.units["乙校"], "B2"), "activity { id }")
    assert home.denied("activityCreate", activity(home.units["乙校"], "B3"), home.head) == "FORBIDDEN"
    assert home.denied("activityCreate", {**activity("", "B3"), "hostIds": []}, home.head) == "FORBIDDEN"
    there = [{"personId": home.people["李观"], "status": "出席"}]
    for name, given in (
        ("participationRecord", lambda made: {"activityId": made["activity"]["id"], "entries": there}),
        ("activityConfirm", lambda made: {"id": made["activity"]["id"]}),
        ("activityCancel", lambda made: {"id": made["activity"]["id"], "reason": "误登"}),
    ):
        assert home.denied(name, given(foreign), home.head) == "FORBIDDEN"
        home.do(name, given(mine), api=home.head)


def test_points_are_the_schools_own_and_a_groups_showcase_counts_for_the_group(home):
    unit = home.units["甲校"]
    points = [{"view": "倾听", "text": "多少学生在听"}, {"view": "思考", "text": "追问"}]
    assert (
        home.do("observationPoints", {"unitId": unit, "points": points}, "changed", home.head)["changed"] == 2
    )
    assert (
        home.do("observationPoints", {"unitId": unit, "points": points}, "changed", home.head)["changed"] == 0
    )
    wrong = {"unitId": unit, "points": [points[0], {"view": "板书", "text": "字"}]}
    assert home.refused("observationPoints", wrong, home.head) == ("OBSERVATION_INVALID", "points.1.view")
    away = {"unitId": unit, "points": points[1:], "retired": True}
    assert home.do("observationPoints", away, "changed", home.head)["changed"] == 1
    views = "query ($unit: ID!) { observationViews(unitId: $unit) { dimension view points } }"
    offered = home.admin.ask(views, unit=unit)["observationViews"]
    assert len(offered) == 20
    assert [each for each in offered if each["points"]] == [
        {"dimension": "学生学习", "view": "倾听", "points": ["多少学生在听"]}
    ]
    with home.county.work() as work:
        group = org_units.create(work, kind="subject_group", name="语文组", parent_id=decode(unit).id).id
    found = home.admin.ask("{ orgUnits { nodes { id name } } }")["orgUnits"]["nodes"]
    [group_id] = [each["id"] for each in found if decode(each["id"]).id == group]
    segment = {"onDate": "2025-12-01", "starts": "14:00", "ends": "15:30"}
    show = {"number": "ZS2", "kind": "observation.showcase", "title": "展示", "hostIds": [group_id]}
    made = home.do("activityCreate", {**show, "segments": [segment]}, "activity { id kind }", home.head)[
        "activity"
    ]
    assert made["kind"] == "课堂观察展示"
    home.do("activityConfirm", {"id": made["id"]}, api=home.head)
    assert home.verdict("weifeng.group_showcase", "2025-2026", "语文组") == ("1.00", "1.00", "MET")


def test_a_list_of_points_is_imported_or_refused_row_by_row(home, tmp_path):
    rows = [
        "单位,视角,观察点",
        "甲校,互动,组内分工",
        "甲校,板书,字迹",
        "丙校,互动,发言",
        "甲校,互动,组内分工",
    ]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    before = home.rows()["plg_observation_points"]
    with home.county.work() as work:
        _, refused = run_now(work, "observation.points", path, ImportOptions())
        found = work.session.execute(
            text("SELECT row_number, heading, code FROM problems ORDER BY row_number")
        ).all()
    assert (refused.refused, refused.written) == (3, False)
    assert [tuple(row) for row in found] == [
        (3, "视角", "unknown_view"),
        (4, "单位", "unknown_unit"),
        (5, "观察点", "duplicate_row"),
    ]
    assert home.rows()["plg_observation_points"] == before
    path.write_text("\n".join(rows[:2]), encoding="utf-8")
    assert home.county.bring("observation.points", path).added == 1
    assert home.county.bring("observation.points", path).unchanged == 1
    assert home.rows()["plg_observation_points"] == before + 1


WARNED = "SELECT sheet, row_number, heading, value, code, severity FROM problems"


def test_what_is_the_plugins_own_is_written_by_its_own_commands_alone(home, tmp_path):
    own, lesson = home.token("teacher", "T2"), home.lesson(("李观", "倾听"), number="GC9")
    planned = home.do("observationPlan", lesson, "lesson { id activity { id } }", home.head)["lesson"]
    given = home.record(planned["id"], "李观", learning=[{"view": "倾听"}])
    home.do("observationRecord", given, api=own)
    confirm = {"id": planned["activity"]["id"]}
    assert home.refused("activityConfirm", confirm, home.head) == ("CONFLICT", "id")
    moved = "活动编号,活动类型,活动名称,主办单位,日期,开始时间,结束时间\nGC9,课堂观察课,课,甲校,2025-10-20,08:00,08:45"
    (tmp_path / "moved.csv").write_text(moved, encoding="utf-8")
    with home.county.work() as work:
        assert run_now(work, "activities", tmp_path / "moved.csv", ImportOptions())[1].refused == 1
        found = work.session.execute(text("SELECT heading, code FROM problems")).all()
    assert [tuple(row) for row in found] == [("活动编号", "reserved")]
    (tmp_path / "came.csv").write_text(
        "活动编号,工号,姓名,角色,状态\nGC9,T4,赵看,参加,出席\nGC9,T3,王察,参加,出席", encoding="utf-8"
    )
    told = []
    for options in (ImportOptions(confirm=False), ImportOptions()):
        with home.county.work() as work:
            came = run_now(work, "attendance", tmp_path / "came.csv", options)[1]
            told.append([tuple(row) for row in work.session.execute(text(WARNED))])
        assert (came.refused, came.warnings, came.activities_confirmed) == (0, len(told[-1]), 0)
    # Once for the lesson, where it stands first; and not where nobody asked for a confirmation.
    assert told == [[], [("CSV", 2, "活动编号", "GC9", "not_confirmed", "warning")]]
    home.do("observationConfirm", {"lessonId": planned["id"]}, api=home.head)
    mine = own.ask("{ viewer { person { evidence { nodes { id activity { id } } } } } }")["viewer"]["person"]
    [record] = [
        each["id"]
        for each in mine["evidence"]["nodes"]
        if each["activity"]["id"] == planned["activity"]["id"]
    ]
    changed = {"answers": {"values": {"culture": [{"view": "思考"}]}}, "title": "改", "onDate": "2025-10-14"}
    assert home.refused("evidenceRevise", {**changed, "id": record}, own) == ("CONFLICT", "id")
    new = {**changed, "personId": home.people["李观"], "kind": "observation.form"}
    assert home.refused("evidenceRecord", new, own) == ("CONFLICT", "kind")
    activity = {
        "number": "GC1", "kind": "observation.lesson", "title": "课", "hostIds": [home.units["甲校"]],
        "segments": [{"onDate": "2025-11-03", "starts": "08:00", "ends": "08:45"}],
    }  # fmt: skip
    assert home.refused("activityCreate", activity, home.head) == ("CONFLICT", "kind")


def test_a_lesson_still_to_come_is_neither_recorded_nor_confirmed(home):
    ahead = {"onDate": "2099-10-14", "starts": "08:00", "ends": "08:45"}
    lesson = home.lesson(("李观", "倾听"), lesson=ahead, after=None)
    planned = home.do("observationPlan", lesson, "lesson { id }", home.head)["lesson"]["id"]
    given = home.record(planned, "李观", learning=[{"view": "倾听"}])
    own = home.token("teacher", "T2")
    assert home.refused("observationRecord", given, own) == ("OBSERVATION_INVALID", "lessonId")
    later = home.lesson(("李观", "倾听"), after={**ahead, "starts": "16:00", "ends": "17:00"})
    planned = home.do("observationPlan", later, "lesson { id }", home.head)["lesson"]["id"]
    home.do("observationRecord", home.record(planned, "李观", learning=[{"view": "倾听"}]), api=own)
    refused = home.refused("observationConfirm", {"lessonId": planned}, home.head)
    assert refused == ("OBSERVATION_INVALID", "lessonId")
