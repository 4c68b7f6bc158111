"""Mutations of adoptions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry

from yanxiu_core.adoptions import changes, drafts, service
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.errors import ParameterInvalid
from yanxiu_core.work import Work
from yanxiu_graphql.adoptions.inputs import (
    AdoptionErrorCode,
    ParameterInput,
    PolicyAdoptInput,
    PolicyAdoptPayload,
    PolicyAmendInput,
    PolicyAmendPayload,
    PolicyDraftInput,
    PolicyOverrideInput,
    PolicyOverridePayload,
    PolicyRetireInput,
    PolicyRetirePayload,
    PolicyUpgradeInput,
    PolicyUpgradePayload,
)
from yanxiu_graphql.commands import Changed, ChangedRows, Command, Payload, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.global_ids import local


def draft_of(work: Work, given: PolicyDraftInput) -> Draft:
    """The draft that an input describes; the county's where it names no unit. Raises BadInput."""
    return Draft(
        policy=given.policy,
        unit_id=local(given.unit_id, "OrgUnit", "unitId") if given.unit_id else root_id(work),
        parameters={
            name: value for name, value in _parameters(given.parameters).items() if value is not None
        },
        valid_from=given.valid_from,
        edition=given.edition,
        source=given.source,
    )


def _parameters(given: Sequence[ParameterInput]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in given:
        if item.name in found:
            raise ParameterInvalid(
                f"参数 {item.name} 写了两次, 请只留一个",
                f"The parameter {item.name} stands twice, keep one",
                field=f"parameters.{item.name}",
            )
        found[item.name] = item.value
    return found


def _adoption(text: str) -> UUID:
    return local(text, "Adoption", "id")


def _changed(adoption: Adoption) -> Payload:
    return {"adoption": Changed("Adoption", adoption.id)}


def _adopt(request: RequestContext, given: PolicyAdoptInput) -> Payload:
    draft = draft_of(request.work, given)
    if given.digest is not None:
        return _changed(drafts.adopt_draft(request.work, draft, given.digest))
    return _changed(
        service.adopt(
            request.work,
            draft.policy,
            draft.unit_id,
            parameters=draft.parameters,
            valid_from=draft.valid_from,
            source=draft.source,
            edition=draft.edition,
        )
    )


def _amend(request: RequestContext, given: PolicyAmendInput) -> Payload:
    terms: dict[str, Any] = {"valid_from": given.valid_from, "source": given.source}
    parameters = _parameters(given.parameters)
    return _changed(changes.amend(request.work, _adoption(given.id), parameters=parameters, **terms))


def _override(request: RequestContext, given: PolicyOverrideInput) -> Payload:
    return _changed(
        service.override(
            request.work,
            given.policy,
            local(given.unit_id, "OrgUnit", "unitId"),
            parameters=_parameters(given.parameters),
            valid_from=given.valid_from,
            source=given.source,
        )
    )


def _retire(request: RequestContext, given: PolicyRetireInput) -> Payload:
    terms: dict[str, Any] = {"last_day": given.last_day, "source": given.source}
    retired = changes.retire(request.work, _adoption(given.id), **terms)
    overrides = ChangedRows("Adoption", tuple(row.id for row in retired.overrides))
    return {**_changed(retired.adoption), "overrides": overrides}


def _upgrade(request: RequestContext, given: PolicyUpgradeInput) -> Payload:
    terms: dict[str, Any] = {"valid_from": given.valid_from, "source": given.source}
    parameters = _parameters(given.parameters)
    return _changed(changes.upgrade(request.work, _adoption(given.id), parameters=parameters, **terms))


@strawberry.type
class AdoptionMutation:
    """`policyAdopt`, `policyAmend`, `policyOverride`, `policyRetire`, `policyUpgrade`."""

    policy_adopt: PolicyAdoptPayload | None = mutation(
        "采用策略。Adopt a policy for a unit; with a digest, exactly as it was tried. One dated before a known end ends with it (`validTo`). Needs `policies.write`.",
        Command(_adopt, AdoptionErrorCode),
        PolicyAdoptInput,
    )
    policy_amend: PolicyAmendPayload | None = mutation(
        "修订参数。Change parameters from a later day on, by a document; a later adoption of the unit stays. Needs `policies.write`.",
        Command(_amend, AdoptionErrorCode),
        PolicyAmendInput,
    )
    policy_override: PolicyOverridePayload | None = mutation(
        "下级单位另定。Set other parameters for a unit below, by a document; it ends with what it follows (`validTo`). Needs `policies.write`.",
        Command(_override, AdoptionErrorCode),
        PolicyOverrideInput,
    )
    policy_retire: PolicyRetirePayload | None = mutation(
        "停用策略。End an adoption after a last day, by a document, and with it overrides that follow no other. Needs `policies.write`.",
        Command(_retire, AdoptionErrorCode),
        PolicyRetireInput,
    )
    policy_upgrade: PolicyUpgradePayload | None = mutation(
        "升级版次。Take an adoption to the policy's present edition. Needs `policies.write`.",
        Command(_upgrade, AdoptionErrorCode),
        PolicyUpgradeInput,
    )
