"""A county in which 甲校 observes lessons with the plugin and 乙校 does not, and its people by name."""

from datetime import date

import pytest

from yanxiu.testing.client import Api
from yanxiu_core.calendars import service as calendars
from yanxiu_graphql.global_ids import decode
from yanxiu_tenants.tokens import service as tokens

POLICIES = ("library.weifeng", "library.tingke", "library.dazhuyuan")
TEACHERS = (
    ("甲校", "T1", "张授"), ("甲校", "T2", "李观"), ("甲校", "T3", "王察"), ("甲校", "T4", "赵看"),
    ("甲校", "T5", "钱校长"), ("乙校", "T6", "孙客"),
)  # fmt: skip
TABLES = (
    "plg_observation_lessons", "plg_observation_observers", "plg_observation_points", "plg_observation_reopenings",
    "activities", "activity_segments", "participations", "evidence", "form_versions", "ledger_lines", "audit_records",
)  # fmt: skip
VERDICTS = """query ($policy: String!, $window: String!, $rule: String!) {
    verdicts(policy: $policy, window: $window, asOf: "2026-09-05", filter: {rule: $rule}) { nodes {
        person { name } unit { name } measured required status } } }"""


class Home:
    """The county with its ids by name, and short ways to ask it."""

    def __init__(self, county, web):
        self.county, self.web = county, web
        self.admin = self.token("admin")
        asked = self.admin.ask("{ people { nodes { id name } } orgUnits { nodes { id name } } }")
        self.people = {each["name"]: each["id"] for each in asked["people"]["nodes"]}
        self.units = {each["name"]: each["id"] for each in asked["orgUnits"]["nodes"]}

    def token(self, role, person=None, unit=None):
        """The API as the holder of a token."""
        with self.county.work() as work:
            narrowed = decode(self.units[unit]).id if unit else None
            return Api(
                self.web, tokens.issue(work, name=role, role=role, person_number=person, unit_id=narrowed)
            )

    def do(self, name, given, asked="", api=None):
        """The payload of a mutation that is not refused."""
        answer = self._sent(name, given, asked, api)
        assert answer["userErrors"] == []
        return answer

    def refused(self, name, given, api=None):
        """Code and field of the one refusal, after which everything is as before."""
        before = self.rows()
        [error] = self._sent(name, given, "", api)["userErrors"]
        assert self.rows() == before
        return error["code"], ".".join((error["field"] or ["input"])[1:])

    def denied(self, name, given, api=None):
        """The code of the top-level error, after which everything is as before."""
        before = self.rows()
        code = (api or self.admin).refused(self._query(name, ""), input=given)["code"]
        assert self.rows() == before
        return code

    def rows(self):
        """How many rows there are of everything that could have changed."""
        return {table: self.county.count(table) for table in TABLES}

    def verdict(self, rule, window, name):
        """Measured, required and status of a rule of the library about this person or unit."""
        policy = f"library.{rule.partition('.')[0]}"
        nodes = self.admin.ask(VERDICTS, policy=policy, window=window, rule=rule)["verdicts"]["nodes"]
        [found] = [node for node in nodes if (node["person"] or node["unit"])["name"] == name]
        return found["measured"], found["required"], found["status"]

    def lesson(self, *observers, presenter="张授", **more):
        """The input of `observationPlan` for a lesson of 甲校 with its meetings."""
        return {
            "unitId": self.units["甲校"],
            "topic": "分数的意义",
            "presenterId": self.people[presenter],
            "before": {"onDate": "2025-10-13", "starts": "16:00", "ends": "16:30"},
            "lesson": {"onDate": "2025-10-14", "starts": "08:00", "ends": "08:45"},
            "after": {"onDate": "2025-10-14", "starts": "16:00", "ends": "17:00"},
            "observers": [
                {"personId": self.people[name], "views": list(views)} for name, *views in observers
            ],
            **more,
        }

    def record(self, lesson, who, **values):
        """The input of `observationRecord`."""
        return {"lessonId": lesson, "personId": self.people[who], "answers": {"values": values}}

    def _sent(self, name, given, asked, api):
        return (api or self.admin).ask(self._query(name, asked), input=given)[name]

    def _query(self, name, asked):
        kind = f"{name[0].upper()}{name[1:]}Input"
        return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {asked} userErrors {{ field code message }} }} }}"


@pytest.fixture(scope="session")
def found_home(county, people, web):
    """`found_home()`: a county of its own, with the plugin on at 甲校 alone."""

    def found():
        made = county("观察县", POLICIES)
        people(made, *TEACHERS)
        with made.work() as work:
            calendars.publish(
                work,
                kind="semester",
                key="2025-2026-1",
                title="上学期",
                starts_on=date(2025, 9, 1),
                ends_on=date(2026, 1, 16),
            )
        made.enable("observation", unit="甲校")
        return Home(made, web)

    return found
