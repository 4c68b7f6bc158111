"""Mutations of shows and works."""

from datetime import date

import strawberry

from yanxiu_calligraphy.api.enums import CalligraphyErrorCode, CalligraphyScript, CalligraphyShowKind
from yanxiu_calligraphy.api.types import CalligraphyRemark, CalligraphyShow, CalligraphyWork
from yanxiu_calligraphy.shows import service, works
from yanxiu_core.work import Work
from yanxiu_graphql.sdk import Changed, Payload, UserError, changed, local, related, stored

SHOW, WORK = "CalligraphyShow", "CalligraphyWork"


@strawberry.type(description="书法命令被拒。Why it was refused.")
class CalligraphyUserError(UserError):
    """With the codes."""

    code: CalligraphyErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="登记展示的输入。An exhibition of a month, or the three scripts of a semester.")
class CalligraphyShowCreateInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="学校。The school's global id.")
    kind: CalligraphyShowKind = strawberry.field(description="种类。Exhibition, or the three scripts.")
    title: str = strawberry.field(description="名称。At most 100 characters.")
    theme: str = strawberry.field(default="", description="主题。At most 100 characters.")
    on_date: date = strawberry.field(
        description="日期。The day on which it takes place; it counts for this day."
    )


@strawberry.input(description="确认已举办的输入。Which show.")
class CalligraphyShowHoldInput:
    """Input."""

    show_id: strawberry.ID = strawberry.field(description="展示。The show's global id.")


@strawberry.input(description="撤销展示的输入。Which show, and why.")
class CalligraphyShowWithdrawInput:
    """Input."""

    show_id: strawberry.ID = strawberry.field(description="展示。The show's global id.")
    reason: str = strawberry.field(description="原因。At most 100 characters.")


@strawberry.type
class ShowPayload:
    """What commands on shows answer."""

    show: CalligraphyShow | None = related("展示。As it is now.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="登记作品的输入。A teacher's work for an open show.")
class CalligraphyWorkAddInput:
    """Input."""

    show_id: strawberry.ID = strawberry.field(description="展示。The show's global id; it must be open.")
    person_id: strawberry.ID = strawberry.field(
        description="教师。Who wrote it, a teacher of the school on the day of the show."
    )
    script: CalligraphyScript = strawberry.field(description="书写工具。Pen, brush or chalk.")
    title: str = strawberry.field(description="作品名称。At most 100 characters.")
    image_id: strawberry.ID = strawberry.field(
        description="图片。The id from `uploadCreate`, whose bytes have arrived: JPEG, PNG or WebP. The original is not kept."
    )


@strawberry.input(description="撤下作品的输入。Which work of an open show.")
class CalligraphyWorkRemoveInput:
    """Input."""

    work_id: strawberry.ID = strawberry.field(description="作品。The work's global id.")


@strawberry.input(description="评奖的输入。Which work, and what it is awarded.")
class CalligraphyWorkAwardInput:
    """Input."""

    work_id: strawberry.ID = strawberry.field(description="作品。The work's global id.")
    result: str = strawberry.field(
        description="结果。Such as 一等奖, at most 20 characters; empty takes it back."
    )


@strawberry.type
class WorkPayload:
    """What commands on works answer."""

    work: CalligraphyWork | None = related("作品。As it is now.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.input(description="评语的输入。Which work, and what is to be said.")
class CalligraphyWorkRemarkInput:
    """Input."""

    work_id: strawberry.ID = strawberry.field(description="作品。The work's global id.")
    body: str = strawberry.field(description="评语。At most 500 characters.")


@strawberry.type(description="评语的结果。The remark, or why it was refused.")
class CalligraphyWorkRemarkPayload:
    """Payload."""

    remark: CalligraphyRemark | None = related("评语。The new one.")
    user_errors: list[CalligraphyUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="登记展示的结果。The show, or why it was refused.")
class CalligraphyShowCreatePayload(ShowPayload):
    """Payload."""


@strawberry.type(description="确认已举办的结果。The show, or why it was refused.")
class CalligraphyShowHoldPayload(ShowPayload):
    """Payload."""


@strawberry.type(description="撤销展示的结果。The show, or why it was refused.")
class CalligraphyShowWithdrawPayload(ShowPayload):
    """Payload."""


@strawberry.type(description="撤下作品的结果。The show without it, or why it was refused.")
class CalligraphyWorkRemovePayload(ShowPayload):
    """Payload."""


@strawberry.type(description="登记作品的结果。The work, or why it was refused.")
class CalligraphyWorkAddPayload(WorkPayload):
    """Payload."""


@strawberry.type(description="评奖的结果。The work, or why it was refused.")
class CalligraphyWorkAwardPayload(WorkPayload):
    """Payload."""


@strawberry.input(description="撤回评语的输入。Which remark.")
class CalligraphyRemarkRemoveInput:
    """Input."""

    remark_id: strawberry.ID = strawberry.field(description="评语。The remark's global id.")


@strawberry.type(description="撤回评语的结果。The work without it, or why it was refused.")
class CalligraphyRemarkRemovePayload(WorkPayload):
    """Payload."""


def _create(work: Work, given: CalligraphyShowCreateInput) -> Payload:
    show = service.announce(
        work,
        local(given.unit_id, "OrgUnit", "unitId"),
        str(given.kind.value),
        title=given.title,
        theme=given.theme,
        on_date=given.on_date,
    )
    return {"show": Changed(SHOW, show.id)}


def _hold(work: Work, given: CalligraphyShowHoldInput) -> Payload:
    return {"show": Changed(SHOW, service.hold(work, local(given.show_id, SHOW, "showId")).id)}


def _withdraw(work: Work, given: CalligraphyShowWithdrawInput) -> Payload:
    show = service.withdraw(work, local(given.show_id, SHOW, "showId"), given.reason)
    return {"show": Changed(SHOW, show.id)}


def _add(work: Work, given: CalligraphyWorkAddInput) -> Payload:
    added = works.hang(
        work,
        local(given.show_id, SHOW, "showId"),
        local(given.person_id, "Person", "personId"),
        script=str(given.script.value),
        title=given.title,
        upload_id=local(given.image_id, "Upload", "imageId"),
    )
    return {"work": Changed(WORK, added.id)}


def _remove(work: Work, given: CalligraphyWorkRemoveInput) -> Payload:
    return {"show": Changed(SHOW, works.take_down(work, local(given.work_id, WORK, "workId")).id)}


def _award(work: Work, given: CalligraphyWorkAwardInput) -> Payload:
    awarded = works.award(work, local(given.work_id, WORK, "workId"), given.result)
    return {"work": Changed(WORK, awarded.id)}


def _remark(work: Work, given: CalligraphyWorkRemarkInput) -> Payload:
    said = works.remark(work, local(given.work_id, WORK, "workId"), given.body)
    return {"remark": Changed("CalligraphyRemark", said.id)}


def _unsay(work: Work, given: CalligraphyRemarkRemoveInput) -> Payload:
    artwork = works.unsay(work, local(given.remark_id, "CalligraphyRemark", "remarkId"))
    return {"work": Changed(WORK, artwork.id)}


@strawberry.type
class ShowMutation:
    """Fields of Mutation."""

    calligraphy_show_create: CalligraphyShowCreatePayload | None = changed(
        _create,
        "登记展示。Announce a show, to which works are then added. Needs `activities.write` at the school.",
        CalligraphyShowCreateInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_show_hold: CalligraphyShowHoldPayload | None = changed(
        _hold,
        "确认已举办。The show took place: it is recorded once in `records` and counts. An exhibition needs a work, "
        "the three scripts one of each. Needs `activities.write` at the school.",
        CalligraphyShowHoldInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_show_withdraw: CalligraphyShowWithdrawPayload | None = changed(
        _withdraw,
        "撤销展示。It counts no more; its works are kept. Needs `activities.write` at the school.",
        CalligraphyShowWithdrawInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_work_add: CalligraphyWorkAddPayload | None = changed(
        _add,
        "登记作品。Add a work to an open show. Needs `evidence.write` for one's own, `activities.write` at the school "
        "for others'.",
        CalligraphyWorkAddInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_work_remove: CalligraphyWorkRemovePayload | None = changed(
        _remove,
        "撤下作品。Take a work out of an open show, with its picture and remarks. Needs what adding it needs.",
        CalligraphyWorkRemoveInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_work_award: CalligraphyWorkAwardPayload | None = changed(
        _award,
        "评奖。Say what a work of a held show was awarded. Needs `activities.write` at the school.",
        CalligraphyWorkAwardInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_work_remark: CalligraphyWorkRemarkPayload | None = changed(
        _remark,
        "评语。Remark on a work of one's own school. Needs `evidence.write`.",
        CalligraphyWorkRemarkInput,
        codes=CalligraphyErrorCode,
    )
    calligraphy_remark_remove: CalligraphyRemarkRemovePayload | None = changed(
        _unsay,
        "撤回评语。Remove a remark. Needs `evidence.write` for one's own, `activities.write` at the school for others'.",
        CalligraphyRemarkRemoveInput,
        codes=CalligraphyErrorCode,
    )
