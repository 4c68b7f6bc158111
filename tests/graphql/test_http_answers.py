"""Who may ask, what runs, and how errors look."""

import re
from typing import Any

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from yanxiu_core.errors import Forbidden


def _post(http: TestClient, query: str, **headers: str) -> Any:
    return http.post(
        "/graphql", json={"query": query}, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


@pytest.mark.parametrize("token", [None, "Bearer bad", "Basic Z29vZA=="])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_unauthenticated(stage: Any, token: str | None, accept: str) -> None:
    headers = {"Accept": accept} | ({"Authorization": token} if token else {})
    with TestClient(stage.app, headers=headers) as client:
        for answer in (
            _post(client, "{ hello }"),
            _post(client, get_introspection_query()),
            client.post("/graphql", content=b"not json", headers={"Content-Type": "application/json"}),
            client.get("/graphql"),
        ):
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == 'Bearer realm="yanxiu"'
            assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
            assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert stage.gateway.executed == []


def test_forbidden_before_anything_ran(http: TestClient, stage: Any) -> None:
    answer = _post(http, "{ hello }", Authorization="Bearer banned", Accept_Language="en")
    assert answer.status_code == 403
    assert answer.json() == {
        "errors": [{"message": "This account is suspended", "extensions": {"code": "FORBIDDEN"}}]
    }
    assert stage.gateway.executed == []


def test_forbidden_by_the_transaction(http: TestClient, stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise Forbidden("租户已停用", "The tenant is closed")

    monkeypatch.setattr(type(stage.gateway), "execute", closed)
    answer = _post(http, "{ hello }")
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (403, "租户已停用")


def test_a_query_and_its_cost(http: TestClient, stage: Any) -> None:
    answer = _post(http, "{ hello people(first: 50) { nodes { name } } }")
    assert answer.status_code == 200
    body = answer.json()
    # The bucket restores 500 a second, so on a slow machine the four points may be back already.
    assert 19_996 <= body["extensions"]["cost"]["throttle"].pop("available") <= 20_000
    assert body == {
        "data": {"hello": "您好 good", "people": {"nodes": [{"name": "0"}, {"name": "1"}, {"name": "2"}]}},
        "extensions": {
            "cost": {"requested": 51, "actual": 4, "throttle": {"maximum": 20_000, "restoreRate": 500}}
        },
    }
    assert all("AnyIO worker thread" in name for name in stage.gateway.threads)


def test_a_mutation(http: TestClient, stage: Any) -> None:
    assert _post(http, 'mutation M { rename(name: "新名") }').json()["data"] == {"rename": "新名"}
    assert (stage.gateway.written, stage.gateway.executed) == (["新名"], ["M"])


def test_strawberry_lives_without_its_executor(http: TestClient) -> None:
    query = """query($p: Pair!) { total(pair: $p) selected { name ...F } } fragment F on Teacher { mentor { name } }"""
    answer = http.post("/graphql", json={"query": query, "variables": {"p": {"left": 2}}})
    assert answer.json()["data"] == {"total": 3, "selected": {"name": "name,F", "mentor": {"name": "师父"}}}


def test_refunds_keep_an_honest_client_going(http: TestClient) -> None:
    query = "{ people(first: 9999) { nodes { name } } }"
    costs = [_post(http, query).json()["extensions"]["cost"] for _ in range(5)]
    assert [(cost["requested"], cost["actual"]) for cost in costs] == [(10_000, 4)] * 5
    assert costs[-1]["throttle"]["available"] >= 20_000 - 5 * 4


def test_an_empty_bucket(http: TestClient, stage: Any, valkey: Any) -> None:
    valkey.hset(
        "yanxiu:cost:0190a000-0000-7000-8000-000000000001:good",
        mapping={"available": 10, "at": 99_999_999_999},
    )
    answer = _post(http, "{ people(first: 2000) { nodes { name } } }", Accept="application/json")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "4")
    body = answer.json()
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert body["extensions"]["cost"] == {
        "requested": 2_001,
        "actual": 0,
        "throttle": {"maximum": 20_000, "available": 10, "restoreRate": 500},
    }
    assert stage.gateway.executed == []
    assert _post(http, "{ people { nodes { name } } }", Authorization="Bearer good-2").status_code == 200


def test_unexpected_errors_are_masked_and_logged(http: TestClient) -> None:
    with capture_logs() as logs:
        answer = _post(http, "{ hello crash }")
    assert answer.status_code == 200
    [error] = answer.json()["errors"]
    number = error["extensions"]["id"]
    assert re.fullmatch("[0-9a-f]{32}", number)
    assert error["message"] == f"内部错误, 编号 {number} / Internal error, id {number}"
    assert error["extensions"] == {"code": "INTERNAL_ERROR", "id": number}
    assert (error["path"], error["locations"]) == (["crash"], [{"line": 1, "column": 9}])
    assert "secret" not in answer.text
    [entry] = logs
    assert (entry["event"], entry["id"], str(entry["exc_info"])) == (
        "internal_error",
        number,
        "password=secret",
    )
    assert entry["exc_info"].__traceback__ is not None


def test_a_bare_graphql_error_is_masked_too(http: TestClient) -> None:
    assert _post(http, "{ plain }").json()["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"


def test_a_graphql_error_with_a_code_is_meant_for_the_caller(http: TestClient) -> None:
    [error] = _post(http, "{ coded }").json()["errors"]
    assert (error["message"], error["extensions"]) == ("此插件已停用", {"code": "PLUGIN_DISABLED"})


def test_a_failing_gateway_is_masked(http: TestClient) -> None:
    with capture_logs() as logs:
        answer = _post(http, "{ hello }", Authorization="Bearer broken")
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"]["id"] == logs[0]["id"]
    assert "10.0.0.1" not in answer.text


@pytest.mark.parametrize(
    ("language", "message"), [("zh-CN", "没有这一行"), ("en-GB", "No such row"), ("", "没有这一行")]
)
def test_expected_errors_of_resolvers(http: TestClient, language: str, message: str) -> None:
    answer = _post(http, "{ hello missing(row: 7) }", Accept_Language=language)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"hello": "您好 good", "missing": None}
    assert answer.json()["errors"] == [
        {
            "message": message,
            "extensions": {"code": "NOT_FOUND", "details": {"row": 7}},
            "locations": [{"line": 1, "column": 9}],
            "path": ["missing"],
        }
    ]


def test_an_explicit_null_where_the_field_wants_a_value(http: TestClient) -> None:
    query = "query($n: Int = 5) { number(n: $n) }"
    answer = http.post("/graphql", json={"query": query, "variables": {"n": None}})
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_request_id_and_safe_headers(http: TestClient) -> None:
    answer = _post(http, "{ hello }", X_Request_Id="client-id-00042")
    assert answer.headers["x-request-id"] == "client-id-00042"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for strange in ("short", "x" * 65, "two words here"):
        assert re.fullmatch(
            "[0-9a-f]{32}", _post(http, "{ hello }", X_Request_Id=strange).headers["x-request-id"]
        )
    assert re.fullmatch("[0-9a-f]{32}", http.get("/nowhere").headers["x-request-id"])


def test_addresses_that_do_not_exist(http: TestClient) -> None:
    answer = http.get("/nowhere")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    assert http.get("/graphql/", follow_redirects=False).status_code in {307, 404}


def test_health(http: TestClient, stage: Any) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ok", "parts": {"database": True, "valkey": True}}
    stage.parts["valkey"] = False
    answer = http.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["valkey"]) == (503, False)
