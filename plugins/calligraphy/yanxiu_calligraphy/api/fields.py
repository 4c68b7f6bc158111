"""What the plugin adds to the schema."""

import strawberry

from yanxiu_calligraphy.api.shows import ShowMutation
from yanxiu_calligraphy.api.types import (
    CalligraphyShow,
    CalligraphyShowFilter,
    CalligraphyWork,
    CalligraphyWorkFilter,
)
from yanxiu_calligraphy.reads import matching_shows, matching_works
from yanxiu_graphql.sdk import Api, Connection, OrgUnit, Person, found, listed, paging, related


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
    calligraphy_work: CalligraphyWork | None = found("CalligraphyWork", "一件书法作品。A work by global id.")


@strawberry.type
class CalligraphyUnit:
    """Fields of OrgUnit."""

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
    mutation=ShowMutation,
    extends={OrgUnit: CalligraphyUnit, Person: CalligraphyPerson},
)
