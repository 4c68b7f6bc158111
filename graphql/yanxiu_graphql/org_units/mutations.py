"""Mutations `orgUnitCreate` and `orgUnitPlace`."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.org_units import service
from yanxiu_core.org_units.models import MANAGEMENT
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.org_units.types import OrgUnit


@strawberry.enum(description="单位操作被拒的代码。Why a command on a unit is refused.")
class OrgUnitErrorCode(Enum):
    """Codes of the domain's errors."""

    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such unit.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。Kind, name or place are wrong.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。Another unit has the code.")
    UNIT_CLOSED = strawberry.enum_value(
        "UNIT_CLOSED", description="单位已撤销。A unit is closed, or will be by then."
    )


@strawberry.type(description="单位操作被拒。Why it was refused.")
class OrgUnitUserError(UserError):
    """With the noun's codes."""

    code: OrgUnitErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="新建单位的输入。A unit under another.")
class OrgUnitCreateInput:
    """Input."""

    kind: str = strawberry.field(
        description="类别。`central_school` (中心校), `school`, `subject_group` (教研组) or another of the county's."
    )
    name: str = strawberry.field(description="名称。Its name.")
    parent_id: strawberry.ID = strawberry.field(description="上级。The unit above it.")
    code: str | None = strawberry.field(default=None, description="学校标识码。Where it has one.")
    valid_from: date | None = strawberry.field(
        default=None, description="起。Since when; none: always, as far as is known."
    )


@strawberry.input(description="调整隶属的输入。A unit under another from a day on.")
class OrgUnitPlaceInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="单位。Which unit.")
    parent_id: strawberry.ID = strawberry.field(description="上级。The unit above it from then on.")
    valid_from: date = strawberry.field(description="起。The first day.")
    structure: str = strawberry.field(
        default=MANAGEMENT, description="结构。`management`, or an overlay such as `zone` (片区)."
    )
    valid_to: date | None = strawberry.field(
        default=None, description="止。The last day, in an overlay; none for an open one."
    )


@strawberry.type(description="新建单位的结果。The unit, or why it was refused.")
class OrgUnitCreatePayload:
    """Payload."""

    org_unit: OrgUnit | None = related("单位。As after the write.")
    user_errors: list[OrgUnitUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="调整隶属的结果。The unit, or why it was refused.")
class OrgUnitPlacePayload:
    """Payload."""

    org_unit: OrgUnit | None = related("单位。As after the write.")
    user_errors: list[OrgUnitUserError] = stored("业务拒绝。Empty when it was done.")


def _create(request: RequestContext, given: OrgUnitCreateInput) -> Payload:
    unit = service.create(
        request.work,
        kind=given.kind,
        name=given.name,
        code=given.code,
        parent_id=local(given.parent_id, "OrgUnit", "parentId"),
        valid_from=given.valid_from or BEGINNING,
    )
    return {"org_unit": Changed("OrgUnit", unit.id)}


def _place(request: RequestContext, given: OrgUnitPlaceInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId")
    service.place(
        request.work,
        unit,
        local(given.parent_id, "OrgUnit", "parentId"),
        structure=given.structure,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )
    return {"org_unit": Changed("OrgUnit", unit)}


@strawberry.type
class OrgUnitMutation:
    """`orgUnitCreate` and `orgUnitPlace`."""

    org_unit_create: OrgUnitCreatePayload | None = mutation(
        "新建单位。Create a unit under another; rosters create schools and groups by themselves. Needs `units.write`.",
        Command(_create, OrgUnitErrorCode),
        OrgUnitCreateInput,
    )
    org_unit_place: OrgUnitPlacePayload | None = mutation(
        "调整隶属。Place a unit under another from a day on. Needs `units.write` for the one above.",
        Command(_place, OrgUnitErrorCode),
        OrgUnitPlaceInput,
    )
