"""Adopt policies: for the county, and otherwise for a unit below it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions import repository
from yanxiu_core.adoptions.errors import AdoptionInvalid
from yanxiu_core.adoptions.following import complete_above, ladder
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.parameters import check_edition, check_own, check_parameters, check_population
from yanxiu_core.adoptions.storing import Content, finish, required_source, store
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.policies.errors import PolicyNotAdopted, PolicyUnknown
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.selection import FactTest
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work

Tests = Sequence[FactTest | Mapping[str, Any]]
"""Tests of dated facts that people must pass as well, as in a rule's population."""


def adopt(
    work: Work,
    policy_id: str,
    unit_id: UUID,
    *,
    parameters: Mapping[str, Any] | None = None,
    valid_from: date = BEGINNING,
    source: str = "",
    edition: int | None = None,
    population: Tests | None = None,
) -> Adoption:
    """Adopt a policy for a unit and all below it, from a day on, in an edition (default: the policy's present one).

    Where something is recorded already, a job posts and judges it anew. Parameters must be the policy's own and
    within their bounds. An adoption of the same policy, unit and day is superseded; one from before the unit's retirement
    ends with that. Without a population those are concerned whom the unit's adoption concerns that is in force on the
    first day; one of no tests concerns everybody. Raises PolicyUnknown,
    ParameterInvalid, AdoptionInvalid, UnitClosed, NotFound, Forbidden.
    """
    work.require(Permission.POLICIES_WRITE, unit_id)
    # The lock comes before the look at what is in force.
    work.record()
    content = checked(work, policy_id, unit_id, parameters or {}, valid_from, source, edition, population)
    adoption = store(work, content)
    finish(work, "policy.adopt", adoption)
    return adoption


def override(
    work: Work,
    policy_id: str,
    unit_id: UUID,
    *,
    parameters: Mapping[str, Any],
    valid_from: date,
    source: str,
    population: Tests | None = None,
) -> Adoption:
    """Set other parameters for a unit below the one that adopted, from a day on, by a document.

    Edition, population and the parameters that are not named (or None) follow the adoption nearest above, whatever
    becomes of it: they are those in force there on the day that decides. Where it is known that nothing will be in force
    above from a later day on, it ends on the day before. A population of no tests concerns everybody.
    Raises AdoptionInvalid, PolicyNotAdopted where nothing above has adopted, and what `adopt` raises.
    """
    work.require(Permission.POLICIES_WRITE, unit_id)
    document = required_source(source)
    installed(work, policy_id)
    work.record()
    _require_unit(work, unit_id)
    if unit_id == root_id(work):
        raise AdoptionInvalid(
            "县级的参数请用“修订”, 这里只设下级单位",
            "Amend the county's own adoption; an override is for a unit below it",
            field="unitId",
        )
    above = followed(work, policy_id, unit_id, valid_from)
    named = merged({}, parameters)
    content = checked(work, policy_id, unit_id, named, valid_from, document, above.edition, population)
    tests = None if population is None else content.population or ()
    adoption = store(work, replace(content, follows=True, population=tests))
    finish(work, "policy.override", adoption)
    return adoption


def _require_unit(work: Work, unit_id: UUID) -> None:
    if not repository.unit_exists(work, unit_id):
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    # An adoption has no last day when it is made: it would outlast a closing that lies ahead as well.
    require_open(work, [unit_id], date.max, "unitId")


def followed(work: Work, policy_id: str, unit_id: UUID, on: date) -> Adoption:
    """The adoption that an override of a policy at a unit follows on a day. Raises PolicyNotAdopted where there is none."""
    above = complete_above(work, policy_id, unit_id, on)
    if above is None:
        raise PolicyNotAdopted(
            f"上级单位在 {on} 没有采用 {policy_id}; 请先由县局采用",
            f"No unit above has adopted {policy_id} on {on}; the county adopts it first",
            field="policy",
        )
    return above


def installed(work: Work, policy_id: str) -> Policy:
    """The installed policy. Raises PolicyUnknown with those there are, PluginDisabled where its plugin is off."""
    policy = work.registry.policies.get(policy_id)
    if policy is None:
        known = "、".join(sorted(work.registry.policies)) or "(无)"
        raise PolicyUnknown(
            f"没有安装策略 {policy_id}; 已安装: {known}",
            f"No installed plugin brings the policy {policy_id}; installed: {known}",
            field="policy",
        )
    owner = work.registry.policy_plugins.get(policy_id)
    if owner is not None:
        require_on(work, owner)
    return policy


def merged(present: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with some changed; one changed to None goes back to the policy's own figure."""
    return {name: value for name, value in {**present, **changes}.items() if value is not None}


def checked(
    work: Work,
    policy_id: str,
    unit_id: UUID,
    parameters: Mapping[str, Any],
    valid_from: date,
    source: str,
    edition: int | None,
    population: Tests | None = None,
) -> Content:
    """What an adoption would hold; nobody else is concerned than by the one in force where no population is given.

    Raises PolicyUnknown, NotFound, UnitClosed for a unit that is closed or is to be, AdoptionInvalid, ParameterInvalid.
    """
    policy = installed(work, policy_id)
    adopted = check_edition(policy, edition)
    _require_unit(work, unit_id)
    values = check_parameters(policy, adopted, parameters)
    if unit_id != root_id(work):
        check_own(policy, values)
    if population is None:
        present = ladder(work, repository.present_of(work, policy_id), valid_from).in_force.get(unit_id)
        population = present.population if present is not None and not present.follows else None
    return Content(
        policy=policy_id,
        unit_id=unit_id,
        parameters=values,
        edition=adopted,
        population=check_population(population),
        valid_from=valid_from,
        valid_to=None,
        source=source.strip(),
    )
