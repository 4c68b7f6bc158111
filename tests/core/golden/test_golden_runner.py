"""A wrong case is reported, a weak one has the right survivors, and nothing of a case stays."""

from datetime import date

import pytest
import yaml

from yanxiu_core.golden.errors import CaseInvalid
from yanxiu_core.golden.facts import days
from yanxiu_core.golden.model import CaseFact, load_cases
from yanxiu_core.golden.runner import examine
from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.policies.selection import Population

RULE = "sample.hours"
OBSERVED = {"source": "facts", "measure": "count"}
TWENTY = {"window": {"value": "semester"}, "threshold": {"value": 20, "unit": "学时"}}


def fact(on, **more):
    return {"kind": "lesson.observe", "on": on, **more}


def case(*facts, status, title="样例", **more):
    return {
        "rule": RULE, "title": title, "window": "short", "facts": list(facts), "expect": {"T1": status}, **more
    }  # fmt: skip


MET = case(
    fact(date(2025, 9, 10), times=19), fact(date(2025, 9, 28)), status={"measured": 20, "status": "met"}
)
MISSED = case(
    fact(date(2025, 9, 10), times=19), fact(date(2025, 9, 29)), status={"measured": 19, "status": "missed"}
)


@pytest.fixture(scope="module")
def golden(county):
    return county(name="C", policies=())


@pytest.fixture
def policy_with(policy_files, tmp_path):
    """`policy_with(version, case, ...)`: a policy with these cases, and they as loaded."""

    def make(version, *cases, rule=OBSERVED):
        folder = policy_files(tmp_path / "policy", version={**TWENTY, **version}, rule={**rule})
        # A rule's own key would replace the versions that the files helper writes.
        (folder / "cases").mkdir(exist_ok=True)
        text = yaml.safe_dump({"cases": list(cases)}, allow_unicode=True, sort_keys=False)
        (folder / "cases" / "cases.yaml").write_text(text, encoding="utf-8")
        policy = load_policy(folder)
        return policy, load_cases(folder, policy)

    return make


def outcome_of(golden, policy, cases):
    """How the policy's one rule stands these cases."""
    with golden.work() as work:
        [outcome] = examine(work, policy, cases)
    return outcome


def left(golden, policy, cases):
    return {mutation.name for mutation in outcome_of(golden, policy, cases).survivors}


def test_right_cases_pass_and_notice_every_change(golden, policy_with):
    policy, cases = policy_with({}, MET, MISSED)
    outcome = outcome_of(golden, policy, cases)
    assert (outcome.differences, outcome.survivors, outcome.failed) == ((), (), 0)
    assert [mutation.name for mutation in outcome.tried] == [
        "threshold -1", "threshold +1", "window.ends_on -1", "window.ends_on +1",
    ]  # fmt: skip


def test_a_wrong_case_is_reported_with_what_was_expected_and_found(golden, policy_with):
    wrong = {**MISSED, "expect": {"T1": {"measured": 20, "required": 20, "status": "met"}, "T2": "none"}}
    policy, cases = policy_with({}, wrong)
    outcome = outcome_of(golden, policy, cases)
    found = [(d.subject, d.expected, d.found) for d in outcome.differences]
    assert found == [
        ("T1", "status met, measured 20, required 20", "status missed, measured 19, required 20"),
        ("T2", "status none", "status missed"),
    ]
    assert (cases[0].place, outcome.failed) == ("cases.yaml:2", 1)


@pytest.mark.parametrize(
    ("version", "cases", "remain"),
    [
        ({}, [case(fact(date(2025, 9, 10), times=20), status="met"), MISSED], {"window.ends_on -1"}),
        ({}, [case(fact(date(2025, 9, 28), times=25), status="met")], {"threshold -1", "threshold +1", "window.ends_on +1"}),
        (
            {"population": {"all": [{"fact": "on_post", "in": ["true"], "default": "true"}]}, "caps": [
                {"per": "day", "limit": {"value": 30, "unit": "学时"}}]},
            [MET, MISSED],
            {"caps.0.limit -1", "caps.0.limit +1"},
        ),
        (
            {"threshold": {"value": 1, "unit": "学时"}, "each": {"kind": "period", "every": 2}},
            [case(fact(date(2025, 9, 1)), fact(date(2025, 9, 28)), status="met")],
            {"threshold -1", "each.every +1", "each.share -0.5"},
        ),
        ({}, [], {"threshold -1", "threshold +1", "window.ends_on -1", "window.ends_on +1"}),
    ],
)  # fmt: skip
def test_a_weak_case_lets_the_right_changes_through(golden, policy_with, version, cases, remain):
    policy, loaded = policy_with(version, *cases)
    assert left(golden, policy, loaded) == remain


def test_people_parameters_and_activities_of_a_case_count(golden, policy_with):
    figure = {"value": 20, "unit": "学时", "parameter": "lessons", "min": 1, "max": 40}
    population = {"all": [{"fact": "title", "in": ["一级教师"]}]}
    made = case(
        {"kind": "lesson.observe", "every": "week", "from": date(2025, 9, 1), "to": date(2025, 9, 28), "activity": True,
         "who": ["T1", "T4"]},
        status="met",
        parameters={"lessons": 4},
        people={"T1": {"facts": {"title": [{"value": "二级教师"}, {"value": "一级教师", "from": date(2025, 9, 28)}]}},
                "T4": {"facts": {"title": "一级教师"}, "unit": "S2", "group": "G2"}},
    )  # fmt: skip
    made["expect"] = {"T1": {"measured": 4, "required": 4, "status": "met"}, "T2": "none", "T4": "met"}
    policy, cases = policy_with({"threshold": figure, "population": population}, made)
    assert outcome_of(golden, policy, cases).differences == ()


def test_nothing_of_a_case_stays(golden, policy_with, rows_in):
    before = rows_in(golden)
    policy, cases = policy_with({}, MET, {**MISSED, "people": {"T9": {}}})
    left(golden, policy, cases)
    assert rows_in(golden) == before


def test_what_is_not_there_is_refused_with_its_place(golden, policy_with):
    # Judged together with cases that are right, the one that is wrong is named.
    policy, cases = policy_with({}, MET, case(fact(date(2025, 9, 1), who="T7"), status="met"), MISSED)
    with pytest.raises(CaseInvalid, match=r"cases\.yaml:15 .*T7"):
        outcome_of(golden, policy, cases)
    policy, cases = policy_with({}, {**MET, "window": "long"})
    with pytest.raises(CaseInvalid, match="long"):
        outcome_of(golden, policy, cases)


def test_cases_that_are_judged_together_know_nothing_of_each_other(golden, policy_with):
    """Of one window, of another calendar, with other parameters, of the county itself."""
    twice = {**MET, "expect": {"T1": "met", "T2": "missed", "T3": "missed"}}
    other_days = [
        {"kind": "semester", "key": "short", "starts_on": date(2025, 9, 1), "ends_on": date(2025, 9, 27)}
    ]
    moved = {**MET, "calendar": other_days, "expect": {"T1": {"measured": 19, "status": "missed"}}}
    figure = {"value": 20, "unit": "学时", "parameter": "lessons", "min": 1, "max": 40}
    fewer = {**MISSED, "parameters": {"lessons": 19}, "expect": {"T1": {"required": 19, "status": "met"}}}
    policy, cases = policy_with({"threshold": figure}, twice, MISSED, twice, moved, fewer)
    assert outcome_of(golden, policy, cases).differences == ()
    lessons = {"kind": "lesson.observe", "on": date(2025, 9, 10), "unit": "C"}
    of_units = {**OBSERVED, "aggregation": "county"}
    one = {
        "rule": RULE,
        "title": "县",
        "window": "short",
        "facts": [{**lessons, "times": 20}],
        "expect": {"C": "met"},
    }
    none = {**one, "facts": [{**lessons, "times": 19}], "expect": {"C": {"measured": 19, "status": "missed"}}}
    policy, cases = policy_with({}, one, none, one, rule=of_units)
    assert outcome_of(golden, policy, cases).differences == ()


@pytest.mark.parametrize(
    ("bad", "line", "said"),
    [
        ({**MET, "rule": "sample.nothing"}, 2, "sample.nothing"),
        ({**MET, "facts": [{"kind": "x"}]}, 6, "every"),
        ({**MET, "expect": {"T1": "passed"}}, 12, "passed|met"),
        ({**MET, "expects": {}}, 15, "是否应为 expect"),
    ],
)
def test_a_case_of_the_wrong_form_is_refused_with_file_and_line(policy_with, bad, line, said):
    with pytest.raises(PolicyFileError, match=said) as refused:
        policy_with({}, bad)
    assert refused.value.details["line"] == line


def test_a_monthly_fact_falls_on_the_last_day_of_a_shorter_month():
    fact = CaseFact.model_validate(
        {"kind": "x", "every": "month", "from": date(2025, 10, 31), "to": date(2026, 3, 1)}
    )
    assert [day.isoformat() for day in days(fact)] == [
        "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28",
    ]  # fmt: skip


def test_an_inverted_population_cannot_stand_in_a_file():
    with pytest.raises(ValueError, match="inverted"):
        Population.model_validate({"inverted": True})
