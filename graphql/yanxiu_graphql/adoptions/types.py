"""Adoptions, the installed policies with their parameters, and what a trial finds."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Node
from yanxiu_graphql.verdicts.enums import VerdictStatus


@strawberry.type(description="参数值。A parameter as a county has set it.")
class AdoptedParameter:
    """A pair of the adoption's JSON."""

    name: str = stored("名称。The parameter's name.")
    value: str = stored("取值。A number or a word, as text.")
    document: str = stored("依据文件。The document that set it; may be empty.")


@strawberry.type(description="采用记录。A policy adopted for a unit and all below it, from a day on.")
class Adoption(Node):
    """Noun Adoption."""

    policy: str = stored("策略。The policy's id.")
    edition: int | None = stored(
        "版次。The policy's edition in force here; null of an override, whose edition is that of the adoption above."
    )
    valid_from: date = stored("起。The first day on which it holds.")
    valid_to: date | None = stored("止。The last day on which it holds; null while it does.")
    source: str = stored("依据文件。The document that adopts, amends or ends it; may be empty.")
    follows: bool = stored(
        "随上级。An override: what is not set here is as the adoption nearest above has it, edition and people included."
    )
    recorded_at: datetime = stored("记录时间。When it became known.")
    unit: OrgUnit | None = related("单位。The unit that adopted it.")

    @computed(
        "参数。What is set here; all else is the policy's own figure, or of an override that of the adoption above.",
        "parameters",
        "documents",
        "source",
    )
    def parameters(self: Row) -> list[AdoptedParameter]:
        """In order of their names."""
        by: dict[str, str] = self["documents"] or {}
        found: Any = [
            {"name": name, "value": str(value), "document": by.get(name, self["source"])}
            for name, value in sorted(self["parameters"].items())
        ]
        return found  # type: ignore[no-any-return] # rows are dicts; `lookup` resolves their parts


@strawberry.type(description="策略参数。What a county may set when it adopts.")
class PolicyParameter:
    """A Figure or Choice of the policy."""

    name: str = stored("名称。Its name.")
    unit: str | None = stored("单位。The figure's unit; null for a word.")
    value: str = stored("策略原值。The policy's own value.")
    adopted: str | None = stored("本县取值。What the county has set; null where it keeps the policy's.")
    min: Decimal | None = stored("下限。The least that may be set; null for a word.")
    max: Decimal | None = stored("上限。The most that may be set; null for a word.")
    allowed: list[str] = stored("可选值。The words allowed; empty for a figure.")


@strawberry.type(description="策略。An installed policy, and how the county stands to it today.")
class Policy:
    """A policy of the registry; it is no node, its id is the plugin's."""

    id: str = stored("编号。The policy's id.")
    title: str = stored("名称。Its title in the caller's language.")
    edition: int = stored("现行版次。The edition that is installed.")
    adopted_edition: int | None = stored("采用版次。The edition the county is in; null where not adopted.")
    upgrade_available: bool = stored("可升级。Whether the county is in an earlier edition than is installed.")
    parameters: list[PolicyParameter] = stored("参数。Of the edition adopted, else of the present one.")


@strawberry.type(description="试算计数。How many of one unit go from one status to another, or stay.")
class PolicyTrialCount:
    """A count of the trial."""

    rule: str = stored("规则。The rule's id.")
    unit: str | None = stored("单位。The home unit's name.")
    before: VerdictStatus | None = stored("现状。Status now; null for who is not judged.")
    after: VerdictStatus | None = stored("采用后。Status under the draft; null for who is not judged.")
    subjects: int = stored("数量。People or units.")


@strawberry.type(description="试算变动。A person or unit whose status would be another.")
class PolicyTrialChange:
    """A change of the trial."""

    rule: str = stored("规则。The rule's id.")
    number: str | None = stored("工号。The person's number; null for a unit's verdict.")
    name: str | None = stored("姓名。The person's name; null for a unit's verdict.")
    unit: str | None = stored("单位。The home unit, or the unit judged.")
    before: VerdictStatus | None = stored("现状。Status now; null for who is not judged.")
    after: VerdictStatus | None = stored("采用后。Status under the draft; null for who is not judged.")
    measured_before: Decimal | None = stored("现计入。What counts now, in the rule's unit.")
    measured_after: Decimal | None = stored("采用后计入。What would count, in the rule's unit.")
    required_before: Decimal | None = stored("现要求。What is required now, in the rule's unit.")
    required_after: Decimal | None = stored("采用后要求。What would be required, in the rule's unit.")


@strawberry.type(description="试算结果。What a draft would do in a window; nothing was written.")
class PolicyTrial:
    """Core's Trial."""

    digest: str = stored("摘要。Give it to `policyAdopt` to adopt exactly what was tried.")
    day: date = stored("状态日期。The day of the statuses: today.")
    counts: list[PolicyTrialCount] = stored("计数。By rule, unit and both statuses, in printed order.")
    changes: list[PolicyTrialChange] = stored("变动。The first subjects whose status changes.")
    total: int = stored("变动总数。How many subjects change in all.")
