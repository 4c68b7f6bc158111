"""Renamings that were entered wrongly, and which units can follow which."""

from datetime import date

import pytest
from sqlalchemy import text

from yanxiu_core.org_units import renaming, succession
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.errors import SuccessionInvalid
from yanxiu_core.org_units.succession import Part

BEGINNING, DAY = date(1900, 1, 1), date(2025, 3, 1)
TERMS = {"valid_from": DAY, "source": "县教发〔2025〕6号"}


@pytest.fixture(scope="module")
def here(office):
    """Three schools and five people; every test undoes what it does."""
    return office(year=False)


@pytest.fixture
def work(here):
    """A transaction that leaves nothing behind."""
    with here.work() as work, work.trial():
        yield work


def test_a_renaming_is_corrected_to_its_right_day_or_taken_back_on_it(here, work):
    school, county = here.units["甲校"], here.units["样例县"]
    first, late = date(2025, 2, 1), date(2025, 4, 1)
    names = "SELECT value, valid_from FROM org_unit_facts WHERE unit_id = :unit AND kind = 'name' AND superseded_at IS NULL ORDER BY 2"
    became = (
        "SELECT kind, on_date, source FROM org_successions WHERE unit_id = :unit AND superseded_at IS NULL"
    )

    def now():
        rows = (work.session.execute(text(sql), {"unit": school}).all() for sql in (names, became))
        return tuple([tuple(row) for row in found] for found in rows)

    renaming.rename(work, school, "新名", valid_from=late, source="1号")
    with pytest.raises(SuccessionInvalid, match=r"2025-04-01 起名为“新名”.*正确的日期再登记一次更名"):
        renaming.rename(work, school, "又一名", valid_from=DAY, source="2号")
    renaming.rename(work, school, "新名", valid_from=first, source="2号")
    assert now() == ([("甲校", BEGINNING), ("新名", first)], [("renamed", first, "2号")])
    renaming.rename(work, school, "又一名", valid_from=DAY, source="3号")
    with pytest.raises(SuccessionInvalid, match="2025-02-01 起名为“新名”") as refused:
        renaming.rename(work, school, "又一名", valid_from=first, source="3号")
    assert refused.value.details["field"] == "validFrom"
    renaming.rename(work, school, "新名", valid_from=DAY, source="4号")
    assert now() == ([("甲校", BEGINNING), ("新名", first)], [("renamed", first, "2号")])
    renaming.rename(work, school, "甲校", valid_from=first, source="4号")
    assert now() == ([("甲校", BEGINNING)], [])
    with pytest.raises(SuccessionInvalid, match="与现名不同"):
        renaming.rename(work, county, "样例县", valid_from=DAY, source="5号")


def test_a_school_and_its_branch_are_merged_together_and_only_like_with_like(here, work):
    school, branch, into = (here.units[name] for name in ("甲校", "甲校分校", "丙校"))
    zone = org_units.create(work, kind="zone", name="东片", parent_id=here.units["样例县"]).id
    for sources, target in (([school], zone), ([zone], into), ([here.units["数学组"]], zone)):
        with pytest.raises(SuccessionInvalid, match="类别不同") as refused:
            succession.merge(work, sources, target, **TERMS)
        assert refused.value.details["field"] == "intoId"
    part = [Part(into, (here.people["T3"],))]
    with pytest.raises(SuccessionInvalid, match=r"李三\(T3\) 2025-03-01 起不在该单位编制"):
        succession.split(work, school, part, closes=False, **TERMS)
    for order in ([school, branch], [branch, school]):
        tried = succession.merge(work, order, into, dry_run=True, **TERMS)
        assert (tried.closed, tried.placed, tried.people) == (3, 0, 2)
    central = org_units.create(work, kind="central_school", name="中心校", parent_id=here.units["样例县"]).id
    assert succession.merge(work, [branch], central, **TERMS).closed == 1
