"""Store adoptions: supersede, insert, audit, and leave the county's re-judging to a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.activities.models import Activity
from yanxiu_core.adoptions import repository
from yanxiu_core.adoptions.errors import AdoptionInvalid
from yanxiu_core.adoptions.fitting import refuse_unfit
from yanxiu_core.adoptions.following import DAY, Ladders, orphaned
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.audit import service as audit
from yanxiu_core.codes import repository as codes
from yanxiu_core.database import superseding
from yanxiu_core.external_trainings.models import ExternalTraining
from yanxiu_core.records.models import Record
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Content:
    """An adoption that has been checked: what its row holds."""

    policy: str
    unit_id: UUID
    parameters: Mapping[str, str]
    edition: int
    population: Sequence[Mapping[str, Any]] | None
    valid_from: date
    valid_to: date | None
    source: str
    follows: bool = False
    documents: Mapping[str, str] | None = None


def store(work: Work, content: Content) -> Adoption:
    """Insert the row; the present one of the same policy, unit and day is superseded.

    What is dated before an end that is known already ends with it: the unit's own, and of an override that of its leads.
    Raises ParameterInvalid where an override below would not fit the edition that it follows then.
    """
    recorded_at = work.record()
    before = repository.present_of(work, content.policy)
    day = (content.unit_id, content.valid_from)
    present = next((row for row in before if (row.unit_id, row.valid_from) == day), None)
    superseding.close(work.session, present, recorded_at)
    adoption = _row(work, replace(content, valid_to=_last_day(work, before, content)), recorded_at)
    work.session.add(adoption)
    work.session.flush()
    after = sorted((*(row for row in before if row is not present), adoption), key=lambda row: row.valid_from)
    refuse_unfit(work, work.registry.policies[content.policy], before, after)
    return adoption


def _last_day(work: Work, held: Sequence[Adoption], content: Content) -> date | None:
    """The first end from its first day on that these adoptions know of; None where there is none.

    A correction would otherwise bring back what was retired. Overrides at the unit say nothing about its own adoption.
    """
    known = {
        row.valid_to
        for row in held
        if row.unit_id == content.unit_id
        and row.valid_to is not None
        and (content.follows or not row.follows)
    }
    if content.follows and (alone := Ladders(work, held).alone(content.unit_id, content.valid_from)):
        known.add(alone - DAY)
    return min((day for day in known if day >= content.valid_from), default=None)


def end(
    work: Work, adoptions: Sequence[Adoption], last_day: date, source: str
) -> tuple[list[Adoption], list[Adoption]]:
    """End adoptions, and with them the overrides that have nothing to follow after that day or a later one on which what is
    left ends: both as they are then.
    """
    lost: list[tuple[Adoption, date]] = []
    for policy in dict.fromkeys(row.policy for row in adoptions):
        held = repository.present_of(work, policy)
        lost += orphaned(work, held, adoptions, last_day)
    return _close(work, [(row, last_day) for row in adoptions], source), _close(work, lost, source)


def _close(work: Work, closing: Sequence[tuple[Adoption, date]], source: str) -> list[Adoption]:
    """Supersede present adoptions by the same ones with their last days, all at once."""
    recorded_at = work.record()
    ended = [_row(work, content_of(row, source, valid_to=last), recorded_at) for row, last in closing]
    for row, _ in closing:
        row.superseded_at = recorded_at
    work.session.flush()
    work.session.add_all(ended)
    work.session.flush()
    return ended


def _row(work: Work, content: Content, recorded_at: datetime) -> Adoption:
    adoption = Adoption(
        tenant_id=work.tenant_id,
        policy=content.policy,
        unit_id=content.unit_id,
        parameters=dict(content.parameters),
        edition=content.edition,
        follows=content.follows,
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        source=content.source,
        recorded_at=recorded_at,
    )
    # Left out, a column is NULL and not JSON's null.
    if content.population is not None:
        adoption.population = [dict(test) for test in content.population]
    if content.documents:
        adoption.documents = dict(content.documents)
    return adoption


def finish(work: Work, command: str, *written: Adoption, **counts: int) -> None:
    """Take over the policies' words, audit what was written, and re-judge the county in a job where something is recorded.

    `counts` are further ones of what was written, by their names.
    """
    systems = [
        system
        for policy_id in dict.fromkeys(item.policy for item in written)
        if policy_id in work.registry.policies
        for system in work.registry.policies[policy_id].codes
    ]
    taken = codes.take_over(work, systems)
    audit.record(
        work,
        command,
        counts={"adoptions": len(written), **counts, **({"codes": taken} if taken else {})},
        rows=[
            (a.id, a.policy, a.unit_id, a.parameters, a.edition, a.follows, a.population, a.valid_from, a.valid_to, a.source, a.documents)
            for a in written
        ],
        detail={"policy": written[0].policy},
    )  # fmt: skip
    for model in (Activity, Record, ExternalTraining):
        if work.session.scalar(select(model.id).where(model.tenant_id == work.tenant_id).limit(1)):
            # What is recorded already is worth something else now: post and judge it anew, outside this request.
            verdicts.start_rejudging(work, repost=True)
            return


def content_of(adoption: Adoption, source: str, **changes: Any) -> Content:
    """What an adoption holds, with some of it changed by a document. A parameter that stays keeps the document that set it."""
    held = {name: changes.get(name, getattr(adoption, name)) for name in Content.__dataclass_fields__}
    stays = [name for name, value in held["parameters"].items() if adoption.parameters.get(name) == value]
    by = {name: adoption.document_of(name) for name in stays}
    documents = {name: document for name, document in by.items() if document != source}
    return Content(**{**held, "source": source, "documents": documents})


def required_source(source: str) -> str:
    """The document on which a change rests. Raises AdoptionInvalid where none is named."""
    if not source.strip():
        raise AdoptionInvalid(
            "请写明依据文件(文号或文件名称)",
            "Name the document that this rests on: its number or title",
            field="source",
        )
    return source.strip()
