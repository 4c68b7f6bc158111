"""Why a command of a review is refused; one list of codes for all of them."""

from enum import Enum
from typing import Any

import strawberry

from yanxiu_graphql.commands import UserError
from yanxiu_graphql.fields import stored


def _code(name: str, description: str) -> Any:
    return strawberry.enum_value(name, description=description)


@strawberry.enum(description="认定操作被拒的代码。Why a command of the review is refused.")
class ReviewErrorCode(Enum):
    """Codes of the domain's errors."""

    REVIEW_NONE = _code("REVIEW_NONE", "没有认定流程。The policy's results are not certified.")
    REVIEW_GROUP_INVALID = _code("REVIEW_GROUP_INVALID", "小组名单有误。A roster that cannot be appointed.")
    CLAIM_STATE = _code("CLAIM_STATE", "登记表不在这一步。The claim is not where this is done.")
    CLAIM_STALE = _code("CLAIM_STALE", "确认后有变。The figures have changed since they were confirmed.")
    CLAIM_NOT_OWN = _code("CLAIM_NOT_OWN", "不是本人。Only the person confirms and adds.")
    OWN_CLAIM = _code("OWN_CLAIM", "本人的登记表。Nobody decides on an own claim.")
    NOT_MEMBER = _code(
        "NOT_MEMBER", "不是审核小组成员。The decision belongs to a group of which one is no member."
    )
    DECIDED_ALREADY = _code("DECIDED_ALREADY", "已作过决定。A member decides once at a step.")
    DECISION_INVALID = _code("DECISION_INVALID", "决定有误。A return without its reason.")
    ADDITION_INVALID = _code(
        "ADDITION_INVALID", "补充有误。Outside the window, without proof, recorded already."
    )
    NOTICE_INVALID = _code("NOTICE_INVALID", "公示有误。Nothing to show, or a day that has passed.")
    NOTICE_RUNNING = _code("NOTICE_RUNNING", "公示未满。The notice has not run its days.")
    OBJECTION_INVALID = _code("OBJECTION_INVALID", "异议有误。No text, or no reason.")
    OBJECTION_STATE = _code("OBJECTION_STATE", "不在公示期或已复核。Not in time, or settled already.")
    SAMPLE_INVALID = _code("SAMPLE_INVALID", "抽样有误。No seed, no source, or nothing to draw from.")
    SEAL_INVALID = _code("SEAL_INVALID", "封存有误。No document, or no reason.")
    SEAL_REFUSED = _code("SEAL_REFUSED", "不能封存。Open objections, nothing ready, or nothing changed.")
    POLICY_UNKNOWN = _code("POLICY_UNKNOWN", "没有此策略。No such policy.")
    POLICY_NOT_ADOPTED = _code("POLICY_NOT_ADOPTED", "未采用。Not adopted here.")
    WINDOW_UNKNOWN = _code("WINDOW_UNKNOWN", "没有此时段。No such window has been published.")
    NOT_FOUND = _code("NOT_FOUND", "不存在。No such thing here.")
    INVALID = _code("INVALID", "无效的值。A value of the wrong form.")
    CONFLICT = _code("CONFLICT", "冲突。It does not fit what is recorded.")


@strawberry.type(
    description="认定操作被拒。Why a command of the review was refused; then nothing has changed."
)
class ReviewUserError(UserError):
    """With the codes of reviews."""

    code: ReviewErrorCode = stored("代码。What kind of refusal it is.")


DONE = "业务拒绝。Empty when it was done."
