"""What is changed of a lesson while it is planned: its day, its meetings, who observes it."""

import pytest

OWN_LINES = "{ viewer { person { ledger(last: 50) { nodes { role startsAt } } } } }"
WHEN = (
    """lesson { onDate movedFrom observers { name views } activity { segments { title onDate startsAt } } }"""
)


@pytest.fixture(scope="module")
def home(found_home):
    """The county and the head of 甲校."""
    made = found_home()
    made.head = made.token("principal", "T5", "甲校")
    return made


def test_a_planned_lesson_is_moved_with_its_meetings_and_observers(home):
    guests = {"invitedIds": [home.units["乙校"]]}
    lesson = home.lesson(("李观", "倾听"), ("赵看", "互动"), ("孙客", "对话"), **guests)
    planned = home.do("observationPlan", lesson, "lesson { id }", home.head)["lesson"]["id"]

    def given(day, **more):
        return {"lessonId": planned, "lesson": {"onDate": day}, **more}

    def refused(new, api=home.head):
        return home.refused("observationMove", new, api)

    for token in (home.token("teacher", "T1"), home.token("principal", "T6", "乙校")):
        assert home.denied("observationMove", given("2025-10-21"), token) == "FORBIDDEN"
    late = {"onDate": "2025-10-21", "starts": "09:00", "ends": "09:40"}
    assert refused(given("2025-10-21", before=late)) == ("OBSERVATION_INVALID", "before.onDate")
    assert refused(given("2025-10-21", after={"onDate": "2025-10-20"})) == (
        "OBSERVATION_INVALID",
        "after.onDate",
    )
    assert refused(given("2025-10-21", before={"onDate": "1899-12-31"})) == (
        "ACTIVITY_INVALID",
        "before.onDate",
    )
    assert refused(given("9999-12-31")) == ("ACTIVITY_INVALID", "lesson.onDate")
    wrong = {"lessonId": planned, "lesson": {**late, "ends": "08:00"}}
    assert refused(wrong) == ("ACTIVITY_INVALID", "lesson.ends")
    moved = home.do("observationMove", given("2025-10-21", after={"onDate": "2025-10-22"}), WHEN, home.head)[
        "lesson"
    ]
    assert (moved["onDate"], moved["movedFrom"]) == ("2025-10-21", "2025-10-14")
    assert [tuple(each.values()) for each in moved["activity"]["segments"]] == [
        ("课前会议", "2025-10-20", "2025-10-20T08:00:00.000000Z"),
        ("上课", "2025-10-21", "2025-10-21T00:00:00.000000Z"),
        ("课后会议", "2025-10-22", "2025-10-22T08:00:00.000000Z"),
    ]
    # Who was invited need not be invited again.
    assert [(each["name"], each["views"]) for each in moved["observers"]] == [
        ("李观", ["倾听"]), ("赵看", ["互动"]), ("孙客", ["对话"]),
    ]  # fmt: skip
    before = home.rows()
    again = home.do("observationMove", given("2025-10-21", after={"onDate": "2025-10-22"}), WHEN, home.head)
    assert (again["lesson"], home.rows()) == (moved, before)
    # Whoever is of another school by then is named, and comes if that is invited.
    home.do(
        "assignmentCreate",
        {
            "personId": home.people["赵看"],
            "unitId": home.units["乙校"],
            "relation": "home",
            "validFrom": "2030-01-01",
        },
    )
    assert refused(given("2030-01-08")) == ("OBSERVATION_NOT_INVITED", "lesson.onDate")
    home.do("observationMove", given("2030-01-08", **guests), api=home.head)
    home.do("observationMove", {"lessonId": planned, "lesson": late}, api=home.head)
    record = home.record(planned, "李观", learning=[{"view": "倾听"}])
    home.do("observationRecord", record)
    assert refused(given("2025-10-28")) == ("OBSERVATION_CLOSED", "lessonId")
    absent = [{"personId": home.people[name], "status": "请假"} for name in ("赵看", "孙客")]
    home.do("observationConfirm", {"lessonId": planned, "absent": absent}, api=home.head)
    assert refused(given("2025-10-28")) == ("OBSERVATION_CLOSED", "lessonId")
    # What counts, counts for the day on which it was given.
    own = home.token("teacher", "T2").ask(OWN_LINES)["viewer"]["person"]["ledger"]["nodes"]
    assert [each["startsAt"] for each in own if each["role"] == "听课"][-1] == "2025-10-21T01:00:00.000000Z"


def test_only_what_was_planned_is_moved(home):
    """A lesson without meetings, given by periods: a meeting is not added, and without times it stays one of periods."""
    lesson = home.lesson(
        ("李观", "倾听"), before=None, after=None, lesson={"onDate": "2025-10-14", "periods": "1"}
    )
    planned = home.do("observationPlan", lesson, "lesson { id }", home.head)["lesson"]["id"]
    new = {"lessonId": planned, "lesson": {"onDate": "2025-11-04"}}
    meeting = {"onDate": "2025-11-04", "starts": "16:00", "ends": "16:30"}
    for name in ("before", "after"):
        assert home.refused("observationMove", {**new, name: meeting}, home.head) == (
            "OBSERVATION_INVALID",
            name,
        )
    moved = home.do(
        "observationMove", new, "lesson { activity { id segments { onDate periods endsAt } } }", home.head
    )
    activity = moved["lesson"]["activity"]
    assert activity["segments"] == [{"onDate": "2025-11-04", "periods": "1.00", "endsAt": None}]
    home.do("activityCancel", {"id": activity["id"], "reason": "不上了"})
    assert home.refused("observationMove", new, home.head) == ("OBSERVATION_CLOSED", "lessonId")


def test_observers_are_exchanged_while_a_lesson_is_planned(home):
    asked = "lesson { id observers { name views } }"
    lesson = home.lesson(("李观", "倾听"), ("王察", "互动"))
    planned = home.do("observationPlan", lesson, asked, home.head)["lesson"]["id"]
    home.do("observationRecord", home.record(planned, "李观", learning=[{"view": "倾听"}]))

    def given(*observers, **more):
        return {"lessonId": planned, "observers": home.lesson(*observers)["observers"], **more}

    def refused(*observers, **more):
        return home.refused("observationExchange", given(*observers, **more), home.head)

    li = ("李观", "倾听")
    assert refused(("赵看", "互动")) == ("OBSERVATION_INVALID", "observers")
    assert refused(("李观", "互动")) == ("OBSERVATION_INVALID", "observers")
    assert refused(li, ("张授", "互动")) == ("OBSERVATION_INVALID", "observers.1.personId")
    assert refused(li, ("孙客", "互动")) == ("OBSERVATION_NOT_INVITED", "observers.1.personId")
    new = given(li, ("赵看", "互动", "思考"), ("孙客", "对话"), invitedIds=[home.units["乙校"]])
    for token in (home.token("teacher", "T2"), home.token("principal", "T6", "乙校")):
        assert home.denied("observationExchange", new, token) == "FORBIDDEN"
    made = home.do("observationExchange", new, asked, home.head)["lesson"]
    assert [(each["name"], each["views"]) for each in made["observers"]] == [
        ("李观", ["倾听"]), ("赵看", ["互动", "思考"]), ("孙客", ["对话"]),
    ]  # fmt: skip
    gone = home.record(planned, "王察", learning=[{"view": "互动"}])
    assert home.refused("observationRecord", gone) == ("NOT_FOUND", "personId")
    home.do("observationExchange", given(li), asked, home.head)
    home.do("observationConfirm", {"lessonId": planned}, api=home.head)
    assert refused(li, ("赵看", "互动")) == ("OBSERVATION_CLOSED", "lessonId")
