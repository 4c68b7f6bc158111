"""What mutations of adoptions take and give."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_graphql.adoptions.types import Adoption
from yanxiu_graphql.commands import UserError
from yanxiu_graphql.fields import related, stored


@strawberry.enum(description="策略操作被拒的代码。Why something about an adoption is refused.")
class AdoptionErrorCode(Enum):
    """Codes of the domain's errors."""

    ADOPTION_INVALID = strawberry.enum_value(
        "ADOPTION_INVALID", description="内容有误。Unit, day, edition, population or document is wrong."
    )
    ADOPTION_STATE = strawberry.enum_value(
        "ADOPTION_STATE",
        description="状态不符。It is superseded, retired, at the present edition already, or what is certified rests on it.",
    )
    POLICY_DRAFT_STALE = strawberry.enum_value(
        "POLICY_DRAFT_STALE", description="草案已过时。Draft or adoptions changed since the trial."
    )
    POLICY_NOT_ADOPTED = strawberry.enum_value(
        "POLICY_NOT_ADOPTED", description="未采用。No unit above has adopted the policy."
    )
    POLICY_PARAMETER_INVALID = strawberry.enum_value(
        "POLICY_PARAMETER_INVALID", description="参数有误。No such parameter, or a value out of bounds."
    )
    POLICY_UNKNOWN = strawberry.enum_value(
        "POLICY_UNKNOWN", description="没有此策略。No installed plugin brings it."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such adoption or unit.")
    INVALID = strawberry.enum_value(
        "INVALID", description="无效的值。A value of the wrong form, such as a malformed id."
    )
    CONFLICT = strawberry.enum_value(
        "CONFLICT", description="冲突。It does not fit what is recorded already."
    )


@strawberry.type(description="策略操作被拒。Why it was refused.")
class AdoptionUserError(UserError):
    """With the noun's codes."""

    code: AdoptionErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="参数的输入。A parameter and its value.")
class ParameterInput:
    """A pair."""

    name: str = strawberry.field(description="名称。The parameter's name.")
    value: str | None = strawberry.field(
        default=None, description="取值。A number or word as text; null goes back to the policy's own."
    )


@strawberry.input(description="草案。An adoption to be tried.")
class PolicyDraftInput:
    """As core's Draft."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="单位。The unit's global id; the county by default."
    )
    parameters: list[ParameterInput] = strawberry.field(
        default_factory=list, description="参数。All that is set; what is not named is the policy's own."
    )
    valid_from: date = strawberry.field(description="起。The first day on which it holds.")
    edition: int | None = strawberry.field(default=None, description="版次。The present one by default.")
    source: str = strawberry.field(default="", description="依据文件。The document that adopts it.")


@strawberry.input(description="采用策略的输入。A draft, and the digest of its trial.")
class PolicyAdoptInput(PolicyDraftInput):
    """Input."""

    digest: str | None = strawberry.field(
        default=None, description="试算摘要。From `policyTry`: refused where anything changed since."
    )


@strawberry.input(description="修订的输入。Which adoption, what changes, from when, by which document.")
class PolicyAmendInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="采用记录。The adoption's global id.")
    parameters: list[ParameterInput] = strawberry.field(description="参数。Those that change; others stay.")
    valid_from: date = strawberry.field(description="起。The first day of the change.")
    source: str = strawberry.field(description="依据文件。The document; it must be named.")


@strawberry.input(
    description="下级单位另定的输入。Which policy and unit, what differs, from when, by which document."
)
class PolicyOverrideInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy's id.")
    unit_id: strawberry.ID = strawberry.field(description="单位。The unit below the county.")
    parameters: list[ParameterInput] = strawberry.field(
        description="参数。Those that differ; all others follow the adoption nearest above, also when that is amended."
    )
    valid_from: date = strawberry.field(description="起。The first day on which it holds.")
    source: str = strawberry.field(description="依据文件。The document; it must be named.")


@strawberry.input(description="停用的输入。Which adoption, its last day, by which document.")
class PolicyRetireInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="采用记录。The adoption's global id.")
    last_day: date = strawberry.field(description="最后一天。The last day on which it holds.")
    source: str = strawberry.field(description="依据文件。The document; it must be named.")


@strawberry.input(description="升级的输入。Which adoption goes to the present edition, from when.")
class PolicyUpgradeInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="采用记录。The adoption's global id.")
    valid_from: date = strawberry.field(description="起。The first day of the new edition.")
    source: str = strawberry.field(description="依据文件。The document; it must be named.")
    parameters: list[ParameterInput] = strawberry.field(
        default_factory=list, description="参数。Those that change with it; others stay."
    )


@strawberry.type(description="采用策略的结果。The adoption, or why it was refused.")
class PolicyAdoptPayload:
    """Payload."""

    adoption: Adoption | None = related("采用记录。The new one; the county is judged anew by a job.")
    user_errors: list[AdoptionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="修订的结果。The new adoption, or why it was refused.")
class PolicyAmendPayload:
    """Payload."""

    adoption: Adoption | None = related("采用记录。The new one; the county is judged anew by a job.")
    user_errors: list[AdoptionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="下级单位另定的结果。The new adoption, or why it was refused.")
class PolicyOverridePayload:
    """Payload."""

    adoption: Adoption | None = related("采用记录。The new one; the county is judged anew by a job.")
    user_errors: list[AdoptionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="停用的结果。The adoption with its last day, or why it was refused.")
class PolicyRetirePayload:
    """Payload."""

    adoption: Adoption | None = related("采用记录。As it ends; the county is judged anew by a job.")
    overrides: list[Adoption] | None = related(
        "随之终止的下级另定。Overrides that ended with it: nothing is in force above that they could follow."
    )
    user_errors: list[AdoptionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="升级的结果。The new adoption, or why it was refused.")
class PolicyUpgradePayload:
    """Payload."""

    adoption: Adoption | None = related("采用记录。The new one; the county is judged anew by a job.")
    user_errors: list[AdoptionUserError] = stored("业务拒绝。Empty when it was done.")
