"""补学 over HTTP: decided, told in words, withdrawn; what is refused or denied changes nothing."""

from decimal import Decimal

import pytest

TABLES = ("makeups", "verdicts", "windows", "ledger_lines", "audit_records", "outbox", "jobs")
DECIDE = """mutation ($input: MakeupDecideInput!) { makeupDecide(input: $input) { userErrors { field code }
    person { before: verdicts(policy: "shaanxi.yuyang", window: "2024") { measured explanation en: explanation(language: EN) }
             own: verdicts(policy: "shaanxi.yuyang", window: "2025") { measured } } } }"""
WITHDRAW = """mutation ($input: MakeupWithdrawInput!) { makeupWithdraw(input: $input) { userErrors { field code }
    person { before: verdicts(policy: "shaanxi.yuyang", window: "2024") { measured explanation }
             own: verdicts(policy: "shaanxi.yuyang", window: "2025") { measured } } } }"""
BASE = {"policy": "shaanxi.yuyang", "window": "2024", "document": "县教发7号", "approver": "王局长"}


@pytest.fixture(scope="module")
def own_county(found_county):
    """A county that these tests change."""
    return found_county()


@pytest.fixture(scope="module")
def case(own_county):
    """A person with an activity that counted, what it was worth, and all hours of the year 2025."""
    ask = """{ people(first: 8) { nodes { id number verdicts(policy: "shaanxi.yuyang", window: "2025") {
        measured capped trace { lines { activityId counted } } } } } }"""
    for person in own_county.admin.ask(ask)["people"]["nodes"]:
        [verdict] = person["verdicts"]
        worth = {}
        for line in verdict["trace"]["lines"]:
            worth[line["activityId"]] = worth.get(line["activityId"], 0) + Decimal(line["counted"])
        for activity, hours in worth.items():
            if hours and Decimal(verdict["capped"]) == 0:
                return {"person": person["id"], "number": person["number"], "activity": activity, "hours": hours,
                        "all": Decimal(verdict["measured"])}  # fmt: skip
    raise AssertionError("nobody has hours")


def given(case, **more):
    return {**BASE, "personId": case["person"], "activityId": case["activity"], **more}


def test_decided_and_withdrawn(own_county, neighbour, case):
    others = neighbour.rows(*TABLES)
    done = own_county.admin.ask(DECIDE, input=given(case, reason="病愈后补"))["makeupDecide"]
    assert done["userErrors"] == []
    [before], [own] = done["person"]["before"], done["person"]["own"]
    assert Decimal(before["measured"]) == case["hours"]
    assert Decimal(own["measured"]) == case["all"] - case["hours"]
    assert "其中 1 项按补学认定计入本期。" in before["explanation"]
    assert "Of them by a decision on make-up learning: 1." in before["en"]
    key = {"policy": BASE["policy"], "personId": case["person"], "activityId": case["activity"]}
    rows = own_county.rows(*TABLES)
    blank = own_county.admin.ask(WITHDRAW, input={**key, "reason": " "})["makeupWithdraw"]
    assert blank == {"person": None, "userErrors": [{"field": ["input", "reason"], "code": "MAKEUP_INVALID"}]}
    assert own_county.rows(*TABLES) == rows
    undone = own_county.admin.ask(WITHDRAW, input={**key, "reason": "重复"})["makeupWithdraw"]
    assert undone["userErrors"] == []
    assert Decimal(undone["person"]["before"][0]["measured"]) == 0
    assert Decimal(undone["person"]["own"][0]["measured"]) == case["all"]
    rows = own_county.rows(*TABLES)
    again = own_county.admin.ask(WITHDRAW, input={**key, "reason": "重复"})["makeupWithdraw"]
    assert again["userErrors"] == [{"field": ["input", "activityId"], "code": "NOT_FOUND"}]
    assert own_county.rows(*TABLES) == rows
    assert neighbour.rows(*TABLES) == others


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"document": " "}, "document", "MAKEUP_INVALID"),
        ({"approver": ""}, "approver", "MAKEUP_INVALID"),
        ({"window": "2025"}, "window", "MAKEUP_INVALID"),
        ({"window": "二〇二四"}, "window", "WINDOW_UNKNOWN"),
        ({"policy": "no.such"}, "policy", "POLICY_UNKNOWN"),
        ({"policy": "jiyuan.audit"}, "policy", "POLICY_NOT_ADOPTED"),
    ],
)
def test_what_is_refused_changes_nothing(own_county, case, more, field, code):
    rows = own_county.rows(*TABLES)
    done = own_county.admin.ask(DECIDE, input=given(case, **more))["makeupDecide"]
    assert done == {"person": None, "userErrors": [{"field": ["input", field], "code": code}]}
    assert own_county.rows(*TABLES) == rows


def test_who_may_not_and_whose_is_another_countys(own_county, neighbour, case):
    callers = [
        own_county.api("teacher", case["number"]),
        own_county.api("auditor"),
        own_county.api("integrator"),
    ]
    rows = own_county.rows(*TABLES)
    for api in callers:
        assert api.refused(DECIDE, input=given(case))["code"] == "FORBIDDEN"
    foreign = neighbour.admin
    others = neighbour.rows(*TABLES)
    [refused] = foreign.ask(DECIDE, input=given(case))["makeupDecide"]["userErrors"]
    assert refused["code"] == "NOT_FOUND"
    assert neighbour.rows(*TABLES) == others
    assert own_county.rows(*TABLES) == rows
