"""Mutations of assignments: `assignmentCreate`, `assignmentEnd`, `assignmentWithdraw`."""

from datetime import date
from enum import Enum

import strawberry

from yanxiu_core.assignments import service
from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_graphql.assignments.types import Assignment
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.people.types import Person


@strawberry.enum(description="安排被拒的代码。Why an assignment is refused.")
class AssignmentErrorCode(Enum):
    """Codes of the domain's errors."""

    ASSIGNMENT_INVALID = strawberry.enum_value(
        "ASSIGNMENT_INVALID", description="内容有误。Relation, unit, days or reason are wrong."
    )
    ASSIGNMENT_CONFLICT = strawberry.enum_value(
        "ASSIGNMENT_CONFLICT",
        description="与现有安排冲突。It cannot stand beside what there is; end that first.",
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such person, unit or assignment.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The county is being judged; try again.")
    UNIT_CLOSED = strawberry.enum_value(
        "UNIT_CLOSED", description="单位已撤销。A unit is closed, or will be by then."
    )


@strawberry.type(description="安排被拒。Why it was refused.")
class AssignmentUserError(UserError):
    """With the noun's codes."""

    code: AssignmentErrorCode = stored("代码。What kind of refusal it is.")


@strawberry.input(description="安排的输入。Who belongs where, as what, on which days.")
class AssignmentCreateInput:
    """As core's NewAssignment."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    unit_id: strawberry.ID = strawberry.field(description="单位。The unit's global id.")
    relation: str = strawberry.field(
        description="关系。`home`, `teaching`, `group`, or a plugin's: `dundian.embed`."
    )
    valid_from: date = strawberry.field(description="首日。The first day.")
    valid_to: date | None = strawberry.field(
        default=None,
        description="末日。The last day; none for an open one, or as the relation's plugin fills it in.",
    )


@strawberry.input(description="结束安排的输入。Which assignment ends on which day.")
class AssignmentEndInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="安排。The assignment's global id.")
    last_day: date = strawberry.field(description="末日。Its last day.")


@strawberry.input(description="撤销安排的输入。Which assignment was a mistake, and why.")
class AssignmentWithdrawInput:
    """Input."""

    id: strawberry.ID = strawberry.field(description="安排。The assignment's global id.")
    reason: str = strawberry.field(description="原因。Why; it is kept.")


@strawberry.type(description="安排的结果。The assignment, or why it was refused.")
class AssignmentCreatePayload:
    """Payload."""

    assignment: Assignment | None = related("安排。As after the write.")
    user_errors: list[AssignmentUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(
    description="结束安排的结果。The assignment as it is now (a new row), or why it was refused."
)
class AssignmentEndPayload:
    """Payload."""

    assignment: Assignment | None = related("安排。As after the write.")
    user_errors: list[AssignmentUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="撤销安排的结果。The person, or why it was refused.")
class AssignmentWithdrawPayload:
    """Payload."""

    person: Person | None = related("人员。As after the write.")
    user_errors: list[AssignmentUserError] = stored("业务拒绝。Empty when it was done.")


def _create(request: RequestContext, given: AssignmentCreateInput) -> Payload:
    new = NewAssignment(
        person_id=local(given.person_id, "Person", "personId"),
        unit_id=local(given.unit_id, "OrgUnit", "unitId"),
        relation=given.relation,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )
    return {"assignment": Changed("Assignment", service.assign(request.work, new).id)}


def _end(request: RequestContext, given: AssignmentEndInput) -> Payload:
    done = service.end(request.work, local(given.id, "Assignment"), given.last_day)
    return {"assignment": Changed("Assignment", done.id)}


def _withdraw(request: RequestContext, given: AssignmentWithdrawInput) -> Payload:
    person_id = service.withdraw(request.work, local(given.id, "Assignment"), given.reason)
    return {"person": Changed("Person", person_id)}


@strawberry.type
class AssignmentMutation:
    """`assignmentCreate`, `assignmentEnd` and `assignmentWithdraw`."""

    assignment_create: AssignmentCreatePayload | None = mutation(
        "安排人员。Assign a person to a unit; verdicts follow at once. Needs `people.write` for the person's unit and this one.",
        Command(_create, AssignmentErrorCode),
        AssignmentCreateInput,
    )
    assignment_end: AssignmentEndPayload | None = mutation(
        "结束安排。Say on which day an assignment ends; the history keeps it. Needs `people.write` for both units.",
        Command(_end, AssignmentErrorCode),
        AssignmentEndInput,
    )
    assignment_withdraw: AssignmentWithdrawPayload | None = mutation(
        "撤销安排。Take back an assignment that was a mistake. Needs `people.write` for both units.",
        Command(_withdraw, AssignmentErrorCode),
        AssignmentWithdrawInput,
    )
