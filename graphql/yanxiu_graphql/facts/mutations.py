"""Mutations `personFactsRecord` and `orgUnitFactsRecord`."""

from collections.abc import Sequence
from enum import Enum

import strawberry

from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.org_units import facts as org_unit_facts
from yanxiu_core.people import service as people
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.facts.types import FactInput
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.people.types import Person


@strawberry.enum(description="登记情况被拒的代码。Why facts are refused.")
class FactErrorCode(Enum):
    """Codes of the domain's errors."""

    FACT_INVALID = strawberry.enum_value(
        "FACT_INVALID", description="内容有误。A kind, value or day is wrong."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such person or unit.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The county is being judged; try again.")


@strawberry.type(description="登记情况被拒。Why it was refused.")
class FactUserError(UserError):
    """With the noun's codes."""

    code: FactErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="登记人员情况的输入。Facts about a person, written as one set.")
class PersonFactsRecordInput:
    """Input."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    facts: list[FactInput] = strawberry.field(description="情况。At most 100.")


@strawberry.input(description="登记单位情况的输入。Facts about a unit, written as one set.")
class OrgUnitFactsRecordInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="单位。The unit's global id.")
    facts: list[FactInput] = strawberry.field(description="情况。At most 100.")


@strawberry.type(description="登记人员情况的结果。The person, or why it was refused.")
class PersonFactsRecordPayload:
    """Payload."""

    person: Person | None = related("人员。As after the write.")
    recorded: int | None = stored("新登记。How many facts say something new; null when refused.")
    user_errors: list[FactUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="登记单位情况的结果。The unit, or why it was refused.")
class OrgUnitFactsRecordPayload:
    """Payload."""

    org_unit: OrgUnit | None = related("单位。As after the write.")
    recorded: int | None = stored("新登记。How many facts say something new; null when refused.")
    user_errors: list[FactUserError] = stored("业务拒绝。Empty when it was done.")


def _facts(given: Sequence[FactInput]) -> list[Fact]:
    return [Fact(item.kind, item.value, item.valid_from or BEGINNING) for item in given]


def _of_person(request: RequestContext, given: PersonFactsRecordInput) -> Payload:
    person_id = local(given.person_id, "Person", "personId")
    recorded = people.record_facts(request.work, person_id, _facts(given.facts))
    return {"person": Changed("Person", person_id), "recorded": recorded}


def _of_unit(request: RequestContext, given: OrgUnitFactsRecordInput) -> Payload:
    unit_id = local(given.unit_id, "OrgUnit", "unitId")
    recorded = org_unit_facts.record_facts(request.work, unit_id, _facts(given.facts))
    return {"org_unit": Changed("OrgUnit", unit_id), "recorded": recorded}


@strawberry.type
class FactMutation:
    """`personFactsRecord` and `orgUnitFactsRecord`."""

    person_facts_record: PersonFactsRecordPayload | None = mutation(
        "登记人员情况。Record dated facts about a person; verdicts follow at once. Needs `people.write` for the home unit.",
        Command(_of_person, FactErrorCode),
        PersonFactsRecordInput,
    )
    org_unit_facts_record: OrgUnitFactsRecordPayload | None = mutation(
        "登记单位情况。Record dated facts about a unit, such as 城乡 (`locale`); verdicts follow. Needs `units.write` for it.",
        Command(_of_unit, FactErrorCode),
        OrgUnitFactsRecordInput,
    )
