"""What a day at a school (在校) must be like: a half or a whole working day of the term, where one is assigned."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.calendars.repository import published
from yanxiu_core.calendars.workdays import HOLIDAY, exceptions, works
from yanxiu_core.engine.scope import among
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import PersonUnit
from yanxiu_core.records.checks import refuse
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.records.kinds import Placed
from yanxiu_core.records.models import Record
from yanxiu_core.work import Work
from yanxiu_dundian.assigning import term_on
from yanxiu_dundian.vocabulary import EMBED, PRESENCE, words

HALF, WHOLE = Decimal("0.5"), Decimal(1)
WEEKDAYS = "一二三四五六日"
Day = tuple[UUID | None, date]


def check(work: Work, entries: list[Placed]) -> None:
    """Refuse what cannot be: no school, no half or whole day, a day off or still to come, another school, too much."""
    for index, entry in entries:
        _check_form(index, entry)
        _check_day(work, index, entry)
    stays = _stays(work, entries)
    taken = _taken(work, entries)
    for index, entry in entries:
        _check_assigned(work, index, entry, stays)
        key = (entry.person_id, entry.on_date)
        taken[key] += entry.amount or Decimal(0)
        if taken[key] > WHOLE:
            refuse(
                index,
                "amount",
                f"{entry.on_date} 各校合计已满一天; 如有误, 请用原编号更正那一条",
                f"{entry.on_date} would be more than a day, all schools together; correct the other entry under its number",
            )


def _check_form(index: int, entry: RecordInput) -> None:
    if entry.person_id is None:
        refuse(index, "personId", "在校须写明是哪位教研员", "Name the researcher who was there")
    if entry.at_unit_id is None:
        refuse(index, "atUnitId", "请写明在哪所学校", "Name the school")
    if entry.measure != "days" or entry.amount not in (HALF, WHOLE):
        refuse(
            index,
            "amount",
            "在校按半天登记: 计量写 days, 数量写 0.5 (半天) 或 1 (一天)",
            "Presence is recorded by half days: measure `days`, amount 0.5 or 1",
        )


def _check_day(work: Work, index: int, entry: RecordInput) -> None:
    day = entry.on_date
    if day > work.today:
        refuse(index, "onDate", f"{day} 还没有到, 到校之后再登记", f"{day} has not come yet")
    if term_on(work, day) is None:
        refuse(
            index,
            "onDate",
            f"{day} 不在已发布的学期内; 请核对日期, 或请县里先发布学期",
            f"{day} lies in no published semester; check the day, or have the semester published",
        )
    if not works(day, exceptions(work)):
        off = (item for item in published(work) if item.kind == HOLIDAY)
        named = next((item.key for item in off if item.starts_on <= day <= item.ends_on), None)
        why = f"是假期({named})" if named else f"是星期{WEEKDAYS[day.weekday()]}或法定假日, 不是工作日"
        refuse(index, "onDate", f"{day} {why}; 在校只登记工作日", f"{day} is no working day")


def _check_assigned(work: Work, index: int, entry: RecordInput, stays: list[PersonUnit]) -> None:
    mine = [
        stay
        for stay in stays
        if stay.person_id == entry.person_id
        and stay.valid_from <= entry.on_date
        and (stay.valid_to is None or stay.valid_to >= entry.on_date)
    ]
    if any(stay.unit_id == entry.at_unit_id for stay in mine):
        return
    names = work.session.scalars(
        select(OrgUnit.name)
        .where(OrgUnit.tenant_id == work.tenant_id, among(OrgUnit.id, [stay.unit_id for stay in mine]))
        .order_by(OrgUnit.name)
    )
    there = "、".join(names)
    refuse(
        index,
        "atUnitId",
        f"{entry.on_date} 没有安排在该校蹲点; 当天的蹲点学校: {there or '(无)'}",
        f"No stay at this school on {entry.on_date}; that day's schools: {there or '(none)'}",
    )


def _stays(work: Work, entries: list[Placed]) -> list[PersonUnit]:
    """The present assignments of those whom the entries are about."""
    people = [entry.person_id for _, entry in entries if entry.person_id]
    found = select(PersonUnit).where(
        PersonUnit.tenant_id == work.tenant_id,
        PersonUnit.relation == EMBED,
        among(PersonUnit.person_id, people),
        PersonUnit.superseded_at.is_(None),
    )
    return list(work.session.scalars(found))


def _taken(work: Work, entries: list[Placed]) -> defaultdict[Day, Decimal]:
    """What is recorded already per person and day at all schools, without what these entries correct."""
    people = [entry.person_id for _, entry in entries if entry.person_id]
    numbers = [entry.number for _, entry in entries if entry.number]
    days = [entry.on_date for _, entry in entries]
    found = (
        select(Record.person_id, Record.on_date, func.sum(Record.amount).label("days"))
        .where(
            Record.tenant_id == work.tenant_id,
            Record.kind.in_(words(work.registry, PRESENCE)),
            among(Record.person_id, people),
            Record.on_date.between(min(days), max(days)),
            Record.superseded_at.is_(None),
            Record.withdrawn.is_(False),
            Record.number.not_in(numbers),
        )
        .group_by(Record.person_id, Record.on_date)
    )
    taken: defaultdict[Day, Decimal] = defaultdict(Decimal)
    for row in work.session.execute(found):
        taken[(row.person_id, row.on_date)] = row.days
    return taken
