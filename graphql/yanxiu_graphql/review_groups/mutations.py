"""Mutation `reviewGroupAppoint`."""

from datetime import date

import strawberry

from yanxiu_core.review_groups import service
from yanxiu_core.review_groups.inputs import MemberInput, RosterInput
from yanxiu_graphql.claims.errors import DONE, ReviewErrorCode, ReviewUserError
from yanxiu_graphql.commands import Changed, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.review_groups.types import ReviewGroup, ReviewOffice


@strawberry.input(description="小组成员。A person and an office.")
class ReviewMemberInput:
    """Input."""

    person_id: strawberry.ID = strawberry.field(description="人员。The person's global id.")
    office: ReviewOffice = strawberry.field(default=ReviewOffice.MEMBER, description="职务。The office.")


@strawberry.input(
    description="成立审核小组的输入。A unit's roster from a day on; without members the group ends."
)
class ReviewGroupAppointInput:
    """Input."""

    policy: str = strawberry.field(description="策略。The policy whose claims it reviews.")
    unit_id: strawberry.ID = strawberry.field(description="单位。The unit at which it decides.")
    title: str = strawberry.field(description="名称。Its title.")
    document: str = strawberry.field(description="文件。The document that appoints it.")
    valid_from: date = strawberry.field(description="起始日。The day from which it holds.")
    members: list[ReviewMemberInput] = strawberry.field(description="成员。One chair, deputies, members.")


@strawberry.type(description="成立审核小组的结果。The roster, or why it was refused.")
class ReviewGroupAppointPayload:
    """Payload."""

    review_group: ReviewGroup | None = related("审核小组。As appointed.")
    user_errors: list[ReviewUserError] = stored(DONE)


def _appoint(request: RequestContext, given: ReviewGroupAppointInput) -> Payload:
    members = tuple(
        MemberInput(local(item.person_id, "Person", f"members.{index}.personId"), str(item.office.value))
        for index, item in enumerate(given.members)
    )
    unit = local(given.unit_id, "OrgUnit", "unitId")
    roster = RosterInput(given.policy, unit, given.title, given.document, given.valid_from, members)
    return {"review_group": Changed("ReviewGroup", service.appoint(request.work, roster).id)}


@strawberry.type
class ReviewGroupMutation:
    """`reviewGroupAppoint`."""

    review_group_appoint: ReviewGroupAppointPayload | None = mutation(
        "成立或调整审核小组。Appoint a unit's review group from a day on. Needs `reviews.write` on the unit.",
        Command(_appoint, ReviewErrorCode),
        ReviewGroupAppointInput,
    )
