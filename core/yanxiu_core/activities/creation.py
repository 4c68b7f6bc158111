"""Record a new activity."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities import answering
from yanxiu_core.activities.authority import require_on_units
from yanxiu_core.activities.errors import ActivityInvalid, ActivityNumberTaken
from yanxiu_core.activities.inputs import MOST_PERIODS, NewActivity, NewSegment
from yanxiu_core.activities.models import ASSISTANT, HOST, ORGANISER, Activity, ActivitySegment, ActivityUnit
from yanxiu_core.audit import service as audit
from yanxiu_core.codes.repository import register
from yanxiu_core.errors import NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import ACTIVITY_CREATED
from yanxiu_core.kinds import service as kinds
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.quantities import CENT, within
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

LONGEST = 200
"""Characters of a number, kind, title and the like."""


def create(work: Work, new: NewActivity) -> Activity:
    """Record a planned activity with its segments and units.

    Raises ActivityInvalid (field named), ActivityNumberTaken, AnswersInvalid, PluginDisabled for the kind of a plugin
    that is off, NotFound for a unit, UnitClosed for one that is closed by then, Forbidden.
    """
    require_on_units(work, Permission.ACTIVITIES_WRITE, units_of(new))
    _check(new)
    recorded_at = work.record()
    names = _unit_names(work, {*new.host_ids, *new.organiser_ids, *new.assistant_ids})
    _require_open(work, new)
    _check_number(work, new.number)
    kind = kinds.known(work, "activity", new.kind.strip(), units_of(new))
    accepted = answering.accepted(work, new.answers, kind.form, units_of(new))
    register(work, "activity_kind", [kind.word])
    activity = Activity(
        tenant_id=work.tenant_id,
        number=new.number.strip(),
        kind=kind.word,
        plugin_kind=kind.code,
        title=new.title.strip(),
        theme=new.theme.strip(),
        place=new.place.strip(),
        leader=new.leader.strip(),
        starts_on=min(segment.on_date for segment in new.segments),
        cancel_reason="",
    )
    work.session.add(activity)
    work.session.flush()
    work.session.add_all(
        segment_row(work, activity.id, position, segment, recorded_at)
        for position, segment in enumerate(new.segments, start=1)
    )
    work.session.add_all(_units(work, activity.id, new, names, recorded_at))
    if accepted is not None:
        work.session.add(answering.row(work, activity.id, accepted))
    work.session.flush()
    audit.record(
        work,
        "activity.create",
        counts={"activities": 1, "segments": len(new.segments)},
        rows=[(activity.id, activity.number)],
        detail={"number": activity.number},
    )
    events.tell(work, ACTIVITY_CREATED, [activity.id])
    return activity


def units_of(new: NewActivity) -> tuple[UUID, ...]:
    """The units whose activity it is: those that host or organise it."""
    return tuple(dict.fromkeys((*new.host_ids, *new.organiser_ids)))


def _check(new: NewActivity) -> None:
    for field, title in (("number", "活动编号"), ("kind", "活动类型"), ("title", "活动名称")):
        value = getattr(new, field).strip()
        if not value or len(value) > LONGEST:
            raise ActivityInvalid(
                f"{title}不能为空, 且不超过 {LONGEST} 个字",
                f"The {field} must not be empty and has at most {LONGEST} characters",
                field=field,
            )
    if not new.segments:
        raise ActivityInvalid("活动至少有一个环节", "An activity has at least one segment", field="segments")
    for index, segment in enumerate(new.segments):
        check_segment(segment, f"segments.{index}")


def _require_open(work: Work, new: NewActivity) -> None:
    """A unit that is open on the last day is open on those before."""
    last = max(segment.on_date for segment in new.segments)
    for field, units in (
        ("hostIds", new.host_ids),
        ("organiserIds", new.organiser_ids),
        ("assistantIds", new.assistant_ids),
    ):
        require_open(work, units, last, field)


def _check_number(work: Work, number: str) -> None:
    taken = work.session.scalar(
        select(Activity.id).where(Activity.tenant_id == work.tenant_id, Activity.number == number.strip())
    )
    if taken is not None:
        raise ActivityNumberTaken(
            f"活动编号 {number} 已被使用; 请换一个编号, 或更正原活动",
            f"The number {number} is taken; choose another, or correct that activity",
            field="number",
        )


def check_segment(segment: NewSegment, field: str) -> None:
    """Refuse (ActivityInvalid, below `field`) a segment with an unlikely day, without times and periods, or that ends first."""
    if segment.on_date.year not in YEARS:
        raise ActivityInvalid(
            f"日期 {segment.on_date} 的年份应在 {YEARS.start} 至 {YEARS.stop - 1} 之间",
            f"The year of {segment.on_date} must be between {YEARS.start} and {YEARS.stop - 1}",
            field=f"{field}.onDate",
        )
    if segment.periods is None and (segment.starts is None or segment.ends is None):
        raise ActivityInvalid(
            "环节须有开始和结束时间, 或节次",
            "A segment needs start and end, or a number of periods",
            field=f"{field}.starts",
        )
    if segment.starts and segment.ends and segment.ends <= segment.starts:
        raise ActivityInvalid(
            f"结束时间 {segment.ends:%H:%M} 不晚于开始时间 {segment.starts:%H:%M}",
            f"The end {segment.ends:%H:%M} is not after the start {segment.starts:%H:%M}",
            field=f"{field}.ends",
        )
    if segment.periods is not None and within(segment.periods, CENT, MOST_PERIODS) is None:
        raise ActivityInvalid(
            f"节次应大于 0 且不超过 {MOST_PERIODS}",
            f"The number of periods must be above 0 and at most {MOST_PERIODS}",
            field=f"{field}.periods",
        )


def segment_row(
    work: Work, activity_id: UUID, position: int, segment: NewSegment, recorded_at: datetime
) -> ActivitySegment:
    """The row of a segment that was checked."""
    begins = datetime.combine(segment.on_date, segment.starts or datetime.min.time(), work.zone)
    timed = segment.starts is not None and segment.ends is not None
    return ActivitySegment(
        tenant_id=work.tenant_id,
        activity_id=activity_id,
        position=position,
        title=segment.title.strip(),
        on_date=segment.on_date,
        starts_at=begins,
        ends_at=datetime.combine(segment.on_date, segment.ends, work.zone)
        if timed and segment.ends
        else None,
        periods=None if segment.periods is None else within(segment.periods, CENT, MOST_PERIODS),
        recorded_at=recorded_at,
    )


def _unit_names(work: Work, ids: set[UUID]) -> dict[UUID, str]:
    rows = work.session.execute(
        select(OrgUnit.id, OrgUnit.name).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id.in_(ids))
    )
    names = {row.id: row.name for row in rows}
    if ids - names.keys():
        raise NotFound(
            "主办、承办或协办单位不存在", "A host, organiser or assistant is no unit here", field="hostIds"
        )
    return names


def _units(
    work: Work, activity_id: UUID, new: NewActivity, names: dict[UUID, str], recorded_at: datetime
) -> list[ActivityUnit]:
    parts = ((HOST, new.host_ids), (ORGANISER, new.organiser_ids), (ASSISTANT, new.assistant_ids))
    return [
        ActivityUnit(
            tenant_id=work.tenant_id,
            activity_id=activity_id,
            unit_id=unit_id,
            name=names[unit_id],
            part=part,
            recorded_at=recorded_at,
        )
        for part, ids in parts
        for unit_id in dict.fromkeys(ids)
    ]
