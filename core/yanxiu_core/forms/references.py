"""Answers that name something in the county: a file, a person, a unit, an activity."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from yanxiu_core.activities.models import Activity
from yanxiu_core.engine.scope import among
from yanxiu_core.errors import DomainError
from yanxiu_core.files import service as uploads
from yanxiu_core.files import tidying
from yanxiu_core.files.attaching import checked, is_picture
from yanxiu_core.files.models import StoredFile
from yanxiu_core.files.sizes import megabytes
from yanxiu_core.forms.schemas import REFERENCES, Schema, property_at, refers, resolved
from yanxiu_core.images import service as images
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work

FILE = "file"
MODELS: Mapping[str, Any] = {FILE: StoredFile, "person": Person, "unit": OrgUnit, "activity": Activity}
ACCEPT, MOST_BYTES = "x-accept", "x-max-bytes"
"""What a form says of a file beside its format: the media types that fit (`image/*`), and the most bytes."""

MOST_PICTURES = 12
"""New pictures in one set of answers, or in the sets of one list: each takes up to a second to check, during which nobody
else records anything in the county.
"""

Path = tuple[str | int, ...]
Convert = Callable[[str, str, Path], str]
"""(what it refers to, the value, its path) -> the value in another form."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names something: where it stands, what the form says of it, and what it names."""

    path: Path
    part: Schema
    id: UUID

    @property
    def kind(self) -> str:
        """One of `REFERENCES`."""
        return str(self.part["format"])


Refusal = tuple[Reference, str, str]
"""A reference that is refused, and why, as the rest of a sentence in both languages."""


def mapped(schema: Schema, values: Any, convert: Convert) -> Any:
    """The answers with every reference converted; other values are as they were."""
    if not refers(schema):
        return values
    return _mapped(schema, values, (), lambda part, value, path: convert(part["format"], value, path))


def found(schema: Schema, values: Any) -> list[Reference]:
    """The references in answers, whose values are ids as they are kept."""
    collected: list[Reference] = []
    if not refers(schema):
        return collected

    def collect(part: Schema, value: str, path: Path) -> str:
        collected.append(Reference(path, part, UUID(value)))
        return value

    _mapped(schema, values, (), collect)
    return collected


def settle(work: Work, references: Sequence[Reference]) -> tuple[list[Refusal], Mapping[UUID, UUID]]:
    """The references that name nothing here, or a file that does not fit, with the reason.

    Where none is refused the files are kept for good, pictures as `files.attaching` makes them: the second value tells
    what then stands for an upload. One statement for each kind of thing.
    """
    refused: list[Refusal] = []
    for kind in dict.fromkeys(reference.kind for reference in references):
        if kind != FILE:
            group = [reference for reference in references if reference.kind == kind]
            here = _here(work, kind, {reference.id for reference in group})
            refused += [_missing(reference) for reference in group if reference.id not in here]
    attached = [reference for reference in references if reference.kind == FILE]
    names = {name for each in attached for name in (each.id, images.image_id(each.id))}
    files = {name: file for name, file in _here(work, FILE, names).items() if _may_name(work, file)}
    refused += [unfit for reference in attached if (unfit := _unfit(reference, files))]
    return (refused, {}) if refused else _attached(work, attached, files)


def _here(work: Work, kind: str, ids: Collection[UUID]) -> dict[UUID, Any]:
    model = MODELS[kind]
    rows = select(model).where(model.tenant_id == work.tenant_id, among(model.id, list(ids)))
    if kind == FILE:
        kept = StoredFile.expires_at.is_(None) | (StoredFile.expires_at > func.clock_timestamp())
        rows = rows.where(StoredFile.state == "stored", kept)
    return {row.id: row for row in work.session.scalars(rows)} if ids else {}


def _attached(
    work: Work, references: Sequence[Reference], here: Mapping[UUID, StoredFile]
) -> tuple[list[Refusal], Mapping[UUID, UUID]]:
    made = {each.id: images.image_id(each.id) for each in references if images.image_id(each.id) in here}
    new = {
        each.id: each for each in references if each.id not in made and here[each.id].purpose != images.IMAGE
    }
    pictures = [each for each in new.values() if is_picture(here[each.id])]
    if len(pictures) > MOST_PICTURES:
        count = len(pictures)
        zh = f"等处共有 {count} 张新图片, 一次最多 {MOST_PICTURES} 张; 请分几次保存"
        en = f"and others are {count} new pictures; save at most {MOST_PICTURES} at a time"
        return [(pictures[0], zh, en)], {}
    refused: list[Refusal] = []
    for upload_id, reference in new.items():
        try:
            attached = checked(work, here[upload_id], field=".".join(map(str, reference.path)))
        except DomainError as error:
            refused.append((reference, f"不能接受: {error.zh}", f"cannot be accepted: {error.en}"))
        else:
            made[upload_id] = attached.file.id
    if pictures and not refused:
        tidying.leave(work)
    return refused, made


def _may_name(work: Work, file: StoredFile) -> bool:
    """What is kept already may be named again, an upload by whose it is; what a job made for others proves nothing."""
    if file.purpose not in {uploads.UPLOAD, images.IMAGE}:
        return False
    return file.expires_at is None or uploads.may_use(work, file)


def _missing(reference: Reference) -> Refusal:
    kind = reference.kind
    return reference, f"所指的{REFERENCES[kind]}不存在", f"names no {kind} that is here"


def _unfit(reference: Reference, here: Mapping[UUID, StoredFile]) -> Refusal | None:
    """Why the file does not fit, as far as its row tells. One that was taken before, and became a picture, fits."""
    file = here.get(images.image_id(reference.id)) or here.get(reference.id)
    if file is None:
        return _missing(reference)
    accepted, most = reference.part.get(ACCEPT, ()), reference.part.get(MOST_BYTES)
    kept = file.purpose == images.IMAGE
    if accepted and not any(
        each.startswith("image/") if kept else _fits(file.media_type, each) for each in accepted
    ):
        shown = "、".join(accepted)
        return (
            reference,
            f"应为 {shown} 文件, 现为 {file.media_type}",
            f"must be {shown}, not {file.media_type}",
        )
    if most is not None and not kept and (file.size or 0) > most:
        return reference, f"的文件超过 {megabytes(most)} MB", f"is a file of more than {megabytes(most)} MB"
    return None


def _fits(media_type: str, accepted: str) -> bool:
    return media_type == accepted or (accepted.endswith("/*") and media_type.startswith(accepted[:-1]))


def _mapped(schema: Schema, value: Any, path: Path, convert: Callable[[Schema, str, Path], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _mapped(schema, each, (*path, key), convert) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(schema, each, (*path, index), convert) for index, each in enumerate(value)]
    if not isinstance(value, str):
        return value
    part = _reference(schema, path)
    return convert(part, value, path) if part else value


def _reference(schema: Schema, path: Path) -> Schema | None:
    """The sub-schema of a reference at this path, also where null or another form is allowed beside it."""
    along = list(property_at(schema, path))
    if not along or len(along) < len(path):
        return None
    part = along[-1]
    branches = (part, *(each for name in ("anyOf", "oneOf", "allOf") for each in part.get(name, ())))
    told = (resolved(schema, each["$ref"]) if "$ref" in each else each for each in branches)
    return next((each for each in told if each.get("format") in REFERENCES), None)
