"""A county and its semester of 蹲点, made over GraphQL alone; short ways to ask it."""

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
    entered += [("柳河小学", "2025-09-22", "0.5"), ("城关一小", "2025-09-22", "0.5")]
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
