"""Mutations `noticePublish` and `noticeClose`."""

from datetime import date

import strawberry

from yanxiu_core.notices import service
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.notices.types import PublicNotice


@strawberry.input(description="公示的输入。Of which unit, from which day.")
class NoticePublishInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    window: str = strawberry.field(description="时段。The window's key.")
    unit_id: strawberry.ID = strawberry.field(description="单位。Whose claims are shown.")
    starts_on: date | None = strawberry.field(
        default=None, description="首日。From this day, or the next working day; today by default."
    )


@strawberry.input(description="结束公示的输入。Which notice.")
class NoticeCloseInput:
    """Input."""

    notice_id: strawberry.ID = strawberry.field(description="公示。The notice's global id.")


@strawberry.type(description="公示的结果。The notice, or why it was refused.")
class NoticePublishPayload:
    """Payload."""

    notice: PublicNotice | None = related("公示。As published.")
    user_errors: list[ReviewUserError] = stored(DONE)


@strawberry.type(description="结束公示的结果。What goes on, or why it was refused.")
class NoticeClosePayload:
    """Payload."""

    moved: int | None = stored("进入下一步。Claims that went on; null when refused.")
    objected: int | None = stored("待复核。Claims with an open objection, which wait; null when refused.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _publish(request: RequestContext, given: NoticePublishInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId")
    notice = service.publish(request.work, given.policy, given.window, unit, given.starts_on)
    return {"notice": Changed("PublicNotice", notice.id)}


def _close(request: RequestContext, given: NoticeCloseInput) -> Payload:
    closed = service.close(request.work, local(given.notice_id, "PublicNotice", "noticeId"))
    return {"moved": closed.moved, "objected": closed.objected}


@strawberry.type
class NoticeMutation:
    """`noticePublish` and `noticeClose`."""

    notice_publish: NoticePublishPayload | None = mutation(
        "公示。Show a unit's reviewed claims for the working days that the policy names. Needs `claims.decide`.",
        Command(_publish, ReviewErrorCode),
        NoticePublishInput,
    )
    notice_close: NoticeClosePayload | None = mutation(
        "结束公示。After the last day: what nobody objects to goes on. Needs `claims.decide`.",
        Command(_close, ReviewErrorCode),
        NoticeCloseInput,
    )
