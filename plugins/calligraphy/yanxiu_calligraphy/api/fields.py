"""What the plugin adds to the schema."""

import strawberry

from yanxiu_calligraphy import application
from yanxiu_calligraphy.api.courses import CalligraphyCourse, CourseMutation
from yanxiu_calligraphy.api.shows import ShowMutation
from yanxiu_calligraphy.api.types import (
    CalligraphyShow,
    CalligraphyShowFilter,
    CalligraphyWork,
    CalligraphyWorkFilter,
)
from yanxiu_calligraphy.api.year import CalligraphyApplication, CalligraphyYear
from yanxiu_calligraphy.reads import SEEN, matching_shows, matching_works
from yanxiu_calligraphy.year import figures
from yanxiu_core.access.permissions import Permission
from yanxiu_graphql.sdk import (
    Api,
    Connection,
    OrgUnit,
    Person,
    argument,
    found,
    listed,
    loaded,
    paging,
    related,
)


@strawberry.type
class CalligraphyQuery:
    """Fields of Query."""

    calligraphy_shows: Connection[CalligraphyShow] | None = listed(
        "CalligraphyShow",
        "书法展示。Shows of the county's schools, the newest first. Needs `activities.read`.",
        *paging(filters=CalligraphyShowFilter),
        filters=matching_shows,
    )
    calligraphy_show: CalligraphyShow | None = found("CalligraphyShow", "一次书法展示。A show by global id.")
    calligraphy_works: Connection[CalligraphyWork] | None = listed(
        "CalligraphyWork",
        "书法作品。Works of the county's schools, without those of withdrawn shows. Needs `activities.read`.",
        *paging(filters=CalligraphyWorkFilter),
        filters=matching_works,
    )
    calligraphy_course: CalligraphyCourse | None = found(
        "CalligraphyCourse", "一门书法课程。A course by global id."
    )
    calligraphy_work: CalligraphyWork | None = found("CalligraphyWork", "一件书法作品。A work by global id.")


@strawberry.type
class CalligraphyMutation(ShowMutation, CourseMutation):
    """Fields of Mutation."""


@strawberry.type
class CalligraphyUnit:
    """Fields of OrgUnit."""

    calligraphy_year: CalligraphyYear | None = loaded(
        figures.load,
        "书法学年。The unit's calligraphy in a school year, as numbers. Needs `activities.read`.",
        argument(
            "school_year", int, "学年。The year in which it begins: 2025 is September 2025 to August 2026."
        ),
        permission=SEEN,
    )
    calligraphy_application: CalligraphyApplication | None = loaded(
        application.load,
        "书法特色学校申报。The newest application for the provincial title, recorded with `recordRegister` under "
        "`calligraphy.application`; null where there is none. Needs `evidence.read`.",
        permission=Permission.EVIDENCE_READ,
    )
    calligraphy_courses: Connection[CalligraphyCourse] | None = related(
        "书法课程。The school's courses, the oldest first.", *paging()
    )

    calligraphy_shows: Connection[CalligraphyShow] | None = related(
        "书法展示。The school's shows, the newest first.", *paging(filters=CalligraphyShowFilter)
    )
    calligraphy_works: Connection[CalligraphyWork] | None = related(
        "书法作品。The works shown at the school.", *paging(filters=CalligraphyWorkFilter)
    )


@strawberry.type
class CalligraphyPerson:
    """Fields of Person."""

    calligraphy_works: Connection[CalligraphyWork] | None = related(
        "书法作品。The teacher's works.", *paging(filters=CalligraphyWorkFilter)
    )


API = Api(
    query=CalligraphyQuery,
    mutation=CalligraphyMutation,
    extends={OrgUnit: CalligraphyUnit, Person: CalligraphyPerson},
)
