"""The parameters of a GraphQL request, from a body or a query string; whatever is wrong with them is a 400."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import parse_qs

from yanxiu_graphql.http.errors import RequestRefused

_NAMES = ("query", "operationName", "variables", "extensions")
_NESTING = 100  # JSON in JSON; far above any form, far below the interpreter's recursion limit


@dataclass(frozen=True, slots=True)
class Parameters:
    """A well-formed request: the document's text, the operation to pick, raw variables, extensions."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)


def from_body(body: bytes) -> Parameters:
    """Read a POST body. Raises RequestRefused."""
    return _checked(_json(body, "请求内容", "The body"))


def from_query_string(query_string: bytes) -> Parameters:
    """Read a GET's query string, `variables` and `extensions` being JSON in it. Raises RequestRefused."""
    try:
        found = parse_qs(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=32
        )
    except ValueError as error:
        raise RequestRefused(
            "网址参数不是有效的 UTF-8 编码，请检查百分号编码。",
            "The query string is not valid percent-encoded UTF-8.",
        ) from error
    values: dict[str, Any] = {}
    for name in _NAMES:
        texts = found.get(name, [])
        if len(texts) > 1:
            raise RequestRefused(
                f"参数 {name} 重复，请只写一次。", f"Parameter {name} is repeated; send it once."
            )
        if texts and texts[0]:
            as_json = name in {"variables", "extensions"}
            values[name] = _json(texts[0].encode(), name, name) if as_json else texts[0]
    return _checked(values)


def _json(text: bytes, zh: str, en: str) -> Any:
    """Parse JSON as the RFC has it; numbers beyond a float or of thousands of digits are errors as well."""
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RequestRefused(
            f"{zh}不是有效的 JSON (UTF-8)：{reason}。", f"{en} is not valid JSON (UTF-8): {reason}."
        ) from error
    # What is looked for can only come from an escape or from many brackets.
    if b"\\u" in text or text.count(b"[") + text.count(b"{") > _NESTING:
        _inspect(value, zh, en)
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _inspect(value: Any, zh: str, en: str) -> None:
    """Refuse what cannot be passed on: lone surrogates, NUL (no UTF-8, no database text), and deep nesting."""
    stack = [(value, 1)]
    while stack:
        item, depth = stack.pop()
        if depth > _NESTING:
            raise RequestRefused(
                f"{zh}的 JSON 嵌套超过 {_NESTING} 层。",
                f"{en} is JSON nested more than {_NESTING} levels deep.",
            )
        if isinstance(item, dict):
            stack.extend((child, depth + 1) for pair in item.items() for child in pair)
        elif isinstance(item, list):
            stack.extend((child, depth + 1) for child in item)
        elif isinstance(item, str) and ("\0" in item or _lone(item)):
            raise RequestRefused(
                f"{zh}含有无法保存的字符 (NUL 或不成对的代理字符)，请删除。",
                f"{en} holds characters that cannot be stored (NUL or a lone surrogate); remove them.",
            )


def _lone(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _checked(value: Any) -> Parameters:
    if isinstance(value, list):
        raise RequestRefused(
            "不支持批量请求 (JSON 数组)，请逐个发送，或在一个查询中使用多个字段。",
            "Batches (a JSON array) are not supported; send one request each, or several fields in one document.",
        )
    if not isinstance(value, dict):
        raise RequestRefused("请求内容须为 JSON 对象。", "The body must be a JSON object.")
    query = value.get("query")
    if not isinstance(query, str) or not query.strip():
        raise RequestRefused("缺少参数 query (字符串)。", "Parameter query (a string) is missing.")
    name = value.get("operationName")
    if name is not None and not isinstance(name, str):
        raise RequestRefused("参数 operationName 须为字符串。", "Parameter operationName must be a string.")
    return Parameters(query, name or None, _mapping(value, "variables"), _mapping(value, "extensions"))


def _mapping(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise RequestRefused(f"参数 {name} 须为 JSON 对象。", f"Parameter {name} must be a JSON object.")
    return found
