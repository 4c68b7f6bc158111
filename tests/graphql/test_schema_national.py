"""The total of five years over HTTP: 校本研修 and external training flow into it, as known at each moment."""

from datetime import datetime

import pytest

from yanxiu_core.verdicts import service as verdicts

ADOPT = """mutation ($input: PolicyAdoptInput!) { policyAdopt(input: $input) { adoption { id } userErrors { message } } }"""
REGISTER = """mutation ($input: ExternalTrainingRegisterInput!) { externalTrainingRegister(input: $input) {
    training { id state recordedAt } userErrors { message } } }"""
CONFIRM = "mutation ($ids: [ID!]!) { externalTrainingConfirm(input: {ids: $ids}) { trainings { recordedAt } userErrors { code } } }"
VERDICT = """query ($policy: String!, $window: String!, $knownAt: DateTime, $asOf: Date) {
    verdicts(policy: $policy, window: $window, knownAt: $knownAt, asOf: $asOf) { nodes { rule measured required registered
    reviewed certified explanation trace { lines { title onDate kind category gross counted assurance } caps { per limit } } } } }"""
CODES = '{ codeSystems(system: "activity_kind") { system title source codes { code titleEn meaning } } all: codeSystems { system title } }'
NATIONAL, YUYANG, CYCLE = "national.five_years", "shaanxi.yuyang", "2021-2025"


@pytest.fixture(scope="module")
def cycle(found_county):
    """A county of a few teachers that has adopted the national total beside its own rules, and its first teacher."""
    county = found_county()
    given = {"policy": NATIONAL, "validFrom": "1900-01-01", "source": "县教发1号", "parameters": []}
    assert county.admin.ask(ADOPT, input=given)["policyAdopt"]["userErrors"] == []
    with county.platform.work(county.tenant_id) as work:
        verdicts.rejudge_county(work, repost=True)
    [me] = county.admin.ask("{ people(first: 1) { nodes { id number } } }")["people"]["nodes"]
    return county, me


def certificate(**changes):
    return {
        "certificate": "GP-1", "project": "国培骨干研修", "level": "NATIONAL", "organiser": "师范大学", "startsOn": "2025-07-10",
        "endsOn": "2025-07-14", "form": "IN_PERSON", "hours": "50", **changes,
    }  # fmt: skip


def verdict(api, policy=NATIONAL, window=CYCLE, **clocks):
    [node] = api.ask(VERDICT, policy=policy, window=window, **clocks)["verdicts"]["nodes"]
    return node


def test_everything_flows_into_five_years_and_is_known_when_it_was(cycle):
    county, me = cycle
    teacher = county.api("teacher", me["number"])
    before, school = verdict(teacher), verdict(teacher, YUYANG, "2025")
    assert (before["rule"], before["required"]) == ("pub.five_year_total", "360.00")
    held, gross = float(before["measured"]), float(before["registered"])
    given = {"personId": me["id"], "content": certificate()}
    training = teacher.ask(REGISTER, input=given)["externalTrainingRegister"]["training"]
    after = verdict(teacher)
    # 50 hours in five days: 8 of each count.
    assert float(after["measured"]) == held + 40
    assert float(after["registered"]) == gross + 40
    [line] = [line for line in after["trace"]["lines"] if line["category"] == "校外培训"]
    assert line == {
        "title": "国培骨干研修", "onDate": "2025-07-14", "kind": "training.external", "category": "校外培训",
        "gross": "40.00", "counted": "40.00", "assurance": "REGISTERED",
    }  # fmt: skip
    assert "360 学时" in after["explanation"]
    # By default it is no 校本研修.
    assert verdict(teacher, YUYANG, "2025") == school
    done = county.admin.ask(CONFIRM, ids=[training["id"]])["externalTrainingConfirm"]
    [confirmed] = done["trainings"]
    assert datetime.fromisoformat(confirmed["recordedAt"]) > datetime.fromisoformat(training["recordedAt"])
    now = verdict(teacher)
    assert (now["certified"], float(now["registered"])) == ("40.00", gross)
    # What was known before the confirmation, and what was true before the training ended.
    then = verdict(teacher, knownAt=training["recordedAt"])
    assert (then["certified"], then["measured"]) == ("0.00", after["measured"])
    assert then["trace"]["lines"] == after["trace"]["lines"]
    early = verdict(teacher, asOf="2025-07-13")
    assert [line for line in early["trace"]["lines"] if line["category"] == "校外培训"] == []


def test_where_the_county_counts_it_as_school_based_the_trace_has_both_caps(cycle):
    county, me = cycle
    parameters = [
        {"name": "external_counts", "value": "included"},
        {"name": "external_maximum", "value": "30"},
    ]
    given = {"policy": YUYANG, "validFrom": "2025-01-01", "source": "县教发2号", "parameters": parameters}
    assert county.admin.ask(ADOPT, input=given)["policyAdopt"]["userErrors"] == []
    with county.platform.work(county.tenant_id) as work:
        verdicts.rejudge_county(work, repost=True)
    node = verdict(county.api("teacher", me["number"]), YUYANG, "2025")
    lines = node["trace"]["lines"]
    assert sum(float(line["counted"]) for line in lines) == float(node["measured"])
    [external] = [line for line in lines if line["category"] == "校外培训"]
    # 40 are worth 40 though a day has 8, and 30 of them count.
    assert (external["gross"], external["counted"]) == ("40.00", "30.00")
    assert [(cap["per"], cap["limit"]) for cap in node["trace"]["caps"]] == [
        ("DAY", "8.00"),
        ("CATEGORY", "30.00"),
    ]


def test_the_words_of_an_adopted_policy_are_in_the_countys_tables(cycle, neighbour):
    county, me = cycle
    data = county.api("teacher", me["number"]).ask(CODES)
    [table] = data["codeSystems"]
    assert (table["title"], table["source"]) == ("活动类型", "榆阳区中小学教师校本研修实施意见")
    words = {code.pop("code"): code for code in table["codes"]}
    assert words["同课异构"] == {"titleEn": "One lesson, several designs", "meaning": "课堂教学类"}
    titles = {item["system"]: item["title"] for item in data["all"]}
    assert titles["study_content"] == "研修内容"
    assert len(titles) == len(data["all"])
    assert {"attendance_status", "study_topic", "study_mode", "activity_form", "role"} <= set(titles)
    assert neighbour.admin.ask(CODES)["codeSystems"][0]["source"] == table["source"]


def test_a_rule_shows_who_owes_another_figure_and_what_a_cap_leaves_out(neighbour):
    query = """{ rules(policy: "national.five_years") { id versions { threshold unit instead { facts threshold unit }
        caps { per only except limit } } } }"""
    rules = {rule["id"]: rule["versions"] for rule in neighbour.admin.ask(query)["rules"]}
    [version] = rules["pub.five_year_total"]
    assert version["instead"] == [{"facts": ["title"], "threshold": "360", "unit": "学时"}]
    assert version["caps"] == [{"per": "day", "only": [], "except": ["校外培训"], "limit": "8"}]
