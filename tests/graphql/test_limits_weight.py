"""The weight of documents: figures, limits, and time."""

import time
from typing import Any

import pytest
from graphql import GraphQLSchema, get_introspection_query, parse

from yanxiu_graphql.http.execution import select
from yanxiu_graphql.limits.errors import QueryTooCostly
from yanxiu_graphql.limits.limits import Limits
from yanxiu_graphql.limits.weight import Weight, count_objects, weigh


def _weigh(
    schema: GraphQLSchema,
    text: str,
    variables: dict[str, Any] | None = None,
    limits: dict[str, int] | None = None,
) -> Weight:
    document = parse(text)
    return weigh(schema, document, select(document, None), variables or {}, Limits(**(limits or {})))


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("{ hello }", 0),
        ("{ __typename }", 0),
        ("{ selected { name } }", 1),
        ("{ selected { mentor { mentor { name } } } }", 3),
        ("{ people { nodes { name } } }", 1 + 20),
        ("{ people(first: 100) { nodes { name } } }", 1 + 100),
        ("{ people(last: 7) { nodes { name } } }", 1 + 7),
        ("{ people(first: 0) { nodes { name } } }", 1),
        ("{ people(first: -5) { nodes { name } } }", 1),
        ("{ people(first: 10) { edges { cursor node { name mentor { name } } } } }", 1 + 10 * 3),
        ("{ people(first: 10) { nodes { pupils(first: 5) { nodes { name } } } } }", 1 + 10 * (1 + 1 + 5)),
        ('{ nodes(ids: ["a", "b", "c"]) { name mentor { name } } }', 3 * 2),
        ("query($n: Int = 30) { people(first: $n) { nodes { name } } }", 1 + 30),
        ("{ people(first: 10) { ...P } } fragment P on TeacherConnection { nodes { ...T } } fragment T on Teacher { mentor { name } }", 1 + 10 * 2),
        ("{ ... on Query { selected { name } } ... { selected { name } } }", 2),
        ("{ unknown { further } selected { unknown } }", 1),
        ("{ __schema { types { name } } }", 1_000),
        ('{ __type(name: "A") { a: name b: name } }', 3_000),
    ],
)  # fmt: skip
def test_figures(sample_schema: GraphQLSchema, text: str, objects: int) -> None:
    assert _weigh(sample_schema, text).objects == objects


@pytest.mark.parametrize(
    ("variables", "objects"),
    [({"n": 3}, 4), ({"n": None}, 21), ({}, 21), ({"n": "3"}, 21), ({"n": True}, 21), ({"n": 2.0}, 21)],
)
def test_page_size_from_a_variable(
    sample_schema: GraphQLSchema, variables: dict[str, Any], objects: int
) -> None:
    text = "query($n: Int) { people(first: $n) { nodes { name } } }"
    assert _weigh(sample_schema, text, variables).objects == objects


def test_ids_from_a_variable(sample_schema: GraphQLSchema) -> None:
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { name } }"
    assert _weigh(sample_schema, text, {"ids": ["x"] * 40}).objects == 40


def test_depth_and_aliases_count_what_fragments_bring(sample_schema: GraphQLSchema) -> None:
    text = "{ a: selected { ...M } b: selected { ...M } } fragment M on Teacher { mentor { x: name } }"
    assert _weigh(sample_schema, text) == Weight(objects=4, depth=3, aliases=4)


@pytest.mark.parametrize(
    ("text", "limits", "details"),
    [
        ("{ selected { mentor { name } } }", {"depth": 2}, {"limit": "depth", "maximum": 2, "actual": 3}),
        ("{ a: hello b: hello }", {"aliases": 1}, {"limit": "aliases", "maximum": 1, "actual": 2}),
        ("{ people { nodes { name } } }", {"weight": 20}, {"limit": "weight", "maximum": 20, "actual": 21}),
    ],
)
def test_limits(
    sample_schema: GraphQLSchema, text: str, limits: dict[str, int], details: dict[str, object]
) -> None:
    with pytest.raises(QueryTooCostly) as caught:
        _weigh(sample_schema, text, limits=limits)
    assert caught.value.details == details
    assert str(details["actual"]) in caught.value.zh
    assert str(details["actual"]) in caught.value.en
    exact = {**limits, str(details["limit"]): int(str(details["actual"]))}
    _weigh(sample_schema, text, limits=exact)  # what is exactly at the limit passes


def test_doubling_fragments_take_no_time(sample_schema: GraphQLSchema) -> None:
    parts = [
        f"fragment F{n} on Teacher {{ p: mentor {{ ...F{n + 1} }} q: mentor {{ ...F{n + 1} }} }}"
        for n in range(60)
    ]
    text = "{ selected { ...F0 } } " + " ".join(parts) + " fragment F60 on Teacher { name }"
    start = time.perf_counter()
    weight = _weigh(sample_schema, text, limits={"depth": 1_000, "aliases": 2**100, "weight": 2**100})
    assert time.perf_counter() - start < 1
    assert weight.objects == 2**61 - 1
    with pytest.raises(QueryTooCostly, match="> 1000000"):
        _weigh(sample_schema, text, limits={"depth": 1_000, "aliases": 2**100})


def test_cyclic_fragments_are_left_to_validation(sample_schema: GraphQLSchema) -> None:
    text = "{ selected { ...A } } fragment A on Teacher { mentor { ...B } } fragment B on Teacher { mentor { ...A } }"
    assert _weigh(sample_schema, text).objects == 3


def test_a_long_chain_of_fragments_is_too_deep(sample_schema: GraphQLSchema) -> None:
    parts = [f"fragment F{n} on Teacher {{ ...F{n + 1} }}" for n in range(600)]
    with pytest.raises(QueryTooCostly) as caught:
        _weigh(
            sample_schema, "{ selected { ...F0 } } " + " ".join(parts) + " fragment F600 on Teacher { name }"
        )
    assert caught.value.details == {"limit": "depth", "maximum": 15}


def test_standard_introspection_passes_the_defaults(sample_schema: GraphQLSchema) -> None:
    assert _weigh(sample_schema, get_introspection_query()).objects == 1_000


def test_objects_in_a_result() -> None:
    assert count_objects(None) == 0
    assert count_objects({"a": 1}) == 0
    assert count_objects({"a": {"b": [{"c": 1}, None, {"c": {"d": 1}}]}}) == 4
