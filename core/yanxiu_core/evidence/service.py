"""Record evidence: a text, counted and hashed, or a stored file; each version posts its fact lines."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.authority import units_of_activity
from yanxiu_core.activities.models import CANCELLED, Activity
from yanxiu_core.audit import service as audit
from yanxiu_core.audit.service import digest
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import EVIDENCE_RECORDED
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.files.attaching import Attached, attach
from yanxiu_core.files.models import StoredFile
from yanxiu_core.forms.answers import Accepted, FormAnswers, accept, same
from yanxiu_core.forms.versions import by_id
from yanxiu_core.images.service import image_id
from yanxiu_core.kinds import service as kinds
from yanxiu_core.ledger.evidence import post_evidence
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import Person
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

LONGEST = 200
"""Characters of a kind and a title."""


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece of evidence of one person: `body` or `file_id` or `answers`, which a text or file may come with.

    `kind` is a word of the county or the code of a plugin's kind, whose form is then filled in. `on_date` is the day
    of the work, not of the entry.
    """

    person_id: UUID
    kind: str
    title: str
    on_date: date
    body: str | None = None
    file_id: UUID | None = None
    activity_id: UUID | None = None
    answers: FormAnswers | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a new version may change; without a text and a file those of the version before stay, and without `answers`
    its answers: what a photograph shows can be put right without sending it again.
    """

    title: str
    on_date: date
    body: str | None = None
    file_id: UUID | None = None
    answers: FormAnswers | None = None


def count_characters(body: str) -> int:
    """Characters after NFC, without white space and control or format characters; punctuation counts.

    One method for all: the number that a writer sees is the number that a rule reads.
    """
    return sum(
        1
        for character in unicodedata.normalize("NFC", body)
        if not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}
    )


def record(work: Work, new: NewEvidence) -> Evidence:
    """Record a new piece of evidence.

    Raises Invalid, ImageInvalid, AnswersInvalid, Conflict for a cancelled activity, KindReserved, PluginDisabled, NotFound,
    Forbidden.
    """
    _allow(work, new.person_id)
    attached = _attach(work, new)
    return _write(work, new, uuid7(), work.record(), attached)


def revise(work: Work, series_id: UUID, new: NewEvidence) -> Evidence:
    """Record a new version; the one before is superseded and its lines are reversed. Raises as `record`."""
    _allow(work, new.person_id)
    attached = _attach(work, new)
    recorded_at = work.record()
    present = _present(work, series_id, new.person_id)
    present.superseded_at = recorded_at
    work.session.flush()
    if new.answers is None and present.answers is not None:
        new = replace(new, answers=FormAnswers(present.answers, present.form_version_id))
    if new.file_id is None and new.body is None:
        new, attached = replace(new, body=present.body), _attached(work, present)
    return _write(work, new, series_id, recorded_at, attached)


def stands(work: Work, series_id: UUID, new: NewEvidence) -> bool:
    """Whether the present version says all this already, so that a revision would change nothing.

    Answers that name no form version say the same in the one that was filled in, and an upload says the same as the
    picture that was made of it. Raises NotFound, Forbidden.
    """
    _allow(work, new.person_id)
    present = _present(work, series_id, new.person_id)
    said = (new.title, new.on_date, new.body) == (present.title, present.on_date, present.body)
    shown = {new.file_id, new.file_id and image_id(new.file_id)}
    return said and present.file_id in shown and _answered(work, present, new.answers)


def _answered(work: Work, present: Evidence, answers: FormAnswers | None) -> bool:
    if answers is None or present.form_version_id is None:
        return answers is None and present.form_version_id is None
    version = by_id(work, present.form_version_id)
    return version is not None and same(version, answers, present.answers or {})


def _present(work: Work, series_id: UUID, person_id: UUID) -> Evidence:
    present = work.session.scalars(
        select(Evidence).where(
            Evidence.tenant_id == work.tenant_id,
            Evidence.series_id == series_id,
            Evidence.superseded_at.is_(None),
        )
    ).one_or_none()
    if present is None or present.person_id != person_id:
        raise NotFound("没有这份材料", "No such piece of evidence", field="id")
    return present


def _attach(work: Work, new: NewEvidence) -> Attached | None:
    """The upload, checked before the moment is taken: a picture takes a while, and nobody else need wait for it."""
    _check_content(new)
    return attach(work, new.file_id) if new.file_id else None


def _attached(work: Work, present: Evidence) -> Attached | None:
    """The file of a version, as it was attached."""
    if present.file_id is None:
        return None
    return Attached(work.session.get_one(StoredFile, (work.tenant_id, present.file_id)), present.thumbnail_id)


def revise_version(work: Work, version_id: UUID, content: Content) -> Evidence:
    """Record a new version of the piece that a version (any of it) belongs to; whose, kind and activity stay.

    Raises as `record`.
    """
    if work.access.reach(Permission.EVIDENCE_WRITE).nothing:
        work.require(Permission.EVIDENCE_WRITE)
    version = work.session.get(Evidence, (work.tenant_id, version_id))
    if version is None:
        raise NotFound("没有这份材料", "No such piece of evidence", field="id")
    kinds.require_writer(work, "evidence", version.plugin_kind, "id")
    new = NewEvidence(
        person_id=version.person_id,
        kind=version.plugin_kind or version.kind,
        title=content.title,
        on_date=content.on_date,
        body=content.body,
        file_id=content.file_id,
        activity_id=version.activity_id,
        answers=content.answers,
    )
    return revise(work, version.series_id, new)


def _write(
    work: Work, new: NewEvidence, series_id: UUID, recorded_at: datetime, attached: Attached | None
) -> Evidence:
    kind, checked = _checked(work, new, attached)
    body_hash = hashlib.sha256(new.body.encode()).hexdigest() if new.body is not None else None
    evidence = Evidence(
        tenant_id=work.tenant_id,
        series_id=series_id,
        person_id=new.person_id,
        activity_id=new.activity_id,
        kind=kind.word,
        plugin_kind=kind.code,
        title=new.title,
        on_date=new.on_date,
        body=new.body,
        characters=count_characters(new.body) if new.body is not None else 0,
        sha256=body_hash
        or (attached.file.sha256 if attached else None)
        or digest([checked.values if checked else None]),
        file_id=attached.file.id if attached else None,
        thumbnail_id=attached.thumbnail_id if attached else None,
        form_version_id=checked.version_id if checked else None,
        answers=checked.values if checked else None,
        recorded_at=recorded_at,
    )
    work.session.add(evidence)
    work.session.flush()
    measures = {"count": Decimal(1), "characters": Decimal(evidence.characters)}
    post_evidence(work, series_id, measures, fields=list(checked.filled) if checked else None)
    audit.record(
        work,
        "evidence.record",
        counts={"evidence": 1},
        rows=[(evidence.id, series_id, evidence.sha256, evidence.characters, evidence.answers)],
    )
    events.tell(work, EVIDENCE_RECORDED, [evidence.id])
    return evidence


def _checked(work: Work, new: NewEvidence, attached: Attached | None) -> tuple[kinds.Known, Accepted | None]:
    """The kind, and the answers as they are accepted. Raises Invalid for what the kind asks for and is not there."""
    if new.body is None and new.answers is None and attached is None:
        raise Invalid(
            "请给出正文、文件或填写的表单", "Give a text, a file or answers to a form", field="body"
        )
    units = _units(work, new)
    kind = kinds.known(work, "evidence", new.kind, units)
    if kind.form is not None and new.answers is None:
        raise Invalid(f"{kind.word}须填写表单", f"Evidence of {new.kind} needs answers", field="answers")
    checked = accept(work, new.answers, form=kind.form, units=units) if new.answers else None
    if new.activity_id:
        _check_activity(work, new.activity_id)
    if kind.picture and (attached is None or attached.thumbnail_id is None):
        raise Invalid(
            f"{kind.word}须为图片; 请上传 JPEG、PNG 或 WebP 图片",
            f"Evidence of {new.kind} is a picture; upload a JPEG, PNG or WebP",
            field="fileId",
        )
    return kind, checked


def _check_content(new: NewEvidence) -> None:
    for field, value in (("kind", new.kind), ("title", new.title)):
        if not value.strip() or len(value) > LONGEST:
            raise Invalid(
                f"请写明类型和题目, 不超过 {LONGEST} 个字",
                f"Give kind and title, of at most {LONGEST} characters",
                field=field,
            )
    if new.on_date.year not in YEARS:
        raise Invalid(f"日期 {new.on_date} 有误, 请核对年份", "The year cannot be right", field="onDate")
    if new.body is not None and new.file_id is not None:
        raise Invalid("请给出正文或文件, 二者取一", "Give a text or a file, not both", field="body")


def _check_activity(work: Work, activity_id: UUID) -> None:
    """The activity is there and was not cancelled, as of now: whoever cancels it holds the moment that we have."""
    found = select(Activity.state, Activity.number).where(
        Activity.tenant_id == work.tenant_id, Activity.id == activity_id
    )
    row = work.session.execute(found).one_or_none()
    if row is None:
        raise NotFound("没有这项活动", "No such activity", field="activityId")
    if row.state == CANCELLED:
        raise Conflict(
            f"活动 {row.number} 已取消, 它的材料不再登记或修改; 与活动无关的材料请单独登记",
            f"Activity {row.number} was cancelled: its evidence is closed; record by itself what is not about it",
            field="activityId",
        )


def _units(work: Work, new: NewEvidence) -> tuple[UUID, ...]:
    """Whose it is: the units of its activity, whose forms come first, then the person's own."""
    hosts = units_of_activity(work, new.activity_id) if new.activity_id else ()
    home = work.session.scalar(select(home_unit_on(work.tenant_id, new.person_id, new.on_date)))
    return (*hosts, home) if home else hosts


def _allow(work: Work, person_id: UUID) -> None:
    reach = work.access.reach(Permission.EVIDENCE_WRITE)
    if not reach.everything and reach.person_id != person_id:
        work.require(Permission.EVIDENCE_WRITE)
    known = work.session.scalar(
        select(Person.id).where(Person.tenant_id == work.tenant_id, Person.id == person_id)
    )
    if known is None:
        raise NotFound("没有这个人员", "No such person", field="personId")
