"""Several rules side by side: derived together as they are stored; and attendance at two places at one time."""

from datetime import date

import pytest

from yanxiu_core.engine.bounds import WindowUnknown


def test_several_rules_derived_for_a_day_are_those_that_are_stored(judged_county, fill, held, verdicts_of):
    made = judged_county(more=[{"threshold": {"value": 2, "unit": "学时"}}])
    fill(made, [held("A1", "2025-03-03", "14:00", "15:30")])
    fields = ("rule", "measured", "required", "status")
    stored = verdicts_of(made, *fields, policy="sample", today=date(2026, 2, 1))
    derived = verdicts_of(made, *fields, policy="sample", as_of=date(2026, 2, 1))
    assert [tuple(row[name] for name in fields) for row in stored] == [
        ("sample.hours", "2.00", "40.00", "missed"),
        ("sample.hours_1", "2.00", "2.00", "met"),
    ]
    assert derived == stored


def test_attendance_at_two_places_at_one_time_is_flagged_and_counts(judged_county, fill, held, verdicts_of):
    made = judged_county()
    events = [
        held("A1", "2025-03-03", "14:00", "15:30"),
        held("A2", "2025-03-03", "15:00", "16:30"),
        held("A3", "2025-03-03", "16:30", "17:15"),
        held("A4", "2025-03-03", "14:00", "15:30", there=(("T1", "参加", "请假"),)),
    ]
    fill(made, events)
    [row] = verdicts_of(made, "measured", "trace_overlaps", policy="sample")
    assert row["measured"] == "5.00"
    assert row["trace_overlaps"] == [{"on_date": "2025-03-03", "first": "A1", "second": "A2"}]


def test_a_policy_of_years_and_semesters_is_derived_for_either(judged_county, fill, held, verdicts_of):
    made = judged_county(more=[{"window": {"value": "semester"}}])
    fill(made, [held("A1", "2025-03-03", "14:00", "15:30")])
    rows = verdicts_of(made, "rule", "measured", policy="sample", as_of=date(2026, 2, 1))
    assert [(row["rule"], row["measured"]) for row in rows] == [("sample.hours", "2.00")]
    with pytest.raises(WindowUnknown):
        verdicts_of(made, "rule", policy="sample", window="没有", as_of=date(2026, 2, 1))
