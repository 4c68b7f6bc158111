"""One statement for each root field, whatever the number of rows, and nothing that was not selected."""

import pytest

DEEP = """nodes { name homeUnit { name parent { name } } teachingUnits { name } groups { name }
    verdicts { rule status unit { name } trace { lines { gross } } }
    ledger(first: 5) { totalCount nodes { amount activity { title units { unit { name } } } } }
    participations(first: 5) { nodes { activity { title participations(first: 2) { nodes { person { name } } } } } } }"""

FIELDS = {
    # A trace below people looks up once which policies the county has adopted, and by which of their rules it judges.
    "people": ("people(first: %d) { totalCount pageInfo { hasNextPage } " + DEEP + " }", 3),
    # Derived for all people by one statement: beside it, once each, the adoptions, windows and periods that it rests on.
    "people at a clock": (
        'people(first: %d) { nodes { verdicts(asOf: "2025-06-30", window: "2025") { measured explanation trace { lines { gross } } } } }',
        5,
    ),
    # Whether the window is stored: the adoptions, and the windows.
    "people in a window": ('people(first: %d) { nodes { verdicts(window: "2025") { measured } } }', 3),
    # A list below a list is one statement more, for all people of both.
    "people below people at a clock": (
        """people(first: %d) { nodes { verdicts(asOf: "2025-06-30", window: "2025") { unit { assignments(first: 5) { nodes {
            person { verdicts(asOf: "2025-06-30", window: "2025") { measured trace { lines { gross } } } } } } } } } }""",
        6,
    ),
    "activities": (
        "activities(first: %d) { nodes { segments { onDate } units { name } participations(first: 3) { totalCount } } }",
        1,
    ),
    "orgUnits": (
        "orgUnits(first: %d) { nodes { name children(first: 3) { nodes { name parent { name } } } } }",
        1,
    ),
    "importJobs": ("importJobs(first: %d) { nodes { state problems(first: 5) { nodes { message } } } }", 1),
    "exportJobs": ("exportJobs(first: %d) { nodes { state } }", 1),
    "verdicts": (
        'verdicts(policy: "shaanxi.yuyang", window: "2025", first: %d) { nodes { measured person { name homeUnit { name } } trace { lines { title } } } }',
        # Its caps are the county's to set: adoptions are looked up once.
        2,
    ),
    "complianceByUnit": (
        'complianceByUnit(policy: "shaanxi.yuyang", window: "2025", first: %d) { nodes { people rate unit { name } } }',
        1,
    ),
}


def count(county, query):
    with county.statements() as seen:
        county.admin.ask(query)
    return len(seen)


@pytest.fixture(scope="module")
def constant(county):
    """What a request costs that reads nothing: the token, and the tenant's zone."""
    county.admin.ask("{ __typename }")
    found = count(county, "{ __typename }")
    assert found == 2
    return found


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("rows", [5, 50])
def test_statements_do_not_grow_with_rows(county, constant, name, rows):
    field, statements = FIELDS[name]
    assert count(county, "{ " + field % rows + " }") - constant == statements


def test_each_alias_is_one_statement(county, constant):
    assert (
        count(county, "{ a: people(first: 1) { totalCount } b: people(first: 9) { nodes { name } } }")
        - constant
        == 2
    )


def test_nothing_is_read_that_was_not_selected(county):
    with county.statements() as seen:
        county.admin.ask("{ people(first: 5) { nodes { name } } }")
    [statement] = [each for each in seen if "json" in each]
    for table in ("ledger_lines", "person_facts", "person_units", "verdicts", "participations", "count("):
        assert table not in statement
    with county.statements() as seen:
        county.admin.ask(
            '{ verdicts(policy: "shaanxi.yuyang", window: "2025") { nodes { trace { overlaps { onDate } } } } }'
        )
    assert not any("ledger_lines" in each for each in seen)


def test_a_count_alone_reads_no_rows(county):
    with county.statements() as seen:
        data = county.admin.ask("{ people { totalCount } }")
    assert data["people"]["totalCount"] == 60
    assert "LIMIT" not in seen[-1]
