"""What is wrong with an answer, in Chinese and English, in the words of the form and not of JSON Schema."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from yanxiu_core.forms.problems import Problem
from yanxiu_core.forms.schemas import Schema, property_at

Path = tuple[str | int, ...]
Texts = tuple[str, str]
SHOWN = 30
"""Characters of a wrong value that a message repeats."""
WORDS = {
    "string": ("文字", "a text"),
    "integer": ("整数", "a whole number"),
    "number": ("数字", "a number"),
    "boolean": ("是或否", "true or false"),
    "array": ("列表", "a list"),
    "object": ("分组", "an object"),
    "null": ("空", "null"),
}
"""JSON's types."""
SHAPES = {
    "date": ("日期, 写作 2026-03-02", "a date, written 2026-03-02"),
    "time": ("带时区的时刻, 写作 08:30:00+08:00", "a time with zone, written 08:30:00+08:00"),
    "date-time": (
        "带时区的时间, 写作 2026-03-02T08:30:00+08:00",
        "a moment with zone, written 2026-03-02T08:30:00+08:00",
    ),
    "duration": ("时长, 写作 PT40M", "a duration, written PT40M"),
    "email": ("电子邮箱", "an e-mail address"),
    "uri": ("网址", "an address"),
    "uuid": ("编号", "an id"),
}


def problems(schema: Schema, error: ValidationError) -> Iterator[Problem]:
    """The problem of an error; one for each field where the error names several."""
    path, kind = tuple(error.instance_path), error.kind
    if isinstance(kind, ValidationErrorKind.Required):
        yield _at(schema, (*path, kind.property), ("没有填写", "is missing"))
    elif isinstance(
        kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties
    ):
        for name in kind.unexpected:
            yield _at(schema, (*path, name), ("不是这个版本的栏目", "is no field of this version"))
    else:
        yield _at(schema, path, _said(error))


def _at(schema: Schema, path: Path, texts: Texts) -> Problem:
    zh, en = label(schema, path)
    return Problem(tuple(map(str, path)), f"{zh}{texts[0]}", f"{en} {texts[1]}")


def label(schema: Schema, path: Path) -> Texts:
    """The field by its titles (“视角”第 2 项“得分”); without a title by its name."""
    titles = [part.get("title") for part in property_at(schema, path)]
    zh, en = "", ""
    for index, step in enumerate(path):
        title = titles[index] if index < len(titles) else None
        zh += f"第 {step + 1} 项" if isinstance(step, int) else f"“{title or step}”"
        en += f"[{step}]" if isinstance(step, int) else f"{'.' if en else ''}{step}"
    return zh or "表单", en or "The form"


def _said(error: ValidationError) -> Texts:
    for kind, say in SAYINGS:
        if isinstance(error.kind, kind):
            return say(error.kind, error)
    return f"不符合要求 ({error.kind.name})", f"does not fit ({error.kind.name})"


def _options(options: Sequence[Any]) -> str:
    return "、".join(str(each) for each in options)


def _choice(context: Sequence[Sequence[ValidationError]]) -> Texts | None:
    """Alternatives that are each one value are a choice, as form builders write it."""
    kinds = [branch[0].kind for branch in context if branch]
    values = [
        getattr(kind, "expected_value", None)
        for kind in kinds
        if isinstance(kind, ValidationErrorKind.Constant)
    ]
    if not values or len(values) < len(context):
        return None
    return f"只能是: {_options(values)}", f"must be one of: {_options(values)}"


def _none_of(kind: Any, error: ValidationError) -> Texts:
    return _choice(kind.context) or (
        f"的内容 {_shown(error.instance)} 不符合任何一种允许的填法",
        f"fits none of the ways in which it may be filled in: {_shown(error.instance)}",
    )


def _type(kind: Any, error: ValidationError) -> Texts:
    words = [WORDS.get(name, (name, name)) for name in kind.types]
    return (
        f"应为{'或'.join(zh for zh, _ in words)}, 现为 {_shown(error.instance)}",
        f"must be {' or '.join(en for _, en in words)}, not {_shown(error.instance)}",
    )


def _format(kind: Any, error: ValidationError) -> Texts:
    zh, en = SHAPES.get(kind.format, (kind.format, kind.format))
    return f"应为{zh}, 现为 {_shown(error.instance)}", f"must be {en}, not {_shown(error.instance)}"


def _shown(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return written if len(written) <= SHOWN else f"{written[:SHOWN]}…"


def _limited(zh: str, en: str) -> Callable[[Any, ValidationError], Texts]:
    """A text with `{limit}`, and `{value}` for what was given."""

    def say(kind: Any, error: ValidationError) -> Texts:
        given: Mapping[str, Any] = {
            "limit": _number(getattr(kind, "limit", "")),
            "value": _shown(error.instance),
        }
        return zh.format(**given), en.format(**given)

    return say


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


K = ValidationErrorKind
SAYINGS: tuple[tuple[type, Callable[[Any, ValidationError], Texts]], ...] = (
    (K.Type, _type),
    (K.Format, _format),
    (K.Enum, lambda kind, _: (f"只能是: {_options(kind.options)}", f"must be one of: {_options(kind.options)}")),
    (K.Constant, lambda kind, _: (f"只能是 {kind.expected_value}", f"must be {kind.expected_value}")),
    (K.OneOfNotValid, _none_of),
    (K.AnyOf, _none_of),
    (K.OneOfMultipleValid, _limited("有两种填法同时成立, 请只填一种", "is filled in two ways at once; choose one")),
    (K.Minimum, _limited("应不小于 {limit}, 现为 {value}", "must be at least {limit}, not {value}")),
    (K.Maximum, _limited("应不大于 {limit}, 现为 {value}", "must be at most {limit}, not {value}")),
    (K.ExclusiveMinimum, _limited("应大于 {limit}, 现为 {value}", "must be above {limit}, not {value}")),
    (K.ExclusiveMaximum, _limited("应小于 {limit}, 现为 {value}", "must be below {limit}, not {value}")),
    (K.MultipleOf, lambda kind, error: (
        f"应为 {_number(kind.multiple_of)} 的倍数, 现为 {_shown(error.instance)}",
        f"must be a multiple of {_number(kind.multiple_of)}, not {_shown(error.instance)}",
    )),
    (K.MinLength, _limited("至少 {limit} 个字", "has at least {limit} characters")),
    (K.MaxLength, _limited("不超过 {limit} 个字", "has at most {limit} characters")),
    (K.MinItems, _limited("至少 {limit} 项", "has at least {limit} items")),
    (K.MaxItems, _limited("不超过 {limit} 项", "has at most {limit} items")),
    (K.MinProperties, _limited("至少填 {limit} 栏", "has at least {limit} fields filled in")),
    (K.MaxProperties, _limited("至多填 {limit} 栏", "has at most {limit} fields filled in")),
    (K.UniqueItems, _limited("有重复的项", "has an item twice")),
    (K.Pattern, _limited("的写法不对: {value}", "is not written as it must be: {value}")),
    (K.FalseSchema, _limited("在这里不应填写", "must not be filled in here")),
)  # fmt: skip
"""What is said of each way in which a value can fail."""
