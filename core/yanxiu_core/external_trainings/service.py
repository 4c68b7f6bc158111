"""Register and correct certificates of external training."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.errors import DomainError, NotFound
from yanxiu_core.external_trainings import repository
from yanxiu_core.external_trainings.authority import assurance, home_of, may_write
from yanxiu_core.external_trainings.checks import CHECKS
from yanxiu_core.external_trainings.errors import TrainingInvalid, TrainingState
from yanxiu_core.external_trainings.inputs import TrainingInput
from yanxiu_core.external_trainings.models import FORMS, LEVELS, ExternalTraining
from yanxiu_core.files.attaching import attach
from yanxiu_core.imports.staging import StagingTable, settle
from yanxiu_core.people.models import Person
from yanxiu_core.quantities import within
from yanxiu_core.tabular.cells import prose, tight
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

FIELDS = {"证书编号": "certificate", "开始日期": "starts_on", "结束日期": "ends_on", "学时": "hours"}
"""The field that a check's heading is."""
LARGEST = 10**9
"""Beyond any number of hours, and not beyond what the database can compare."""


def register(work: Work, person_id: UUID, entry: TrainingInput) -> ExternalTraining:
    """Register a person's certificate; the same again is nothing, other content under its number is a correction.

    How far it is assured follows from who enters it: one's own is registered and awaits confirmation, a school's is
    reviewed, the county's certified. Raises TrainingInvalid (field named), TrainingState for one that has been decided
    on, NotFound, Forbidden.
    """
    if work.access.reach(Permission.TRAININGS_WRITE).nothing:
        work.require(Permission.TRAININGS_WRITE)
    known = select(Person.id).where(Person.tenant_id == work.tenant_id, Person.id == person_id)
    if work.session.scalar(known) is None:
        raise NotFound("没有这个人员", "No such person", field="personId")
    entry = _scanned(work, entry)
    work.record()
    return _write(work, person_id, entry, {})


def correct(work: Work, series_id: UUID, entry: TrainingInput) -> ExternalTraining:
    """Correct a certificate, its number too; whose it is stays. Its assurance and what it raises are those of `register`."""
    if work.access.reach(Permission.TRAININGS_WRITE).nothing:
        work.require(Permission.TRAININGS_WRITE)
    entry = _scanned(work, entry)
    work.record()
    present = present_of(work, series_id)
    may_write(work, present.person_id, home_of(work, present.person_id, present.ends_on))
    return _write(work, present.person_id, entry, {"series_id": series_id})


def present_of(work: Work, series_id: UUID) -> ExternalTraining:
    """The present version. Raises NotFound."""
    found = superseding.present(work.session, ExternalTraining, work.tenant_id, series_id=series_id)
    if found is None:
        raise NotFound("没有这条校外培训", "No such training", field="id")
    return found


def _scanned(work: Work, entry: TrainingInput) -> TrainingInput:
    """The entry with its scan as it is kept, checked before the moment is taken, for which nobody else need wait."""
    return replace(entry, file_id=attach(work, entry.file_id).file.id) if entry.file_id else entry


def _write(work: Work, person_id: UUID, entry: TrainingInput, key: Mapping[str, UUID]) -> ExternalTraining:
    entry = _tidied(entry)
    _check_values(entry)
    unit_id = home_of(work, person_id, entry.ends_on)
    may_write(work, person_id, unit_id)
    StagingTable(repository.TYPES).create(work.session)
    repository.stage_one(work, {**key, "person_id": person_id, **_row(entry)})
    repository.compare(work, assurance(work, person_id, unit_id))
    _check(work)
    posting = repository.write(work)
    staged = work.session.execute(text("SELECT series_id, change FROM staged")).one()
    found = present_of(work, staged.series_id)
    if staged.change == "unchanged":
        return found
    audit.record(
        work,
        "external_training.register",
        counts={staged.change: 1, "posted": posting.posted, "reversed": posting.reversed},
        rows=[(found.id, found.state, person_id, *asdict(entry).values())],
    )
    return found


def _tidied(entry: TrainingInput) -> TrainingInput:
    """The entry as an import would read its cells, so that the same certificate is the same however it comes."""
    texts: dict[str, Any] = {name: prose(getattr(entry, name)) for name in ("project", "organiser")}
    return replace(entry, certificate=tight(entry.certificate), **texts)


def _row(entry: TrainingInput) -> dict[str, Any]:
    return {repository.CONTENT.get(name, name): value for name, value in asdict(entry).items()}


def _check_values(entry: TrainingInput) -> None:
    """What the columns of an import refuse while reading."""
    for name in ("certificate", "project", "organiser"):
        if not getattr(entry, name):
            raise TrainingInvalid("此项不能为空", "This must not be empty", field=name)
    for name, words in (("level", LEVELS), ("form", FORMS)):
        given = getattr(entry, name)
        if given not in words:
            raise TrainingInvalid(
                f"没有“{given}”; 可用: {'、'.join(words)}",
                f"There is no {given!r}; there are: {', '.join(words)}",
                field=name,
            )
    for name in ("starts_on", "ends_on"):
        if getattr(entry, name).year not in YEARS:
            raise TrainingInvalid("日期有误, 请核对年份", "The year cannot be right", field=name)
    if within(entry.hours, -LARGEST, LARGEST) is None:
        raise TrainingInvalid("学时有误, 请核对", "The hours cannot be right", field="hours")


def _check(work: Work) -> None:
    """The first problem that the checks of a list find is the refusal."""
    for last in (False, True):
        for check in CHECKS:
            if check.last is last:
                check.run_in(work)
        settle(work.session)
    found = work.session.execute(text("SELECT heading, code, zh, en FROM problems LIMIT 1")).one_or_none()
    if found is not None:
        kind: type[DomainError] = TrainingState if found.code == "decided" else TrainingInvalid
        raise kind(found.zh, found.en, field=FIELDS[found.heading])
