"""Drafts: an adoption to be tried, and adopted only as it was tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions import repository
from yanxiu_core.adoptions.errors import DraftStale
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.adoptions.service import adopt, checked
from yanxiu_core.adoptions.storing import Content
from yanxiu_core.audit import service as audit
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Draft:
    """An adoption that somebody thinks about; without an edition it is of the policy's present one."""

    policy: str
    unit_id: UUID
    parameters: Mapping[str, Any] = field(hash=False)
    valid_from: date
    edition: int | None = None
    source: str = ""

    def content(self, work: Work) -> Content:
        """The draft as it would be stored. Raises PolicyUnknown, ParameterInvalid, AdoptionInvalid, NotFound."""
        return checked(
            work, self.policy, self.unit_id, self.parameters, self.valid_from, self.source, self.edition
        )

    def digest(self, work: Work) -> str:
        """SHA-256 over the normalised draft and the present adoptions of its policy.

        Two ways of writing a figure (45, 45.0) give one digest; any change of the policy's adoptions gives another.
        Raises what `content` raises.
        """
        draft = self.content(work)
        adopted = repository.present_ids(work, self.policy)
        return audit.digest(
            [
                (
                    draft.policy,
                    draft.unit_id,
                    draft.parameters,
                    draft.edition,
                    draft.valid_from,
                    draft.source,
                ),
                ("present", adopted),
            ]
        )


def adopt_draft(work: Work, draft: Draft, digest: str) -> Adoption:
    """Adopt a draft exactly as it was tried.

    Raises DraftStale where the draft or the county's adoptions of the policy have changed since, and what `adopt`
    raises.
    """
    work.require(Permission.POLICIES_WRITE, draft.unit_id)
    # The lock comes before the look: nobody may adopt in between.
    work.record()
    if digest != draft.digest(work):
        raise DraftStale(
            "草案或本县对该策略的采用在试算之后已有变动, 请重新试算后再采用",
            "The draft, or the county's adoptions of the policy, changed after the trial; try it again, then adopt",
            field="digest",
        )
    return adopt(
        work,
        draft.policy,
        draft.unit_id,
        parameters=draft.parameters,
        valid_from=draft.valid_from,
        source=draft.source,
        edition=draft.edition,
    )
