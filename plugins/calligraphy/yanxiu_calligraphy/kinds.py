"""The kinds of 台账 and activities that the plugin brings, under whose words rules count them."""

from typing import Literal

from yanxiu_calligraphy.application import FORM
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.policies.parts import Text
from yanxiu_core.records.checks import refuse
from yanxiu_core.records.kinds import Placed, RecordKind
from yanxiu_core.work import Work

CATEGORY = "书法"
"""The category by which rules tell subscriptions and titles of calligraphy from others."""


def _kind(of: Literal["activity", "record"], code: str, zh: str, en: str, *, own: bool = False) -> Kind:
    return Kind(of, f"calligraphy.{code}", Text(zh=zh, en=en), own=own)


KINDS = (
    _kind("record", "exhibition", "教师书法作品展", "Exhibition of teachers' calligraphy", own=True),
    _kind("record", "skills", "三笔字展示", "Showing of the three scripts", own=True),
    _kind("record", "timetable", "书法课进课表", "Calligraphy in the timetable", own=True),
    _kind("record", "subscription", "书法报刊订阅", "Subscription of a calligraphy periodical"),
    _kind("record", "award", "省级书法特色命名", "Provincial title in calligraphy"),
    Kind("record", FORM, Text(zh="书法特色学校申报", en="Application for the provincial title"), form=FORM),
    _kind("activity", "campus", "书法校园活动", "Calligraphy on the campus"),
)


def _of_calligraphy(work: Work, entries: list[Placed]) -> None:  # noqa: ARG001 - the hook's signature
    for index, entry in entries:
        if entry.category != CATEGORY:
            refuse(
                index,
                "category",
                f"类别请写“{CATEGORY}”, 规则按它计数",
                f"The category must be {CATEGORY}, by which rules count it",
            )


RECORD_KINDS = (
    RecordKind("calligraphy.subscription", Text(zh="书法报刊订阅", en="Subscription"), check=_of_calligraphy),
    RecordKind("calligraphy.award", Text(zh="省级书法特色命名", en="Title"), check=_of_calligraphy),
)
