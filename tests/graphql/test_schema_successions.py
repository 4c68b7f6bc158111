"""Merging, splitting, closing and renaming over HTTP: tried, done, read from both sides; what is refused changes nothing."""

from uuid import UUID

import pytest

from yanxiu_graphql.global_ids import decode

TABLES = ("org_units", "org_unit_facts", "org_edges", "org_successions", "person_units", "ledger_lines")
SOURCE = "县教发〔2025〕6号"
MERGE = """mutation ($input: OrgUnitMergeInput!) { orgUnitMerge(input: $input) {
    orgUnit { name predecessors { kind onDate source unit { name } } } outcome { closed people activities overlaysEnded switchesLeft }
    userErrors { field message code } } }"""
SPLIT = """mutation ($input: OrgUnitSplitInput!) { orgUnitSplit(input: $input) {
    orgUnit { name closedFrom successors { kind successor { name } } } outcome { closed people } userErrors { field code } } }"""
CLOSE = """mutation ($input: OrgUnitCloseInput!) { orgUnitClose(input: $input) {
    orgUnit { closedFrom successors { kind successor { name } } } outcome { closed people } userErrors { field message code } } }"""
RENAME = """mutation ($input: OrgUnitRenameInput!) { orgUnitRename(input: $input) {
    orgUnit { name before: nameOn(on: "2025-02-28") after: nameOn(on: "2025-03-01") successors { kind source successor { id } } }
    userErrors { field code } } }"""
CREATE = """mutation ($input: OrgUnitCreateInput!) { orgUnitCreate(input: $input) { orgUnit { id } userErrors { code } } }"""
SCHOOLS = """query ($closed: Boolean) { orgUnits(filter: {kind: "school", includeClosed: $closed}, order: NAME) { nodes { id name } } }"""
HOMES = "{ people(first: 100) { nodes { id number homeUnit { name } } } }"


@pytest.fixture(scope="module")
def three(found_county):
    """A county that these tests change: three schools with four teachers each, the newest emptied last."""
    return found_county(schools=3, teachers=12)


def schools(county, closed=False):
    nodes = county.admin.ask(SCHOOLS, closed=closed)["orgUnits"]["nodes"]
    return {node["name"]: node["id"] for node in nodes}


def homes(api):
    return {node["number"]: node["homeUnit"]["name"] for node in api.ask(HOMES)["people"]["nodes"]}


def test_units_over_their_life(three, neighbour):
    api, there = three.admin, schools(three)
    first, second, third = there
    unit = {name: UUID(str(decode(each).id)) for name, each in there.items()}
    before, others, was = three.rows(*TABLES), neighbour.rows(*TABLES), homes(api)
    school = three.api("school", unit=unit[first])
    assert len(homes(school)) == list(was.values()).count(first) > 0
    given = {"unitIds": [there[first]], "intoId": there[second], "validFrom": "2025-03-01", "source": SOURCE}
    tried = api.ask(MERGE, input={**given, "dryRun": True})["orgUnitMerge"]
    assert tried["orgUnit"]["predecessors"] == []
    assert three.rows(*TABLES) == before
    done = api.ask(MERGE, input=given)["orgUnitMerge"]
    assert done["userErrors"] == []
    assert done["outcome"] == tried["outcome"]
    assert done["outcome"]["people"] == list(was.values()).count(first)
    assert done["orgUnit"] == {
        "name": second,
        "predecessors": [
            {"kind": "MERGED", "onDate": "2025-03-01", "source": SOURCE, "unit": {"name": first}}
        ],
    }
    assert list(schools(three)) == [second, third]
    assert list(schools(three, closed=True)) == [first, second, third]
    node = "query ($id: ID!) { node(id: $id) { ... on OrgUnit { name closedFrom successors { onDate successor { name } } } } }"
    assert api.ask(node, id=there[first])["node"] == {
        "name": first,
        "closedFrom": "2025-03-01",
        "successors": [{"onDate": "2025-03-01", "successor": {"name": second}}],
    }
    assert homes(api) == {number: second if name == first else name for number, name in was.items()}
    # The school's own credential ends with it; that of the one which follows sees all who are there now.
    assert school.refused(HOMES)["code"] == "FORBIDDEN"
    followed = sum(name in (first, second) for name in was.values())
    assert len(homes(three.api("school", unit=unit[second]))) == followed
    again = api.ask(MERGE, input={**given, "intoId": there[third]})["orgUnitMerge"]
    assert (again["orgUnit"], again["outcome"]) == (None, None)
    assert again["userErrors"] == [
        {
            "field": ["input", "unitIds", "0"],
            "message": f"“{first}”自 2025-03-01 起已撤销, 由“{second}”接续; 请改用后者",
            "code": "UNIT_CLOSED",
        }
    ]
    assert neighbour.rows(*TABLES) == others


def test_a_name_is_read_as_of_its_day(three):
    api, there = three.admin, schools(three)
    name, unit = list(there.items())[-1]
    given = {"unitId": unit, "name": "云川实验学校", "validFrom": "2025-03-01", "source": SOURCE}
    done = api.ask(RENAME, input=given)["orgUnitRename"]
    assert done["orgUnit"] == {
        "name": "云川实验学校",
        "before": name,
        "after": "云川实验学校",
        "successors": [{"kind": "RENAMED", "source": SOURCE, "successor": None}],
    }
    verdicts = 'query ($day: Date) { verdicts(policy: "shaanxi.yuyang", window: "2025", first: 100, asOf: $day) { nodes { unit { name } } } }'
    names = {
        day: {node["unit"]["name"] for node in api.ask(verdicts, day=day)["verdicts"]["nodes"]}
        for day in ("2025-02-28", "2025-03-01")
    }
    assert name in names["2025-02-28"] - names["2025-03-01"]
    assert "云川实验学校" in names["2025-03-01"] - names["2025-02-28"]
    refused = api.ask(RENAME, input=given)["orgUnitRename"]
    assert refused == {
        "orgUnit": None,
        "userErrors": [{"field": ["input", "name"], "code": "SUCCESSION_INVALID"}],
    }


def test_a_school_is_split_and_what_is_left_of_it_closed(three):
    api, there = three.admin, schools(three)
    name, unit = next(iter(there.items()))
    root = api.ask('{ orgUnits(filter: {kind: "county"}) { nodes { id } } }')["orgUnits"]["nodes"][0]["id"]
    new = {"kind": "school", "name": "云川新校", "parentId": root, "validFrom": "2025-06-01"}
    part = api.ask(CREATE, input=new)["orgUnitCreate"]["orgUnit"]["id"]
    people = [node for node in api.ask(HOMES)["people"]["nodes"] if node["homeUnit"]["name"] == name]
    given = {"unitId": unit, "validFrom": "2025-09-01", "source": SOURCE, "closes": False}
    parts = [{"unitId": part, "people": [node["id"] for node in people]}]
    done = api.ask(SPLIT, input={**given, "parts": parts})["orgUnitSplit"]
    assert done == {
        "orgUnit": {
            "name": name,
            "closedFrom": None,
            "successors": [{"kind": "SPLIT", "successor": {"name": "云川新校"}}],
        },
        "outcome": {"closed": 0, "people": len(people)},
        "userErrors": [],
    }
    closing = {"unitId": unit, "validFrom": "2027-09-01", "source": SOURCE}
    early = api.ask(CLOSE, input={**closing, "validFrom": "2025-08-31"})["orgUnitClose"]
    assert [(error["field"], error["code"]) for error in early["userErrors"]] == [
        (["input", "unitId"], "SUCCESSION_INVALID")
    ]
    done = api.ask(CLOSE, input=closing)["orgUnitClose"]
    assert (done["orgUnit"]["closedFrom"], done["outcome"]["people"]) == ("2027-09-01", 0)
    assert [each["kind"] for each in done["orgUnit"]["successors"]] == ["SPLIT", "CLOSED"]
    assert name in schools(three)


def test_only_the_county_may_and_only_with_its_own_units(three, neighbour):
    there, foreign = schools(three), schools(neighbour)
    before = three.rows(*TABLES), neighbour.rows(*TABLES)
    source, into = list(there.values())[-2:]
    given = {"unitIds": [source], "intoId": into, "validFrom": "2025-03-01", "source": SOURCE}
    for changes, field, code in (
        ({"unitIds": [next(iter(foreign.values()))]}, ["input", "unitIds", "0"], "NOT_FOUND"),
        ({"intoId": next(iter(foreign.values()))}, ["input", "intoId"], "NOT_FOUND"),
        ({"intoId": source}, ["input", "intoId"], "SUCCESSION_INVALID"),
        ({"source": ""}, ["input", "source"], "SUCCESSION_INVALID"),
    ):
        answer = three.admin.ask(MERGE, input={**given, **changes})["orgUnitMerge"]
        assert [(error["field"], error["code"]) for error in answer["userErrors"]] == [(field, code)]
    for role in ("auditor", "teacher"):
        number = next(iter(homes(three.admin))) if role == "teacher" else None
        assert three.api(role, number).refused(MERGE, input=given)["code"] == "FORBIDDEN"
    assert (three.rows(*TABLES), neighbour.rows(*TABLES)) == before
