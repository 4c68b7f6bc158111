"""A semester of 蹲点 from the roster to the verdicts, over GraphQL alone, with exact values."""

EMBED, COVER = "dundian.embed", "dundian.cover"


def test_the_pair_of_schools_and_its_history(county):
    assert county.figures("two_schools") == ("2.00", "2.00", "MET")
    lines = county.verdict("two_schools")["trace"]["lines"]
    assert {(line["title"], line["onDate"]) for line in lines} == {
        ("柳河小学", "2025-09-01"),
        ("城关一小", "2025-09-01"),
        ("青山小学", "2025-11-01"),
    }
    query = """query ($id: ID!) { person(id: $id) { facts { kind value validFrom }
        assignments(filter: {relation: "dundian.embed"}) { nodes { relationTitle validFrom validTo unit { name } } } } }"""
    person = county.own.ask(query, id=county.people["王研"])["person"]
    assert person["facts"] == [{"kind": "researcher", "value": "专职", "validFrom": "2025-08-01"}]
    assert [
        (row["unit"]["name"], row["validFrom"], row["validTo"]) for row in person["assignments"]["nodes"]
    ] == [
        ("城关一小", "2025-09-01", "2026-01-16"),
        ("柳河小学", "2025-09-01", "2025-10-31"),
        ("青山小学", "2025-11-01", "2026-01-16"),
    ]


def test_presence_counts_by_day_once_the_school_has_confirmed_it(county):
    verdict = county.verdict("embed_days")
    # 10 whole days, one of two halves, two at the other school, six at the third school.
    assert (verdict["measured"], verdict["capped"], verdict["missing"]) == ("19.00", "0.00", "1.00")
    assert verdict["status"] == "MISSED"
    assert verdict["trace"]["waiting"] == [{"title": "青山小学", "onDate": "2025-11-12", "amount": "1.00"}]
    assert verdict["cautions"] == ["提醒：连续最长 8 个工作日，不足 10 个（只提醒，不影响结论）。"]
    for words in (
        "要求 20 天，还差 1 天",
        "另有 1 天待所在单位确认",
        "连续最长 8 个",
    ):
        assert words in verdict["explanation"]
    plain = county.verdict("observe")
    assert (plain["cautions"], plain["trace"]["waiting"]) == ([], [])


def test_a_lesson_recorded_once_counts_for_the_researcher_and_for_the_school(county):
    assert county.figures("research_lessons") == ("2.00", "2.00", "MET")
    assert county.figures("observe") == ("2.00", "40.00", "MISSED")
    assert county.figures("comment") == ("2.00", "10.00", "MISSED")
    assert "还差 38 节" in county.verdict("observe")["explanation"]
    assert county.figures("group_activities") == ("4.00", "4.00", "MET")
    assert [line["title"] for line in county.verdict("group_activities")["trace"]["lines"]] == [
        "教研组活动G1",
        "教研组活动G3",
        "教研组活动G2",
        "教研组活动G4",
    ]
    assert county.figures("lesson_types", "柳河小学") == ("1.00", "1.00", "MET")
    assert county.figures("lesson_types", "城关一小") == ("1.00", "2.00", "MISSED")
    assert county.figures("lectures", "清江县") == ("2.00", "2.00", "MET")


def test_what_is_written_and_planned(county):
    for rule in ("topic", "special_study", "essay"):
        assert county.figures(rule) == ("1.00", "1.00", "MET")
    plan = county.verdict("embed_plan")
    assert (plan["measured"], plan["required"], plan["base"], plan["status"]) == (
        "2.00",
        "3.00",
        "3.00",
        "MISSED",
    )
    assert {(cell["title"], cell["met"]) for cell in plan["trace"]["cells"]} == {
        ("柳河小学", True),
        ("城关一小", True),
        ("青山小学", False),
    }
    assert "没有做到的：青山小学。" in plan["explanation"]
    assert county.figures("feedback") == ("0.00", "3.00", "MISSED")
    query = 'query ($id: ID!) { person(id: $id) { evidence { nodes { kind body characters } } verdicts(window: "2025-2026-1") { rule } } }'
    person = county.own.ask(query, id=county.people["王研"])["person"]
    assert {"kind": "蹲点日记", "body": "第一周: 看学校", "characters": 7} in person["evidence"]["nodes"]
    assert len(person["evidence"]["nodes"]) == 2
    assert "qingan.diary" not in {verdict["rule"] for verdict in person["verdicts"]}


def test_who_covers_which_school_and_which_is_uncovered(county):
    coverage = county.verdict("school_coverage", "清江县")
    assert (coverage["measured"], coverage["required"], coverage["base"]) == ("4.00", "5.00", "5.00")
    assert [cell["title"] for cell in coverage["trace"]["cells"] if not cell["met"]] == ["北山小学"]
    assert "没有做到的：北山小学。" in coverage["explanation"]
    query = """{ orgUnits(first: 100, filter: {kind: "school"}) { nodes { name
        assignments(filter: {onDate: "2025-12-01", relation: "RELATION"}) { nodes { personName } } } } }"""

    def who(relation):
        schools = county.admin.ask(query.replace("RELATION", relation))["orgUnits"]["nodes"]
        return {
            school["name"]: [row["personName"] for row in school["assignments"]["nodes"]]
            for school in schools
            if school["assignments"]["nodes"]
        }

    assert who(EMBED) == {"城关一小": ["王研"], "青山小学": ["王研"]}
    assert who(COVER) == {"东街中学": ["郑兼"]}
    # A school sees who stays with it, by name, and nobody else's.
    own = county.school("青山小学").ask(
        '{ orgUnits(filter: {kind: "school"}) { nodes { name assignments(filter: {relation: "dundian.embed"}) { nodes { personName person { id } } } } } }'
    )
    assert {
        row["name"]: row["assignments"]["nodes"]
        for row in own["orgUnits"]["nodes"]
        if row["assignments"]["nodes"]
    } == {"青山小学": [{"personName": "王研", "person": None}]}


def test_what_an_assignment_may_not_be(county):
    code, field, message = county.refused("assignmentCreate", county.stay("东街中学", "2025-12-01"))
    assert (code, field) == ("ASSIGNMENT_CONFLICT", "unitId")
    assert message == (
        "王研 2025-09-01 至 2026-01-16 已在“城关一小”蹲点(城区学校), 同一时间城区、农村学校各只一所; "
        "更换学校请先结束原安排(assignmentEnd), 再从次日起安排新学校"
    )
    for given, field in (
        (county.stay("北山小学", "2025-12-01"), "unitId"),
        (county.stay("柳河小学", "2025-12-01", person="张柳"), "personId"),
        (county.stay("清江县", "2025-12-01"), "unitId"),
        (county.stay("柳河小学", "2025-08-20"), "validFrom"),
        (county.stay("东街中学", "2025-12-01", "2026-03-01", COVER), "validTo"),
        (county.stay("柳河小学", "2025-12-01", relation="蹲点"), "relation"),
    ):
        assert county.refused("assignmentCreate", given)[:2] == ("ASSIGNMENT_INVALID", field)
    again = county.refused("assignmentCreate", county.stay("城关一小", "2025-12-01"))
    assert again[:2] == ("ASSIGNMENT_CONFLICT", "validFrom")
    given = {"input": county.stay("东街中学", "2025-12-01")}
    query = "mutation ($input: AssignmentCreateInput!) { assignmentCreate(input: $input) { userErrors { code } } }"
    for api in (county.own, county.school("东街中学")):
        assert api.refused(query, **given)["code"] == "FORBIDDEN"


def test_what_a_day_at_a_school_may_not_be(county):
    for day, words in (
        (county.day("城关一小", "2025-10-01"), "法定假日"),
        (county.day("城关一小", "2025-11-14"), "是假期(校庆)"),
        (county.day("城关一小", "2025-11-15"), "是星期六"),
        (county.day("城关一小", "2026-02-10"), "不在已发布的学期内"),
        (county.day("城关一小", "2099-12-01"), "还没有到"),
    ):
        code, field, message = county.refused("recordRegister", day, county.own)
        assert (code, field) == ("RECORD_INVALID", "records.0.onDate")
        assert words in message
    for day, words in (
        (county.day("东街中学", "2025-11-20"), "当天的蹲点学校: 城关一小、青山小学"),
        (county.day("青山小学", "2025-10-20"), "当天的蹲点学校: 城关一小、柳河小学"),
    ):
        code, field, message = county.refused("recordRegister", day, county.own)
        assert (code, field) == ("RECORD_INVALID", "records.0.atUnitId")
        assert words in message
    for day in (
        county.day("城关一小", "2025-11-20", "0.7"),
        county.day("柳河小学", "2025-09-25", "0.5"),  # a whole day there already
        county.day("城关一小", "2025-09-25", "0.5"),  # or at the other school
        county.day("城关一小", "2025-09-22", "0.5"),  # one half day at each school
        county.day("城关一小", "2025-11-20", "1", measure="count"),
    ):
        assert county.refused("recordRegister", day, county.own)[:2] == ("RECORD_INVALID", "records.0.amount")


def test_only_the_school_confirms_and_then_the_day_counts(county):
    waiting = {"numbers": [county.numbers["青山小学", "2025-11-12"]]}
    for api in (county.admin, county.school("柳河小学")):
        code, field, message = county.refused("recordConfirm", waiting, api)
        assert (code, field) == ("RECORD_NOT_CONFIRMABLE", "numbers.0")
        assert "须由所在学校确认" in message
    query = "mutation ($input: RecordConfirmInput!) { recordConfirm(input: $input) { userErrors { code } } }"
    assert county.own.refused(query, input=waiting)["code"] == "FORBIDDEN"
    assert county.do("recordConfirm", waiting, "confirmed", county.school("青山小学"))["confirmed"] == 1
    verdict = county.verdict("embed_days")
    assert (verdict["measured"], verdict["status"], verdict["trace"]["waiting"]) == ("20.00", "MET", [])


def test_a_county_may_read_the_month_as_one_at_each_school_and_judge_part_timers(county):
    adopt = """mutation { policyAdopt(input: {policy: "dundian.qingan", validFrom: "2025-09-01", source: "清教发〔2025〕1号",
        parameters: [PARAMETERS]}) { userErrors { field message } } }"""
    wrong = county.admin.ask(adopt.replace("PARAMETERS", '{name: "embed_month", value: "两校"}'))
    assert "可选: 两校合计、每校" in wrong["policyAdopt"]["userErrors"][0]["message"]
    chosen = '{name: "embed_month", value: "每校"}, {name: "embed_days", value: "4"}, {name: "researchers", value: "专职和兼职"}'
    assert county.admin.ask(adopt.replace("PARAMETERS", chosen))["policyAdopt"]["userErrors"] == []
    verdict = county.verdict("embed_days")
    assert (verdict["measured"], verdict["base"], verdict["status"]) == ("2.00", "3.00", "MISSED")
    cells = {cell["title"]: (cell["figure"], cell["met"]) for cell in verdict["trace"]["cells"]}
    assert cells == {
        "柳河小学": ("10.50", True),
        "城关一小": ("2.50", False),
        "青山小学": ("7.00", True),
    }
    assert county.figures("two_schools", "郑兼") == ("0.00", "2.00", "MISSED")
