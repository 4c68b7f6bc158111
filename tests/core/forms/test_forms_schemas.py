"""Which schemas are forms, and what is said of answers that do not fit: every place, in the form's own words."""

import pytest

from yanxiu_core.forms.answers import LARGEST, FormAnswers, fit
from yanxiu_core.forms.errors import AnswersInvalid, FormInvalid
from yanxiu_core.forms.schemas import LARGEST as LARGEST_SCHEMA
from yanxiu_core.forms.schemas import check


def form(properties=None, **more):
    return {"type": "object", "properties": properties or {}, "additionalProperties": False, **more}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ("text", "schema"),
        ({"type": "array"}, "schema"),
        ({"type": "object", "properties": {}}, "schema.additionalProperties"),
        (form({"a": {"type": "strin"}}), "schema.properties.a.type"),
        (form({"a": {"pattern": "(a+"}}), "schema.properties.a.pattern"),
        (form({"a": {"pattern": "(?=a)b"}}), "schema.properties.a.pattern"),
        (form({"a": {"format": "datum"}}), "schema.properties.a.format"),
        (form({"a": {"items": {"$ref": "http://localhost/x"}}}), "schema.properties.a.items.$ref"),
        (form({"a": {"$ref": "#/$defs/none"}}), "schema"),
        (form({"a": {"$id": "other"}}), "schema.properties.a.$id"),
        (form(**{"$schema": "http://json-schema.org/draft-07/schema#"}), "schema.$schema"),
        (form({"a": {"default": float("nan")}}), "schema"),
        (form({"a": {"title": "长" * LARGEST_SCHEMA}}), "schema"),
    ],
)
def test_what_is_no_form_is_refused_with_its_place(schema, place):
    with pytest.raises(FormInvalid) as refused:
        check(schema)
    assert refused.value.details["field"] == place


FORM = form(
    {
        "topic": {"type": "string", "title": "课题", "minLength": 2, "maxLength": 4},
        "day": {"type": "string", "format": "date", "title": "日期"},
        "level": {"enum": ["优", "良"], "title": "等级"},
        "tool": {"oneOf": [{"const": "钢笔"}, {"const": "毛笔"}], "title": "工具"},
        "times": {"type": "integer", "title": "次数", "minimum": 0, "maximum": 9},
        "half": {"type": "number", "multipleOf": 0.5},
        "views": {"type": "array", "title": "视角", "minItems": 1, "uniqueItems": True, "items": {"$ref": "#/$defs/view"}},
        "code": {"type": ["string", "null"], "title": "代号", "pattern": "^[A-Z]+$"},
    },
    required=["topic"],
    **{"$defs": {"view": form({"score": {"type": "integer", "title": "得分"}}, required=["score"])}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "path", "zh", "en"),
    [
        ({}, "topic", "“课题”没有填写", "topic is missing"),
        ({"topic": "一"}, "topic", "“课题”至少 2 个字", "topic has at least 2 characters"),
        ({"topic": "一二三四五"}, "topic", "“课题”不超过 4 个字", "topic has at most 4 characters"),
        ({"day": "3月2日"}, "day", "“日期”应为日期, 写作 2026-03-02, 现为 3月2日", "day must be a date, written 2026-03-02, not 3月2日"),
        ({"level": "差"}, "level", "“等级”只能是: 优、良", "level must be one of: 优、良"),
        ({"tool": "铅笔"}, "tool", "“工具”只能是: 钢笔、毛笔", "tool must be one of: 钢笔、毛笔"),
        ({"times": -1}, "times", "“次数”应不小于 0, 现为 -1", "times must be at least 0, not -1"),
        ({"times": 10}, "times", "“次数”应不大于 9, 现为 10", "times must be at most 9, not 10"),
        ({"times": "三"}, "times", "“次数”应为整数, 现为 三", "times must be a whole number, not 三"),
        ({"half": 0.3}, "half", "“half”应为 0.5 的倍数, 现为 0.3", "half must be a multiple of 0.5, not 0.3"),
        ({"views": []}, "views", "“视角”至少 1 项", "views has at least 1 items"),
        ({"views": [{"score": 1}, {"score": "好"}]}, "views.1.score", "“视角”第 2 项“得分”应为整数, 现为 好", "views[1].score must be a whole number, not 好"),
        ({"views": [{}]}, "views.0.score", "“视角”第 1 项“得分”没有填写", "views[0].score is missing"),
        ({"views": [{"score": 1}, {"score": 1}]}, "views", "“视角”有重复的项", "views has an item twice"),
        ({"code": "a"}, "code", "“代号”的写法不对: a", "code is not written as it must be: a"),
        ({"code": 3}, "code", "“代号”应为空或文字, 现为 3", "code must be null or a text, not 3"),
        ({"topik": "x"}, "topik", "“topik”不是这个版本的栏目", "topik is no field of this version"),
        ({"topic": "a\0b"}, "", "文字中有不可用的字符 (空字符)", "A text holds a null character"),
        ({"half": float("inf")}, "", "内容不是有效的 JSON", "The answers are no JSON"),
        ({"topic": "长" * LARGEST}, "", f"内容超过 {LARGEST} 字节", f"The answers have more than {LARGEST} bytes"),
    ],
)  # fmt: skip
def test_each_misfit_is_named_by_path_and_title(values, path, zh, en):
    given = values if not values or "topic" in values else {"topic": "数学", **values}
    with pytest.raises(AnswersInvalid) as refused:
        fit(FORM, FormAnswers(given), "answers.values")
    [problem] = refused.value.problems
    assert (".".join(problem.path), problem.zh, problem.en) == (path, zh, en)
    assert refused.value.details["field"] == ".".join(filter(None, ("answers.values", path)))


def test_all_misfits_are_told_at_once():
    with pytest.raises(AnswersInvalid) as refused:
        fit(FORM, FormAnswers({"times": -1, "day": "x", "extra": 1}), "answers.values")
    assert sorted(problem.path for problem in refused.value.problems) == [
        ("day",),
        ("extra",),
        ("times",),
        ("topic",),
    ]
    assert refused.value.zh.endswith("(另有 3 处)")


def test_what_is_no_object_and_what_fits():
    with pytest.raises(AnswersInvalid, match="表单应为分组, 现为 文字"):
        fit(FORM, FormAnswers("文字"), "a")
    values = {"topic": "数学", "day": "2026-03-02", "views": [{"score": 5}], "code": None}
    assert fit(FORM, FormAnswers(values), "a") == values
