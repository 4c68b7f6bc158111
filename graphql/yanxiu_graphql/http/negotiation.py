"""Content negotiation: the media type and language of the answer, the media type of the body."""

import re
from collections.abc import Iterator

from yanxiu_graphql.http.errors import NotAcceptable, UnsupportedContent

MODERN = "application/graphql-response+json"
LEGACY = "application/json"
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")  # RFC 9110


def media_type(accept: str | None) -> str:
    """The media type of the answer, by GraphQL over HTTP: `application/json` unless the other one is preferred.

    A range that names a type beats a wildcard; with equal weights the type that is named first by the
    specification, `application/graphql-response+json`, wins where the client named it.
    Raises NotAcceptable when `accept` allows neither.
    """
    if accept is None or not accept.strip():
        return LEGACY
    ranges = dict(_weighted(accept))
    wildcard = ranges.get("application/*", ranges.get("*/*", 0.0))
    modern, legacy = ranges.get(MODERN, wildcard), ranges.get(LEGACY, wildcard)
    if max(modern, legacy) <= 0:
        raise NotAcceptable(
            f"无法按 Accept 要求的格式应答，请接受 {MODERN} 或 {LEGACY}。",
            f"None of the accepted media types can be sent; accept {MODERN} or {LEGACY}.",
        )
    return MODERN if modern > legacy or (modern == legacy and MODERN in ranges) else LEGACY


def language(accept_language: str | None) -> str:
    """`en` where English is preferred to Chinese, else `zh-CN`."""
    best = {"zh": 0.0, "en": 0.0}
    for tag, weight in _weighted(accept_language or ""):
        primary = tag.split("-")[0]
        if primary in best:
            best[primary] = max(best[primary], weight)
    return "en" if best["en"] > best["zh"] else "zh-CN"


def require_json(content_type: str | None, content_encoding: str | None) -> None:
    """Refuse bodies other than plain JSON in UTF-8: browsers cannot send those across sites without asking.

    Raises UnsupportedContent.
    """
    kind, *parameters = [part.strip().lower() for part in (content_type or "").split(";")]
    charsets = [value for value in parameters if value.startswith("charset=")]
    plain = all(value.removeprefix("charset=").strip('"') in {"utf-8", "utf8"} for value in charsets)
    if kind != LEGACY or not plain or (content_encoding or "identity").strip().lower() != "identity":
        raise UnsupportedContent(
            f"请求头 Content-Type 须为 {LEGACY} (UTF-8，不压缩)。",
            f"Content-Type must be {LEGACY} (UTF-8, not compressed).",
        )


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """The ranges of an `Accept...` header with their weights; an unreadable weight counts as 0."""
    for item in header.split(","):
        name, *parameters = [part.strip().lower() for part in item.split(";")]
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = float(parameter[2:]) if _WEIGHT.fullmatch(parameter[2:]) else 0.0
        yield name, weight
