"""The store of parsed and validated documents."""

from threading import Thread

import pytest
from graphql import DocumentNode, GraphQLSchema

from yanxiu_graphql.http.documents import DocumentRefused, Documents
from yanxiu_graphql.limits.limits import Limits


def _accept(_document: DocumentNode) -> None:
    """Weigh nothing."""


def test_a_document_is_parsed_once_and_weighed_each_time(sample_schema: GraphQLSchema) -> None:
    documents = Documents(sample_schema, Limits())
    weighed: list[DocumentNode] = []
    first = documents.get("{ hello }", weighed.append)
    assert documents.get("{ hello }", weighed.append) is first
    assert weighed == [first, first]
    assert documents.get("{hello}", _accept) is not first
    assert len(documents) == 2


def test_what_is_not_valid_is_not_kept(sample_schema: GraphQLSchema) -> None:
    documents = Documents(sample_schema, Limits())
    for text in ("{ helo }", "{"):
        with pytest.raises(DocumentRefused):
            documents.get(text, _accept)
    assert len(documents) == 0


def test_weighing_comes_before_validation(sample_schema: GraphQLSchema) -> None:
    def refuse(_document: DocumentNode) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        Documents(sample_schema, Limits()).get("{ helo }", refuse)


def test_the_least_used_goes_first(sample_schema: GraphQLSchema) -> None:
    documents = Documents(sample_schema, Limits(), count=2)
    a, b = documents.get("{ hello a: hello }", _accept), documents.get("{ hello b: hello }", _accept)
    assert documents.get("{ hello a: hello }", _accept) is a
    documents.get("{ hello c: hello }", _accept)
    assert documents.get("{ hello a: hello }", _accept) is a
    assert documents.get("{ hello b: hello }", _accept) is not b


def test_the_text_held_is_bounded(sample_schema: GraphQLSchema) -> None:
    documents = Documents(sample_schema, Limits(), characters=40)
    for n in range(5):
        documents.get(f"{{ hello a{n}: hello }}", _accept)  # 19 characters each
    assert len(documents) == 2
    documents.get("{ hello }" + " " * 40, _accept)
    assert len(documents) == 0


def test_threads_share_it(sample_schema: GraphQLSchema) -> None:
    documents = Documents(sample_schema, Limits(), count=3)
    failures: list[str] = []

    def work(offset: int) -> None:
        for n in range(200):
            text = f"{{ a{(n + offset) % 5}: hello }}"
            loc = documents.get(text, _accept).loc
            if loc is None or loc.source.body != text:
                failures.append(text)

    threads = [Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(documents) == 3
    assert documents._held == 3 * len("{ a0: hello }")
