"""Uploads and downloads by signed address."""

import hashlib
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from yanxiu_core.errors import Invalid
from yanxiu_graphql.http.errors import SignatureRefused
from yanxiu_graphql.http.files import disposition
from yanxiu_graphql.http.signing import sign, signed_path, verify

TENANT = uuid.UUID("0190a000-0000-7000-8000-000000000001")
KEY = b"a key for tests"
UPLOAD = uuid.UUID("0190a000-0000-7000-8000-00000000000a")


def _address(kind: str = "uploads", tenant: uuid.UUID = TENANT, seconds: int = 60) -> str:
    return signed_path(f"/{kind}/{UPLOAD}", tenant, int(time.time()) + seconds, KEY)


@pytest.fixture
def browser(stage: Any) -> TestClient:
    """A client without any credential."""
    return TestClient(stage.app)


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


def test_signatures() -> None:
    query = {"tenant": str(TENANT), "expires": "1000", "signature": sign("/files/1", TENANT, 1000, KEY)}
    assert verify("/files/1", query, KEY, now=1000.0) == TENANT
    with pytest.raises(SignatureRefused, match="过期"):
        verify("/files/1", query, KEY, now=1000.5)
    other = {"tenant": str(UPLOAD), "expires": "1001", "signature": "00" * 32}
    for name, value in other.items():
        with pytest.raises(SignatureRefused, match="改动"):
            verify("/files/1", {**query, name: value}, KEY, now=1.0)
        with pytest.raises(SignatureRefused, match="改动"):
            verify("/files/1", {key: kept for key, kept in query.items() if key != name}, KEY, now=1.0)
    for name, value in {"signature": "不", "expires": "soon", "tenant": "x"}.items():
        with pytest.raises(SignatureRefused, match="改动"):
            verify("/files/1", {**query, name: value}, KEY, now=1.0)
    with pytest.raises(SignatureRefused, match="改动"):
        verify("/files/2", query, KEY, now=1.0)
    with pytest.raises(SignatureRefused, match="改动"):
        verify("/files/1", query, b"another key", now=1.0)


def test_upload(browser: TestClient, stage: Any) -> None:
    body = b"x" * 1_000
    answer = browser.put(_address(), content=body)
    assert answer.status_code == 201
    assert answer.json() == {"id": str(UPLOAD), "size": 1_000, "sha256": hashlib.sha256(body).hexdigest()}
    assert stage.files.kept == {UPLOAD: body}
    assert list(stage.folder.iterdir()) == []
    assert _code(browser.put(_address(), content=body)) == (409, "CONFLICT")


@pytest.mark.parametrize("declared", [True, False])
def test_an_upload_that_is_too_large(browser: TestClient, stage: Any, declared: bool) -> None:
    content = b"x" * 1_001 if declared else iter([b"x" * 600, b"x" * 401])
    answer = browser.put(_address(), content=content)
    assert _code(answer) == (413, "CONTENT_TOO_LARGE")
    [error] = answer.json()["errors"]
    assert "文件超过上限 0.001 MB，没有保存。请缩小或压缩" in error["message"]
    assert error["extensions"]["details"] == {"maximum": 1_000}
    assert stage.files.kept == {}
    assert list(stage.folder.iterdir()) == []


def test_an_upload_that_the_store_refuses(browser: TestClient, stage: Any) -> None:
    stage.files.refusal = Invalid("不是 xlsx 文件", "Not an xlsx file")
    assert _code(browser.put(_address(), content=b"x")) == (400, "INVALID")
    assert list(stage.folder.iterdir()) == []


def test_a_store_that_breaks_is_masked(stage: Any) -> None:
    stage.files.refusal = OSError("/secret/disk is full")
    answer = TestClient(stage.app).put(_address(), content=b"x")
    assert _code(answer) == (500, "INTERNAL_ERROR")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert list(stage.folder.iterdir()) == []


def test_addresses_that_do_not_open(browser: TestClient, stage: Any) -> None:
    good = _address()
    for address in (good[:-1] + ("0" if good[-1] != "0" else "1"), good.split("?")[0], _address(seconds=-5),
                    good.replace("uploads", "files"), good.replace(str(UPLOAD), str(TENANT))):  # fmt: skip
        method = "GET" if address.startswith("/files") else "PUT"
        assert _code(browser.request(method, address, content=b"x")) == (403, "SIGNATURE_INVALID")
    assert _code(browser.put(_address(tenant=uuid.uuid4()), content=b"x")) == (404, "NOT_FOUND")
    assert _code(browser.put("/uploads/not-an-id", content=b"x")) == (404, "NOT_FOUND")
    assert _code(browser.post(good, content=b"x")) == (405, "METHOD_NOT_ALLOWED")
    assert stage.files.kept == {}


def test_download(browser: TestClient) -> None:
    answer = browser.get(_address("files"))
    assert (answer.status_code, answer.content) == (200, b"abcdef")
    assert answer.headers["content-type"] == "application/vnd.ms-excel"
    assert answer.headers["content-length"] == "6"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"__ __.xlsx\"; filename*=UTF-8''%E7%A0%94%E4%BF%AE%20%E6%89%8B%E5%86%8C.xlsx"
    )
    assert _code(browser.get(_address("files", tenant=uuid.uuid4()))) == (404, "NOT_FOUND")


def test_names_cannot_break_the_header() -> None:
    assert (
        disposition('a"\r\nX: y\\/')
        == "attachment; filename=\"a___X: y__\"; filename*=UTF-8''a%22%0D%0AX%3A%20y%5C%2F"
    )


def test_the_folder_for_uploads_is_the_one_given(stage: Any, tmp_path: Path) -> None:
    assert stage.folder == tmp_path
