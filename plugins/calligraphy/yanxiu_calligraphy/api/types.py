"""Shows, works and remarks in the schema."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from yanxiu_calligraphy.api.enums import CalligraphyScript, CalligraphyShowKind, CalligraphyShowState
from yanxiu_graphql.sdk import Connection, Node, OrgUnit, Person, download, paging, related, stored


@strawberry.type(description="对作品的评语。A remark on a work.")
class CalligraphyRemark(Node):
    """Noun CalligraphyRemark."""

    author: str = stored("作者。Who wrote it, by name.")
    body: str = stored("评语。The text.")
    created_at: datetime = stored("时间。When it was written.")


ShowOf = Annotated["CalligraphyShow", strawberry.lazy("yanxiu_calligraphy.api.types")]


@strawberry.type(description="教师书法作品。A teacher's work in a show.")
class CalligraphyWork(Node):
    """Noun CalligraphyWork."""

    script: CalligraphyScript = stored("书写工具。Pen, brush or chalk.")
    title: str = stored("作品名称。What is written.")
    artist: str = stored("作者。The teacher's name.")
    on_date: date = stored("日期。The day of the show.")
    width: int = stored("宽 (像素)。Width of the stored picture in pixels.")
    height: int = stored("高 (像素)。Height of the stored picture in pixels.")
    result: str = stored("结果。What it was awarded, such as 一等奖; empty while there is none.")
    image = download("image_id", "图片地址。Where to GET the picture (JPEG, no metadata); it expires.")
    thumbnail = download(
        "thumbnail_id", "小图地址。Where to GET the thumbnail, 480 pixels at most; it expires."
    )
    person: Person | None = related("教师。The teacher; null where the person is not visible to the caller.")
    unit: OrgUnit | None = related("学校。The school.")
    show: ShowOf | None = related("展示。In which show.")
    remarks: Connection[CalligraphyRemark] = related("评语。Remarks, the oldest first.", *paging())


@strawberry.type(
    description="书法展示。An exhibition of a month, or a showing of the three scripts of a semester."
)
class CalligraphyShow(Node):
    """Noun CalligraphyShow."""

    kind: CalligraphyShowKind = stored("种类。Exhibition, or the three scripts.")
    title: str = stored("名称。Its title.")
    theme: str = stored("主题。Its theme; may be empty.")
    on_date: date = stored("日期。The day on which it takes place; it counts for this day.")
    state: CalligraphyShowState = stored("状态。How far it has come.")
    number: str = stored("台账编号。The number of its record in `records`, once it was held.")
    unit: OrgUnit | None = related("学校。The school.")
    works: Connection[CalligraphyWork] = related("作品。Its works.", *paging())


@strawberry.input(description="筛选展示。Which shows.")
class CalligraphyShowFilter:
    """As the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="学校。Of this school."
    )
    kind: CalligraphyShowKind | None = strawberry.field(
        default=strawberry.UNSET, description="种类。Of this kind."
    )
    state: CalligraphyShowState | None = strawberry.field(
        default=strawberry.UNSET, description="状态。In this state."
    )
    from_date: date | None = strawberry.field(default=strawberry.UNSET, description="起。This day or later.")
    to_date: date | None = strawberry.field(default=strawberry.UNSET, description="止。This day or earlier.")


@strawberry.input(description="筛选作品。Which works.")
class CalligraphyWorkFilter:
    """As the reads declare."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="学校。Of this school."
    )
    person_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="教师。By this teacher."
    )
    script: CalligraphyScript | None = strawberry.field(
        default=strawberry.UNSET, description="书写工具。Written with it."
    )
    from_date: date | None = strawberry.field(default=strawberry.UNSET, description="起。This day or later.")
    to_date: date | None = strawberry.field(default=strawberry.UNSET, description="止。This day or earlier.")
