"""The schools and teachers of a made-up county."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yanxiu.demo import vocabulary as words

ROSTER_HEADINGS = (
    "学校", "学校标识码", "工号", "姓名", "性别", "出生日期", "学段", "任教学科", "职称", "是否在编", "岗位", "教研组", "入职日期",
)  # fmt: skip

_STAFF_SHARE = 0.94  # 是否在编
_MIDDLE_EVERY = 4  # every fourth school is a 初级中学


@dataclass(frozen=True)
class School:
    """A school: name, 学校标识码 (the 3990 at its head is no region's) and 学段."""

    name: str
    code: str
    stage: str


@dataclass(frozen=True, slots=True)
class Teacher:
    """One row of the roster; ``diligence`` is the chance to take part in an event of the own school."""

    number: str
    name: str
    subject: str
    diligence: float


def make_schools(county: str, count: int, number: int) -> list[School]:
    """``count`` schools of the county with that number (1-99)."""
    made = []
    for index in range(1, count + 1):
        middle = index % _MIDDLE_EVERY == 0
        name = f"{county}第{index}{'初级中学' if middle else '小学'}"
        made.append(School(name, f"3990{number:02}{index:04}", "初中" if middle else "小学"))
    return made


def make_teacher(rng: Random, number: str, school: School, diligence: float) -> Teacher:
    """A teacher with a composed name."""
    given = "".join(rng.choice(words.GIVEN) for _ in range(1 if rng.random() < 0.2 else 2))  # noqa: PLR2004 - a share
    subjects = words.MIDDLE_SUBJECTS if school.stage == "初中" else words.PRIMARY_SUBJECTS
    return Teacher(number, rng.choice(words.SURNAMES) + given, rng.choice(subjects), diligence)


def roster_row(
    rng: Random, teacher: Teacher, school: School, place: int, year: int
) -> tuple[str | date, ...]:
    """The teacher's row; ``place`` counts from 0 within the school and decides on the post."""
    entered = year - rng.randrange(0, 35)
    born = date(entered - rng.randrange(22, 27), 1, 1) + timedelta(days=rng.randrange(365))
    step = min((year - entered) // 7, len(words.TITLES) - 2) + (rng.random() < 0.02)  # noqa: PLR2004 - few are 正高级
    title = "" if rng.random() < words.UNTITLED_SHARE else words.TITLES[step]
    staff = "是" if rng.random() < _STAFF_SHARE else "否"
    post = {0: "校长", 1: "教导主任", 2: "教研组长", 3: "教研组长", 4: "教研组长"}.get(place, "教师")
    group = words.GROUPS.get(teacher.subject, words.OTHER_GROUP)
    sex = rng.choice("男女女")
    names = (school.name, school.code, teacher.number, teacher.name, sex, born, school.stage, teacher.subject)
    return (*names, title, staff, post, group, date(entered, 9, 1))
