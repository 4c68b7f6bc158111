"""What has ended does not come back: overrides after their leads, and a retired policy after corrections and amendments."""

from datetime import date, timedelta

import pytest

from yanxiu_core.adoptions import changes, service
from yanxiu_core.adoptions.errors import AdoptionInvalid, AdoptionState
from yanxiu_core.engine.terms import adoptions, county_spans
from yanxiu_core.org_units import service as org_units

POLICY = "shaanxi.yuyang"
DOCUMENT = "县教发〔2026〕7号"
FIRST, LAST, LATER, AGAIN = date(2024, 1, 1), date(2025, 12, 31), date(2026, 12, 31), date(2028, 1, 1)
DAY = timedelta(days=1)
OWN = {"parameters": {"required_hours": 31}, "source": "中心校〔2024〕2号"}


@pytest.fixture
def made(county, rooted):
    """A county and a 中心校 below it that have both adopted, and a school below that; with the two adoptions."""
    here = county(policies=())
    with here.work() as work:
        root = rooted(work)
        zone = org_units.create(work, kind="zone", name="东区", parent_id=root).id
        school = org_units.create(work, kind="school", name="甲校", parent_id=zone).id
        leads = [
            service.adopt(work, POLICY, unit, parameters={"required_hours": 45}, valid_from=FIRST).id
            for unit in (root, zone)
        ]
    return here, (root, zone, school), leads


def hours(county, day):
    """What is in force on a day, by unit: required_hours."""
    with county.work() as work:
        return {item.unit_id: item.parameters.get("required_hours") for item in adoptions(work, POLICY, day)}


def test_an_override_ends_with_the_last_of_its_leads_in_whatever_order_they_are_retired(made):
    here, (root, zone, school), (county_wide, own) = made
    with here.work() as work:
        service.override(work, POLICY, school, **OWN, valid_from=FIRST)
        assert changes.retire(work, own, last_day=LATER, source=DOCUMENT).overrides == ()
        ended = changes.retire(work, county_wide, last_day=LAST, source=DOCUMENT).overrides
        assert [(row.unit_id, row.valid_to) for row in ended] == [(school, LATER)]
        service.adopt(work, POLICY, root, valid_from=AGAIN)
    assert hours(here, LAST) == {root: "45", zone: "45", school: "31"}
    assert hours(here, LATER) == {zone: "45", school: "31"}
    assert hours(here, LATER + DAY) == {}
    assert hours(here, AGAIN) == {root: None}


def test_what_is_written_after_an_end_for_days_before_it_ends_with_it(made):
    """A correction of what was retired, on its first day or later, before it; and an override, anew or for the first time."""
    here, (root, zone, school), (county_wide, own) = made
    with here.work() as work:
        service.override(work, POLICY, school, **OWN, valid_from=FIRST)
        changes.retire(work, own, last_day=LAST, source=DOCUMENT)
        changes.retire(work, county_wide, last_day=LATER, source=DOCUMENT)
    with here.work() as work:
        corrected = [
            service.adopt(work, POLICY, root, parameters={"required_hours": 44}, valid_from=day).valid_to
            for day in (FIRST - DAY, FIRST, LAST)
        ]
        assert corrected == [LATER] * 3
        assert service.override(work, POLICY, school, **OWN, valid_from=FIRST).valid_to == LATER
        assert service.override(work, POLICY, school, **OWN, valid_from=LATER).valid_to == LATER
        # The 中心校 has retired its own adoption: what it sets otherwise than the county before that day ends then as well.
        assert service.override(work, POLICY, zone, **OWN, valid_from=FIRST + DAY).valid_to == LAST
        assert service.override(work, POLICY, zone, **OWN, valid_from=LAST + DAY).valid_to == LATER
    assert hours(here, LATER) == {root: "44", zone: "31", school: "31"}
    assert hours(here, LATER + DAY) == {}
    with here.work() as work:
        assert service.adopt(work, POLICY, root, valid_from=AGAIN).valid_to is None
        # An override of its own that was ended is no end of what the unit adopts.
        assert service.adopt(work, POLICY, school, valid_from=LAST).valid_to is None
    assert hours(here, AGAIN) == {root: None, school: None}


def test_a_county_retires_before_what_it_has_amended_for_later(made):
    here, (root, zone, _), (county_wide, _) = made
    with here.work() as work:
        ahead = changes.amend(
            work, county_wide, parameters={"required_hours": 50}, valid_from=LATER, source=DOCUMENT
        ).id
    with pytest.raises(AdoptionInvalid, match="早于采用之日"), here.work() as work:
        changes.retire(work, ahead, last_day=FIRST - DAY, source=DOCUMENT)
    with here.work() as work:
        retired = changes.retire(work, ahead, last_day=LAST, source=DOCUMENT).adoption
        assert (retired.valid_from, retired.valid_to) == (LATER, LAST)
    assert hours(here, LAST) == {root: "45", zone: "45"}
    assert hours(here, LATER) == {zone: "45"}
    with here.work() as work:
        spans = [(item.unit_id, *days) for item, *days in county_spans(work, POLICY, root)]
        assert spans == [(root, FIRST, LAST + DAY), (zone, LAST + DAY, None)]
        # What never began does not stand in the way of the next, nor is it retired again.
        again = service.adopt(work, POLICY, root, valid_from=LAST + 9 * DAY).id
        assert changes.retire(work, again, last_day=LATER, source=DOCUMENT).adoption.valid_to == LATER
    with pytest.raises(AdoptionState, match="已于 2025-12-31 停用"), here.work() as work:
        changes.retire(work, retired.id, last_day=LAST, source=DOCUMENT)
