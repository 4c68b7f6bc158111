"""Change what is adopted: amend, upgrade, retire. Each is a dated row of its own with the document it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions import repository
from yanxiu_core.adoptions.errors import AdoptionInvalid, AdoptionState
from yanxiu_core.adoptions.fitting import refuse_unfit
from yanxiu_core.adoptions.following import DAY, ended, ladder
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.parameters import check_own, check_parameters
from yanxiu_core.adoptions.service import followed, installed, merged
from yanxiu_core.adoptions.storing import content_of, end, finish, required_source, store
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.model import Policy
from yanxiu_core.seals.standing import sealed_spans
from yanxiu_core.work import Work


def amend(
    work: Work, adoption_id: UUID, *, parameters: Mapping[str, Any], valid_from: date, source: str
) -> Adoption:
    """Change parameters of an adoption from a later day on; all else about it stays, its edition included, and so does a
    later adoption of the unit, which follows it.

    A parameter given as None goes back to the policy's own figure, of an override to that of the adoption above, whose
    edition says what may be set. Raises AdoptionInvalid, AdoptionState, ParameterInvalid, PolicyUnknown,
    PolicyNotAdopted, NotFound, Forbidden.
    """
    adoption, document = _opened(work, adoption_id, source)
    policy = installed(work, adoption.policy)
    _check_day(work, adoption, valid_from)
    lead = followed(work, adoption.policy, adoption.unit_id, valid_from) if adoption.follows else adoption
    amended = _follow(work, policy, adoption, lead.edition, parameters, valid_from, document)
    finish(work, "policy.amend", amended)
    return amended


def upgrade(
    work: Work,
    adoption_id: UUID,
    *,
    valid_from: date,
    source: str,
    parameters: Mapping[str, Any] | None = None,
) -> Adoption:
    """Take an adoption to the policy's present edition from a later day on; parameters stay unless given anew.

    Raises AdoptionState where it is there already or follows the adoption above, ParameterInvalid also where an override
    below does not fit the new edition, and what `amend` raises.
    """
    adoption, document = _opened(work, adoption_id, source)
    policy = installed(work, adoption.policy)
    if adoption.follows:
        raise AdoptionState(
            "这是下级单位另设的参数, 版次随上级的采用; 请升级上级的采用记录",
            "This is an override: its edition is that of the adoption above; upgrade that one",
            field="id",
        )
    if adoption.edition >= policy.edition:
        raise AdoptionState(
            f"策略 {policy.id} 已是第 {policy.edition} 版, 没有可升级的版本",
            f"Policy {policy.id} is at edition {policy.edition} already; there is nothing to upgrade to",
            field="id",
        )
    _check_day(work, adoption, valid_from)
    upgraded = _follow(work, policy, adoption, policy.edition, parameters or {}, valid_from, document)
    finish(work, "policy.upgrade", upgraded)
    return upgraded


@dataclass(frozen=True, slots=True)
class Retired:
    """An adoption as it ends, and the overrides below that ended with it, for nothing is left that they could follow."""

    adoption: Adoption
    overrides: tuple[Adoption, ...]


def retire(work: Work, adoption_id: UUID, *, last_day: date, source: str) -> Retired:
    """End a unit's adoption of a policy: after its last day nothing of it is in force there any more.

    Earlier adoptions of the unit end with it, for they would come into force again; so do overrides below that have no
    other adoption above: they would come back with the next one, by a document of the time before. One that was to begin
    later never does; so it is with the adoption itself where an earlier one of the unit is in force on the last day.
    Raises AdoptionInvalid where none is, AdoptionState where a later adoption follows, it ends earlier already, or a
    window that is certified would be without it, NotFound, Forbidden.
    """
    # Without its policy: one whose plugin is gone can still be retired.
    adoption, document = _opened(work, adoption_id, source)
    held = repository.present_of(work, adoption.policy)
    of_unit = [row for row in held if row.unit_id == adoption.unit_id]
    if later := [row for row in of_unit if row.valid_from > adoption.valid_from and _began(row)]:
        raise AdoptionState(
            f"{later[-1].valid_from} 起另有采用, 请停用那一份",
            f"Another adoption follows from {later[-1].valid_from}; retire that one",
            field="id",
        )
    if ended(adoption, last_day) or not _began(adoption):
        raise _ended(adoption)
    if adoption.unit_id not in ladder(work, held, last_day).in_force:
        raise AdoptionInvalid(
            f"最后一天 {last_day} 早于采用之日 {adoption.valid_from}",
            f"The last day {last_day} is before its first, {adoption.valid_from}",
            field="lastDay",
        )
    _refuse_unsealing(work, adoption, held, last_day)
    ending = [row for row in of_unit if not ended(row, last_day)]
    (*earlier, retired), overrides = end(work, ending, last_day, document)
    if policy := work.registry.policies.get(adoption.policy):
        refuse_unfit(work, policy, held, repository.present_of(work, adoption.policy))
    finish(work, "policy.retire", retired, *earlier, *overrides, overrides=len(overrides))
    return Retired(retired, tuple(overrides))


def _began(adoption: Adoption) -> bool:
    """Whether it is, was or will be in force; one that was retired before its first day never is."""
    return not ended(adoption, adoption.valid_from - DAY)


def _refuse_unsealing(work: Work, adoption: Adoption, held: Sequence[Adoption], last_day: date) -> None:
    """What is certified stays readable: where nobody is judged, no verdict and no sheet shows what was certified."""
    if adoption.follows:
        return
    for policy, _, ends_on in sealed_spans(work):
        gone = policy == adoption.policy and last_day < ends_on and not ended(adoption, ends_on - DAY)
        if gone and ladder(work, held, ends_on).complete_above(adoption.unit_id) is None:
            raise AdoptionState(
                f"{ends_on} 结束的时段已经认定, 停用后其结论将无从查阅; 最后一天不能早于 {ends_on}",
                f"The window that ends on {ends_on} is certified and could not be read any more; end it on that day or later",
                field="lastDay",
            )


def _opened(work: Work, adoption_id: UUID, source: str) -> tuple[Adoption, str]:
    """The present adoption and the document; the tenant's moment is taken before it is read."""
    unit = repository.unit_of(work, adoption_id)
    work.require(Permission.POLICIES_WRITE, unit)
    document = required_source(source)
    work.record()
    adoption = work.session.get(Adoption, (work.tenant_id, adoption_id), populate_existing=True)
    if adoption is None:
        raise NotFound("没有这份采用记录", "No such adoption", field="id")
    if adoption.superseded_at is not None:
        raise AdoptionState(
            "这份采用记录已被更新的取代, 请刷新后再操作",
            "This adoption has been superseded; read it again",
            field="id",
        )
    return adoption, document


def _check_day(work: Work, adoption: Adoption, valid_from: date) -> None:
    """A change begins after the adoption that it changes, and while that one is in force."""
    if valid_from <= adoption.valid_from:
        zh, en = ("另定", "override") if adoption.follows else ("采用", "adopt")
        raise AdoptionInvalid(
            f"生效日 {valid_from} 应晚于现行采用之日 {adoption.valid_from}; 要更正原记录请重新“{zh}”",
            f"{valid_from} must be after {adoption.valid_from}; to correct that adoption itself, {en} anew",
            field="validFrom",
        )
    if adoption.valid_to is not None and adoption.valid_to < valid_from:
        raise _ended(adoption)
    held = repository.present_of(work, adoption.policy)
    present = ladder(work, held, valid_from).in_force[adoption.unit_id]
    if present is not adoption:
        # What that one has changed would be lost without a word.
        raise AdoptionState(
            f"本单位自 {present.valid_from} 起另有采用, {valid_from} 生效的修改请改那一份",
            f"Another adoption of the unit began on {present.valid_from}; what begins on {valid_from} changes that one",
            field="id",
        )


def _follow(
    work: Work,
    policy: Policy,
    adoption: Adoption,
    edition: int,
    parameters: Mapping[str, Any],
    valid_from: date,
    source: str,
) -> Adoption:
    if adoption.unit_id != root_id(work):
        check_own(policy, [name for name, value in parameters.items() if value is not None])
    values = check_parameters(policy, edition, merged(adoption.parameters, parameters))
    changes = {"parameters": values, "edition": edition, "valid_from": valid_from}
    return store(work, content_of(adoption, source, **changes))


def _ended(adoption: Adoption) -> AdoptionState:
    return AdoptionState(
        f"这份采用已于 {adoption.valid_to} 停用",
        f"This adoption ended on {adoption.valid_to} already",
        field="id",
    )
