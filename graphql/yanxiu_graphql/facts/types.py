"""Dated facts of people and units."""

from datetime import date, datetime

import strawberry

from yanxiu_graphql.fields import stored

BEGINNING = "1900-01-01"


@strawberry.type(description="人员情况。A fact about a person from a day on, until the next of its kind.")
class PersonFact:
    """Noun PersonFact."""

    kind: str = stored(
        "种类。`title` 职称, `subject`, `on_post` 在岗, `researcher` 教研员, ...; what rules ask about."
    )
    value: str = stored("内容。A word of the county.")
    valid_from: date = stored("起。The first day; 1900-01-01 where nobody said since when.")
    recorded_at: datetime = stored("记录时间。When it became known.")


@strawberry.type(description="单位情况。A fact about a unit from a day on, until the next of its kind.")
class OrgUnitFact:
    """Noun OrgUnitFact."""

    kind: str = stored("种类。`name`, `status`, `locale` 城乡, ...; what rules ask about.")
    value: str = stored("内容。A word of the county.")
    valid_from: date = stored("起。The first day; 1900-01-01 where nobody said since when.")
    recorded_at: datetime = stored("记录时间。When it became known.")


@strawberry.input(description="一项情况。A fact and since when it holds.")
class FactInput:
    """As core's Fact."""

    kind: str = strawberry.field(description="种类。What it is about.")
    value: str = strawberry.field(description="内容。What is so.")
    valid_from: date | None = strawberry.field(
        default=None, description="起。The first day; none: it has always been so, as far as is known."
    )
