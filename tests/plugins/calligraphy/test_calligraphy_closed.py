"""A school that was merged: what is dated after its closing is recorded at the school that follows."""

from .calligraphy_school import CREATE
from .test_calligraphy_courses import COURSE

MERGE = """mutation ($input: OrgUnitMergeInput!) { orgUnitMerge(input: $input) { userErrors { code message } } }"""
DAY = "2025-11-20"


def test_what_comes_after_the_closing_is_not_recorded_at_the_closed_school(wall, api, counts):
    made, first, second = wall()
    announced = first.create("2025-12-01")
    assert first.add(announced)[1] == []
    merge = {"unitIds": [first.unit], "intoId": second.unit, "validFrom": DAY, "source": "样教〔2025〕6号"}
    assert api(made).ask(MERGE, input=merge)["orgUnitMerge"] == {"userErrors": []}
    before = counts(made)

    def refused(payload, field):
        [error] = payload[1]
        assert (error["code"], error["field"]) == ("CONFLICT", ["input", field])
        assert counts(made) == before

    show = {"unitId": first.unit, "kind": "EXHIBITION", "title": "作品展", "theme": "古诗", "onDate": DAY}
    refused(second.ask(CREATE, "calligraphyShowCreate", input=show), "unitId")
    refused(second.hold(announced), "showId")
    course = {
        "unitId": first.unit,
        "title": "硬笔",
        "audience": "PUPILS",
        "startsOn": "2025-09-01",
        "endsOn": DAY,
    }
    refused(second.ask(COURSE, "calligraphyCourseCreate", input=course), "unitId")
    # What happened before the day is recorded where it happened.
    late, errors = second.ask(CREATE, "calligraphyShowCreate", input={**show, "onDate": "2025-11-19"})
    assert (late["state"], errors) == ("OPEN", [])
    _, errors = second.ask(COURSE, "calligraphyCourseCreate", input={**course, "endsOn": "2025-11-19"})
    assert errors == []
