"""Accept, Accept-Language and Content-Type."""

import pytest

from yanxiu_graphql.http.errors import NotAcceptable, UnsupportedContent
from yanxiu_graphql.http.negotiation import LEGACY, MODERN, language, media_type, require_json


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, LEGACY),
        ("", LEGACY),
        ("*/*", LEGACY),
        ("application/*", LEGACY),
        (LEGACY, LEGACY),
        (MODERN, MODERN),
        (f"{MODERN}, {LEGACY}", MODERN),
        (f"{LEGACY}, {MODERN}", MODERN),
        (f"{LEGACY}, {MODERN};q=0.9", LEGACY),
        (f"{MODERN};q=0.5, {LEGACY};q=0.4", MODERN),
        (f"{MODERN}, */*", MODERN),
        (f"{MODERN};q=0, */*", LEGACY),
        (f"{MODERN};q=junk, {LEGACY};q=0.1", LEGACY),
        (f"{LEGACY};q=inf, {MODERN};q=0.1", MODERN),
        (f"{LEGACY};q=0, */*;q=0.1", MODERN),
        (f"text/event-stream, {LEGACY}", LEGACY),
        ("APPLICATION/JSON ; charset=utf-8", LEGACY),
    ],
)
def test_media_type(accept: str | None, expected: str) -> None:
    assert media_type(accept) == expected


@pytest.mark.parametrize("accept", ["text/html", "text/event-stream", "*/*;q=0", f"{LEGACY};q=0", ",;"])
def test_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        media_type(accept)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "zh-CN"),
        ("fr", "zh-CN"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-CN,en;q=0.8", "zh-CN"),
        ("zh;q=0.1, en-GB;q=0.2", "en"),
        ("en, zh", "zh-CN"),
    ],
)
def test_language(header: str | None, expected: str) -> None:
    assert language(header) == expected


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_bodies(kind: str) -> None:
    require_json(kind, None)
    require_json(kind, "identity")


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        (None, None),
        ("text/plain", None),
        ("application/x-www-form-urlencoded", None),
        ("multipart/form-data; boundary=x", None),
        ("application/json; charset=gbk", None),
        ("application/json", "gzip"),
    ],
)
def test_other_bodies(kind: str | None, encoding: str | None) -> None:
    with pytest.raises(UnsupportedContent):
        require_json(kind, encoding)
