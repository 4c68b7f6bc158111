"""Mutation `formPublish`."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from yanxiu_core.forms import service
from yanxiu_core.forms.service import NewFormVersion
from yanxiu_core.policies.parts import Text
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.forms.types import FormVersion
from yanxiu_graphql.global_ids import local


@strawberry.enum(description="发布表单被拒的代码。Why a form version is refused.")
class FormErrorCode(Enum):
    """Codes of the domain's errors."""

    FORM_INVALID = strawberry.enum_value(
        "FORM_INVALID", description="表单有误。The schema cannot be accepted."
    )
    FORM_VERSION_TAKEN = strawberry.enum_value(
        "FORM_VERSION_TAKEN", description="刚有新版本。Somebody has published at the same moment."
    )
    UNIT_CLOSED = strawberry.enum_value(
        "UNIT_CLOSED", description="单位已撤销。The unit is closed; its successor publishes."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such unit.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")


@strawberry.type(description="发布表单被拒。Why it was refused.")
class FormUserError(UserError):
    """With the noun's codes."""

    code: FormErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="发布表单的输入。An own version of a form, of the county or of a unit.")
class FormPublishInput:
    """As core's NewFormVersion."""

    form: str = strawberry.field(
        description="表单。A plugin's form, or a name of one's own in lower case letters, digits and underscores."
    )
    title: str = strawberry.field(description="标题。In Chinese.")
    title_en: str = strawberry.field(default="", description="英文标题。In English; empty: the Chinese one.")
    schema: JSON = strawberry.field(
        description="栏目。JSON Schema 2020-12 of a closed object; formats `file`, `person`, `unit` and `activity` are ids."
    )
    ui: JSON | None = strawberry.field(
        default=None, description="界面提示。Hints for whoever draws the form."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="单位。The unit whose own it is, for itself and all below; without it, the county's.",
    )


@strawberry.type(description="发布表单的结果。The version, or why it was refused.")
class FormPublishPayload:
    """Payload."""

    version: FormVersion | None = related("版本。New answers are given to it; earlier ones keep theirs.")
    user_errors: list[FormUserError] = stored("业务拒绝。Empty when it was done.")


def _publish(request: RequestContext, given: FormPublishInput) -> Payload:
    ui: Any = {} if given.ui is None else given.ui
    new = NewFormVersion(
        form=given.form,
        title=Text(zh=given.title, en=given.title_en or given.title),
        schema=given.schema,
        ui=ui,
        unit_id=local(given.unit_id, "OrgUnit", "unitId") if given.unit_id else None,
    )
    return {"version": Changed("FormVersion", service.publish(request.work, new).id)}


@strawberry.type
class FormMutation:
    """`formPublish`."""

    form_publish: FormPublishPayload | None = mutation(
        "发布表单。Publish a version of a form. Needs `forms.write`, for a unit's own on that unit.",
        Command(_publish, FormErrorCode),
        FormPublishInput,
    )
