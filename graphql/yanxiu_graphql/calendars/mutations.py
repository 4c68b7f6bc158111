"""Mutation `calendarPublish`."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_core.calendars import service
from yanxiu_graphql.commands import Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import stored


@strawberry.enum(description="发布时段被拒的代码。Why a period is refused.")
class CalendarErrorCode(Enum):
    """Codes of the domain's errors."""

    PERIOD_INVALID = strawberry.enum_value(
        "PERIOD_INVALID", description="时段有误。Kind, key, title or dates are wrong."
    )
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The county is being judged; try again.")


@strawberry.type(description="发布时段被拒。Why it was refused.")
class CalendarUserError(UserError):
    """With the noun's codes."""

    code: CalendarErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="发布时段的输入。A school year, semester, holiday or a window of a policy.")
class CalendarPublishInput:
    """Input."""

    kind: str = strawberry.field(description="类别。`school_year`, `semester`, `holiday` or a policy's kind.")
    key: str = strawberry.field(description="代号。Its key, such as `2025-2026-1`.")
    title: str = strawberry.field(description="名称。As the county calls it.")
    starts_on: date = strawberry.field(description="首日。First day.")
    ends_on: date = strawberry.field(description="末日。Last day.")


@strawberry.type(description="时段。A published period; both days belong to it.")
class CalendarPeriod:
    """A row of the calendar."""

    kind: str = stored("类别。Its kind.")
    key: str = stored("代号。Its key.")
    title: str = stored("名称。Its title.")
    starts_on: date = stored("首日。First day.")
    ends_on: date = stored("末日。Last day.")


@strawberry.type(description="发布时段的结果。The period, or why it was refused.")
class CalendarPublishPayload:
    """Payload."""

    period: CalendarPeriod | None = stored("时段。As published; verdicts that rest on it follow at once.")
    user_errors: list[CalendarUserError] = stored("业务拒绝。Empty when it was done.")


def _publish(request: RequestContext, given: CalendarPublishInput) -> Payload:
    period = service.publish(request.work, given.kind, given.key, given.title, given.starts_on, given.ends_on)
    names = ("kind", "key", "title", "starts_on", "ends_on")
    return {"period": {name: getattr(period, name) for name in names}}


@strawberry.type
class CalendarMutation:
    """`calendarPublish`."""

    calendar_publish: CalendarPublishPayload | None = mutation(
        "发布时段。Publish a period; the present one of its kind and key is superseded. Needs `policies.write`.",
        Command(_publish, CalendarErrorCode),
        CalendarPublishInput,
    )
