"""The application on a real server and socket."""

import http.client
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from yanxiu_graphql.http.signing import signed_path

TENANT = uuid.UUID("0190a000-0000-7000-8000-000000000001")
KEY = b"a key for tests"
HEADERS = {"Authorization": "Bearer good", "Content-Type": "application/json"}


@pytest.fixture
def port(stage: Any) -> Iterator[int]:
    """A server on a free port of the loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(stage.app, log_level="error", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    """One keep-alive connection."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield link
    link.close()


def test_queries_on_one_connection(connection: http.client.HTTPConnection) -> None:
    for _ in range(3):
        connection.request("POST", "/graphql", json.dumps({"query": "{ hello }"}), HEADERS)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["data"]) == (200, {"hello": "您好 good"})
    connection.request(
        "POST", "/graphql", json.dumps({"query": "{ hello }"}), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="yanxiu"')


def test_an_upload_that_breaks_off_leaves_nothing(stage: Any, port: int) -> None:
    path = signed_path(f"/uploads/{TENANT}", TENANT, int(time.time()) + 60, KEY)
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n".encode() + b"x" * 400)
        deadline = time.monotonic() + 5
        while not list(stage.folder.glob("*/body")) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert list(stage.folder.glob("*/body"))
    while list(stage.folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert list(stage.folder.iterdir()) == []
    assert stage.files.kept == {}


def test_a_chunked_upload_is_cut_at_the_limit(stage: Any, connection: http.client.HTTPConnection) -> None:
    path = signed_path(f"/uploads/{TENANT}", TENANT, int(time.time()) + 60, KEY)
    connection.request(
        "PUT",
        path,
        iter([b"x" * 600, b"x" * 600]),
        encode_chunked=True,
        headers={"Transfer-Encoding": "chunked"},
    )
    assert connection.getresponse().status == 413
    assert stage.files.kept == {}
    assert list(stage.folder.iterdir()) == []


def test_get_and_download(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/graphql?query=%7Bhello%7D", headers={"Authorization": "Bearer good"})
    assert json.loads(connection.getresponse().read())["data"] == {"hello": "您好 good"}
    path = signed_path(f"/files/{TENANT}", TENANT, int(time.time()) + 60, KEY)
    for method, body in (("GET", b"abcdef"), ("HEAD", b"")):
        connection.request(method, path)
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Content-Length"], answer.read()) == (200, "6", body)
