"""A semester of 蹲点 from the roster to the verdicts, over GraphQL alone, with exact values."""

import pytest

from yanxiu.platform import job_kinds
from yanxiu_core.jobs import service as jobs
from yanxiu_core.jobs.handlers import silent
from yanxiu_core.jobs.models import Job
from yanxiu_graphql.global_ids import decode

TERM, EMBED, COVER = "2025-2026-1", "dundian.embed", "dundian.cover"
ROSTER = """学校,工号,姓名,教研组
柳河小学,T1,张柳,语文组
城关一小,T2,李城,数学组
青山小学,T3,赵青,语文组
东街中学,T4,孙东,英语组
北山小学,T5,周北,语文组
"""
LOCALES = {"柳河小学": "农村", "青山小学": "乡村", "城关一小": "城区", "东街中学": "镇区"}
VERDICTS = """query ($rule: String!) {
  verdicts(policy: "dundian.qingan", window: "2025-2026-1", asOf: "2026-02-01", filter: {rule: $rule}) { nodes {
    person { name } unit { name } measured required missing capped base status cautions explanation
    trace { waiting { title onDate amount } cells { title figure met } leftOut { activityNumber } lines { title onDate counted } } } } }"""
TABLES = ("person_units", "person_facts", "org_unit_facts", "records", "evidence", "ledger_lines", "verdicts", "audit_records")  # fmt: skip
WHOLE_DAYS = ("09-08", "09-09", "09-10", "09-11", "09-12", "09-16", "09-17", "09-18", "09-19", "09-25")


class County:
    """The served county with its ids by name, and short ways to ask it."""

    def __init__(self, served):
        self.served, self.admin, self.rows = served, served.admin, served.rows
        self.units, self.people, self.numbers = {}, {}, {}

    def school(self, name):
        """A token of the school."""
        return self.served.api("school", None, decode(self.units[name]).id)

    def do(self, name, given, asked="", api=None):
        """The payload of a mutation that is not refused."""
        kind = name[0].upper() + name[1:] + "Input"
        query = (
            f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {asked} userErrors {{ message }} }} }}"
        )
        answer = (api or self.admin).ask(query, input=given)[name]
        assert answer["userErrors"] == []
        return answer

    def refused(self, name, given, api=None):
        """Code, field and message of the one refusal, after which everything is as before."""
        before = self.rows(*TABLES)
        kind = name[0].upper() + name[1:] + "Input"
        query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ field code message }} }} }}"
        [error] = (api or self.admin).ask(query, input=given)[name]["userErrors"]
        assert self.rows(*TABLES) == before
        return error["code"], ".".join(error["field"][1:]), error["message"]

    def verdict(self, rule, name="王研"):
        """The verdict of a rule about this person or unit on a day after the semester."""
        nodes = self.admin.ask(VERDICTS, rule=f"qingan.{rule}")["verdicts"]["nodes"]
        [found] = [node for node in nodes if (node["person"] or node["unit"])["name"] == name]
        return found

    def figures(self, rule, name="王研"):
        found = self.verdict(rule, name)
        return found["measured"], found["required"], found["status"]

    def stay(self, unit, first, last=None, relation=EMBED, person="王研"):
        given = {
            "personId": self.people[person],
            "unitId": self.units[unit],
            "relation": relation,
            "validFrom": first,
        }
        return {**given, **({"validTo": last} if last else {})}

    def day(self, unit, day, amount="1.0", **more):
        entry = {
            "kind": "embed.presence",
            "onDate": day,
            "personId": self.people["王研"],
            "atUnitId": self.units[unit],
        }
        return {"records": [{**entry, "measure": "days", "amount": amount, **more}]}

    def hold(self, number, kind, host, day, *entries):
        """Record an activity once, with everybody who was there, and confirm it."""
        new = {
            "number": number,
            "kind": kind,
            "title": f"{kind}{number}",
            "hostIds": [self.units[host]],
            "segments": [{"onDate": day, "starts": "08:00", "ends": "08:45"}],
        }
        made = self.do("activityCreate", new, "activity { id }")["activity"]["id"]
        there = [{"personId": self.people[who], "role": role, "status": "出席"} for who, role in entries]
        if there:
            self.do("participationRecord", {"activityId": made, "entries": there})
        self.do("activityConfirm", {"id": made})


@pytest.fixture(scope="module")
def county(bare_county):
    """The county at the end of its semester: everything but one day at 青山小学 is confirmed."""
    made = County(bare_county("清江县", "dundian.qingan"))
    found(made)
    assigned(made)
    present(made)
    taught(made)
    return made


def found(county):
    """Roster by upload, the term and a holiday, what the schools are, and two researchers."""
    api = county.admin
    upload = county.do(
        "uploadCreate", {"fileName": "roster.csv", "mediaType": "text/csv"}, "uploadUrl upload { id }"
    )
    assert county.served.client.put(upload["uploadUrl"], content=ROSTER.encode()).status_code == 201
    job_id = county.do("importStart", {"form": "ROSTER", "uploadId": upload["upload"]["id"]}, "job { id }")[
        "job"
    ]["id"]
    with county.served.platform.work(county.served.tenant_id) as work:  # as a worker does
        job = work.session.get(Job, (work.tenant_id, decode(job_id).id))
        jobs.succeed(job, job_kinds(work.registry)[job.kind].handle(work, job, silent))
    units = api.ask("{ orgUnits(first: 100) { nodes { id name } } }")["orgUnits"]["nodes"]
    county.units = {unit["name"]: unit["id"] for unit in units}
    for kind, key, first, last in (
        ("semester", TERM, "2025-09-01", "2026-01-16"),
        ("holiday", "校庆", "2025-11-14", "2025-11-14"),
    ):
        county.do(
            "calendarPublish", {"kind": kind, "key": key, "title": key, "startsOn": first, "endsOn": last}
        )
    for school, locale in LOCALES.items():
        facts = [{"kind": "locale", "value": locale}]
        county.do("orgUnitFactsRecord", {"unitId": county.units[school], "facts": facts})
    for number, name, status in (("R1", "王研", "专职"), ("R2", "郑兼", "兼职")):
        new = {"number": number, "name": name, "homeUnitId": county.units["清江县"]}
        person = county.do("personRegister", new, "person { id }")["person"]["id"]
        fact = {"kind": "researcher", "value": status, "validFrom": "2025-08-01"}
        county.do("personFactsRecord", {"personId": person, "facts": [fact]})
    people = api.ask("{ people(first: 100) { nodes { id name } } }")["people"]["nodes"]
    county.people = {person["name"]: person["id"] for person in people}
    county.own = county.served.api("teacher", "R1")


def assigned(county):
    """One rural and one urban school; from November another rural one; a part-timer looks after a fourth."""
    rural = county.do("assignmentCreate", county.stay("柳河小学", "2025-09-01"), "assignment { id validTo }")[
        "assignment"
    ]
    assert rural["validTo"] == "2026-01-16"
    county.do("assignmentCreate", county.stay("城关一小", "2025-09-01"))
    county.do("assignmentEnd", {"id": rural["id"], "lastDay": "2025-10-31"})
    county.do("assignmentCreate", county.stay("青山小学", "2025-11-01"))
    county.do("assignmentCreate", county.stay("东街中学", "2025-09-01", relation=COVER, person="郑兼"))


def present(county):
    """The researcher enters days and half days, the schools confirm theirs."""
    entered = [("柳河小学", f"2025-{day}", "1") for day in WHOLE_DAYS]
    entered += [
        ("柳河小学", "2025-09-22", "0.5"),
        ("城关一小", "2025-09-22", "0.5"),
        ("城关一小", "2025-09-25", "0.5"),
    ]
    entered += [("城关一小", f"2025-09-{day}", "1") for day in (23, 24)]
    entered += [("青山小学", f"2025-11-{day:02}", "1") for day in (3, 4, 5, 6, 7, 11, 12)]
    records = [county.day(*each)["records"][0] for each in entered]
    numbers = county.do("recordRegister", {"records": records}, "numbers", county.own)["numbers"]
    for (school, day, _), number in zip(entered, numbers, strict=True):
        county.numbers[school, day] = number
    waiting = county.numbers["青山小学", "2025-11-12"]
    for school in ("柳河小学", "城关一小", "青山小学"):
        query = """{ records(first: 100, filter: {kinds: ["embed.presence"], assurance: REGISTERED}) { nodes { number personName } } }"""
        asked = county.school(school).ask(query)["records"]["nodes"]
        assert {row["number"] for row in asked} == {
            n for (at, _), n in county.numbers.items() if at == school
        }
        assert {row["personName"] for row in asked} == {"王研"}
        mine = [row["number"] for row in asked if row["number"] != waiting]
        assert county.do("recordConfirm", {"numbers": mine}, "confirmed", county.school(school))[
            "confirmed"
        ] == len(mine)


def taught(county):
    """Lessons and meetings recorded once each; plans, a topic, an essay and a diary."""
    me = "王研"
    county.hold("L1", "研讨课", "柳河小学", "2025-09-09", (me, "上课"), ("张柳", "听课"))
    county.hold("L2", "研讨课", "城关一小", "2025-09-23", (me, "上课"), ("李城", "听课"))
    county.hold("L3", "下水课", "城关一小", "2025-09-24", (me, "上课"))
    county.hold("H1", "听课", "柳河小学", "2025-09-10", (me, "听课"), ("张柳", "上课"))
    county.hold("H2", "听评课", "东街中学", "2025-10-15", (me, "听评课"), ("孙东", "上课"))
    county.hold("H3", "达标课", "青山小学", "2025-11-05", (me, "评课"), ("赵青", "上课"))
    for number, host, day in (("G1", "柳河小学", "09-16"), ("G2", "柳河小学", "10-31"), ("G3", "城关一小", "09-24"), ("G4", "青山小学", "11-06"), ("G5", "柳河小学", "11-10"), ("G6", "东街中学", "10-16")):  # fmt: skip
        county.hold(number, "教研组活动", host, f"2025-{day}", (me, "参加"))
    county.hold("J1", "教学讲座", "清江县", "2025-10-20")
    county.hold("J2", "教学讲座", "清江县", "2025-12-20")
    own = {"personId": county.people[me]}
    plans = [
        {"kind": "蹲点计划", "onDate": "2025-09-05", **own, "atUnitId": county.units[at]}
        for at in ("柳河小学", "城关一小")
    ]
    topic = {"kind": "教研课题", "onDate": "2025-09-30", **own, "title": "小学习作起步", "fields": ["plan"]}
    county.do("recordRegister", {"records": [*plans, topic]}, api=county.own)
    for kind, title in (("应用研究随笔", "在柳河听课"), ("蹲点日记", "第一周")):
        new = {**own, "kind": kind, "title": title, "onDate": "2025-12-31", "body": "一节课的三个问题。"}
        made = county.do("evidenceRecord", new, "evidence { id characters }", county.own)["evidence"]
        assert made["characters"] == 9
    better = {"id": made["id"], "title": title, "onDate": "2025-12-31", "body": "第一周: 看学校"}
    assert county.do("evidenceRevise", better, "evidence { characters }", county.own)["evidence"] == {
        "characters": 7
    }


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
    # 9 whole days, one of two halves, two at the other school, one that is more than a day, six at the third school.
    assert (verdict["measured"], verdict["capped"], verdict["missing"]) == ("19.00", "0.50", "1.00")
    assert verdict["status"] == "MISSED"
    assert verdict["trace"]["waiting"] == [{"title": "青山小学", "onDate": "2025-11-12", "amount": "1.00"}]
    assert verdict["cautions"] == ["提醒：连续最长 8 个工作日，不足 10 个（只提醒，不影响结论）。"]
    for words in (
        "要求 20 天，还差 1 天",
        "每天最多计 1 天，超出的 0.5 天不计",
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
        county.day("城关一小", "2025-09-25", "1"),
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
