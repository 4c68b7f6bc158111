"""Counties whose people, activities and attendance a test names in a few words."""

import random
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from yanxiu_core.reads.executor import fetch_many
from yanxiu_core.reads.selection import select
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.verdicts.sources import verdict_rows


@dataclass(frozen=True)
class Held:
    """One segment of an activity with its attendance: (工号, 角色, 状态) each."""

    number: str
    day: str
    start: str = ""
    end: str = ""
    there: tuple = (("T1", "参加", "出席"),)
    kind: str = "听课"
    periods: str = ""
    position: str = "1"
    minutes: dict = field(default_factory=dict)


@pytest.fixture(scope="session")
def held():
    return Held


@pytest.fixture(scope="session")
def fill(listed):
    """`fill(county, events, people)`: brings roster (工号 to school), activities and attendance."""

    def bring(county, events, people=None, **options):
        roster = [(school, number, number) for number, school in (people or {"T1": "甲校"}).items()]
        activities = [
            (e.number, e.kind, e.number, "甲校", e.day, e.start, e.end, e.periods, e.position) for e in events
        ]
        lines = [
            (e.number, e.position, who, who, role, status, e.minutes.get(who, ""))
            for e in events
            for who, role, status in e.there
        ]
        lists = {
            "roster": listed("学校 工号 姓名", *roster),
            "activities": listed(
                "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间 节次 环节", *activities
            ),
            "attendance": listed("活动编号 环节 工号 姓名 角色 状态 参加分钟", *lines),
        }
        for kind, path in lists.items():
            if kind == "roster" or events:
                report = county.bring(kind, path, **(options if kind == "attendance" else {}))
                assert report.refused == 0, kind
        return county

    return bring


@pytest.fixture(scope="session")
def verdicts_of(reading):
    """`verdicts_of(county, "status", ...)`: the verdicts of a window, as read under the given clocks."""

    def read(county, *fields, window="2025", policy="shaanxi.yuyang", today=None, as_of=None, known_at=None):
        with county.work(today=today) as work:
            return fetch_many(
                work.session,
                work.registry.nouns,
                reading(work, as_of=as_of, known_at=known_at),
                "Verdict",
                select(*fields),
                source=verdict_rows(work, policy, window, as_of=as_of, known_at=known_at),
            )

    return read


KINDS, ROLES = ("听课", "评课", "讲座"), ("参加", "主讲", "评课")
PEOPLE = [f"T{number:03}" for number in range(60)]


@pytest.fixture(scope="session")
def random_events():
    """Seeded: many sessions on few days, some at the same time, each with a third of the people."""
    rng = random.Random(20250301)
    events = []
    for number in range(70):
        start, minutes = rng.randrange(8, 17) * 60, rng.choice((30, 45, 90, 135, 180, 240))
        there = tuple((who, rng.choice(ROLES), "出席") for who in PEOPLE if rng.random() < 0.3)
        if there:
            times = [f"{moment // 60}:{moment % 60:02}" for moment in (start, start + minutes)]
            day = f"2025-03-{rng.randrange(1, 13):02}"
            events.append(Held(f"A{number:03}", day, *times, there, rng.choice(KINDS)))
    return events


def cap(per, limit, *only):
    return {"per": per, "limit": {"value": limit, "unit": "学时"}, "only": list(only)}


CAPS = (
    (cap("category", 6), cap("window", 14)),
    (cap("day", 4), cap("category", 5, "听课", "讲座"), cap("window", 11)),
    (cap("role", 7, "主讲"),),
    (cap("role", 5), cap("day", 3)),
    (cap("window", 9), cap("category", 4)),
    (cap("day", 5),),
    (),
)
FACTORS = {"default": 1, "by": {"主讲": 2, "评课": 1.5}}


@pytest.fixture(scope="session")
def capped_county(judged_county, fill, random_events):
    """A county of 60 people under rules that differ in their caps; rule `sample.hours_N` has `CAPS[N - 1]`."""
    made = judged_county(conversion={"role_factor": FACTORS}, more=[{"caps": list(caps)} for caps in CAPS])
    return fill(made, random_events, {who: "甲校" if int(who[1:]) % 2 else "乙校" for who in PEOPLE})


@pytest.fixture(scope="session")
def capped_rules():
    """Rule to its caps as (per, limit, only)."""
    return {
        f"sample.hours_{number}": [(c["per"], c["limit"]["value"], c["only"]) for c in caps]
        for number, caps in enumerate(CAPS, start=1)
    }


@pytest.fixture(scope="session")
def made(judged_county, listed):
    """`made(version, aggregation, measure)`: a county with two schools, two groups, three teachers and one rule."""

    def make(changes, aggregation="person", measure="count"):
        rule = {"source": "facts", "measure": measure, "aggregation": aggregation, "unit": "项"}
        one = {"threshold": {"value": 1, "unit": "项"}, "caps": [], "comparator": "gte"}
        county = judged_county(rule=rule, version={**one, **changes})
        rows = [
            ("甲校", "T1", "张一", "语文组"),
            ("甲校", "T2", "张二", "语文组"),
            ("乙校", "T3", "张三", "数学组"),
        ]
        county.bring("roster", listed("学校 工号 姓名 教研组", *rows))
        return county

    return make


@pytest.fixture(scope="session")
def ids():
    """`ids(work)`: units by name and people by number, as a record names them."""

    def look(work):
        units = work.session.execute(text("SELECT name, id FROM org_units")).all()
        people = work.session.execute(text("SELECT number, id FROM people")).all()
        return {
            **{row.name: {"unit_id": row.id} for row in units},
            **{row.number: {"person_id": row.id} for row in people},
        }

    return look


@pytest.fixture(scope="session")
def recorded(ids):
    """`recorded(county, (subject, kind, day, further), ...)`: registers these facts."""

    def register(county, *facts):
        with county.work() as work:
            known = ids(work)
            records.register_many(
                work,
                [RecordInput(kind=kind, on_date=day, **known[who], **more) for who, kind, day, more in facts],
            )

    return register
