"""Makes a county's year as the three files its office keeps: 教师花名册, 活动登记表, 签到表."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from yanxiu.demo.events import (
    ACTIVITY_HEADINGS,
    ATTENDANCE_HEADINGS,
    TARGET_HOURS,
    Rates,
    attendance_rows,
    long_share,
    make_event,
)
from yanxiu.demo.people import ROSTER_HEADINGS, School, Teacher, make_schools, make_teacher, roster_row
from yanxiu.demo.tables import Format, Table, open_table

_SPREAD = 0.2  # standard deviation of the number of sessions a teacher goes to, as a part of the mean


class _Paths(NamedTuple):
    roster: Path
    activities: Path
    attendance: Path


@dataclass(frozen=True)
class CountyFiles:
    """Where the files are, and how many rows each has below its headings."""

    roster: Path
    activities: Path
    attendance: Path
    teacher_count: int
    activity_count: int
    attendance_count: int


def generate_county(
    folder: Path,
    *,
    slug: str,
    name: str,
    seed: int,
    schools: int,
    teachers: int,
    activities: int,
    year: int,
    sessions: float = 27.0,
    hours: float = TARGET_HOURS,
    absent_fraction: float = 0.06,
    number: int = 1,
    first: int = 1,
    until: date | None = None,
    format: Format = "xlsx",  # noqa: A002 - the natural word at the call
) -> CountyFiles:
    """Write ``folder/<slug>-{roster,activities,attendance}.<format>``; the same arguments give the same content.

    ``sessions`` is the average number of attendance rows a teacher gets, as far as the own school holds that
    many (activities / schools); sessions are then of such a length that the average teacher earns ``hours`` 学时.
    ``absent_fraction`` of the rows are 请假 or 旷会. ``number`` (1-99) stands in the county's 工号 and 活动编号.
    Another year of the same county has the same teachers, and activities numbered from another ``first``; what
    would be held after the day ``until`` is left out.
    Memory grows with the teachers alone: 12,000 of them with 720,000 rows take some 30 MB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(f"{slug}/{seed}")  # noqa: S311 - repeatable, not secret
    paths = _Paths(*(folder / f"{slug}-{table}.{format}" for table in ("roster", "activities", "attendance")))
    places = make_schools(name, schools, number)
    with open_table(paths.roster, f"教师花名册({year}年)", ROSTER_HEADINGS) as roster:
        staff = _write_roster(rng, roster, places, teachers, year, sessions / (activities / schools), number)
    rng = Random(f"{slug}/{seed}/{year}")  # noqa: S311 - as above; every year its own events
    long = long_share(sessions, 1 - absent_fraction, hours)
    held = rows = 0
    with ExitStack() as stack:
        register, attendance = _open_year(stack, paths, year)
        for index, school in enumerate(islice(cycle(places), activities)):
            event = make_event(rng, f"A{number:02}{first + index:05}", school, index // schools, year, long)
            # Who will come is drawn for what is still to be held too: what was held is the same on every day.
            signed = list(attendance_rows(rng, event, staff[school], Rates(absent_fraction)))
            if until is not None and event.day > until:
                continue
            held += 1
            register.write(event.row)
            for row in signed:
                attendance.write(row)
            rows += len(signed)
    return CountyFiles(paths.roster, paths.activities, paths.attendance, teachers, held, rows)


def _open_year(stack: ExitStack, paths: _Paths, year: int) -> tuple[Table, Table]:
    """The tables of activities and attendance."""
    register = open_table(paths.activities, f"活动登记表({year}年)", ACTIVITY_HEADINGS)
    attendance = open_table(paths.attendance, f"签到表({year}年)", ATTENDANCE_HEADINGS)
    return stack.enter_context(register), stack.enter_context(attendance)


def _write_roster(
    rng: Random, table: Table, schools: list[School], teachers: int, year: int, share: float, number: int
) -> dict[School, list[Teacher]]:
    """Write the roster and return each school's teachers; ``share`` of their school's events is their average."""
    staff: dict[School, list[Teacher]] = {school: [] for school in schools}
    for index, school in enumerate(islice(cycle(schools), teachers)):
        diligence = min(max(rng.gauss(share, share * _SPREAD), 0.02), 0.98)
        teacher = make_teacher(rng, f"T{number:02}{index + 1:05}", school, diligence)
        table.write(roster_row(rng, teacher, school, index // len(schools), year))
        staff[school].append(teacher)
    return staff
