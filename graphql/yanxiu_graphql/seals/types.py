"""Seals and certified results."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Optional

import strawberry

from yanxiu_graphql.claims.types import Claim
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.people.types import Person
from yanxiu_graphql.relay.types import Connection, Node, paging
from yanxiu_graphql.verdicts.enums import VerdictStatus


@strawberry.input(description="筛选认定结果。Which results.")
class CertifiedResultFilter:
    """Filters that the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="编制单位。Of this unit."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="人员。Of this person."
    )
    present: bool | None = strawberry.field(
        default=strawberry.UNSET, description="现行。Not superseded, or (false) superseded."
    )
    changed: bool | None = strawberry.field(
        default=strawberry.UNSET, description="数据有变。What it rests on has changed since the seal."
    )


ResultPage = Connection[Annotated["CertifiedResult", strawberry.lazy("yanxiu_graphql.seals.types")]]


@strawberry.type(description="封存。Results frozen together under one hash.")
class Seal(Node):
    """Noun Seal."""

    policy: str = stored("策略。The policy's id.")
    window: str = stored("时段。The window's key.")
    number: int = stored("序号。Counts the county's seals.")
    manifest: str = stored(
        "清单散列。SHA-256 over the rows' hashes in hexadecimal, one a line, in order of their numbers."
    )
    row_count: int = stored("结果数。How many results.")
    document: str = stored("认定文件。The document.")
    reason: str = stored("更正原因。Why results were superseded; empty for a first seal.")
    recorded_at: datetime = stored("时间。When.")
    results: ResultPage | None = related("结果。Its results by number. Needs `claims.read`.", *paging())


@strawberry.type(
    description="认定结果。What the county has certified for a person; a later one supersedes it visibly, both stay."
)
class CertifiedResult(Node):
    """Noun CertifiedResult."""

    policy: str = stored("策略。The policy's id.")
    window_key: str = stored("时段。The window's key.", name="window")
    number: str = stored("编号。As printed; with `checkCode` anybody can verify it.")
    check_code: str = stored("校验码。The first ten digits of the row's hash.")
    person_number: str = stored("工号。At the seal.")
    person_name: str = stored("姓名。At the seal.")
    unit_name: str = stored("编制单位。At the seal.")
    measured: Decimal = stored("计入数量。What counted, in the rule's unit.")
    required: Decimal = stored("要求数量。What was required.")
    status: VerdictStatus = stored("结论代码。MET, MISSED or EXEMPT.")
    status_label: str = stored("结论。In the policy's words: 合格 and the like.")
    canonical_row: str = stored("规范行。The JSON array that the hash is made of.")
    row_sha256: str = stored("行散列。SHA-256 of the row, in hexadecimal.")
    recorded_at: datetime = stored("认定时间。When it was sealed.")
    superseded_at: datetime | None = stored(
        "更正时间。When a later result took its place; null while it is present."
    )
    changed: bool = stored("数据有变。What it rests on has changed since; it waits to be superseded.")
    seal: Seal | None = related("封存。The seal it belongs to.")
    person: Person | None = related("人员。Whose result.")
    claim: Claim | None = related("登记表。The claim it comes from.")
    supersedes: Optional["CertifiedResult"] = related("更正的结果。The result that it supersedes.")
    superseded_by: Optional["CertifiedResult"] = related("更正后的结果。The result that superseded it.")


@strawberry.type(
    description="核验的结果。A certified result, whole, for whoever has its number and check code."
)
class VerifiedResult:
    """A plain row."""

    number: str = stored("编号。As printed.")
    policy_title: str = stored("策略名称。The policy's title.")
    window: str = stored("时段。The window's key.")
    person_name: str = stored("姓名。At the seal.")
    unit_name: str = stored("单位。At the seal.")
    measured: Decimal = stored("计入数量。What counted, in the rule's unit.")
    required: Decimal = stored("要求数量。What was required.")
    status_label: str = stored("结论。In the policy's words.")
    sealed_on: date = stored("认定日期。The day of the seal, in the tenant's zone.")
    document: str = stored("认定文件。The document.")
    manifest: str = stored("清单散列。The seal's hash.")
    canonical_row: str = stored("规范行。What the row's hash is made of.")
    row_sha256: str = stored("行散列。SHA-256 of the row.")
    intact: bool = stored(
        "完好。What is shown still gives the row's hash, and all rows the seal's; else it was altered."
    )
    superseded_by: str | None = stored(
        "已被更正。The number of the result that took its place; null if none."
    )
    supersedes: str | None = stored("更正了。The number of the result whose place it took; null if none.")
