"""The sentences of explanations, in Chinese and English; `{…}` are filled from the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language.

    `opens` begins with what was found, by the form of the rule; `asks` says what is asked for, by comparator, or by
    form where the figure is no amount; `lacks` says what is wrong.
    """

    opens: Mapping[str, str]
    asks: Mapping[str, str]
    lacks: Mapping[str, str]
    things: Mapping[str, str]
    units: Mapping[str, str]
    owes: Mapping[str, str]
    reached: str
    fits: str
    failing: str
    further: str
    span: str
    dated: str
    counted: Mapping[str, str]
    made_up: str
    capped: str
    capped_only: str
    too_short: str
    left_out: str
    waiting: str
    settings: str
    setting: Mapping[str, str]
    undocumented: str
    run: str
    source: str
    since: str
    first: str
    comma: str
    space: str
    per: Mapping[str, str]
    reasons: Mapping[str, str]


ABOUT = "{window}（{starts_on}至{ends_on}）“{title}”"
CHINESE = Phrases(
    opens={
        "amount": ABOUT + "计 {measured} {unit}，",
        "share": ABOUT + "计 {measured} {unit}，占 {base} {unit}的 {percent}%，",
        "level": ABOUT + "最高为“{level}”，",
        "late": ABOUT + "比规定日期晚 {days} 天，",
        "early": ABOUT + "比规定日期早 {days} 天，",
        "punctual": ABOUT + "在规定日期当天完成，",
        "each": ABOUT + "：{base} {things}中有 {measured} {things}做到（每{things}{one}），",
        "nothing": ABOUT + "还没有可以判定的记录，",
        "not_applicable": ABOUT + "：没有需要计算的对象，不适用。",
    },
    asks={
        "gte": "要求 {required} {unit}，",
        "gt": "要求多于 {required} {unit}，",
        "lte": "最多 {required} {unit}，",
        "eq": "应为 {required} {unit}，",
        "between": "要求 {required} 至 {upper} {unit}，",
        "share": "要求 {asked}%（{required} {unit}），",
        "share_gt": "要求高于 {asked}%（{required} {unit}），",
        "share_eq": "应为 {asked}%（{required} {unit}），",
        "level": "要求“{asked_level}”及以上，",
        "on_time": "应不晚于规定日期，",
        "late": "最多可晚 {asked} 天，",
        "early": "应至少提前 {ahead} 天，",
        "all": "应全部做到，",
        "some": "至少 {required} {things}，",
    },
    lacks={
        "missing": "还差 {missing} {unit}。",
        "too_much": "超出 {excess} {unit}。",
        "too_little": "少 {missing} {unit}。",
        "cells": "还差 {missing} {things}。",
        "unmet": "尚未达到要求。",
        "late": "没有按时完成。",
    },
    things={
        "period": "个周期",
        "item": "项",
        "part": "项内容",
        "person": "人",
        "group": "个组",
        "school": "所学校",
    },
    units={},
    owes={
        "exempt": "免考核（{reason}）。",
        "pro_rata": "按比例折算（{reason}），",
        "full": "不减免（{reason}），",
        "set": "另定（{reason}），",
        "portion": "按符合条件的时间折算，",
    },
    reached="已达到要求。",
    fits="符合要求。",
    failing="没有做到的：{list}{further}。",
    further="等 {count} {things}",
    span="{first}至{last}",
    dated="{title}（{day}）",
    counted={"activities": "共 {count} 项活动计入。", "records": "共 {count} 条记录计入。"},
    made_up="其中 {count} 项按补学认定计入本期。",
    capped="{per}最多计 {limit} {unit}，超出的 {capped} {unit}不计。",
    capped_only="“{only}”{per}最多计 {limit} {unit}，超出的 {capped} {unit}不计。",
    too_short="{count} 项时长不足一个学时，不折算。",
    left_out="未计入 {count} 项（{reasons}）。",
    waiting="另有 {amount} {unit}待所在单位确认，确认后计入。",
    settings="当地规定：{list}。",
    setting={
        "threshold": "要求 {amount}（{document}）",
        "gt": "要求高于 {amount}（{document}）",
        "lte": "最多 {amount}（{document}）",
        "eq": "应为 {amount}（{document}）",
        "caps": "{per}最多计 {amount}（{document}）",
        "other": "{amount}（{document}）",
    },
    undocumented="未注明文件",
    run="提醒：连续最长 {found} 个工作日，不足 {least} 个（只提醒，不影响结论）。",
    source="依据：{document}，{clause}（{policy}，{version}）。",
    since="{day} 起的版本",
    first="最初版本",
    comma="、",
    space="",
    per={"day": "每天", "category": "每类", "role": "每种角色", "window": "全期"},
    reasons={
        "planned": "活动尚未确认",
        "cancelled": "活动已取消",
        "excused": "请假",
        "absent": "缺席",
        "lower_role": "同一环节只计最高的角色",
    },
)
TOPIC = "{title}, {window} ({starts_on} to {ends_on}): "
ENGLISH = Phrases(
    opens={
        "amount": TOPIC + "{measured} {unit},",
        "share": TOPIC + "{measured} {unit}, which is {percent}% of {base} {unit};",
        "level": TOPIC + "the best level is {level};",
        "late": TOPIC + "{days} days after the date set,",
        "early": TOPIC + "{days} days before the date set,",
        "punctual": TOPIC + "done on the date set,",
        "each": TOPIC + "done for {measured} of {base} {things} (each: {one}),",
        "nothing": TOPIC + "nothing recorded that could be judged;",
        "not_applicable": TOPIC + "there is nothing to count, not applicable.",
    },
    asks={
        "gte": "{required} required;",
        "gt": "more than {required} required;",
        "lte": "at most {required} allowed;",
        "eq": "exactly {required} required;",
        "between": "{required} to {upper} required;",
        "share": "{asked}% ({required} {unit}) required;",
        "share_gt": "more than {asked}% ({required} {unit}) required;",
        "share_eq": "exactly {asked}% ({required} {unit}) required;",
        "level": "{asked_level} or better required;",
        "on_time": "due by the date set;",
        "late": "at most {asked} days late allowed;",
        "early": "due {ahead} days ahead;",
        "all": "all required;",
        "some": "{required} {things} required;",
    },
    lacks={
        "missing": "{missing} still missing.",
        "too_much": "{excess} too many.",
        "too_little": "{missing} too few.",
        "cells": "{missing} still missing.",
        "unmet": "requirement not reached yet.",
        "late": "not done in time.",
    },
    things={
        "period": "periods",
        "item": "items",
        "part": "parts",
        "person": "people",
        "group": "groups",
        "school": "schools",
    },
    units={
        "学时": "hours",
        "学分": "credits",
        "次": "times",
        "节": "lessons",
        "篇": "pieces",
        "项": "items",
        "个": "items",
        "份": "copies",
        "人": "people",
        "本": "books",
        "字": "characters",
        "天": "days",
        "月": "months",
        "年": "years",
        "元": "yuan",
        "分": "points",
        "所": "schools",
        "场": "sessions",
        "种": "kinds",
        "组": "groups",
        "层": "layers",
        "级": "levels",
        "册": "volumes",
        "件": "pieces",
        "门": "courses",
        "课": "lessons",
        "比例": "share",
    },
    owes={
        "exempt": "exempt from the requirement ({reason}).",
        "pro_rata": "pro rata ({reason}),",
        "full": "not reduced ({reason}),",
        "set": "set otherwise ({reason}),",
        "portion": "in proportion to the time concerned,",
    },
    reached="requirement reached.",
    fits="as required.",
    failing="Not done: {list}{further}.",
    further=" and others, {count} {things} in all",
    span="{first} to {last}",
    dated="{title} ({day})",
    counted={"activities": "Activities that count: {count}.", "records": "Records that count: {count}."},
    made_up="Of them by a decision on make-up learning: {count}.",
    capped="At most {limit} count {per}; {capped} above that do not.",
    capped_only="At most {limit} of {only} count{per}; {capped} above that do not.",
    too_short="{count} too short for one hour.",
    left_out="{count} left out ({reasons}).",
    waiting="{amount} {unit} more await the confirmation of the unit and count from then on.",
    settings="Set locally: {list}.",
    setting={
        "threshold": "{amount} required ({document})",
        "gt": "more than {amount} required ({document})",
        "lte": "at most {amount} ({document})",
        "eq": "just {amount} ({document})",
        "caps": "at most {amount} {per} ({document})",
        "other": "{amount} ({document})",
    },
    undocumented="no document named",
    run="Note: at most {found} working days in a row, fewer than {least} (no part of the result).",
    source="Source: {document}, {clause} ({policy}, {version}).",
    since="version of {day}",
    first="first version",
    comma=", ",
    space=" ",
    per={"day": "a day", "category": "a category", "role": "a role", "window": "in all"},
    reasons={
        "planned": "activity not confirmed yet",
        "cancelled": "activity cancelled",
        "excused": "on leave",
        "absent": "absent",
        "lower_role": "only the highest role in a segment counts",
    },
)


def phrases(language: str) -> Phrases:
    """The phrases of the caller's language."""
    return ENGLISH if language.lower().startswith("en") else CHINESE
