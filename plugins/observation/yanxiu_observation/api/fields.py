"""All fields: those of Query, on core's types, and the mutations. Names begin with the plugin's, all may be null."""

from datetime import date
from typing import Any

import strawberry

from yanxiu_core.access.permissions import Permission
from yanxiu_core.work import Work
from yanxiu_graphql.sdk import (
    Activity,
    Api,
    Connection,
    Person,
    argument,
    asked,
    encode,
    found,
    listed,
    local,
    paging,
    related,
)
from yanxiu_observation import points, summaries
from yanxiu_observation.api.mutations import ObservationMutation
from yanxiu_observation.api.types import (
    ObservationFigures,
    ObservationLesson,
    ObservationLessonFigures,
    ObservationObserver,
    ObservationView,
)
from yanxiu_observation.reads import matching


def _views(work: Work, *, unit_id: str) -> list[dict[str, Any]]:
    return points.offered(work, local(unit_id, "OrgUnit", "unitId"))


def _of_lesson(work: Work, *, lesson_id: str) -> list[dict[str, Any]]:
    return summaries.of_lesson(work, local(lesson_id, "ObservationLesson", "lessonId"))


def _of_unit(work: Work, *, unit_id: str, from_date: date, to_date: date) -> list[dict[str, Any]]:
    return summaries.of_unit(work, local(unit_id, "OrgUnit", "unitId"), from_date, to_date)


def _of_teacher(work: Work, *, person_id: str, from_date: date, to_date: date) -> list[dict[str, Any]]:
    rows = summaries.of_teacher(work, local(person_id, "Person", "personId"), from_date, to_date)
    return [{**row, "lesson_id": encode("ObservationLesson", row["lesson_id"])} for row in rows]


UNIT = argument("unit_id", strawberry.ID, "单位。The unit's global id.")
DAYS = (
    argument("from_date", date, "起。The first day."),
    argument("to_date", date, "止。The last day."),
)


@strawberry.type
class ObservationQuery:
    """Fields of Query."""

    observation_lessons: Connection[ObservationLesson] | None = listed(
        "ObservationLesson",
        "观察课。The lessons in which the caller took part, or of the units within reach. Needs `evidence.read`.",
        argument("from_date", date | None, "起。Not before this day."),
        argument("to_date", date | None, "止。Not after this day."),
        *paging(),
        filters=matching,
    )
    observation_lesson: ObservationLesson | None = found(
        "ObservationLesson", "一节观察课。A lesson by global id."
    )
    observation_views: list[ObservationView] | None = asked(
        _views, "视角。The twenty views with the points of a unit.", UNIT, permission=None, unit="unit_id"
    )
    observation_lesson_summary: list[ObservationFigures] | None = asked(
        _of_lesson,
        "一节课的汇总。What the records of one confirmed lesson add up to. Needs `evidence.read`.",
        argument("lesson_id", strawberry.ID, "观察课。The lesson's global id."),
        permission=Permission.EVIDENCE_READ,
    )
    observation_unit_summary: list[ObservationFigures] | None = asked(
        _of_unit,
        "单位的汇总。What was observed in the lessons of a unit and of all below it. Needs `evidence.read` there.",
        UNIT,
        *DAYS,
        permission=Permission.EVIDENCE_READ,
    )
    observation_teacher_summary: list[ObservationLessonFigures] | None = asked(
        _of_teacher,
        "教师的汇总。A teacher's lessons one after the other, by dimension. Needs `evidence.read`.",
        argument("person_id", strawberry.ID, "教师。The person's global id."),
        *DAYS,
        permission=Permission.EVIDENCE_READ,
    )


@strawberry.type
class ObservationPerson:
    """Fields of Person."""

    observation_presented: Connection[ObservationLesson] | None = related(
        "被观察的课。The observed lessons that the person gave.", *paging()
    )
    observation_observed: Connection[ObservationObserver] | None = related(
        "观察过的课。The lessons that the person observed.", *paging()
    )


@strawberry.type
class ObservationActivity:
    """Fields of Activity."""

    observation_lesson: ObservationLesson | None = related(
        "观察课。Where the activity is an observed lesson."
    )


API = Api(
    query=ObservationQuery,
    mutation=ObservationMutation,
    extends={Person: ObservationPerson, Activity: ObservationActivity},
)
