"""A county's files against hours that are reckoned here, in plain Python, from the same files."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import load_workbook

from yanxiu.demo.generator import generate_county
from yanxiu_core.reads.executor import fetch_many
from yanxiu_core.reads.selection import select
from yanxiu_core.verdicts.sources import verdict_rows

PRESENT = {"出席", "迟到", "早退"}
SMALL = {
    "slug": "shanhe",
    "name": "山河",
    "seed": 3,
    "schools": 4,
    "teachers": 60,
    "activities": 200,
    "year": 2025,
}


def rows_of(path):
    return load_workbook(path).get_sheet_by_index(0).to_python()[2:]


def reckon(files):
    """工号 to counted and capped hours of 2025: 45 minutes each, rests dropped, 8 a day in order of start and number."""
    events = {}
    for number, _, _, _, day, start, end, *_ in rows_of(files.activities):
        minutes = [int(text[:2]) * 60 + int(text[3:]) for text in (start, end)]
        events[number] = day, minutes[0], (minutes[1] - minutes[0]) // 45
    attended = defaultdict(list)
    for number, teacher, _, _, status in rows_of(files.attendance):
        day, start, hours = events[number]
        if status in PRESENT and day.year == 2025:
            attended[teacher].append((day, start, number, hours))
    found = {}
    for teacher in (row[2] for row in rows_of(files.roster)):
        left, counted, capped = defaultdict(lambda: 8), 0, 0
        for day, _, _, hours in sorted(attended[teacher]):
            taken = min(hours, left[day])
            left[day] -= taken
            counted, capped = counted + taken, capped + hours - taken
        found[teacher] = (Decimal(counted), Decimal(capped))
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return generate_county(tmp_path_factory.mktemp("xlsx"), **SMALL)


@pytest.fixture(scope="module")
def filled(county, files):
    made = county()
    made.bring_all(files)
    return made


def test_every_persons_hours_are_those_reckoned(filled, files, measured):
    expected = reckon(files)
    assert measured(filled) == expected
    assert len(expected) == 60
    assert sum(capped for _, capped in expected.values()) > 20


def test_who_reached_forty_met_the_rule_and_the_others_missed_it(filled, files, reading):
    expected = reckon(files)
    with filled.work(today=date(2026, 1, 1)) as work:
        rows = fetch_many(
            work.session,
            work.registry.nouns,
            reading(work),
            "Verdict",
            select("status", "measured", "missing", "required"),
            source=verdict_rows(work, "shaanxi.yuyang", "2025"),
        )
    assert [row["measured"] for row in rows] == [f"{expected[number][0]:.2f}" for number in sorted(expected)]
    for row in rows:
        hours = Decimal(row["measured"])
        assert row["required"] == "40.00"
        assert row["status"] == ("met" if hours >= 40 else "missed")
        assert row["missing"] == f"{max(40 - hours, 0):.2f}"
    assert {row["status"] for row in rows} == {"met", "missed"}


def test_days_outside_the_year_count_in_their_own_window(filled, files, measured):
    days = {row[4].year for row in rows_of(files.activities)}
    assert days == {2024, 2025, 2026}
    own = measured(filled)
    for key in ("2024", "2026"):
        others = measured(filled, key)
        assert set(others) == set(own)
        assert 0 < sum(hours for hours, _ in others.values()) < 200


def test_csv_in_the_offices_encoding_gives_the_same(county, files, filled, measured, tmp_path):
    other = county()
    other.bring_all(generate_county(tmp_path, **SMALL, format="csv"))
    assert measured(other) == measured(filled)


def test_importing_again_changes_nothing(filled, files, rows_in, measured):
    before, verdicts = rows_in(filled, "audit_records", "jobs"), measured(filled)
    for kind, rows in (("roster", 60), ("activities", 200), ("attendance", files.attendance_count)):
        report = filled.bring(kind, getattr(files, kind))
        assert (report.rows, report.unchanged, report.added, report.corrected) == (rows, rows, 0, 0)
        assert (report.lines_posted, report.lines_reversed, report.activities_confirmed) == (0, 0, 0)
    assert rows_in(filled, "audit_records", "jobs") == before
    assert measured(filled) == verdicts


def test_one_count_line_and_one_hours_line_for_each_who_was_there(filled, files, query):
    present = sum(row[4] in PRESENT for row in rows_of(files.attendance))
    assert query(
        filled,
        "SELECT policy, measure, count(*) FROM ledger_lines WHERE person_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1",
    ) == [
        ("", "count", present),
        ("shaanxi.yuyang", "hours", present),
    ]
