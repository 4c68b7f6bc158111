"""A school is merged while it plans a lesson: the lesson goes on at the one that follows, and the merged one takes nothing new."""

import pytest

DAY, SOURCE = "2025-11-20", "观教发〔2025〕9号"
PLANNED = "2025-12-08"


@pytest.fixture(scope="module")
def merged(found_home):
    """甲校 is merged into 乙校, and plans a lesson for a day after that. `home.head` is the principal of 乙校."""
    home = found_home()
    given = home.lesson(("李观", "倾听"), before=None, after=None, lesson={"onDate": PLANNED, "periods": "1"})
    head = home.token("principal", "T5", "甲校")
    home.planned = home.do("observationPlan", given, "lesson { id }", head)["lesson"]["id"]
    point = {"unitId": home.units["甲校"], "points": [{"view": "倾听", "text": "能否复述"}]}
    home.do("observationPoints", point, api=head)
    merge = {"unitIds": [home.units["甲校"]], "intoId": home.units["乙校"], "validFrom": DAY}
    home.do("orgUnitMerge", {**merge, "source": SOURCE})
    home.head = home.token("principal", "T6", "乙校")
    return home


def test_a_lesson_that_was_handed_over_is_that_of_the_school_that_follows(merged):
    home = merged
    both = home.lesson(("李观", "倾听"), ("孙客", "互动"))["observers"]
    exchanged = {"lessonId": home.planned, "observers": both}
    made = home.do("observationExchange", exchanged, "lesson { observers { name } }", home.head)
    assert [each["name"] for each in made["lesson"]["observers"]] == ["李观", "孙客"]
    # Before the merging the presenter was of 甲校, whose lesson it was; after it all are of 乙校.
    for day in ("2025-11-18", "2025-12-15", PLANNED):
        move = {"lessonId": home.planned, "lesson": {"onDate": day}}
        assert home.do("observationMove", move, "lesson { onDate }", home.head)["lesson"]["onDate"] == day


def test_a_closed_school_takes_nothing_new(merged):
    home, school = merged, merged.units["甲校"]
    point = {"unitId": school, "points": [{"view": "倾听", "text": "能否转述"}]}
    assert home.refused("observationPoints", point, home.head) == ("CONFLICT", "unitId")
    adoption = {"unitId": school, "policy": "library.tingke", "source": SOURCE}
    for name, more in (("policyOverride", {"parameters": []}), ("policyAdopt", {})):
        for day in ("2025-09-01", DAY):  # it has no last day, and would outlast the closing
            given = {**adoption, **more, "validFrom": day}
            assert home.refused(name, given) == ("CONFLICT", "unitId")
    form = {"form": "notes", "title": "听课笔记", "schema": {"type": "object"}, "unitId": school}
    assert home.refused("formPublish", form) == ("UNIT_CLOSED", "unitId")
    retired = {"unitId": school, "points": [{"view": "倾听", "text": "能否复述"}], "retired": True}
    home.do("observationPoints", retired, api=home.head)
