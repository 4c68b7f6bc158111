"""Accept answers: those of a form's current version, or of the version that they say they were filled in with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yanxiu_core.forms import messages, references
from yanxiu_core.forms.errors import AnswersInvalid
from yanxiu_core.forms.problems import Problem
from yanxiu_core.forms.schemas import Schema, property_at, text, validator
from yanxiu_core.forms.versions import Version, current, keep, usable
from yanxiu_core.images.service import image_id
from yanxiu_core.work import Work

LARGEST = 262_144
"""Bytes of one set of answers, as JSON."""
MOST_PROBLEMS = 20
"""So many problems are told at once."""


def plain_id(_kind: str, value: str, _field: str) -> UUID:
    """A reference as it is kept."""
    return UUID(value)


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """Answers as they come in: values by the form's names, and the version they were filled in with (default: the
    current one). `identify` reads the ids that the values name (what of, the text, the field), as the caller writes them.
    """

    values: Any
    version_id: UUID | None = None
    identify: Callable[[str, str, str], UUID] = plain_id


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to be accepted: the form of their kind (None: they name the version of any form), the units to which the
    thing belongs, whose own versions may be used, and the field that errors name.
    """

    given: FormAnswers
    form: str | None
    units: tuple[UUID, ...]
    field: str = "answers"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Answers that fit their version. `filled` are the titles of the fields that are filled in."""

    version_id: UUID
    values: dict[str, Any]
    filled: tuple[str, ...]


def accept(
    work: Work, given: FormAnswers, *, form: str | None, units: Iterable[UUID], field: str = "answers"
) -> Accepted:
    """One set of answers, see `accept_all`."""
    return accept_all(work, [Asked(given, form, tuple(units), field)])[0]


def accept_all(work: Work, asked: Sequence[Asked]) -> list[Accepted]:
    """Check answers against their versions and keep the versions; nothing else is written.

    Raises AnswersInvalid (the first set that does not fit, with every place that is wrong), FormInvalid for another
    form's version, FormChanged, NotFound.
    """
    versions: dict[tuple[UUID | None, str | None, tuple[UUID, ...]], Version] = {}
    fitting: list[tuple[Version, dict[str, Any]]] = []
    named: list[tuple[Asked, Version, references.Reference]] = []
    for each in asked:
        key = (each.given.version_id, each.form, each.units)
        version = versions.get(key) or versions.setdefault(key, _version(work, each))
        values = fit(version.schema, each.given, f"{each.field}.values")
        named += [(each, version, reference) for reference in references.found(version.schema, values)]
        fitting.append((version, values))
    made = _settle(work, named)
    for version in {version.id: version for version in versions.values()}.values():
        keep(work, version)
    return [_accepted(version, values, made) for version, values in fitting]


def _accepted(version: Version, values: dict[str, Any], made: Mapping[UUID, UUID]) -> Accepted:
    values = _standing(version, values, made)
    return Accepted(version.id, values, tuple(_filled(version, values)))


def _standing(version: Version, values: dict[str, Any], made: Mapping[UUID, UUID]) -> dict[str, Any]:
    """The answers, in which the picture that was made of an upload stands for it."""

    def kept(_kind: str, value: str, _path: references.Path) -> str:
        return str(made.get(UUID(value), value))

    found: dict[str, Any] = references.mapped(version.schema, values, kept) if made else values
    return found


def fit(schema: Schema, given: FormAnswers, field: str) -> dict[str, Any]:
    """The values, with ids as they are kept, if they fit the schema. Raises AnswersInvalid."""
    written = _written(given.values, field)
    problems: list[Problem] = []
    for error in validator(text(schema)).iter_errors(given.values):
        problems.extend(messages.problems(schema, error))
        if len(problems) >= MOST_PROBLEMS:
            break
    if not problems and "\\u0000" in written:
        problems.append(Problem((), "文字中有不可用的字符 (空字符)", "A text holds a null character"))
    if problems:
        raise AnswersInvalid(problems, field)

    def identify(kind: str, value: str, path: references.Path) -> str:
        try:
            return str(given.identify(kind, value, ".".join(map(str, (field, *path)))))
        except ValueError as error:
            raise AnswersInvalid([_at(schema, path, "不是编号", "is no id")], field) from error

    values: dict[str, Any] = references.mapped(schema, given.values, identify)
    return values


def same(version: Version, given: FormAnswers, values: Mapping[str, Any]) -> bool:
    """Whether answers are these, which were kept under a version that they name or leave open.

    An upload's id says the same as that of the picture which was made of it.
    """
    if given.version_id not in {None, version.id}:
        return False
    try:
        fitting = fit(version.schema, given, "answers.values")
    except AnswersInvalid:
        return False  # not what was kept, then; whether they fit another version is for `accept` to say
    kept = {reference.id for reference in references.found(version.schema, values)}
    named = {reference.id for reference in references.found(version.schema, fitting)}
    made = {each: image_id(each) for each in named if image_id(each) in kept}
    return _standing(version, fitting, made) == values


def _version(work: Work, asked: Asked) -> Version:
    if asked.given.version_id is None and asked.form is not None:
        return current(work, asked.form, asked.units)
    return usable(work, asked.given.version_id, asked.form, asked.units, f"{asked.field}.version")


def _written(values: Any, field: str) -> str:
    """The answers as JSON. Raises AnswersInvalid for what JSON has not, and for too much of it."""
    try:
        written = text(values)
        size = len(written.encode())
    except (ValueError, TypeError, RecursionError) as error:
        raise AnswersInvalid(
            [Problem((), "内容不是有效的 JSON", "The answers are no JSON")], field
        ) from error
    if size > LARGEST:
        wrong = Problem((), f"内容超过 {LARGEST} 字节", f"The answers have more than {LARGEST} bytes")
        raise AnswersInvalid([wrong], field)
    return written


def _settle(work: Work, named: Sequence[tuple[Asked, Version, references.Reference]]) -> Mapping[UUID, UUID]:
    """What stands for an upload afterwards. Raises AnswersInvalid for references that are refused."""
    wrong, made = references.settle(work, [each[2] for each in named])
    refused = {id(reference): (zh, en) for reference, zh, en in wrong}
    first = next((asked for asked, _, reference in named if id(reference) in refused), None)
    if first is None:
        return made
    problems = [
        _at(version.schema, reference.path, *refused[id(reference)])
        for asked, version, reference in named
        if asked is first and id(reference) in refused
    ]
    raise AnswersInvalid(problems, f"{first.field}.values")


def _at(schema: Schema, path: references.Path, zh: str, en: str) -> Problem:
    titles = messages.label(schema, path)
    return Problem(tuple(map(str, path)), f"{titles[0]}{zh}", f"{titles[1]} {en}")


def _filled(version: Version, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value not in (None, "", [], {}):
            part = next(iter(property_at(version.schema, (name,))), {})
            yield str(part.get("title", name))
