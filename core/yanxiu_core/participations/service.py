"""Record attendance, entry by entry, as an import does for a list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import service as activities
from yanxiu_core.activities.authority import require_on_activity
from yanxiu_core.activities.errors import ActivityStateRefused
from yanxiu_core.activities.models import CANCELLED, CONFIRMED
from yanxiu_core.audit import service as audit
from yanxiu_core.codes.repository import known, register
from yanxiu_core.errors import NotFound
from yanxiu_core.participations import repository
from yanxiu_core.participations.errors import ParticipationInvalid
from yanxiu_core.participations.inputs import MOST_MINUTES, Entry, Recorded
from yanxiu_core.participations.repository import Key, Listed
from yanxiu_core.quantities import within
from yanxiu_core.tabular.cells import prose
from yanxiu_core.work import Work

MOST = 5_000
"""Entries in one call; longer lists are imports."""
SAID = tuple(field.name for field in fields(Entry))
"""The columns of a participation that an entry fills."""


def record(work: Work, activity_id: UUID, entries: Sequence[Entry]) -> Recorded:
    """Record entries of one activity; in a confirmed one their lines and verdicts follow at once.

    The same key with other content is a correction, the identical entry is nothing, entries not named are left alone.
    Raises ParticipationInvalid (field `entries.N.…`), ActivityStateRefused for a cancelled activity, NotFound, Forbidden.
    """
    require_on_activity(work, Permission.ACTIVITIES_WRITE, activity_id)
    _check_number(entries)
    sheet = repository.sheet(work, activity_id, [entry.person_id for entry in entries])
    if sheet is None:
        raise NotFound("没有这项活动", "No such activity", field="activityId")
    if sheet.state == CANCELLED:
        raise ActivityStateRefused(
            f"活动 {sheet.number} 已取消, 不能再登记签到",
            f"Activity {sheet.number} was cancelled and takes no attendance",
        )
    # As an import reads the cell, so that the same role is the same key however it comes.
    entries = [replace(entry, role=prose(entry.role)) for entry in entries]
    _check(entries, sheet.people, sheet.positions, known(work, "attendance_status"))
    entries = [replace(entry, attended_minutes=_minutes(entry)) for entry in entries]
    added, corrected = _write(work, activity_id, entries, sheet.entries)
    register(work, "role", {entry.role for entry in entries})
    if sheet.state == CONFIRMED and added + corrected:
        activities.post(work, [activity_id], {entry.person_id for entry in entries})
    audit.record(
        work,
        "participation.record",
        counts={"added": added, "corrected": corrected},
        rows=[(activity_id, e.person_id, e.position, e.role, e.status) for e in entries],
        detail={"number": sheet.number},
    )
    return Recorded(activity_id, added, corrected, len(entries) - added - corrected)


def _check_number(entries: Sequence[Entry]) -> None:
    if not 1 <= len(entries) <= MOST:
        raise ParticipationInvalid(
            f"一次登记 1 至 {MOST} 条; 更长的签到表请导入",
            f"Record 1 to {MOST} entries at a time; import longer lists",
            field="entries",
        )


def _check(
    entries: Sequence[Entry], people: Collection[UUID], positions: Collection[int], statuses: Sequence[str]
) -> None:
    seen: set[Key] = set()
    for index, entry in enumerate(entries):
        field = f"entries.{index}"
        key = _key(entry)
        if entry.person_id not in people:
            raise ParticipationInvalid("没有这个人员", "No such person", field=f"{field}.personId")
        if entry.status not in statuses:
            there = "、".join(statuses)
            raise ParticipationInvalid(
                f"没有“{entry.status}”这种状态; 可用: {there}",
                f"There is no status {entry.status!r}; the county's are: {there}",
                field=f"{field}.status",
            )
        if entry.position not in positions:
            raise ParticipationInvalid(
                f"活动没有第 {entry.position} 环节", f"No segment {entry.position}", field=f"{field}.position"
            )
        if key in seen:
            raise ParticipationInvalid(
                "同一人在同一环节以同一角色只登记一次",
                "One entry per person, segment and role",
                field=f"{field}.personId",
            )
        if not entry.role:
            raise ParticipationInvalid("请写明角色", "Name the role", field=f"{field}.role")
        if entry.attended_minutes is not None and _minutes(entry) is None:
            raise ParticipationInvalid(
                f"参加分钟应在 0 到 {MOST_MINUTES} 之间",
                f"The minutes must be between 0 and {MOST_MINUTES}",
                field=f"{field}.attendedMinutes",
            )
        seen.add(key)


def _minutes(entry: Entry) -> Decimal | None:
    return None if entry.attended_minutes is None else within(entry.attended_minutes, 0, MOST_MINUTES)


def _key(entry: Entry) -> Key:
    return (entry.position, entry.person_id, entry.role)


def _write(
    work: Work,
    activity_id: UUID,
    entries: Sequence[Entry],
    present: Mapping[Key, Listed],
) -> tuple[int, int]:
    """Write what is new or other; returns how many of each."""
    coming: list[Entry] = []
    corrected: list[UUID] = []
    for entry in entries:
        row = present.get(_key(entry))
        if row is not None and (row.status, row.attended_minutes) == (entry.status, entry.attended_minutes):
            continue
        if row is not None:
            corrected.append(row.id)
        coming.append(entry)
    repository.supersede(work, corrected, work.record())
    named = {"activity_id": activity_id, "recorded_at": work.record()}
    repository.add(work, [{**named, **{name: getattr(entry, name) for name in SAID}} for entry in coming])
    return len(coming) - len(corrected), len(corrected)
