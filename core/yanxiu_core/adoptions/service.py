"""Adopt policies."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import Activity
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.policies.errors import ParameterInvalid, PolicyUnknown
from yanxiu_core.policies.model import Choice, Figure, Policy
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.work import Work


def adopt(
    work: Work,
    policy_id: str,
    unit_id: UUID,
    *,
    parameters: Mapping[str, Any] | None = None,
    valid_from: date = BEGINNING,
    source: str = "",
) -> Adoption:
    """Adopt a policy for a unit and all below it, from a day on.

    Where activities are recorded already, a job posts and judges them anew. Parameters must be the policy's own and within their bounds. Raises PolicyUnknown, ParameterInvalid, Forbidden. An
    adoption of the same policy, unit and day is superseded.
    """
    work.require(Permission.POLICIES_WRITE, unit_id)
    policy = work.registry.policies.get(policy_id)
    if policy is None:
        known = "、".join(sorted(work.registry.policies)) or "(无)"
        raise PolicyUnknown(
            f"没有安装策略 {policy_id}; 已安装: {known}",
            f"No installed plugin brings the policy {policy_id}; installed: {known}",
            field="policy",
        )
    values = check_parameters(policy, parameters or {})
    recorded_at = work.record()
    present = superseding.present(
        work.session, Adoption, work.tenant_id, policy=policy_id, unit_id=unit_id, valid_from=valid_from
    )
    superseding.close(work.session, present, recorded_at)
    adoption = Adoption(
        tenant_id=work.tenant_id,
        policy=policy_id,
        unit_id=unit_id,
        parameters=values,
        valid_from=valid_from,
        source=source,
        recorded_at=recorded_at,
    )
    work.session.add(adoption)
    work.session.flush()
    audit.record(
        work,
        "policy.adopt",
        counts={"adoptions": 1},
        rows=[(adoption.id, policy_id, unit_id, values, valid_from)],
        detail={"policy": policy_id},
    )
    if work.session.scalar(select(Activity.id).where(Activity.tenant_id == work.tenant_id).limit(1)):
        # What is recorded already is worth something else now: post and judge it anew, outside this request.
        verdicts.start_rejudging(work, repost=True)
    return adoption


def check_parameters(policy: Policy, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as they are stored. Raises ParameterInvalid with the name, the bounds and what was given."""
    declared = policy.parameters()
    for name, value in parameters.items():
        if name not in declared:
            names = "、".join(sorted(declared))
            raise ParameterInvalid(
                f"策略 {policy.id} 没有参数 {name}; 可设: {names}",
                f"Policy {policy.id} has no parameter {name}; it has: {names}",
                field=f"parameters.{name}",
            )
        _check(name, declared[name], value)
    return {name: str(value) for name, value in parameters.items()}


def _check(name: str, declared: Figure | Choice, value: Any) -> None:
    if isinstance(declared, Choice):
        if value not in declared.allowed:
            allowed = "、".join(declared.allowed)
            raise ParameterInvalid(
                f"参数 {name} 不能是“{value}”; 可选: {allowed}",
                f"Parameter {name} cannot be {value!r}; choose one of: {allowed}",
                field=f"parameters.{name}",
            )
        return
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not (declared.min or 0) <= number <= (declared.max or 0):
        raise ParameterInvalid(
            f"参数 {name} 不能是“{value}”; 应为 {declared.min} 到 {declared.max} {declared.unit}",
            f"Parameter {name} cannot be {value!r}; it lies between {declared.min} and {declared.max} {declared.unit}",
            field=f"parameters.{name}",
        )
