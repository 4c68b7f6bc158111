"""Lists of verdicts in a known order, and pages that lose nobody, where all that a reader sees of two rows is equal."""

from yanxiu_core.engine.bounds import resolve
from yanxiu_core.engine.judge import renew
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.people import service as people
from yanxiu_core.people.service import NewPerson

YEARS = ["2024", "2025", "2026"]
OWN = "{ people { nodes { number verdicts { rule window { key } } } } }"
RATES = """query ($after: String) { complianceByUnit(policy: "shaanxi.yuyang", window: "2026", rule: "yuyang.annual_hours", first: 1, after: $after) {
    totalCount nodes { people unit { id name } } pageInfo { hasNextPage endCursor } } }"""


def test_of_one_person_by_window_and_of_units_of_one_name(county, api):
    made = county()
    with made.work() as work:
        for number in ("T1", "T2", "T3"):
            unit = org_units.create(work, kind="school", name="中心小学", parent_id=root_id(work))
            people.register(work, NewPerson(number, "教师", unit.id))
        for year in YEARS:
            renew(work, resolve(work, "calendar_year", year))
    admin = api(made)
    found = {row["number"]: row["verdicts"] for row in admin.ask(OWN)["people"]["nodes"]}
    assert list(found) == ["T1", "T2", "T3"]
    for verdicts in found.values():
        assert [(each["rule"], each["window"]["key"]) for each in verdicts] == [
            ("yuyang.annual_hours", year) for year in YEARS
        ]
    seen, cursor, more = [], None, True
    while more:
        page = admin.ask(RATES, after=cursor)["complianceByUnit"]
        seen += [(row["unit"]["id"], row["unit"]["name"], row["people"]) for row in page["nodes"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert page["totalCount"] == len(set(seen)) == len(seen) == 3
    assert {row[1:] for row in seen} == {("中心小学", 1)}
