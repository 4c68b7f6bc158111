"""Mutation `personRegister`."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.people import service
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.people.types import Person


@strawberry.enum(description="登记人员被拒的代码。Why a person is not registered.")
class PersonErrorCode(Enum):
    """Codes of the domain's errors."""

    PERSON_INVALID = strawberry.enum_value(
        "PERSON_INVALID", description="内容有误。Number, name or sex are wrong."
    )
    PERSON_NUMBER_TAKEN = strawberry.enum_value(
        "PERSON_NUMBER_TAKEN", description="工号已被使用。Somebody has this number."
    )
    ASSIGNMENT_INVALID = strawberry.enum_value(
        "ASSIGNMENT_INVALID", description="首日有误。The day is wrong."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such unit.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The county is being judged; try again.")


@strawberry.type(description="登记人员被拒。Why it was refused.")
class PersonUserError(UserError):
    """With the noun's codes."""

    code: PersonErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="登记人员的输入。A person who comes to the county.")
class PersonRegisterInput:
    """As core's NewPerson."""

    number: str = strawberry.field(
        description="工号。The number that identifies the person within the county."
    )
    name: str = strawberry.field(description="姓名。The name.")
    home_unit_id: strawberry.ID = strawberry.field(description="编制单位。The home unit's global id.")
    sex: str = strawberry.field(
        default="0", description="性别。By GB/T 2261.1: 0 未知, 1 男, 2 女, 9 未说明."
    )
    birth_date: date | None = strawberry.field(default=None, description="出生日期。Date of birth.")
    valid_from: date | None = strawberry.field(
        default=None, description="起。Since when at home there; none: always, as far as is known."
    )


@strawberry.type(description="登记人员的结果。The person, or why it was refused.")
class PersonRegisterPayload:
    """Payload."""

    person: Person | None = related("人员。As after the write.")
    user_errors: list[PersonUserError] = stored("业务拒绝。Empty when it was done.")


def _register(request: RequestContext, given: PersonRegisterInput) -> Payload:
    new = service.NewPerson(
        number=given.number,
        name=given.name,
        home_unit_id=local(given.home_unit_id, "OrgUnit", "homeUnitId"),
        sex=given.sex,
        birth_date=given.birth_date,
        valid_from=given.valid_from or BEGINNING,
    )
    return {"person": Changed("Person", service.register(request.work, new).id)}


@strawberry.type
class PersonMutation:
    """`personRegister`."""

    person_register: PersonRegisterPayload | None = mutation(
        "登记人员。Register one person; whole rosters are imported. Needs `people.write` for the home unit.",
        Command(_register, PersonErrorCode),
        PersonRegisterInput,
    )
