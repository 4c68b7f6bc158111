"""External training: certificates of what people learned outside school."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.types.info import Info

from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.jobs.types import download
from yanxiu_graphql.relay.types import Node

if TYPE_CHECKING:
    from yanxiu_graphql.people.types import Person

PersonOf = Annotated["Person", strawberry.lazy("yanxiu_graphql.people.types")]


@strawberry.enum(description="培训级别。The level of a training, as in the statistics of teachers' training.")
class TrainingLevel(Enum):
    """As stored."""

    NATIONAL = strawberry.enum_value("national", description="国家级。Of the state (国培).")
    PROVINCE = strawberry.enum_value("province", description="省级。Of the province.")
    PREFECTURE = strawberry.enum_value("prefecture", description="地市级。Of the prefecture or city.")
    COUNTY = strawberry.enum_value("county", description="区县级。Of the county or district.")
    SCHOOL = strawberry.enum_value("school", description="校级。Of another school.")
    ABROAD = strawberry.enum_value("abroad", description="境外。Abroad.")


@strawberry.enum(description="培训形式。How a training is held.")
class TrainingForm(Enum):
    """As stored."""

    IN_PERSON = strawberry.enum_value("in_person", description="集中面授。In one place.")
    PLACEMENT = strawberry.enum_value("placement", description="跟岗实践。At another school.")
    REMOTE = strawberry.enum_value("remote", description="远程。Online.")
    MIXED = strawberry.enum_value("mixed", description="混合。Partly online.")


@strawberry.enum(description="校外培训的状态。How far a certificate is assured.")
class TrainingState(Enum):
    """As stored."""

    REGISTERED = strawberry.enum_value(
        "registered", description="已登记。Counts, and awaits confirmation by school or county."
    )
    REVIEWED = strawberry.enum_value("reviewed", description="校审通过。The school has confirmed it.")
    CERTIFIED = strawberry.enum_value("certified", description="县认定。The county has confirmed it.")
    RETURNED = strawberry.enum_value(
        "returned", description="已退回。Counts for nothing until it is corrected; see `reason`."
    )
    WITHDRAWN = strawberry.enum_value("withdrawn", description="已撤销。Registered by mistake; see `reason`.")


@strawberry.enum(description="校外培训的排序。How certificates are sorted.")
class ExternalTrainingOrder(Enum):
    """Orders that the reads declare."""

    EARLIEST = strawberry.enum_value("default", description="按结束日期。By last day.")
    LATEST = strawberry.enum_value("latest", description="最近结束的在前。Latest last day first.")
    REGISTERED = strawberry.enum_value("registered", description="按登记先后。By when it was written down.")


@strawberry.input(description="筛选校外培训。Which certificates.")
class ExternalTrainingFilter:
    """Filters that the reads declare."""

    state: list[TrainingState] | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In one of these states."
    )
    level: list[TrainingLevel] | None = strawberry.field(
        default=strawberry.UNSET, description="级别。Of one of these levels."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="人员。Of this person."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="单位。Of people at home here when the training ended."
    )
    from_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="起。Ended on this day or later."
    )
    to_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="止。Ended on this day or earlier."
    )


@strawberry.type(description="校外培训。A certificate of training outside school (国培, 远程, 校外).")
class ExternalTraining(Node):
    """Noun ExternalTraining."""

    certificate: str = stored("证书编号。The number on the certificate, of one person alone.")
    project: str = stored("培训项目。What the training was.")
    level: TrainingLevel = stored("级别。Of which level.")
    organiser: str = stored("主办单位。Who held it.")
    starts_on: date = stored("开始日期。First day.")
    ends_on: date = stored("结束日期。Last day; it counts on this day.")
    form: TrainingForm = stored("形式。How it was held.")
    hours: Decimal = stored("证书学时。Hours on the certificate, before any policy's conversion.")
    state: TrainingState = stored("状态。How far it is assured.")
    reason: str = stored("原因。Why it was returned or withdrawn; empty otherwise.")
    by: str = stored("经办。The holder of the credential that registered or decided last.")
    recorded_at: datetime = stored("登记时间。When this was written down.")
    person: PersonOf | None = related("人员。Whose certificate it is.")

    @computed("扫描件。Where to GET the scan, for a while; null without one.", "file_id")
    def scan_url(self: Row, info: Info[RequestContext, None]) -> str | None:
        """Signed."""
        return download(info, self["file_id"])
