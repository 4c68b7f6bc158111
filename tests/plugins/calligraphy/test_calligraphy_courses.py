"""Courses, groups and lessons; the year as numbers; the application as a checklist with evidence; what rules count of these."""

from .calligraphy_school import picture
from .test_calligraphy_shows import recorded

COURSE = """mutation ($input: CalligraphyCourseCreateInput!) { calligraphyCourseCreate(input: $input) {
    course { id number } userErrors { code field } } }"""
GROUP = """mutation ($input: CalligraphyGroupCreateInput!) { calligraphyGroupCreate(input: $input) {
    group { id teachers pupils } userErrors { code field } } }"""
LESSON = """mutation ($input: CalligraphyLessonNoteInput!) { calligraphyLessonNote(input: $input) {
    lesson { topic periods } userErrors { code field } } }"""
REGISTER = """mutation ($record: RecordEntryInput!) { recordRegister(input: {records: [$record]}) {
    added corrected numbers userErrors { code field message } } }"""
YEAR = """{ orgUnits { nodes { name calligraphyYear(schoolYear: 2025) { exhibitions months skills works teachers pen brush chalk
    awarded remarks courses groups pupils lessons periods } } } }"""
APPLICATION = """{ orgUnits { nodes { name calligraphyApplication { number total ready
    heads { name title done note evidence ready } } } } }"""
COURSES = """{ orgUnits(first: 5) { nodes { name calligraphyCourses(first: 5) { nodes { title groups(first: 5) { nodes { title pupils
    lessons { totalCount } } } } } } } }"""
VERDICTS = """query ($unit: ID!, $window: String!) { verdicts(policy: "library.weifeng", window: $window, asOf: "2026-11-01",
    filter: {unitId: $unit, ofUnits: true}, first: 100) { nodes { rule measured status } } }"""
REMOVED = {
    "Lesson": "group { lessons { totalCount } }",
    "Group": "course { groups { totalCount } }",
    "Course": "unit { calligraphyCourses { totalCount } }",
}
DAYS = {"startsOn": "2025-09-01", "endsOn": "2026-01-16"}
TABLES = ("courses", "groups", "members", "lessons")


def of(answer, name, field):
    [row] = [row for row in answer["orgUnits"]["nodes"] if row["name"] == name]
    return row[field]


def judged(school, window):
    rows = school.principal.ask(VERDICTS, unit=school.unit, window=window)["verdicts"]["nodes"]
    return {row["rule"].removeprefix("weifeng."): (row["measured"], row["status"]) for row in rows}


def test_a_year_of_courses_and_shows_as_numbers(wall, statements):
    made, first, second = wall()
    pupils, errors = first.ask(
        COURSE,
        "calligraphyCourseCreate",
        input={"unitId": first.unit, "title": "悦心书法", "audience": "PUPILS", "weeklyPeriods": 1, **DAYS},
    )
    assert (errors, pupils["number"].startswith("SFK-")) == ([], True)
    teachers, _ = first.ask(
        COURSE,
        "calligraphyCourseCreate",
        input={"unitId": first.unit, "title": "粉笔字", "audience": "TEACHERS", "weeklyPeriods": 1, **DAYS},
    )
    assert teachers["number"] is None
    # A course of pupils in the timetable is recorded once, and the rule counts it.
    assert recorded(first) == [("书法课进课表", "calligraphy.timetable", "2025-09-01", False)]
    assert judged(first, "2025-2026")["calligraphy_course"] == ("1.00", "MET")
    assert judged(second, "2025-2026")["calligraphy_course"][0] == "0.00"
    group, _ = first.ask(
        GROUP, "calligraphyGroupCreate", input={"courseId": pupils["id"], "title": "三年级", "pupils": 42}
    )
    members = [first.person, first.kept["other"], first.person]
    staff, errors = first.ask(
        GROUP,
        "calligraphyGroupCreate",
        input={
            "courseId": teachers["id"],
            "title": "青年教师",
            "memberIds": members,
            "leaderId": first.person,
        },
    )
    assert (errors, staff["teachers"]) == ([], 2)
    lesson = {"groupId": group["id"], "teacherId": first.person, "topic": "横画", "present": 41}
    for day in ("2025-09-08", "2025-09-15"):
        assert first.ask(LESSON, "calligraphyLessonNote", input={**lesson, "onDate": day, "periods": 2}) == (
            {"topic": "横画", "periods": 2},
            [],
        )
    before = [made.count(f"plg_calligraphy_{table}") for table in TABLES]
    for mutation, name, given, field in (
        (LESSON, "calligraphyLessonNote", {**lesson, "onDate": "2026-01-17"}, "onDate"),
        (LESSON, "calligraphyLessonNote", {**lesson, "onDate": "2025-09-08", "periods": 9}, "periods"),
        (
            LESSON,
            "calligraphyLessonNote",
            {**lesson, "onDate": "2025-09-08", "teacherId": second.person},
            "teacherId",
        ),
        (GROUP, "calligraphyGroupCreate", {"courseId": pupils["id"], "title": "空"}, "pupils"),
        (
            GROUP,
            "calligraphyGroupCreate",
            {"courseId": pupils["id"], "title": "三年级", "pupils": 1},
            "title",
        ),
        (GROUP, "calligraphyGroupCreate", {"courseId": teachers["id"], "title": "空"}, "memberIds"),
    ):
        [error] = first.ask(mutation, name, input=given)[1]
        assert (error["code"], error["field"]) == ("CALLIGRAPHY_INVALID", ["input", field])
    assert second.principal.refused(LESSON, input={**lesson, "onDate": "2025-09-08"})["code"] == "FORBIDDEN"
    assert [made.count(f"plg_calligraphy_{table}") for table in TABLES] == before == [2, 2, 2, 2]
    first.exhibit("2025-09-20", scripts=("BRUSH", "PEN"))
    first.exhibit("2025-09-27")
    first.create("2025-10-20")
    statements.clear()
    answer = first.principal.ask(YEAR)
    assert of(answer, "甲校", "calligraphyYear") == {
        "exhibitions": 2, "months": 1, "skills": 0, "works": 3, "teachers": 1, "pen": 1, "brush": 2, "chalk": 0,
        "awarded": 0, "remarks": 0, "courses": 2, "groups": 2, "pupils": 42, "lessons": 2, "periods": 4,
    }  # fmt: skip
    assert set(of(answer, "乙校", "calligraphyYear").values()) == {0}
    assert len([line for line in statements if "plg_calligraphy_shows" in line]) == 1
    shown = of(first.principal.ask(COURSES), "甲校", "calligraphyCourses")["nodes"]
    assert {row["title"]: row["groups"]["nodes"] for row in shown}["悦心书法"] == [
        {"title": "三年级", "pupils": 42, "lessons": {"totalCount": 2}}
    ]


def test_an_application_is_a_checklist_with_evidence(wall):
    made, first, _ = wall()
    scan = first.upload(picture())
    heads = {
        "curriculum": {"done": True, "note": "每班每周一节", "evidence": [scan]},
        "rooms": {"done": True},
    }
    record = {
        "kind": "calligraphy.application",
        "unitId": first.unit,
        "onDate": "2026-03-01",
        "answers": {"values": heads},
    }
    done = first.principal.ask(REGISTER, record=record)["recordRegister"]
    assert (done["userErrors"], done["added"]) == ([], 1)
    [number] = done["numbers"]
    stands = of(first.principal.ask(APPLICATION), "甲校", "calligraphyApplication")
    assert (stands["number"], stands["total"], stands["ready"]) == (number, 8, 1)
    assert [(head["name"], head["done"], head["evidence"], head["ready"]) for head in stands["heads"]][
        :3
    ] == [
        ("curriculum", True, 1, True),
        ("staff", False, 0, False),
        ("rooms", True, 0, False),
    ]
    # A scan is what it says; what does not fit the form names the place; and nothing is changed.
    before = made.count("records")
    for scan in (first.upload(b"%PDF-1.7 no picture"), first.upload(b"no PDF", kind="application/pdf")):
        heads = {"staff": {"done": True, "evidence": [scan]}}
        refused = first.principal.ask(REGISTER, record={**record, "answers": {"values": heads}})
        [error] = refused["recordRegister"]["userErrors"]
        place = ["input", "records", "0", "answers", "values", "staff", "evidence", "0"]
        assert (error["code"], error["field"]) == ("ANSWERS_INVALID", place)
    wrong = {**record, "answers": {"values": {"rooms": {"done": "也许"}, "stage": {"done": True}}}}
    errors = first.principal.ask(REGISTER, record=wrong)["recordRegister"]["userErrors"]
    assert {error["code"] for error in errors} == {"ANSWERS_INVALID"}
    assert ["input", "records", "0", "answers", "values", "rooms", "done"] in [
        error["field"] for error in errors
    ]
    assert made.count("records") == before


def test_subscriptions_and_titles_feed_their_rules(wall):
    _, first, _ = wall()
    record = {
        "kind": "calligraphy.subscription",
        "unitId": first.unit,
        "onDate": "2026-01-05",
        "title": "书法报",
    }
    [error] = first.principal.ask(REGISTER, record=record)["recordRegister"]["userErrors"]
    assert (error["code"], error["field"][-1]) == ("RECORD_INVALID", "category")
    for kind, day in (("calligraphy.subscription", "2026-01-05"), ("calligraphy.award", "2026-06-01")):
        given = {**record, "kind": kind, "onDate": day, "category": "书法"}
        assert first.principal.ask(REGISTER, record=given)["recordRegister"]["userErrors"] == []
    assert judged(first, "2026")["calligraphy_press"] == ("1.00", "MET")
    assert judged(first, "2025-2026")["calligraphy_school"] == ("1.00", "MET")


def remove(school, what, **given):
    query = f"""mutation ($input: Calligraphy{what}RemoveInput!) {{ calligraphy{what}Remove(input: $input) {{
        {REMOVED[what]} userErrors {{ code field }} }} }}"""
    return school.ask(query, f"calligraphy{what}Remove", input=given)


def test_what_was_entered_by_mistake_is_taken_back_from_the_last_to_the_first(wall):
    made, first, second = wall()
    new = {"unitId": first.unit, "title": "悦心书法", "audience": "PUPILS", "weeklyPeriods": 1, **DAYS}
    [error] = first.ask(COURSE, "calligraphyCourseCreate", input={**new, "endsOn": "2026-09-03"})[1]
    assert error["field"] == ["input", "endsOn"]
    course, _ = first.ask(COURSE, "calligraphyCourseCreate", input=new)
    given = {"courseId": course["id"], "title": "三年级", "pupils": 42}
    group, _ = first.ask(GROUP, "calligraphyGroupCreate", input=given)
    noted = LESSON.replace("lesson { topic", "lesson { id topic")
    lesson = {"groupId": group["id"], "teacherId": first.person, "topic": "横画", "onDate": "2025-09-08"}
    [error] = first.ask(noted, "calligraphyLessonNote", input={**lesson, "present": 43})[1]
    assert error["field"] == ["input", "present"]
    lesson["present"] = 42
    given, _ = first.ask(noted, "calligraphyLessonNote", input=lesson)
    [error] = first.ask(noted, "calligraphyLessonNote", input=lesson)[1]
    assert error["field"] == ["input", "topic"]
    assert judged(first, "2025-2026")["calligraphy_course"] == ("1.00", "MET")
    [error] = remove(first, "Course", courseId=course["id"], reason="重复")[1]
    assert error == {"code": "CALLIGRAPHY_INVALID", "field": ["input", "courseId"]}
    assert remove(first, "Group", groupId=group["id"])[1][0]["field"] == ["input", "groupId"]
    lesson_remove = "mutation ($input: CalligraphyLessonRemoveInput!) { calligraphyLessonRemove(input: $input) { userErrors { code } } }"
    refused = second.principal.refused(lesson_remove, input={"lessonId": given["id"]})
    assert (refused["code"], made.count("plg_calligraphy_lessons")) == ("FORBIDDEN", 1)
    assert remove(first, "Lesson", lessonId=given["id"]) == ({"lessons": {"totalCount": 0}}, [])
    assert remove(first, "Group", groupId=group["id"]) == ({"groups": {"totalCount": 0}}, [])
    done = remove(first, "Course", courseId=course["id"], reason="重复")
    assert done == ({"calligraphyCourses": {"totalCount": 0}}, [])
    assert recorded(first) == [("书法课进课表", "calligraphy.timetable", "2025-09-01", True)]
    assert judged(first, "2025-2026")["calligraphy_course"][0] == "0.00"
