"""Which JSON Schemas are forms, and a form's properties by the path of an answer.

A form comes from a plugin or from a school's form builder, so it is checked like any input: nothing is fetched for it,
patterns take linear time, and what is misspelt is refused when the form is published and not when it is filled in.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from jsonschema_rs import Draft202012Validator, RegexOptions, ValidationError

from yanxiu_core.forms.errors import FormInvalid

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LARGEST = 65_536
"""Bytes of a schema or of ui hints, as JSON."""
REFERENCES = {"file": "文件", "person": "人员", "unit": "单位", "activity": "活动"}
"""Formats of a value that is the id of something in the county, with what it is."""
FORMATS = frozenset({"date", "time", "date-time", "duration", "email", "uri", "uuid", *REFERENCES})
"""The formats that are checked; another one would be a wish that nobody hears."""
NOT_ALLOWED = frozenset({"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"})
NESTED = ("properties", "patternProperties", "$defs", "dependentSchemas")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = ("items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames")

Schema = Mapping[str, Any]


def check(schema: Any, field: str = "schema") -> None:
    """Refuse what is no form: FormInvalid, the field naming the place in the schema."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        raise FormInvalid(
            "表单须是 JSON Schema 的对象 (type: object)",
            "A form is a JSON Schema of type object",
            field=field,
        )
    measure(schema, field)
    if schema.get("additionalProperties") is not False:
        raise FormInvalid(
            "表单须写 additionalProperties: false, 否则写错名称的栏目会被悄悄收下",
            "A form says additionalProperties: false, else a misspelt field would be taken in silence",
            field=f"{field}.additionalProperties",
        )
    if schema.get("$schema", DIALECT) != DIALECT:
        raise FormInvalid(
            f"$schema 只能是 {DIALECT}", f"$schema can only be {DIALECT}", field=f"{field}.$schema"
        )
    for path, part in parts(schema):
        _check_part(".".join((field, *path)), part)
    try:
        validator(text(schema))
    except (ValidationError, ValueError) as error:
        place = ".".join((field, *map(str, getattr(error, "instance_path", ()))))
        reason = str(error).splitlines()[0]
        raise FormInvalid(
            f"不是有效的 JSON Schema ({place}): {reason}",
            f"No valid JSON Schema ({place}): {reason}",
            field=place,
        ) from error


def measure(value: Any, field: str) -> None:
    """Refuse what is no JSON or too large."""
    try:
        size = len(text(value).encode())
    except (ValueError, TypeError, RecursionError) as error:
        raise FormInvalid("不是有效的 JSON", "This is no JSON", field=field) from error
    if size > LARGEST:
        raise FormInvalid(f"超过 {LARGEST} 字节", f"More than {LARGEST} bytes", field=field)


def _check_part(place: str, part: Schema) -> None:
    found = NOT_ALLOWED & part.keys()
    reference = part.get("$ref", "#")
    if found or not isinstance(reference, str) or not reference.startswith("#"):
        name = min(found, default="$ref")
        raise FormInvalid(
            f"{place} 不能用 {name}; 引用只能指向本表单之内 (#/$defs/…)",
            f"{place} cannot use {name}; references stay within the form (#/$defs/...)",
            field=f"{place}.{name}",
        )
    if part.get("format", "date") not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise FormInvalid(
            f"{place} 的 format {part['format']!r} 不受支持; 可用: {known}",
            f"{place} has the unknown format {part['format']!r}; there are: {known}",
            field=f"{place}.format",
        )


def parts(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every sub-schema with its place."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for name in NESTED:
        inner = schema.get(name)
        if isinstance(inner, Mapping):
            for key, each in inner.items():
                yield from parts(each, (*path, name, str(key)))
    for name in LISTED:
        inner = schema.get(name)
        if isinstance(inner, Sequence) and not isinstance(inner, str):
            for index, each in enumerate(inner):
                yield from parts(each, (*path, name, str(index)))
    for name in SINGLE:
        yield from parts(schema.get(name), (*path, name))


def refers(schema: Schema) -> bool:
    """Whether answers hold ids of files, people, units or activities."""
    return any(part.get("format") in REFERENCES for _, part in parts(schema))


def text(value: Any) -> str:
    """JSON, the same for the same value. Raises ValueError for numbers that JSON has not."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, default=dict)


@lru_cache(maxsize=256)
def validator(schema: str) -> Draft202012Validator:
    """The compiled form; the same few are asked for again and again."""
    # The default engine for patterns backtracks; this one takes linear time whatever is written.
    return Draft202012Validator(
        json.loads(schema),
        validate_formats=True,
        pattern_options=RegexOptions(),
        retriever=_nothing_is_fetched,
        formats=dict.fromkeys(REFERENCES, _any_text),
    )


def _nothing_is_fetched(address: str) -> Any:
    raise ValueError(address)


def _any_text(_value: str) -> bool:
    return True


def property_at(schema: Schema, path: Sequence[str | int]) -> Iterator[Schema]:
    """The sub-schemas along a path of an answer, as far as properties and items tell; references are followed."""
    part: Any = schema
    for step in path:
        part = _step(schema, _followed(schema, part), step)
        if not isinstance(part, Mapping):
            return
        yield {**_followed(schema, part), **part}


def _step(root: Schema, part: Schema, step: str | int) -> Any:
    if isinstance(step, int):
        prefix = part.get("prefixItems", ())
        return prefix[step] if step < len(prefix) else part.get("items")
    for each in (
        part,
        *(_followed(root, one) for name in ("allOf", "anyOf", "oneOf") for one in part.get(name, ())),
    ):
        found = each.get("properties", {}).get(step)
        if found is not None:
            return found
    return None


def _followed(root: Schema, part: Schema) -> Schema:
    seen: set[str] = set()
    while isinstance(part, Mapping) and "$ref" in part and part["$ref"] not in seen:
        seen.add(part["$ref"])
        part = resolved(root, part["$ref"])
    return part if isinstance(part, Mapping) else {}


def resolved(root: Schema, reference: str) -> Schema:
    """What a local reference (`#/$defs/score`) points to; the compiled form has proved that it is there."""
    part: Any = root
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        part = part[int(name)] if isinstance(part, list) else part[name]
    return cast("Schema", part)
