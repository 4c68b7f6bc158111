"""One observed lesson, entered once: the observers' 听课, the teacher's 公开课, four rules and the school's summary."""

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from yanxiu_core.exports import service as exports
from yanxiu_core.exports.finding import find
from yanxiu_core.exports.requests import Asked, request_of
from yanxiu_core.jobs.handlers import silent
from yanxiu_graphql.global_ids import decode

TERM, YEAR = "2025-2026-1", "2025-2026"
LI = {
    "learning": [
        {
            "view": "倾听",
            "points": [{"point": "多少学生在听", "scale": 4, "tally": 12}, {"point": "倾听习惯", "scale": 3}],
            "notes": [{"at": "08:05", "text": "两人走神"}, {"at": "08:20", "text": "全体倾听"}],
        }
    ],
    "comment": "学生听得认真",
}
WANG = {
    "learning": [{"view": "互动", "points": [{"point": "小组讨论", "scale": 5, "tally": 6}]}],
    "teaching": [{"view": "对话", "points": [{"point": "提问", "tally": 20}]}],
    "comment": "提问多而碎",
}
ZHAO = {
    "culture": [{"view": "思考", "points": [{"point": "高层次提问", "scale": 2}]}],
    "comment": "再开放一些",
}
SUMMARY = "dimension view lessons records scores average tally notes"
SCHOOL = f"""query ($unit: ID!) {{
    observationUnitSummary(unitId: $unit, fromDate: "2025-10-14", toDate: "2025-10-14") {{ {SUMMARY} }} }}"""
LESSON = f"query ($id: ID!) {{ observationLessonSummary(lessonId: $id) {{ {SUMMARY} }} }}"
TEACHER = """query ($id: ID!) { observationTeacherSummary(personId: $id, fromDate: "2025-09-01", toDate: "2026-01-16") {
    lessonId onDate topic dimension records scores average tally notes } }"""
HELD = """lesson { id onDate postMeeting presenter { name } unit { name } reflection { kind body characters }
    activity { id kind pluginKind state segments { title } participations { nodes {
        person { name } role status position } } }
    observers { person { name } views record { version { form number origin } } } }"""


@pytest.fixture(scope="module")
def home(found_home):
    """The county after the lesson was planned, observed, reflected on and confirmed, each by whoever does it."""
    made = found_home()
    made.head = made.token("principal", "T5", "甲校")
    observers = [("李观", "倾听"), ("王察", "互动", "对话"), ("赵看", "思考")]
    planned = made.do("observationPlan", made.lesson(*observers, subject="数学"), "lesson { id }", made.head)
    made.observed = planned["lesson"]["id"]
    for number, name, values in (("T2", "李观", LI), ("T3", "王察", WANG), ("T4", "赵看", ZHAO)):
        own = made.token("teacher", number)
        made.do("observationRecord", made.record(made.observed, name, **values), api=own)
    reflection = {"lessonId": made.observed, "body": "提问要少而精", "onDate": "2025-10-15"}
    made.do("observationReflect", reflection, api=made.token("teacher", "T1"))
    given = {"lessonId": made.observed, "postMeeting": "下一课改进提问"}
    made.held = made.do("observationConfirm", given, HELD, made.head)["lesson"]
    return made


def test_the_record_is_one_activity_with_everybody_in_it(home):
    held = home.held
    assert (held["onDate"], held["presenter"]["name"], held["unit"]["name"]) == ("2025-10-14", "张授", "甲校")
    assert held["reflection"] == {"kind": "教学反思", "body": "提问要少而精", "characters": 6}
    activity = held["activity"]
    assert (activity["kind"], activity["pluginKind"], activity["state"]) == (
        "课堂观察课", "observation.lesson", "CONFIRMED",
    )  # fmt: skip
    assert [each["title"] for each in activity["segments"]] == ["课前会议", "上课", "课后会议"]
    given = {
        (each["person"]["name"], each["role"], each["status"])
        for each in activity["participations"]["nodes"]
        if each["position"] == 2
    }
    assert given == {
        ("张授", "授课", "出席"), ("李观", "听课", "出席"), ("王察", "听课", "出席"), ("赵看", "听课", "出席"),
    }  # fmt: skip
    assert len(activity["participations"]["nodes"]) == 12
    version = {"form": "observation.record", "number": 1, "origin": "PLUGIN"}
    assert held["observers"] == [
        {"person": {"name": "李观"}, "views": ["倾听"], "record": {"version": version}},
        {"person": {"name": "王察"}, "views": ["互动", "对话"], "record": {"version": version}},
        {"person": {"name": "赵看"}, "views": ["思考"], "record": {"version": version}},
    ]
    assert home.county.count("activities") == 1


@pytest.mark.parametrize("name", ["李观", "王察", "赵看"])
def test_it_is_each_observers_lesson_heard_once_with_record_and_comment(home, name):
    assert home.verdict("tingke.observe_teacher", TERM, name) == ("1.00", "36.00", "MISSED")
    assert home.verdict("tingke.record_comment", TERM, name) == ("1.00", "1.00", "MET")
    assert home.verdict("dazhuyuan.open_lessons", TERM, name)[0] == "0.00"


def test_it_is_the_teachers_open_lesson_once_and_its_reflection_is_there(home):
    assert home.verdict("dazhuyuan.open_lessons", TERM, "张授") == ("1.00", "2.00", "MISSED")
    assert home.verdict("weifeng.presenter_reflection", TERM, "张授") == ("1.00", "1.00", "MET")
    assert home.verdict("tingke.observe_teacher", TERM, "张授") == ("0.00", "36.00", "MISSED")


def test_the_rules_of_the_school_read_forms_showcase_and_lecture(home):
    assert home.verdict("weifeng.observe_dimensions", TERM, "甲校") == ("1.00", "1.00", "MET")
    for number, kind, role in (
        ("ZS1", "observation.showcase", "参加"),
        ("JZ1", "observation.lecture", "参加"),
    ):
        new = {
            "number": number,
            "kind": kind,
            "title": number,
            "hostIds": [home.units["甲校"]],
            "segments": [{"onDate": "2025-12-01", "starts": "14:00", "ends": "15:30"}],
        }
        made = home.do("activityCreate", new, "activity { id kind }", home.head)["activity"]
        staff = ["张授", "李观", "王察", "赵看", "钱校长"]
        there = [{"personId": home.people[name], "role": role, "status": "出席"} for name in staff]
        home.do("participationRecord", {"activityId": made["id"], "entries": there}, api=home.head)
        home.do("activityConfirm", {"id": made["id"]}, api=home.head)
    assert home.verdict("weifeng.all_staff_lecture", YEAR, "甲校") == ("5.00", "5.00", "MET")
    assert home.verdict("weifeng.all_staff_lecture", YEAR, "乙校")[2] == "MISSED"


def test_the_summaries_hold_exactly_what_the_three_records_say(home, statements):
    rows = home.head.ask(LESSON, id=home.observed)["observationLessonSummary"]
    assert [tuple(row.values()) for row in rows] == [
        ("学生学习", None, 1, 2, 3, "4.00", 18, 2),
        ("学生学习", "互动", 1, 1, 1, "5.00", 6, 0),
        ("学生学习", "倾听", 1, 1, 2, "3.50", 12, 2),
        ("教师教学", None, 1, 1, 0, None, 20, 0),
        ("教师教学", "对话", 1, 1, 0, None, 20, 0),
        ("课堂文化", None, 1, 1, 1, "2.00", 0, 0),
        ("课堂文化", "思考", 1, 1, 1, "2.00", 0, 0),
    ]
    statements.clear()
    assert home.head.ask(SCHOOL, unit=home.units["甲校"])["observationUnitSummary"] == rows
    assert len([text for text in statements if "plg_observation_observers" in text]) == 1
    assert home.admin.ask(SCHOOL, unit=home.units["观察县"])["observationUnitSummary"] == rows
    assert home.admin.refused(SCHOOL, unit=home.units["乙校"])["code"] == "PLUGIN_DISABLED"
    own = home.token("teacher", "T1")
    assert own.ask(LESSON, id=home.observed)["observationLessonSummary"] == rows
    [first, *others] = own.ask(TEACHER, id=home.people["张授"])["observationTeacherSummary"]
    assert first == {
        "lessonId": home.observed, "onDate": "2025-10-14", "topic": "分数的意义", "dimension": "学生学习",
        "records": 2, "scores": 3, "average": "4.00", "tally": 18, "notes": 2,
    }  # fmt: skip
    assert [row["dimension"] for row in others] == ["教师教学", "课堂文化"]


def test_the_filled_form_is_printed_a_part_for_each_observer(home, tmp_path):
    paths = {}
    for form in ("docx", "pdf"):
        paths[form] = tmp_path / f"form.{form}"
        with home.county.work() as work:
            found = find(work, f"observation_lesson_{form}")
            request = request_of(work, found.thing, Asked(activity=decode(home.held["activity"]["id"]).id))
            exports.write(work, found, request, paths[form], silent)
    tables = docx.Document(paths["docx"]).tables
    heads = [list(dict.fromkeys(cell.text for cell in table.rows[1].cells)) for table in tables[::4]]
    assert heads == [["课题", "分数的意义", "评课人", name] for name in ("李观", "王察", "赵看")]
    assert [[cell.text for cell in row.cells] for row in tables[1].rows][1:] == [
        ["学生学习", "倾听", "多少学生在听", "等级 4（满分 5）；12 次", ""],
        ["学生学习", "倾听", "倾听习惯", "等级 3（满分 5）", ""],
        ["学生学习", "倾听", "时间记录 08:05", "", "两人走神"],
        ["学生学习", "倾听", "时间记录 08:20", "", "全体倾听"],
    ]
    pages = PdfReader(paths["pdf"]).pages
    assert len(pages) == 3
    assert "提问多而碎" in "".join(pages[1].extract_text().split())


def test_who_took_no_part_sees_nothing(home, found_home):
    outsider = home.token("teacher", "T6")
    assert outsider.ask("{ observationLessons { totalCount } }")["observationLessons"]["totalCount"] == 0
    assert outsider.refused(LESSON, id=home.observed)["code"] == "FORBIDDEN"
    assert outsider.refused(TEACHER, id=home.people["张授"])["code"] == "FORBIDDEN"
    observer = home.token("teacher", "T2")
    [seen] = observer.ask("{ observationLessons { nodes { observers { person { name } } } } }")[
        "observationLessons"
    ]["nodes"]
    assert seen["observers"] == [{"person": {"name": "李观"}}]
    other = found_home()
    assert other.admin.ask("{ observationLessons { totalCount } }")["observationLessons"]["totalCount"] == 0
    assert other.admin.refused(LESSON, id=home.observed)["code"] == "NOT_FOUND"


def test_a_confirmed_record_is_changed_once_owner_and_reviewer_agree(home):
    owner, changes = home.token("teacher", "T2"), {**LI, "comment": "再看一遍, 仍然认真"}
    revised = home.record(home.observed, "李观", **changes)
    assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    ask = {"lessonId": home.observed, "reason": "等级填错"}
    assert home.refused("observationReopen", {**ask, "reason": " "}, owner) == (
        "OBSERVATION_INVALID",
        "reason",
    )
    assert home.denied("observationReopen", ask, home.token("teacher", "T6")) == "FORBIDDEN"
    made = home.do("observationReopen", ask, "reopening { id agreedAt }", owner)["reopening"]
    assert made["agreedAt"] is None
    assert home.refused("observationReopen", ask, owner) == ("OBSERVATION_CLOSED", "lessonId")
    assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    assert home.denied("observationAgree", {"id": made["id"]}, owner) == "FORBIDDEN"
    no = {"id": made["id"], "reason": "请写明哪个等级"}
    for token in (owner, home.token("principal", "T6", "乙校")):
        assert home.denied("observationDecline", no, token) == "FORBIDDEN"
    assert home.refused("observationDecline", {**no, "reason": " "}, home.head) == (
        "OBSERVATION_INVALID",
        "reason",
    )
    home.do("observationDecline", no, api=home.head)
    for name, given in (("observationDecline", no), ("observationAgree", {"id": made["id"]})):
        assert home.refused(name, given, home.head) == ("OBSERVATION_CLOSED", "id")
    query = "query ($id: ID!) { observationLesson(id: $id) { reopenings { agreedAt declinedBy declinedReason } } }"
    seen = owner.ask(query, id=home.observed)["observationLesson"]["reopenings"]
    assert seen == [{"agreedAt": None, "declinedBy": "钱校长", "declinedReason": "请写明哪个等级"}]
    assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    made = home.do("observationReopen", ask, "reopening { id declinedAt }", owner)["reopening"]
    assert made["declinedAt"] is None
    done = home.do(
        "observationAgree", {"id": made["id"]}, "reopening { agreedBy person { name } }", home.head
    )
    assert done["reopening"] == {"agreedBy": "钱校长", "person": {"name": "李观"}}
    assert home.refused("observationAgree", {"id": made["id"]}, home.head) == ("OBSERVATION_CLOSED", "id")
    before = home.rows()
    same = home.record(home.observed, "李观", **LI)
    kept = home.do("observationRecord", same, "observer { record { values } }", owner)["observer"]["record"]
    assert (kept["values"], home.rows()) == (LI, before)
    home.do("observationRecord", revised, api=owner)
    assert home.rows()["evidence"] == before["evidence"] + 1
    assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    assert home.verdict("tingke.record_comment", TERM, "李观") == ("1.00", "1.00", "MET")
    assert home.verdict("tingke.observe_teacher", TERM, "李观") == ("1.00", "36.00", "MISSED")


def test_a_reopening_is_taken_back_until_it_is_used(home):
    """By its owner, asked for or agreed to, and by a reviewer after all; then it opens nothing, and may be asked for anew."""
    owner, asked = home.token("teacher", "T3"), "reopening { id withdrawnAt declinedReason }"
    revised = home.record(home.observed, "王察", **{**WANG, "comment": "补记"})
    ask, closed = {"lessonId": home.observed, "reason": "漏了一条"}, ("OBSERVATION_CLOSED", "id")
    for agreed in (False, True):
        made = {"id": home.do("observationReopen", ask, asked, owner)["reopening"]["id"]}
        if agreed:
            home.do("observationAgree", made, api=home.head)
        for token in (home.head, home.token("teacher", "T2"), home.admin):
            assert home.denied("observationWithdraw", made, token) == "FORBIDDEN"
        done = home.do("observationWithdraw", made, asked, owner)["reopening"]
        assert done["withdrawnAt"] is not None
        assert home.refused("observationWithdraw", made, owner) == closed
        assert home.refused("observationAgree", made, home.head) == closed
        assert home.refused("observationDecline", {**made, "reason": "不必"}, home.head) == closed
        assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    made = {"id": home.do("observationReopen", ask, asked, owner)["reopening"]["id"]}
    home.do("observationAgree", made, api=home.head)
    declined = home.do("observationDecline", {**made, "reason": "已存档"}, asked, home.head)["reopening"]
    assert (declined["declinedReason"], declined["withdrawnAt"]) == ("已存档", None)
    assert home.refused("observationWithdraw", made, owner) == closed
    assert home.refused("observationRecord", revised, owner) == ("OBSERVATION_CLOSED", "lessonId")
    made = {"id": home.do("observationReopen", ask, asked, owner)["reopening"]["id"]}
    home.do("observationAgree", made, api=home.head)
    home.do("observationRecord", revised, api=owner)
    assert home.refused("observationWithdraw", made, owner) == closed
    assert home.refused("observationDecline", {**made, "reason": "已存档"}, home.head) == closed


def test_where_it_is_switched_off_nothing_is_shown_and_everything_stays(home):
    before = home.rows()
    home.county.enable("observation", unit="乙校")
    home.county.disable("observation", unit="甲校")
    assert home.admin.ask(SCHOOL, unit=home.units["观察县"])["observationUnitSummary"] == []
    assert home.admin.ask(TEACHER, id=home.people["张授"])["observationTeacherSummary"] == []
    assert home.admin.ask("{ observationLessons { totalCount } }")["observationLessons"]["totalCount"] == 0
    assert home.admin.refused(LESSON, id=home.observed)["code"] == "PLUGIN_DISABLED"
    assert home.verdict("tingke.observe_teacher", TERM, "王察")[0] == "1.00"
    home.county.enable("observation", unit="甲校")
    assert home.admin.ask("{ observationLessons { totalCount } }")["observationLessons"]["totalCount"] == 1
    assert {**home.rows(), "audit_records": 0} == {**before, "audit_records": 0}


def test_what_was_cancelled_counts_no_more_and_is_closed(found_home):
    home = found_home()
    made = home.do("observationPlan", home.lesson(("李观", "倾听")), "lesson { id activity { id } }")[
        "lesson"
    ]
    given = home.record(made["id"], "李观", learning=[{"view": "倾听"}])
    home.do("observationRecord", given)
    reflection = {"lessonId": made["id"], "body": "反思", "onDate": "2025-10-15"}
    home.do("observationReflect", reflection)
    before = home.rows()
    home.do("observationReflect", reflection)
    assert home.rows() == before
    home.do("observationConfirm", {"lessonId": made["id"]})
    assert home.verdict("weifeng.observe_dimensions", TERM, "甲校")[0] == "1.00"
    home.do("activityCancel", {"id": made["activity"]["id"], "reason": "没有上"})
    with home.county.work() as work:
        sums = text("SELECT measure FROM ledger_lines GROUP BY measure, policy HAVING sum(amount) <> 0")
        assert work.session.scalars(sums).all() == []
    assert home.verdict("weifeng.observe_dimensions", TERM, "甲校")[0] == "0.00"
    assert home.verdict("dazhuyuan.open_lessons", TERM, "张授")[0] == "0.00"
    assert home.refused("observationRecord", given) == ("OBSERVATION_CLOSED", "lessonId")
    late = {
        "personId": home.people["李观"],
        "kind": "照片",
        "title": "课",
        "onDate": "2025-10-14",
        "body": "字",
    }
    refused = home.refused("evidenceRecord", {**late, "activityId": made["activity"]["id"]})
    assert refused == ("CONFLICT", "activityId")
