"""Caps, one after the other and line by line, against a reckoning in plain Python over random attendance."""

from collections import defaultdict
from decimal import Decimal

import pytest
from sqlalchemy import select as sql_select
from sqlalchemy import text

from yanxiu_core.engine.bounds import resolve
from yanxiu_core.engine.judge import NOW, select_verdicts

FACTORS = {"主讲": Decimal(2), "评课": Decimal("1.5"), "参加": Decimal(1)}
RULES = [f"sample.hours_{number}" for number in range(1, 8)]


def reckoned(events, person, caps):
    """Counted and gross hours of one person: each cap leaves of each line what the groups before it left."""
    lines = []
    for event in events:
        for who, role, _ in event.there:
            if who == person:
                hour, minute = (part.split(":") for part in (event.start, event.end))
                minutes = int(minute[0]) * 60 + int(minute[1]) - int(hour[0]) * 60 - int(hour[1])
                key = event.day, int(hour[0]), event.number
                lines.append([key, event.kind, role, (minutes // 45) * FACTORS[role]])
    lines.sort(key=lambda line: line[0])
    gross = sum(line[3] for line in lines)
    for per, limit, only in caps:
        used = defaultdict(Decimal)
        for line in lines:
            (day, *_), kind, role, amount = line
            group = {"day": day, "category": kind, "role": role, "window": ""}[per]
            if not only or group in only:
                line[3] = max(Decimal(0), min(amount, limit - used[group]))
            used[group] += amount
    return sum((line[3] for line in lines), Decimal(0)), gross


@pytest.mark.parametrize("rule", RULES)
def test_every_persons_capped_hours_are_those_reckoned(
    capped_county, capped_rules, random_events, measured, rule
):
    found = measured(capped_county, rule=rule)
    assert len(found) == 60
    expected = {}
    for person in found:
        counted, gross = reckoned(random_events, person, capped_rules[rule])
        expected[person] = (counted, gross - counted)
    assert found == expected
    assert (sum(capped for _, capped in found.values()) > 100) is bool(capped_rules[rule])


@pytest.fixture(scope="module")
def traces(capped_county, verdicts_of):
    """Rule to its verdicts with their traces, of everybody."""
    found = defaultdict(list)
    fields = ("measured", "capped", "rule", "trace_lines", "by_category")
    for row in verdicts_of(capped_county, *fields, policy="sample"):
        found[row["rule"]].append(row)
    return found


def test_the_trace_adds_up_to_the_verdict_for_everybody(traces):
    assert {rule: len(rows) for rule, rows in traces.items()} == dict.fromkeys(["sample.hours", *RULES], 60)
    for row in (row for rows in traces.values() for row in rows):
        for name, total in (("counted", "measured"), ("capped", "capped")):
            assert sum((Decimal(line[name]) for line in row["trace_lines"]), Decimal(0)) == Decimal(
                row[total]
            )
        gross = sum((Decimal(part["hours"]) for part in row["by_category"]), Decimal(0))
        assert gross - Decimal(row["capped"]) == Decimal(row["measured"])


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_compiled_for_one_person_gives_what_it_gives_for_the_county(capped_county, rule):
    with capped_county.work() as work:
        policy = work.registry.policies["sample"]
        item = resolve(work, "calendar_year", "2025")

        def run(*people):
            found = select_verdicts(work, [(policy, policy.rule(rule))], item, NOW, some=bool(people))
            rows = work.session.execute(found, {"people": list(people)} if people else {})
            return {row.person_id: tuple(row) for row in rows}

        county = run()
        ids = work.session.scalars(text("SELECT id FROM people ORDER BY number")).all()
        assert len(county) == len(ids) == 60
        for person in ids[:3]:
            assert run(person) == {person: county[person]}
        some = tuple(ids[10:30])
        assert run(*some) == {person: county[person] for person in some}


def test_who_has_lines_of_another_rule_alone_has_none_under_a_cap(
    judged_county, fill, held, figure, measured
):
    caps = [[{"per": per, "limit": figure(3)}] for per in ("window", "day")]
    lectures = [{"caps": each, "lines": [{"kinds": ["讲座"]}]} for each in caps]
    made = judged_county(version={"caps": caps[1]}, more=lectures)
    fill(made, [held("A1", "2025-03-01", "8:00", "9:30"), held("A2", "2025-03-02", "8:00", "11:00")])
    found = [measured(made, rule=rule)["T1"] for rule in RULES[:2]]
    assert (measured(made, rule="sample.hours")["T1"], *found) == ((5, 1), (0, 0), (0, 0))


def test_the_lines_taken_last_are_the_ones_cut(judged_county, fill, held, figure, verdicts_of):
    made = judged_county(version={"caps": [{"per": "day", "limit": figure(8)}]})
    fill(made, [held("B", "2025-03-01", "14:00", "17:00")])  # 4, posted first
    fill(
        made,
        [
            held("A", "2025-03-01", "14:00", "15:30"),  # 2, as early but numbered before
            held("C", "2025-03-01", "8:00", "10:15"),  # 3
            held("D", "2025-03-01", "18:00", "18:45"),  # 1
            held("E", "2025-03-02", "8:00", "14:00"),  # 8, a day of its own
        ],
    )
    (row,) = verdicts_of(made, "measured", "capped", "trace_lines", "trace_caps", policy="sample")
    taken = [
        (line["activity_number"], line["gross"], line["counted"], line["capped"])
        for line in row["trace_lines"]
    ]
    assert taken == [
        ("C", "3.00", "3.00", "0.00"),
        ("A", "2.00", "2.00", "0.00"),
        ("B", "4.00", "3.00", "1.00"),
        ("D", "1.00", "0.00", "1.00"),
        ("E", "8.00", "8.00", "0.00"),
    ]
    assert (row["measured"], row["capped"]) == ("16.00", "2.00")
    assert row["trace_caps"] == [
        {"per": "day", "only": [], "unit": "学时", "limit": "8.00", "capped": "2.00"}
    ]


def test_a_reversed_line_frees_its_share_of_every_cap(judged_county, fill, held, figure, measured, listed):
    caps = [{"per": "category", "limit": figure(4)}, {"per": "window", "limit": figure(5)}]
    made = judged_county(version={"caps": caps})
    events = [
        held("A", "2025-03-01", "8:00", "11:00"),
        held("B", "2025-03-02", "8:00", "9:30"),
        held("C", "2025-03-03", "8:00", "9:30", kind="讲座"),
    ]
    fill(made, events)
    assert measured(made, rule="sample.hours") == {"T1": (5, 3)}
    made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A", "T1", "T1", "旷会")))
    assert measured(made, rule="sample.hours") == {"T1": (4, 0)}
    with made.work() as work:
        assert (
            work.session.scalar(sql_select(text("count(*) FROM ledger_lines WHERE reverses_id IS NOT NULL")))
            == 2
        )
