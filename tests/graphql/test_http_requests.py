"""What is refused before anything runs."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

JSON = {"Content-Type": "application/json"}


def _code(answer: Any) -> str:
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert "data" not in answer.json()
    [error] = answer.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"null", "JSON 对象"),
        (b"7", "JSON 对象"),
        (b'"text"', "JSON 对象"),
        (b'[{"query":"{hello}"}]', "批量"),
        (b"[" * 50_000, "JSON"),
        (b'{"query":"{hello}","variables":{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}}", "JSON"),
        (b'{"query":"{hello}","variables":{"a":' + b"9" * 50_000 + b"}}", "JSON"),
        (b'{"query":"{hello}","variables":{"a":NaN}}', "NaN"),
        (b'{"query":"{hello}","variables":{"a":-Infinity}}', "Infinity"),
        (b'{"query":"{hello}","variables":{"a":1e999}}', "1e999"),
        (b'{"query":"{hello}","variables":{"a":' + b"[" * 99 + b"]" * 99 + b"}}", "100 层"),
        (b'{"query":"\xff{hello}"}', "UTF-8"),
        (b'{"query":"{hello}","variables":{"a":["\\u0000"]}}', "NUL"),
        (b'{"query":"{hello}","variables":{"\\ud800":1}}', "NUL"),
        (b'{"query":"  "}', "query"),
        (b'{"query":null}', "query"),
        (b'{"query":["x"]}', "query"),
        (b'{"query":"{hello}","operationName":1}', "operationName"),
        (b'{"query":"{hello}","variables":"x"}', "variables"),
        (b'{"query":"{hello}","variables":[]}', "variables"),
        (b'{"query":"{hello}","extensions":0}', "extensions"),
    ],
)
def test_malformed_bodies(http: TestClient, stage: Any, body: bytes, part: str) -> None:
    answer = http.post("/graphql", content=body, headers=JSON)
    assert answer.status_code == 400
    assert _code(answer) == "BAD_REQUEST"
    assert part in answer.json()["errors"][0]["message"]
    assert stage.gateway.executed == []


def test_escaped_pairs_of_surrogates_are_text(http: TestClient) -> None:
    body = b'{"query":"query($t:String!){echo(text:$t)}","variables":{"t":"\\ud83d\\ude00\\\\u0000"}}'
    answer = http.post("/graphql", content=body, headers=JSON)
    assert answer.json()["data"] == {"echo": "😀\\u0000"}


def test_nesting_up_to_the_limit(http: TestClient) -> None:
    body = b'{"query":"{hello}","variables":{"a":' + b"[" * 98 + b"]" * 98 + b"}}"
    assert http.post("/graphql", content=body, headers=JSON).status_code == 200


def test_numbers_beyond_all_bounds(http: TestClient) -> None:
    for number in ("1e999", "9" * 50_000, "-" + "9" * 1_001):
        assert _code(http.post("/graphql", json={"query": f"{{ number(n: {number}) }}"})) == "BAD_USER_INPUT"


def test_a_nul_in_a_literal(http: TestClient) -> None:
    assert _code(http.post("/graphql", json={"query": '{ echo(text: "a\\u0000") }'})) == "BAD_USER_INPUT"
    assert http.post("/graphql", json={"query": '{ echo(text: "a\\\\u0000") }'}).json()["data"] == {
        "echo": "a\\u0000"
    }


@pytest.mark.parametrize("declared", [True, False])
def test_bodies_above_the_limit(http: TestClient, stage: Any, declared: bool) -> None:
    body = json.dumps({"query": "{ hello }", "x": "y" * 100_000}).encode()
    answer = http.post(
        "/graphql", content=body if declared else iter([body[:60_000], body[60_000:]]), headers=JSON
    )
    assert answer.status_code == 413
    assert _code(answer) == "CONTENT_TOO_LARGE"
    assert "请求超过上限 0.1 MB，没有执行。" in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["extensions"]["details"] == {"maximum": 100_000}
    assert stage.gateway.executed == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_content_types_of_forms(http: TestClient, kind: str) -> None:
    answer = http.post("/graphql", content=b'{"query":"{hello}"}', headers={"Content-Type": kind})
    assert (answer.status_code, _code(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_accept_that_cannot_be_met(http: TestClient) -> None:
    answer = http.post("/graphql", json={"query": "{ hello }"}, headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(http: TestClient, method: str) -> None:
    answer = http.request(method, "/graphql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_get_runs_queries(http: TestClient) -> None:
    query = quote("query A($t: String!) { echo(text: $t) } query B { hello }")
    variables = quote(json.dumps({"t": "研修"}))
    answer = http.get(f"/graphql?query={query}&operationName=A&variables={variables}&extensions=")
    assert answer.status_code == 200
    assert answer.json()["data"] == {"echo": "研修"}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_get_never_mutates(http: TestClient, stage: Any, accept: str) -> None:
    answer = http.get("/graphql", params={"query": 'mutation{rename(name:"x")}'}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    both = {"query": 'query Q { hello } mutation M { rename(name: "x") }'}
    assert http.get("/graphql", params={**both, "operationName": "M"}).status_code == 405
    assert http.get("/graphql", params={**both, "operationName": "Q"}).status_code == 200
    assert stage.gateway.written == []


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%ff",
        "query={hello}&query={hello}",
        "query={hello}&variables=%7B",
        "query={hello}&variables=[1]",
    ],
)
def test_malformed_query_strings(http: TestClient, query_string: str) -> None:
    answer = http.get(f"/graphql?{query_string}")
    assert (answer.status_code, _code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ helo }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{ hello }", "operationName": "Other"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A { hello } query B { hello }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "fragment F on Query { hello }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query($n: Int!) { number(n: $n) }"}, "BAD_USER_INPUT"),
        (
            {"query": "query($p: Pair!) { total(pair: $p) }", "variables": {"p": {"left": "x"}}},
            "BAD_USER_INPUT",
        ),
    ],
)
def test_documents_that_are_not_valid(
    http: TestClient, stage: Any, parameters: dict[str, Any], code: str
) -> None:
    answer = http.post("/graphql", json=parameters)
    assert (answer.status_code, _code(answer)) == (400, code)
    old = http.post("/graphql", json=parameters, headers={"Accept": "application/json"})
    assert (old.status_code, old.json()) == (200, answer.json())
    assert stage.gateway.executed == []


def test_subscriptions_are_not_served_here(http: TestClient) -> None:
    answer = http.post("/graphql", json={"query": "subscription { x }"})
    assert (answer.status_code, _code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("{" + "hello " * 6_000 + "}", "tokens"),
        ("{" + "#\n" * 2_000 + "hello}", "tokens"),
        ("{" + "selected{" * 300 + "name" + "}" * 301, "tokens"),
        ("{hello}" + " " * 70_000, "characters"),
        ("{" + "selected{" + "mentor{" * 14 + "name" + "}" * 16, "depth"),
        ("{" + " ".join(f"a{n}: hello" for n in range(101)) + "}", "aliases"),
        ("{people(first:100){nodes{pupils(first:100){nodes{name}}}}}", "weight"),
    ],
)
def test_documents_that_are_too_costly(http: TestClient, stage: Any, query: str, limit: str) -> None:
    answer = http.post("/graphql", json={"query": query}, headers={"Accept-Language": "en"})
    assert (answer.status_code, _code(answer)) == (400, "QUERY_TOO_COSTLY")
    [error] = answer.json()["errors"]
    assert error["extensions"]["details"]["limit"] == limit
    assert str(error["extensions"]["details"]["maximum"]) in error["message"]
    assert stage.gateway.executed == []
