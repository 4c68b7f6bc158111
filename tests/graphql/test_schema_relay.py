"""Nodes by global id, and pages both ways over HTTP."""

import base64
import uuid

import pytest

from yanxiu_graphql.global_ids import decode, encode

PAGE = """query ($first: Int, $last: Int, $after: String, $before: String) {
    people(first: $first, last: $last, after: $after, before: $before) {
        edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def numbers(page):
    return [edge["node"]["number"] for edge in page["edges"]]


def test_paging_forwards_and_backwards_meets_everybody_once(county):
    everybody = [
        row["number"]
        for row in county.admin.ask("{ people(first: 100) { nodes { number } } }")["people"]["nodes"]
    ]
    forwards, cursor = [], None
    while True:
        page = county.admin.ask(PAGE, first=25, after=cursor)["people"]
        forwards += numbers(page)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
    assert forwards == everybody
    backwards, cursor = [], None
    while True:
        page = county.admin.ask(PAGE, last=25, before=cursor)["people"]
        backwards = numbers(page) + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        cursor = page["pageInfo"]["startCursor"]
    assert backwards == everybody


def test_nested_pages_go_on_where_they_ended(county):
    query = """query ($id: ID!, $after: String) { person(id: $id) { ledger(first: 2, after: $after) {
        nodes { id } pageInfo { endCursor } } } }"""
    person = county.admin.ask("{ people(first: 1) { nodes { id } } }")["people"]["nodes"][0]["id"]
    first = county.admin.ask(query, id=person)["person"]["ledger"]
    second = county.admin.ask(query, id=person, after=first["pageInfo"]["endCursor"])["person"]["ledger"]
    assert len({row["id"] for row in first["nodes"] + second["nodes"]}) == 4


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("first: 0", "first"),
        ("first: 101", "first"),
        ("first: 1, last: 1", "last"),
        ('after: "here"', "after"),
    ],
)
def test_unfit_page_arguments_are_refused(county, arguments, field):
    found = county.admin.refused(f"{{ people({arguments}) {{ totalCount }} }}")
    assert found["code"] == "INVALID"
    assert found["details"]["field"] == field


def test_nodes_keep_the_order_and_know_the_types(county):
    data = county.admin.ask(
        """{ people(first: 2) { nodes { id } } activities(first: 1) { nodes { id } } orgUnits(first: 1) { nodes { id } }
            verdicts(policy: "shaanxi.yuyang", window: "2025", first: 1) { nodes { id trace { lines { lineId } } } }
            importJobs(first: 1) { nodes { id } } }"""
    )
    line = data["verdicts"]["nodes"][0]["trace"]["lines"][0]["lineId"]
    nobody, nothing = encode("Person", uuid.uuid4()), encode("Ghost", uuid.uuid4())
    people = [row["id"] for row in data["people"]["nodes"]]
    single = [data[name]["nodes"][0]["id"] for name in ("activities", "orgUnits", "verdicts", "importJobs")]
    ids = [people[1], nobody, *single, line, people[0], nothing, people[1]]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ...P ... on Activity { number title } ... on Verdict { measured }
        ... on LedgerLine { amount } } }
        fragment P on Person { number ... on Node { same: id } }"""
    with county.statements() as constant:
        county.admin.ask("{ __typename }")
    with county.statements() as seen:
        found = county.admin.ask(query, ids=ids)["nodes"]
    assert len(seen) == len(constant) + 6
    assert [row and row["__typename"] for row in found] == [
        "Person", None, "Activity", "OrgUnit", "Verdict", "ImportJob", "LedgerLine", "Person", None, "Person",
    ]  # fmt: skip
    assert [row["id"] for row in found if row] == [each for each in ids if each not in {nobody, nothing}]
    assert set(found[0]) == {"__typename", "id", "number", "same"}
    assert set(found[3]) == {"__typename", "id"}
    assert found[0] == found[9]


def test_node(county):
    activity = county.admin.ask("{ activities(first: 1) { nodes { id number } } }")["activities"]["nodes"][0]
    query = "query ($id: ID!) { node(id: $id) { id ... on Activity { number } ... on Person { name } } }"
    assert county.admin.ask(query, id=activity["id"])["node"] == activity
    assert county.admin.ask(query, id=encode("Activity", uuid.uuid4()))["node"] is None


@pytest.mark.parametrize(
    "text", ["", "x", "é", "UGVyc29u", base64.b64encode(b"Person:1").decode(), "A" * 500]
)
def test_malformed_ids_are_refused(county, text):
    for query in ("query ($id: ID!) { node(id: $id) { id } }", "query ($id: ID!) { person(id: $id) { id } }"):
        found = county.admin.refused(query, id=text)
        assert (found["code"], found["details"]["field"]) == ("BAD_USER_INPUT", "id")


def test_an_id_has_one_spelling():
    text = encode("Person", uuid.UUID(int=1))
    assert decode(text).id == uuid.UUID(int=1)
    for other in (text + "=", text[:-1], text.swapcase()):
        with pytest.raises(Exception, match="全局编号"):
            decode(other)


def test_a_filter_takes_ids_of_its_own_type_only(county):
    unit = county.admin.ask("{ orgUnits(first: 1) { nodes { id } } }")["orgUnits"]["nodes"][0]["id"]
    found = county.admin.refused(
        'query ($id: ID!) { verdicts(policy: "shaanxi.yuyang", window: "2025", filter: {personId: $id}) { totalCount } }',
        id=unit,
    )
    assert found["code"] == "BAD_USER_INPUT"


def test_no_more_than_a_hundred_ids(county):
    ids = [encode("Person", uuid.UUID(int=n)) for n in range(101)]
    assert (
        county.admin.refused("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["code"]
        == "BAD_USER_INPUT"
    )
