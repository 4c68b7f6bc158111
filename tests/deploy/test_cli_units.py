"""`yanxiu unit`: a school is merged on trial, split and renamed from the command line."""

import pytest

from yanxiu.cli.units import names_of, unit_named

DOCUMENT = ("--from", "2025-03-01", "--source", "县教发6号")


@pytest.fixture(scope="module")
def named(county, people):
    """A county of two schools with three teachers, and another."""
    made, other = county(), county()
    for each in (made, other):
        people(each, ("甲校", "T1", "张一"), ("甲校", "T2", "张二"), ("乙校", "T3", "李三"))
    return made, other


def test_units_from_their_beginning_to_their_end(yanxiu, named):
    made, other = named
    at, before = ("--tenant", made.slug), other.count("person_units")
    tried = yanxiu("unit", "merge", "甲校", "--into", "乙校", *DOCUMENT, *at, "--dry-run", "--json").json
    assert (tried["closed"], tried["people"]) == (1, 2)
    assert made.count("org_successions") == 0
    assert yanxiu("unit", "create", "新校", *at, "--from", "2025-01-01").code == 0
    later = ("--from", "2025-09-01", "--source", "县教发9号")
    slip = yanxiu("unit", "split", "甲校", "--part", "新校=T1,T99", *later, *at)
    assert slip.code != 0
    assert "“T99”不是本县人员的工号" in slip.err
    parted = yanxiu("unit", "split", "甲校", "--part", "新校=T1", *later, *at, "--json").json
    assert (parted["closed"], parted["people"]) == (0, 1)
    assert yanxiu("unit", "rename", "新校", "实验学校", *later, *at).code == 0
    with made.work() as work:
        assert names_of(work, [unit_named(work, "实验学校")]) == ["实验学校"]
    assert made.count("org_successions") == 2
    assert (other.count("person_units"), other.count("org_successions")) == (before, 0)
