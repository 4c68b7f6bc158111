"""Answers that name something in the county: a file, a person, a unit, an activity."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.activities.models import Activity
from yanxiu_core.engine.scope import among
from yanxiu_core.files import service as files
from yanxiu_core.files.models import StoredFile
from yanxiu_core.forms.schemas import REFERENCES, Schema, property_at, refers, resolved
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work

MODELS: Mapping[str, Any] = {"file": StoredFile, "person": Person, "unit": OrgUnit, "activity": Activity}
ACCEPT, MOST_BYTES = "x-accept", "x-max-bytes"
"""What a form says of a file beside its format: the media types that fit (`image/*`), and the most bytes."""

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


def wrong(work: Work, references: Iterable[Reference]) -> list[tuple[Reference, str, str]]:
    """The references that name nothing here, or a file that does not fit, with the reason; the other files are kept
    for good. One statement for each kind of thing.
    """
    refused: list[tuple[Reference, str, str]] = []
    by_kind: dict[str, list[Reference]] = {}
    for reference in references:
        by_kind.setdefault(reference.kind, []).append(reference)
    for kind, group in by_kind.items():
        model, ids = MODELS[kind], {reference.id for reference in group}
        rows = work.session.scalars(
            select(model).where(model.tenant_id == work.tenant_id, among(model.id, list(ids)))
        )
        here = {row.id: row for row in rows}
        for reference in group:
            row = here.get(reference.id)
            if row is None or (kind == "file" and row.state != "stored"):
                refused.append(
                    (reference, f"所指的{REFERENCES[kind]}不存在", f"names no {kind} that is here")
                )
            elif kind == "file":
                reason = _unfit(row, reference.part)
                refused += [(reference, *reason)] if reason else []
    return refused


def _unfit(file: StoredFile, part: Schema) -> tuple[str, str] | None:
    accepted, most = part.get(ACCEPT, ()), part.get(MOST_BYTES)
    if accepted and not any(_fits(file.media_type, each) for each in accepted):
        shown = "、".join(accepted)
        return f"应为 {shown} 文件, 现为 {file.media_type}", f"must be {shown}, not {file.media_type}"
    if most is not None and (file.size or 0) > most:
        return f"的文件超过 {most} 字节", f"is a file of more than {most} bytes"
    files.hold(file)
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
