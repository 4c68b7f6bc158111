"""Rosters: corrections of what was recorded, changes from a day on, and what a transfer does to lines and verdicts."""

from datetime import date

import pytest

ROSTER = "学校 工号 姓名 职称 教研组"
FACTS = """SELECT value, valid_from::text, superseded_at IS NULL FROM person_facts f
           JOIN people p ON p.id = f.person_id WHERE p.number = 'T1' AND f.kind = 'title' ORDER BY f.recorded_at"""
UNITS = """SELECT relation, u.name, valid_from::text, valid_to::text FROM person_units e
           JOIN people p ON p.id = e.person_id JOIN org_units u ON u.id = e.unit_id
           WHERE p.number = 'T1' AND superseded_at IS NULL ORDER BY relation, valid_from, u.name"""
LINES = """SELECT l.on_date::text, u.name, sum(l.amount) FROM ledger_lines l JOIN people p ON p.id = l.person_id
           LEFT JOIN org_units u ON u.id = l.unit_id WHERE p.number = 'T1' AND l.measure = 'hours'
           GROUP BY 1, 2 HAVING sum(l.amount) <> 0 ORDER BY 1, 2"""
VERDICTS = """SELECT w.key, u.name, v.measured FROM verdicts v JOIN people p ON p.id = v.person_id
              JOIN org_units u ON u.id = v.unit_id JOIN windows w ON w.id = v.window_id
              WHERE p.number = 'T1' ORDER BY 1"""
BEGINNING, MARCH, OCTOBER = "1900-01-01", "2025-03-01", "2025-10-08"


@pytest.fixture
def made(school):
    return school()


def person(school="甲校", title="一级教师", name="张三", group="语文组"):
    return (school, "T1", name, title, group)


def test_without_a_date_another_value_corrects_what_was_recorded(made, listed, query):
    report = made.bring("roster", listed(ROSTER, person(title="高级教师")))
    assert (report.corrected, report.added, report.unchanged) == (1, 0, 0)
    assert query(made, FACTS) == [("一级教师", BEGINNING, False), ("高级教师", BEGINNING, True)]


def test_with_a_date_another_value_begins_on_that_day(made, listed, query):
    made.bring("roster", listed(ROSTER, person(title="高级教师")), valid_from=date(2025, 9, 1))
    assert query(made, FACTS) == [("一级教师", BEGINNING, True), ("高级教师", "2025-09-01", True)]
    again = made.bring("roster", listed(ROSTER, person(title="高级教师")), valid_from=date(2025, 9, 1))
    assert again.unchanged == 1
    made.bring("roster", listed(ROSTER, person(title="正高级教师")), valid_from=date(2025, 9, 1))
    assert query(made, FACTS)[1:] == [("高级教师", "2025-09-01", False), ("正高级教师", "2025-09-01", True)]


def test_a_blank_cell_says_nothing(made, listed, query):
    assert made.bring("roster", listed(ROSTER, person(title="", group=""))).unchanged == 1
    assert query(made, FACTS) == [("一级教师", BEGINNING, True)]
    assert ("group", "语文组", BEGINNING, None) in query(made, UNITS)


def test_another_name_is_taken_with_a_warning(made, listed, query, problems):
    report = made.bring("roster", listed(ROSTER, person(name="张叁")))
    assert (report.corrected, report.warnings, report.refused) == (1, 1, 0)
    assert problems(made, "warning") == [("CSV", 2, "姓名", "张叁", "name_changed")]
    assert query(made, "SELECT name FROM people WHERE number = 'T1'") == [("张叁",)]


@pytest.mark.parametrize(
    ("moved_on", "march", "october", "window"),
    [
        ("2025-03-01", "乙校", "乙校", "乙校"),
        ("2025-03-02", "甲校", "乙校", "乙校"),
        ("2025-10-08", "甲校", "乙校", "乙校"),
        ("2025-10-09", "甲校", "甲校", "乙校"),
        ("2025-12-31", "甲校", "甲校", "乙校"),
        ("2026-01-01", "甲校", "甲校", "甲校"),
    ],
)
def test_a_transfer_leaves_lines_with_the_unit_at_the_time_and_the_verdict_with_the_last_days(
    made, listed, query, moved_on, march, october, window
):
    made.bring(
        "roster", listed(ROSTER, person("乙校", group="数学组")), valid_from=date.fromisoformat(moved_on)
    )
    assert query(made, LINES) == [(MARCH, march, 2), (OCTOBER, october, 1)]
    assert query(made, VERDICTS) == [("2025", window, 3)]


def test_a_transfer_ends_the_teaching_unit_and_the_group_before(made, listed, query):
    made.bring("roster", listed(ROSTER, person("乙校", group="数学组")), valid_from=date(2025, 9, 1))
    assert query(made, UNITS) == [
        ("group", "语文组", BEGINNING, "2025-08-31"),
        ("group", "数学组", "2025-09-01", None),
        ("home", "甲校", BEGINNING, None),
        ("home", "乙校", "2025-09-01", None),
        ("teaching", "甲校", BEGINNING, "2025-08-31"),
        ("teaching", "乙校", "2025-09-01", None),
    ]
    assert made.bring("roster", listed(ROSTER, person("乙校", group="数学组"))).unchanged == 1


def test_a_corrected_school_takes_the_lines_along(made, listed, query):
    report = made.bring("roster", listed(ROSTER, person("乙校")))
    assert (report.corrected, report.lines_posted, report.lines_reversed) == (1, 4, 4)
    assert query(made, LINES) == [(MARCH, "乙校", 2), (OCTOBER, "乙校", 1)]
    assert [row[1] for row in query(made, UNITS)] == ["语文组", "乙校", "乙校"]


def test_leaving_the_post_takes_the_verdict_away_and_coming_back_returns_it(made, listed, measured):
    headings = "学校 工号 姓名 是否在岗"
    assert measured(made)["T1"] == (3, 0)
    made.bring("roster", listed(headings, ("甲校", "T1", "张三", "退休")))
    assert measured(made) == {"T2": (3, 0), "T3": (0, 0)}
    made.bring("roster", listed(headings, ("甲校", "T1", "张三", "在岗")))
    assert measured(made)["T1"] == (3, 0)


@pytest.mark.parametrize(("left_on", "judged"), [("2025-12-31", False), ("2026-01-01", True)])
def test_the_last_day_of_the_window_decides_who_counts(made, listed, measured, left_on, judged):
    made.bring(
        "roster",
        listed("学校 工号 姓名 是否在岗", ("甲校", "T1", "张三", "离岗")),
        valid_from=date.fromisoformat(left_on),
    )
    assert ("T1" in measured(made)) is judged


def test_a_new_teacher_is_judged_in_the_open_windows(made, listed, measured):
    made.bring("roster", listed(ROSTER, ("丙校", "T4", "赵六", "", "")))
    assert measured(made)["T4"] == (0, 0)


def test_one_school_code_is_one_school(made, listed, problems, rows_in):
    before = rows_in(made, "files", "import_problems", "jobs")
    made.bring(
        "roster",
        listed(
            "学校 学校标识码 工号 姓名",
            ("丁校", "900", "T5", "钱七"),
            ("戊校", "900", "T6", "孙八"),
            ("丁校", "901", "T7", "周九"),
        ),
    )
    assert [row[1:] for row in problems(made)] == [
        (3, "学校标识码", "900", "school_code_conflict"),
        (4, "学校", "丁校", "school_name_conflict"),
    ]
    assert rows_in(made, "files", "import_problems", "jobs") == before


@pytest.mark.parametrize("word", ["长期请假", "调离", "产假", "病休"])
def test_who_is_away_is_not_judged(made, listed, measured, word):
    report = made.bring("roster", listed("学校 工号 姓名 是否在岗", ("甲校", "T1", "张三", word)))
    assert report.refused == 0
    assert "T1" not in measured(made)


def test_a_corrected_school_without_a_group_takes_the_group_of_the_other_away(made, listed, query):
    report = made.bring("roster", listed(ROSTER, person("乙校", group="")))
    assert report.corrected == 1
    assert [row[:2] for row in query(made, UNITS)] == [("home", "乙校"), ("teaching", "乙校")]


def test_a_transfer_without_a_group_ends_the_group_before(made, listed, query):
    made.bring("roster", listed(ROSTER, person("乙校", group="")), valid_from=date(2025, 9, 1))
    assert [row for row in query(made, UNITS) if row[0] == "group"] == [
        ("group", "语文组", BEGINNING, "2025-08-31")
    ]
    made.bring("roster", listed(ROSTER, person("甲校", group="")), valid_from=date(2026, 2, 1))
    assert len([row for row in query(made, UNITS) if row[0] == "group"]) == 1


def test_a_corrected_birth_date_judges_anew_by_age(judged_county, listed, measured):
    made = judged_county(version={"population": {"all": [{"fact": "age", "most": 35}]}})
    roster = "学校 工号 姓名 出生日期"
    made.bring("roster", listed(roster, ("甲校", "T1", "张三", "1990-01-01")))
    made.bring(
        "activities",
        listed(
            "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间",
            ("A1", "听课", "听课", "甲校", "2025-03-01", "8:00", "9:30"),
        ),
    )
    made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    for birth, judged in (("1989-12-31", {}), ("1990-01-01", {"T1": (2, 0)})):
        made.bring("roster", listed(roster, ("甲校", "T1", "张三", birth)))
        assert measured(made, rule="sample.hours") == judged
