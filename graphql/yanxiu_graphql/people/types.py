"""People: teachers, researchers, officials."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from yanxiu_graphql.assignments.types import Assignment, AssignmentFilter
from yanxiu_graphql.external_trainings.types import (
    ExternalTraining,
    ExternalTrainingFilter,
    ExternalTrainingOrder,
)
from yanxiu_graphql.facts.types import PersonFact
from yanxiu_graphql.fields import argument, related, stored
from yanxiu_graphql.ledger.types import LedgerLine
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.records.filters import RecordFilter
from yanxiu_graphql.relay.types import Connection, Node, paging
from yanxiu_graphql.verdicts.clocks import CLOCKS, clocked

if TYPE_CHECKING:
    from yanxiu_graphql.evidence.types import Evidence
    from yanxiu_graphql.participations.types import Participation
    from yanxiu_graphql.records.types import Record
    from yanxiu_graphql.verdicts.types import Verdict

VerdictOf = Annotated["Verdict", strawberry.lazy("yanxiu_graphql.verdicts.types")]
EvidenceOf = Annotated["Evidence", strawberry.lazy("yanxiu_graphql.evidence.types")]
RecordOf = Annotated["Record", strawberry.lazy("yanxiu_graphql.records.types")]
ParticipationOf = Annotated["Participation", strawberry.lazy("yanxiu_graphql.participations.types")]


@strawberry.enum(description="人员的排序。How people are sorted.")
class PersonOrder(Enum):
    """Orders that the reads declare."""

    NUMBER = strawberry.enum_value("default", description="按工号。By number.")
    NAME = strawberry.enum_value("name", description="按姓名。By name, then number.")


@strawberry.input(description="筛选人员。Which people.")
class PersonFilter:
    """Filters that the reads declare."""

    search: str | None = strawberry.field(
        default=strawberry.UNSET, description="姓名或工号开头。Name or number begins with this."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="编制单位。Home unit is this org unit today."
    )


@strawberry.type(description="学时小计。Gross hours of one category or month, by how far they are assured.")
class HoursPart:
    """An object of the hours' JSON."""

    category: str | None = stored("学时类别。The policy's category, in a list by category.")
    month: str | None = stored("月份。The month as 2025-03, in a list by month.")
    registered: Decimal = stored("已登记。Hours that are registered only.")
    reviewed: Decimal = stored("校审通过。Hours that the school has reviewed.")
    certified: Decimal = stored("县认定。Hours that the county has certified.")


@strawberry.type(
    description="学时。A person's gross hours under one policy in one window; what caps take away is in the verdicts."
)
class PersonHours:
    """A JSON object."""

    registered: Decimal = stored("已登记。Hours that are registered only.")
    reviewed: Decimal = stored("校审通过。Hours that the school has reviewed.")
    certified: Decimal = stored("县认定。Hours that the county has certified.")
    by_category: list[HoursPart] = stored("按类别。By category.")
    by_month: list[HoursPart] = stored("按月份。By month.")


@strawberry.type(
    description="人员。A teacher, researcher or official; from the roster. Dated facts are shown as of today."
)
class Person(Node):
    """Noun Person."""

    number: str = stored("工号。The number that identifies the person within the county.")
    name: str = stored("姓名。The present name.")
    sex: str = stored("性别。Sex by GB/T 2261.1: 0 未知, 1 男, 2 女, 9 未说明.")
    birth_date: date | None = stored("出生日期。Date of birth.")
    title: str | None = stored("职称。Professional title, a code of the county.")
    subject: str | None = stored("学科。Subject taught, a code of the county.")
    stage: str | None = stored("学段。School stage, a code of the county.")
    post: str | None = stored("岗位。Post, a code of the county.")
    establishment: str | None = stored("编制。Whether and how the person is on the establishment (在编).")
    entry_date: str | None = stored("入职日期。The day of entry as the roster has it.")
    home_unit: OrgUnit | None = related("编制单位。The unit whose totals the person belongs to, today.")
    teaching_units: list[OrgUnit] = related("任教单位。The units where the person teaches, today.")
    groups: list[OrgUnit] = related("教研组。The groups the person belongs to, today.")
    ledger: Connection[LedgerLine] | None = related(
        "学时台账。The person's lines and reversals, by start. Needs `ledger.read`.",
        argument("policy", str | None, "策略。Only lines of this policy."),
        argument("from_date", date | None, "起。Only lines that count for this day or later."),
        argument("to_date", date | None, "止。Only lines that count for this day or earlier."),
        argument(
            "known_at", datetime | None, "当时所知。As the ledger was known at this moment; now by default."
        ),
        *paging(),
    )
    hours: PersonHours | None = related(
        "学时。Gross hours by category, month and assurance. Needs `ledger.read`.",
        argument("policy", str, "策略。The policy's id, whose conversion made the hours."),
        argument("window", str, "时段。The window's key: `2025`, `2024-2025`."),
        argument(
            "as_of", date | None, "截至。Hours of activities up to this day; all of the window by default."
        ),
        argument(
            "known_at", datetime | None, "当时所知。As things were known at this moment; now by default."
        ),
    )
    verdicts: list[VerdictOf] | None = clocked(
        "判定。The person's verdicts, at most 100. Needs `verdicts.read`.",
        argument("policy", str | None, "策略。Only verdicts of this policy."),
        argument(
            "window",
            str | None,
            "时段。Only verdicts of this window, by its key: `2025`, `2024-2025`; of every open one by default.",
        ),
        *CLOCKS,
    )
    facts: list[PersonFact] = related("情况。All dated facts that are known, by kind and day; at most 100.")
    assignments: Connection[Assignment] = related(
        "安排。Units the person belongs or belonged to, and stays at, by first day.",
        *paging(None, AssignmentFilter),
    )
    evidence: Connection[EvidenceOf] | None = related(
        "材料。The person's texts and files, by day. Needs `evidence.read`.", *paging()
    )
    records: Connection[RecordOf] | None = related(
        "台账。The person's records, by day. Needs `evidence.read`.", *paging(None, RecordFilter)
    )
    external_trainings: Connection[ExternalTraining] | None = related(
        "校外培训。The person's certificates, by last day. Needs `evidence.read`.",
        *paging(ExternalTrainingOrder, ExternalTrainingFilter),
    )
    participations: Connection[ParticipationOf] = related("签到。What the person took part in.", *paging())
