"""Hours by category, month and assurance, and the verdicts' new fields, over HTTP."""

from decimal import Decimal

POLICY, WINDOW = "shaanxi.yuyang", "2025"


def test_a_persons_hours_add_up_three_ways(county):
    rows = county.admin.ask(
        """{ people(first: 60) { nodes { number
            hours(policy: "shaanxi.yuyang", window: "2025") { registered reviewed certified
                byCategory { category month registered } byMonth { category month registered } }
            verdicts(policy: "shaanxi.yuyang", window: "2025") { measured capped registered } } } }"""
    )["people"]["nodes"]
    assert len(rows) == 60
    assert any(Decimal(row["hours"]["registered"]) > 0 for row in rows)
    for row in rows:
        hours, [verdict] = row["hours"], row["verdicts"]
        total = Decimal(hours["registered"])
        assert (Decimal(hours["reviewed"]), Decimal(hours["certified"])) == (0, 0)
        assert (
            total
            == Decimal(verdict["measured"]) + Decimal(verdict["capped"])
            == Decimal(verdict["registered"])
        )
        for parts, empty in (("byCategory", "month"), ("byMonth", "category")):
            assert sum(Decimal(part["registered"]) for part in hours[parts]) == total
            assert {part[empty] for part in hours[parts]} <= {None}
        assert all(part["month"].startswith("2025-") for part in hours["byMonth"])


def test_hours_of_a_window_that_is_not_open_are_none(county):
    [row] = county.admin.ask(
        """{ people(first: 1) { nodes { hours(policy: "shaanxi.yuyang", window: "1999") { registered byMonth { month } } } } }"""
    )["people"]["nodes"]
    assert row["hours"] == {"registered": "0.00", "byMonth": []}


def test_a_plain_verdict_has_no_base_and_no_cells(county):
    nodes = county.admin.ask(
        """{ verdicts(policy: "shaanxi.yuyang", window: "2025", first: 5, filter: {ofUnits: false}) {
            totalCount nodes { comparator base upper stale trace { cells { title } overlaps { onDate first second } } } } }"""
    )["verdicts"]
    assert nodes["totalCount"] == 60
    for row in nodes["nodes"]:
        assert (row["comparator"], row["base"], row["upper"], row["stale"]) == ("GTE", None, None, False)
        assert row["trace"]["cells"] == []
        assert isinstance(row["trace"]["overlaps"], list)
    of_units = county.admin.ask(
        """{ verdicts(policy: "shaanxi.yuyang", window: "2025", filter: {ofUnits: true}) { totalCount } }"""
    )
    assert of_units["verdicts"]["totalCount"] == 0
