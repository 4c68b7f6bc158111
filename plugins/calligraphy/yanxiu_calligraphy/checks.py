"""Checks that several commands share."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_calligraphy.errors import CalligraphyInvalid
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import Person
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

NAME = "calligraphy"
LONGEST = 100
"""Characters of a title, a theme, a topic."""


def written(value: str, field: str, zh: str, *, longest: int = LONGEST, required: bool = True) -> str:
    """The text without spaces around it. Raises CalligraphyInvalid, naming the field, when it is empty or too long."""
    text = value.strip()
    if (required and not text) or len(text) > longest or "\0" in text:
        least = "不能为空, 且" if required else ""
        raise CalligraphyInvalid(
            f"{zh}{least}不超过 {longest} 个字, 现为 {len(text)} 个",
            f"{field} has {'some text and ' if required else ''}at most {longest} characters, not {len(text)}",
            field=field,
        )
    return text


def plausible(day: date, field: str) -> date:
    """The day. Raises CalligraphyInvalid for a year that cannot be meant."""
    if day.year not in YEARS:
        raise CalligraphyInvalid(
            f"日期 {day} 有误, 请核对年份", f"The year of {day} cannot be right", field=field
        )
    return day


def known_unit(work: Work, unit_id: UUID) -> OrgUnit:
    """The unit. Raises NotFound."""
    unit = work.session.get(OrgUnit, (work.tenant_id, unit_id))
    if unit is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    return unit


def within(value: int, least: int, most: int, field: str, zh: str) -> int:
    """The number. Raises CalligraphyInvalid, naming the field, when it is out of bounds."""
    if not least <= value <= most:
        raise CalligraphyInvalid(
            f"{zh}应为 {least} 至 {most}, 现为 {value}",
            f"{field} is {least} to {most}, not {value}",
            field=field,
        )
    return value


def of_the_school(work: Work, people: Collection[UUID], unit_id: UUID, day: date, field: str) -> None:
    """Refuse people who were not at home in the school on that day. Raises CalligraphyInvalid, naming the field."""
    person = Person.__table__.alias()
    home = home_unit_on(work.tenant_id, person.c.id, day)
    here = select(func.count()).where(
        person.c.tenant_id == work.tenant_id, among(person.c.id, list(people)), home == unit_id
    )
    if people and work.session.scalar(here) != len(set(people)):
        raise CalligraphyInvalid(
            f"有教师 {day} 不在本校编制; 请核对人员和日期",
            f"A teacher did not belong to the school on {day}; check the people and the day",
            field=field,
        )
