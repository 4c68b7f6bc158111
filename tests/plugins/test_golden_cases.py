"""Every judged rule of every installed policy: a met and a missed case, all hold, and every figure is noticed."""

import pytest

from yanxiu.platform import installed
from yanxiu.policies import trial

REGISTRY = installed()


@pytest.mark.parametrize("policy", sorted(REGISTRY.policy_folders))
def test_the_cases_of_a_policy_hold_and_notice_every_figure(platform, policy):
    loaded, outcomes = trial.examine_folder(platform, REGISTRY.policy_folders[policy])
    assert [outcome.rule.id for outcome in outcomes] == [rule.id for rule in loaded.judged]
    wrong = [
        (d.case.place, d.case.rule, d.case.title, d.subject, d.expected, d.found)
        for outcome in outcomes
        for d in outcome.differences
    ]
    assert wrong == []
    assert [(o.rule.id, status) for o in outcomes for status in trial.lacking(o)] == []
    assert [(o.rule.id, m.version, m.name) for o in outcomes for m in o.survivors] == []
    assert all(outcome.tried for outcome in outcomes)
