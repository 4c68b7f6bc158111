"""The year of one school: when its activities are held, and who was there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yanxiu.demo import vocabulary as words
from yanxiu.demo.people import School, Teacher

ACTIVITY_HEADINGS = (
    "活动编号",
    "活动类型",
    "活动名称",
    "主办单位",
    "日期",
    "开始时间",
    "结束时间",
    "地点",
    "主题",
)
ATTENDANCE_HEADINGS = ("活动编号", "工号", "姓名", "角色", "状态")

TARGET_HOURS = 45.0  # 学时 a teacher with the average number of sessions earns in the year
_TRAINING_EVERY = 40  # one 校本研修日 of four sessions among so many
_OUTSIDE_SHARE = 0.03  # in the last weeks of the year before, or the first of the year after
_HOLIDAY_SHARE = 0.08
_SUNDAY = 6


@dataclass(frozen=True)
class Rates:
    """Shares of attendance rows, 0 to 1: ``absent`` is 请假 (two thirds) and 旷会 (one third)."""

    absent: float
    late: float = 0.04
    early: float = 0.02

    def status(self, rng: Random) -> str:
        """One status, drawn."""
        drawn = rng.random()
        for share, name in (
            (self.absent * 2 / 3, "请假"),
            (self.absent / 3, "旷会"),
            (self.late, "迟到"),
            (self.early, "早退"),
        ):
            if drawn < share:
                return name
            drawn -= share
        return "出席"


@dataclass(frozen=True)
class Event:
    """One activity of the register; ``carrier`` is the role of whoever leads it."""

    number: str
    kind: str
    carrier: str
    day: date
    row: tuple[str | date, ...]


def long_share(sessions: float, present: float, hours: float = TARGET_HOURS) -> float:
    """Share of long sessions with which ``sessions`` of them, attended at ``present``, give so many hours."""
    short, long = (
        sum(m // 45 for m in minutes) / len(minutes) for minutes in (words.SHORT_MINUTES, words.LONG_MINUTES)
    )
    wanted = hours / (sessions * present)
    return min(max((wanted - short) / (long - short), 0.0), 1.0)


def make_event(rng: Random, number: str, school: School, place: int, year: int, long: float) -> Event:
    """The ``place``-th activity (from 0) of the school; ``long`` is the share of long sessions."""
    kind, ending, carrier = rng.choice(words.KINDS)
    within = place % _TRAINING_EVERY
    if within < len(words.TRAINING_DAY):
        start, minutes = words.TRAINING_DAY[within]
        day = _training_day(school, place // _TRAINING_EVERY, year)
    else:
        start = rng.choice(words.STARTS)
        minutes = rng.choice(words.LONG_MINUTES if rng.random() < long else words.SHORT_MINUTES)
        day = _edge_day(number, year) if within == len(words.TRAINING_DAY) else _any_day(rng, year)
    subjects = words.MIDDLE_SUBJECTS if school.stage == "初中" else words.PRIMARY_SUBJECTS
    title = f"{rng.choice(subjects)}{ending}{place + 1}"
    where, theme = rng.choice(words.PLACES), rng.choice(words.THEMES)
    row = (number, kind, title, school.name, day, start, _plus(start, minutes), where, theme)
    return Event(number, kind, carrier, day, row)


def attendance_rows(
    rng: Random, event: Event, teachers: list[Teacher], rates: Rates
) -> Iterator[tuple[str, ...]]:
    """Who signed, in an order of its own per event; the first one who was there carries the event."""
    offset = rng.randrange(len(teachers))
    carried = False
    for index in range(len(teachers)):
        teacher = teachers[(index + offset) % len(teachers)]
        if rng.random() >= teacher.diligence:
            continue
        status, role = rates.status(rng), "参加"
        if not carried and status == "出席":
            role, carried = event.carrier, True
        elif event.kind in words.OBSERVED_KINDS and rng.random() < 0.1:  # noqa: PLR2004 - a share
            role = "评课"
        yield (event.number, teacher.number, teacher.name, role, status)


def _edge_day(number: str, year: int) -> date:
    """The days on which windows begin and end, one after the other."""
    days = [
        (year, 1, 1),
        (year, 12, 31),
        (year - 1, 12, 31),
        (year + 1, 1, 1),
        (year, 8, 31),
        (year, 9, 1),
        (year, 6, 30),
    ]
    return date(*days[int(number[-5:]) % len(days)])


def _training_day(school: School, turn: int, year: int) -> date:
    """A day in late August, before the school year; further ones in November."""
    return date(year, 8 if turn % 2 == 0 else 11, 20 + (int(school.code[-4:]) + turn) % 10)


def _any_day(rng: Random, year: int) -> date:
    drawn = rng.random()
    if drawn < _OUTSIDE_SHARE:
        return date(year - 1, 12, 15) + timedelta(days=rng.randrange(17))
    if drawn < 2 * _OUTSIDE_SHARE:
        return date(year + 1, 1, 1) + timedelta(days=rng.randrange(40))
    if drawn < 2 * _OUTSIDE_SHARE + _HOLIDAY_SHARE:
        return date(year, 7, 10) + timedelta(days=rng.randrange(45))
    term, days = rng.choice(((date(year, 2, 20), 130), (date(year, 9, 1), 122)))
    day = term + timedelta(days=rng.randrange(days))
    return day - timedelta(days=2) if day.weekday() == _SUNDAY and day != term else day


def _plus(start: str, minutes: int) -> str:
    total = int(start[:2]) * 60 + int(start[3:]) + minutes
    return f"{total // 60:02}:{total % 60:02}"
