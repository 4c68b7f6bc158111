"""The kinds of 台账 and activities that the plugin brings, under whose words rules count them."""

from typing import Literal

from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.policies.parts import Text


def _kind(of: Literal["activity", "record"], code: str, zh: str, en: str) -> Kind:
    return Kind(of, f"calligraphy.{code}", Text(zh=zh, en=en))


KINDS = (
    _kind("record", "exhibition", "教师书法作品展", "Exhibition of teachers' calligraphy"),
    _kind("record", "skills", "三笔字展示", "Showing of the three scripts"),
    _kind("record", "timetable", "书法课进课表", "Calligraphy in the timetable"),
    _kind("record", "subscription", "书法报刊订阅", "Subscription of a calligraphy periodical"),
    _kind("record", "award", "省级书法特色命名", "Provincial title in calligraphy"),
    _kind("activity", "campus", "书法校园活动", "Calligraphy on the campus"),
)
