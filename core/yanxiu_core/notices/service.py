"""Publish a notice (公示) of the claims at its step, and let them go on when its days are over."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, null, select, text
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.calendars.workdays import working_days
from yanxiu_core.claims.bodies import standing_group
from yanxiu_core.claims.deciding import pass_on
from yanxiu_core.claims.errors import NotMember
from yanxiu_core.claims.flow import waiting_at
from yanxiu_core.claims.lookup import somebody
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.claims.terms import Terms, terms_in, terms_of
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import NotFound
from yanxiu_core.notices.errors import NoticeInvalid, NoticeRunning
from yanxiu_core.notices.models import NoticeRow, PublicNotice
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.service import descendants
from yanxiu_core.people.models import Person
from yanxiu_core.policies.review import Step
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Closed:
    """How many claims of a notice went on, and how many wait because of an open objection."""

    moved: int
    objected: int


def publish(
    work: Work, policy: str, window: str, unit_id: UUID, starts_on: date | None = None
) -> PublicNotice:
    """Show the claims of a unit that are at the notice step, from a working day on (today's or the next by default).

    It shows what the policy says and nothing else, as it is now. Raises NoticeInvalid where nothing is to be shown or
    the day has passed, NotMember, ReviewNone, WindowUnknown, PersonNeeded, Forbidden.
    """
    somebody(work)
    work.require(Permission.CLAIMS_DECIDE, unit_id)
    recorded_at = work.record()
    terms = terms_of(work, policy, window)
    step = terms.step_of("notice")
    _seated(work, terms, unit_id, "unitId")
    days = terms.number(step.days)
    begins, ends = working_days(work, _first_day(work, starts_on), days)
    notice = PublicNotice(
        tenant_id=work.tenant_id,
        policy=policy,
        window_id=terms.window_id,
        step=step.id,
        unit_id=unit_id,
        days=days,
        starts_on=begins,
        ends_on=ends,
        recorded_at=recorded_at,
    )
    work.session.add(notice)
    work.session.flush()
    rows = _show(work, terms, step, notice)
    if not rows:
        raise NoticeInvalid(
            "没有等待公示的登记表; 初审通过后再公示",
            "No claim waits to be shown; review them first",
            field="unitId",
        )
    audit.record(
        work,
        "notice.publish",
        counts={"rows": rows},
        rows=[(notice.id, unit_id, begins, ends)],
        detail={"policy": policy, "window": window},
    )
    return notice


def _first_day(work: Work, starts_on: date | None) -> date:
    first = starts_on or work.today
    if first < work.today:
        raise NoticeInvalid(
            f"公示不能从已过去的 {first} 起; 请从今天或以后开始",
            f"A notice cannot begin on {first}, which has passed",
            field="startsOn",
        )
    return first


def close(work: Work, notice_id: UUID) -> Closed:
    """After its last day: the claims as they were shown go on, those with an open objection wait for its settlement.

    Doing it again moves what has been settled meanwhile. Raises NoticeRunning, NotMember, NotFound, Forbidden.
    """
    somebody(work)
    notice = work.session.get(PublicNotice, (work.tenant_id, notice_id))
    if notice is None:
        raise NotFound("没有这份公示", "No such notice", field="noticeId")
    work.require(Permission.CLAIMS_DECIDE, notice.unit_id)
    work.record()
    terms = terms_in(work, notice.policy, notice.window_id)
    _seated(work, terms, notice.unit_id, "noticeId")
    if work.today <= notice.ends_on:
        raise NoticeRunning(
            f"公示到 {notice.ends_on} 才满 {notice.days} 个工作日, 之后再结束",
            f"The notice runs until {notice.ends_on} ({notice.days} working days); close it after that",
            field="noticeId",
        )
    shown = work.session.execute(text(SHOWN), {"tenant": work.tenant_id, "notice": notice_id}).all()
    passing = [row.claim_id for row in shown if not row.objected]
    step = terms.version.step(notice.step)
    if step is not None:
        pass_on(work, terms, step, passing)
    closed = Closed(len(passing), len(shown) - len(passing))
    audit.record(
        work,
        "notice.close",
        counts={"moved": closed.moved, "objected": closed.objected},
        rows=[(claim,) for claim in passing],
        detail={"notice": str(notice_id)},
    )
    return closed


# The claims that are still as the notice showed them, and whether an objection to any row of theirs is open.
SHOWN = """
    SELECT c.id AS claim_id, EXISTS (
               SELECT 1 FROM objections o WHERE o.tenant_id = :tenant AND o.claim_id = c.id
               AND NOT EXISTS (SELECT 1 FROM claim_decisions d WHERE d.tenant_id = :tenant AND d.objection_id = o.id)
           ) AS objected
    FROM notice_rows r
    JOIN public_notices n ON n.tenant_id = :tenant AND n.id = r.notice_id
    JOIN claims c ON c.tenant_id = :tenant AND c.id = r.claim_id AND c.state = 'open' AND c.step = n.step
    JOIN claim_versions v ON v.tenant_id = :tenant AND v.id = r.version_id AND v.number = c.version
    WHERE r.tenant_id = :tenant AND r.notice_id = :notice
"""


def _seated(work: Work, terms: Terms, unit_id: UUID, field: str) -> None:
    """Refuse (NotMember) whoever does not sit in the group of the unit, or of the nearest above that has one."""
    body = standing_group(work, terms, unit_id)
    title = terms.review.title.zh
    if body is None:
        raise NotMember(
            f"本单位和上级都没有{title}; 请先成立小组",
            "Neither the unit nor any above it has a review group; appoint one first",
            field=field,
        )
    if not body[1]:
        unit = work.session.get_one(OrgUnit, (work.tenant_id, body[0])).name
        raise NotMember(
            f"公示由“{unit}”的{title}办理, 您不是其成员; 请由其成员办理",
            f"This notice is a matter of the group of {unit}, of which you are no member; let one of them do it",
            field=field,
        )


def _show(work: Work, terms: Terms, step: Step, notice: PublicNotice) -> int:
    """Write the rows, in one statement; returns how many. What is shown by a notice that still runs is not shown twice."""
    claim, unit, person = CLAIMS.alias("claim"), OrgUnit.__table__.alias(), Person.__table__.alias()
    columns: dict[str, Any] = {
        "unit": unit.c.name,
        "name": person.c.name,
        "hours": claim.c.measured,
        "conclusion": claim.c.status,
    }
    shown = select(NoticeRow.id).where(
        NoticeRow.tenant_id == work.tenant_id, NoticeRow.version_id == claim.c.version_id
    )
    place = func.row_number().over(order_by=(unit.c.position, unit.c.name, person.c.number))
    rows = (
        select(
            literal(work.tenant_id),
            func.uuidv7(),
            literal(notice.id),
            claim.c.id,
            claim.c.version_id,
            place,
            *(column if name in step.shows else null() for name, column in columns.items()),
        )
        .select_from(claim)
        .join(unit, (unit.c.tenant_id == claim.c.tenant_id) & (unit.c.id == claim.c.unit_id))
        .join(person, (person.c.tenant_id == claim.c.tenant_id) & (person.c.id == claim.c.person_id))
        .where(
            *waiting_at(work, terms, step, claim),
            among(claim.c.review_unit_id, list(descendants(work, notice.unit_id))),
            ~shown.correlate(claim).exists(),
        )
    )
    names = ["tenant_id", "id", "notice_id", "claim_id", "version_id", "position", *columns]
    written = (
        insert(NoticeRow)
        .from_select(names, rows, include_defaults=False)
        .returning(NoticeRow.id)
        .cte("written")
    )
    return int(work.session.scalar(select(func.count()).select_from(written)) or 0)
