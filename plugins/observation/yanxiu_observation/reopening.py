"""Reopen what a confirmed lesson holds: its owner asks with a reason, a reviewer agrees, and it may be changed once.

A reviewer may also decline, with a reason, and the owner withdraw, both until it is used; then the owner may ask anew.
"""

from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import CONFIRMED
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work
from yanxiu_observation.errors import ObservationClosed, ObservationInvalid
from yanxiu_observation.lessons import observers_of, of_id
from yanxiu_observation.models import Lesson, Reopening

LONGEST = 500
"""Characters of a reason."""


def ask(work: Work, lesson_id: UUID, reason: str) -> Reopening:
    """Ask to reopen one's own record, or as the presenter one's reflection, of a confirmed lesson.

    Raises ObservationInvalid without a reason, ObservationClosed while one is asked for already or where nothing is
    confirmed, PluginDisabled, NotFound, Forbidden.
    """
    lesson, activity = of_id(work, lesson_id)
    owner = work.access.reach(Permission.EVIDENCE_WRITE).person_id
    handed_in = {each.person_id for each in observers_of(work, lesson.id) if each.record_id is not None}
    if lesson.reflection_id is not None:
        handed_in.add(lesson.presenter_id)
    if owner is None or owner not in handed_in:
        raise Forbidden(
            "只有交过观察表的观察者和写过反思的执教教师本人可以申请重开",
            "Only who has handed in a record or reflection of this lesson asks for its reopening",
        )
    _check_reason(reason)
    if activity.state != CONFIRMED or _standing(work, lesson.id, owner) is not None:
        raise ObservationClosed(
            "这节课没有确认(可直接修改), 或已有一份未用的重开申请",
            "The lesson is not confirmed (change it as it is), or a reopening stands already",
            field="lessonId",
        )
    asked = Reopening(tenant_id=work.tenant_id, lesson_id=lesson.id, person_id=owner, reason=reason.strip())
    work.session.add(asked)
    work.session.flush()
    audit.record(
        work,
        "observation.reopen",
        counts={"reopenings": 1},
        rows=[(asked.id, lesson.id, owner, asked.reason)],
    )
    return asked


def agree(work: Work, reopening_id: UUID) -> Reopening:
    """Agree to a reopening, as somebody who confirms for the unit and is not its owner.

    Raises ObservationClosed where it is agreed to, declined or withdrawn already, PluginDisabled, NotFound, Forbidden.
    """
    asked = _decidable(work, reopening_id)
    if asked.agreed_at is not None:
        raise ObservationClosed("这份申请已同意", "This request was agreed to already", field="id")
    asked.agreed_by, asked.agreed_at = _reviewer(work), work.session.scalar(select(func.clock_timestamp()))
    work.session.flush()
    audit.record(
        work,
        "observation.agree",
        counts={"reopenings": 1},
        rows=[(asked.id, asked.lesson_id, asked.person_id)],
    )
    return asked


def decline(work: Work, reopening_id: UUID, reason: str) -> Reopening:
    """Decline a reopening with a reason, as whoever could agree to it, or had; its owner sees why, and may ask anew.

    Raises ObservationInvalid without a reason, ObservationClosed where it is used, declined or withdrawn already, and what
    `agree` does.
    """
    asked = _decidable(work, reopening_id)
    _check_reason(reason)
    asked.declined_by, asked.declined_reason = _reviewer(work), reason.strip()
    asked.declined_at = work.session.scalar(select(func.clock_timestamp()))
    work.session.flush()
    audit.record(
        work,
        "observation.decline",
        counts={"reopenings": 1},
        rows=[(asked.id, asked.lesson_id, asked.person_id, asked.declined_reason)],
    )
    return asked


def withdraw(work: Work, reopening_id: UUID) -> Reopening:
    """Withdraw one's own request, agreed to or not, as long as it is not used; one may ask anew.

    Raises ObservationClosed where it is used, declined or withdrawn already, PluginDisabled, NotFound, Forbidden.
    """
    asked, _ = _locked(work, reopening_id)
    if work.access.reach(Permission.EVIDENCE_WRITE).person_id != asked.person_id:
        raise Forbidden("只有本人可以撤回自己的申请", "Only its owner withdraws a request")
    _require_open(asked)
    asked.withdrawn_at = work.session.scalar(select(func.clock_timestamp()))
    work.session.flush()
    audit.record(
        work,
        "observation.withdraw",
        counts={"reopenings": 1},
        rows=[(asked.id, asked.lesson_id, asked.person_id)],
    )
    return asked


def _locked(work: Work, reopening_id: UUID) -> tuple[Reopening, Lesson]:
    """The request with its lesson, both locked."""
    asked = work.session.get(Reopening, (work.tenant_id, reopening_id))
    if asked is None:
        raise NotFound("没有这份申请", "No such request", field="id")
    # The lesson first, as whoever uses the request holds it too.
    lesson, _ = of_id(work, asked.lesson_id)
    work.session.refresh(asked, with_for_update=True)
    return asked, lesson


def _decidable(work: Work, reopening_id: UUID) -> Reopening:
    """The request, locked, if the caller may decide on it and it is open."""
    asked, lesson = _locked(work, reopening_id)
    work.require(Permission.ACTIVITIES_CONFIRM, lesson.unit_id)
    if work.actor.person_id == asked.person_id:
        raise Forbidden("本人的申请须由别人审核", "Somebody else decides on one's own request")
    _require_open(asked)
    return asked


def _require_open(asked: Reopening) -> None:
    ends = (
        (asked.declined_at, "已退回", "was declined"),
        (asked.withdrawn_at, "已撤回", "was withdrawn"),
        (asked.used_at, "已使用, 内容已改", "was used"),
    )
    for at, zh, en in ends:
        if at is not None:
            raise ObservationClosed(f"这份申请{zh}", f"This request {en} already", field="id")


def _reviewer(work: Work) -> str:
    """The person who decides, or the credential's name where it is nobody's own."""
    person = work.actor.person_id and work.session.get(Person, (work.tenant_id, work.actor.person_id))
    return person.name if person else work.actor.name


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST:
        raise ObservationInvalid(
            f"请写明理由, 不超过 {LONGEST} 个字", f"Say why, in at most {LONGEST} characters", field="reason"
        )


def agreed(work: Work, lesson_id: UUID, owner: UUID) -> Reopening | None:
    """The reopening that was agreed to and is not used yet, if there is one."""
    found = _standing(work, lesson_id, owner)
    return found if found is not None and found.agreed_at is not None else None


def use(work: Work, reopened: Reopening) -> None:
    """Use up a reopening that was agreed to."""
    reopened.used_at = work.session.scalar(select(func.clock_timestamp()))


def _standing(work: Work, lesson_id: UUID, owner: UUID) -> Reopening | None:
    """The request that is neither used nor declined nor withdrawn."""
    return work.session.scalars(
        select(Reopening).where(
            Reopening.tenant_id == work.tenant_id,
            Reopening.lesson_id == lesson_id,
            Reopening.person_id == owner,
            Reopening.used_at.is_(None),
            Reopening.declined_at.is_(None),
            Reopening.withdrawn_at.is_(None),
        )
    ).one_or_none()
