"""The year as numbers, and how far the application has come."""

from datetime import date

import strawberry

from yanxiu_graphql.sdk import stored


@strawberry.type(
    description="一校一学年的书法。A school's calligraphy in a school year, as numbers; shows that were held."
)
class CalligraphyYear:
    """As `year.figures` gives it."""

    exhibitions: int = stored("作品展次数。Exhibitions that were held.")
    months: int = stored("办展月数。Months with one.")
    skills: int = stored("三笔字展示次数。Showings of the three scripts.")
    works: int = stored("作品件数。Works in them.")
    teachers: int = stored("参展教师人数。Teachers whose works they are.")
    pen: int = stored("钢笔作品件数。Works with the pen.")
    brush: int = stored("毛笔作品件数。Works with the brush.")
    chalk: int = stored("粉笔作品件数。Works with chalk.")
    awarded: int = stored("获奖作品件数。Works with a result.")
    remarks: int = stored("评语条数。Remarks on them.")
    courses: int = stored("课程门数。Courses that run in the year.")
    groups: int = stored("小组个数。Groups of these courses.")
    pupils: int = stored("学生人次。Pupils in these groups; one in two groups counts twice.")
    lessons: int = stored("上课次数。Lessons that were given.")
    periods: int = stored("节数。Periods of these lessons.")


@strawberry.type(description="申报清单的一项。One head of the checklist.")
class CalligraphyHead:
    """As `application` gives it."""

    name: str = stored("代码。Its name in the form's answers.")
    title: str = stored("标题。What is asked for.")
    done: bool = stored("已达到。Whether the school says that it is met.")
    note: str = stored("说明。What the school writes.")
    evidence: int = stored("佐证份数。How many files show it.")
    ready: bool = stored("齐备。Whether it is met and shown.")


@strawberry.type(description="书法特色学校申报。How far the application has come.")
class CalligraphyApplication:
    """As `application` gives it."""

    number: str = stored("台账编号。The number of its record in `records`, where the files are.")
    on_date: date = stored("日期。The day of the application.")
    total: int = stored("项数。Heads of the checklist.")
    ready: int = stored("齐备项数。Heads that are met and shown.")
    heads: list[CalligraphyHead] = stored("各项。In the order of the form.")
