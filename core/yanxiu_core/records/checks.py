"""What a record must be like before it is registered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.activities.models import Activity
from yanxiu_core.engine.scope import among
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.policies.measures import MEASURES
from yanxiu_core.quantities import within
from yanxiu_core.records.errors import RecordInvalid
from yanxiu_core.records.inputs import LARGEST, MOST, RecordInput
from yanxiu_core.records.kinds import RECORD_KINDS, RecordKind
from yanxiu_core.tabular.cells import prose, tight
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

COUNT = "count"
LONGEST = 200
"""Characters of a number, kind, title and the like."""
TEXTS = ("kind", "title", "item", "category", "role")


def tidied(entry: RecordInput) -> RecordInput:
    """The entry as an import would read its cells, so that the same record is the same however it comes."""
    fields = tuple(field for field in map(prose, entry.fields) if field)
    texts: dict[str, Any] = {name: prose(getattr(entry, name)) for name in TEXTS}
    return replace(entry, number=tight(entry.number), fields=fields, **texts)


def check(work: Work, entries: Sequence[RecordInput]) -> None:
    """Refuse the first entry that cannot be taken: RecordInvalid, the field naming its place (`records.N.…`)."""
    if not 1 <= len(entries) <= MOST:
        raise RecordInvalid(
            f"一次登记 1 至 {MOST} 条; 更长的台账请导入",
            f"Register 1 to {MOST} records at a time; import longer lists",
            field="records",
        )
    people = _known(work, Person, {entry.person_id for entry in entries})
    units = _known(work, OrgUnit, {unit for entry in entries for unit in (entry.unit_id, entry.at_unit_id)})
    activities = _known(work, Activity, {entry.activity_id for entry in entries})
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        _check_texts(index, entry)
        if entry.number and entry.number in seen:
            refuse(index, "number", f"台账编号 {entry.number} 在这一批中重复", "The number stands twice here")
        seen.add(entry.number)
        if (entry.person_id is None) == (entry.unit_id is None):
            refuse(
                index,
                "personId",
                "请写明是谁的或哪个单位的记录, 二者取一",
                "Name the person or the unit, one of them",
            )
        _check_references(index, entry, people, units, activities)
        if entry.on_date.year not in YEARS:
            refuse(index, "onDate", f"日期 {entry.on_date} 有误, 请核对年份", "The year cannot be right")
        _check_amount(index, entry)


def _check_references(
    index: int,
    entry: RecordInput,
    people: Collection[UUID],
    units: Collection[UUID],
    activities: Collection[UUID],
) -> None:
    if entry.person_id is not None and entry.person_id not in people:
        refuse(index, "personId", "没有这个人员", "No such person")
    if entry.unit_id is not None and entry.unit_id not in units:
        refuse(index, "unitId", "没有这个单位", "No such unit")
    if entry.at_unit_id is not None and entry.at_unit_id not in units:
        refuse(index, "atUnitId", "没有这个单位", "No such unit")
    if entry.activity_id is not None and entry.activity_id not in activities:
        refuse(index, "activityId", "没有这项活动", "No such activity")
    if entry.at_unit_id is not None and entry.item:
        refuse(
            index,
            "item",
            "已写明所在单位的, 事项就是该单位, 不另写",
            "A record of a place is about that unit; give no item besides",
        )


def _check_texts(index: int, entry: RecordInput) -> None:
    if not entry.kind:
        refuse(index, "kind", "请写明类别", "Name the kind")
    for name in ("number", *TEXTS):
        if len(getattr(entry, name)) > LONGEST:
            refuse(index, name, f"不超过 {LONGEST} 个字", f"At most {LONGEST} characters")
    if any(len(field) > LONGEST for field in entry.fields):
        refuse(index, "fields", f"不超过 {LONGEST} 个字", f"At most {LONGEST} characters")


def _check_amount(index: int, entry: RecordInput) -> None:
    if entry.measure not in MEASURES:
        known = "、".join(MEASURES)
        refuse(
            index,
            "measure",
            f"没有“{entry.measure}”这种计量; 可用: {known}",
            f"There is no measure {entry.measure!r}; there are: {known}",
        )
    if entry.measure == COUNT:
        if entry.amount is not None:
            refuse(
                index,
                "amount",
                "每条记录计 1 次, 不另写数量; 请分条登记",
                "Every record counts 1 and has no other amount; register several",
            )
    elif entry.amount is None or within(entry.amount, 0, LARGEST) is None:
        refuse(
            index, "amount", f"数量应在 0 到 {LARGEST} 之间", f"The amount must be between 0 and {LARGEST}"
        )


def _known(work: Work, model: Any, ids: Collection[UUID | None]) -> set[UUID]:
    asked = [item for item in ids if item is not None]
    if not asked:
        return set()
    found = select(model.id).where(model.tenant_id == work.tenant_id, among(model.id, asked))
    return set(work.session.scalars(found))


def refuse(index: int, field: str, zh: str, en: str) -> NoReturn:
    """Refuse the record at this place of the list (from 0), naming the field."""
    raise RecordInvalid(
        f"第 {index + 1} 条: {zh}", f"Record {index + 1}: {en}", field=f"records.{index}.{field}"
    )


def kinds_here(work: Work) -> Mapping[str, RecordKind]:
    """The kinds by their names, and by the words that the policies which the county has adopted have for them."""
    declared = {name: found.thing for name, found in work.registry.of(RECORD_KINDS).items()}
    found = dict(declared)
    for policy in adopted_policies(work) if declared else ():
        for name, words in policy.vocabulary.items():
            if name in declared:
                found.update(dict.fromkeys(words, declared[name]))
    return found
