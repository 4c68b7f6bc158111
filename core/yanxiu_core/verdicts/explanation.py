"""A verdict in words that a teacher understands, in Chinese and English."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from yanxiu_core.calendars.workdays import longest_run
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language; `{…}` are filled from the verdict."""

    total: str
    nothing: str
    not_applicable: str
    each: str
    held: str
    failing: str
    things: Mapping[str, str]
    units: Mapping[str, str]
    required: Mapping[str, str]
    missing: str
    reached: str
    unmet: str
    exempt: str
    counted: str
    capped: str
    too_short: str
    left_out: str
    waiting: str
    run: str
    source: str
    comma: str
    space: str
    per: Mapping[str, str]
    reasons: Mapping[str, str]


CHINESE = Phrases(
    total="{window}（{starts_on}至{ends_on}）“{title}”计 {measured} {unit}，",
    nothing="{window}（{starts_on}至{ends_on}）“{title}”还没有可以判定的记录，",
    not_applicable="{window}（{starts_on}至{ends_on}）“{title}”：没有需要计算的对象，不适用。",
    each="{window}（{starts_on}至{ends_on}）“{title}”：{base} {things}中有 {measured} {things}做到（{one}），",
    held="至少 {required} {things}，",
    failing="没有做到的：{list}。",
    things={
        "period": "个周期",
        "item": "项",
        "part": "项内容",
        "person": "人",
        "group": "个组",
        "school": "所学校",
    },
    units={},
    required={
        "gte": "要求 {required} {unit}，",
        "gt": "要求多于 {required} {unit}，",
        "lte": "最多 {required} {unit}，",
        "eq": "应为 {required} {unit}，",
        "between": "要求 {required} 至 {upper} {unit}，",
    },
    missing="还差 {missing} {unit}。",
    reached="已达到要求。",
    unmet="未符合要求。",
    exempt="本人免考核。",
    counted="共 {count} 项活动计入。",
    capped="{per}最多计 {limit} {unit}，超出的 {capped} {unit}不计。",
    too_short="{count} 项时长不足一个学时，不折算。",
    left_out="未计入 {count} 项（{reasons}）。",
    waiting="另有 {amount} {unit}待所在单位确认，确认后计入。",
    run="提醒：连续最长 {found} 个工作日，不足 {least} 个（只提醒，不影响结论）。",
    source="依据：{document}，{clause}（{policy}，{version} 起的版本）。",
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
ENGLISH = Phrases(
    total="{title}, {window} ({starts_on} to {ends_on}): {measured} {unit},",
    nothing="{title}, {window} ({starts_on} to {ends_on}): nothing recorded that could be judged;",
    not_applicable="{title}, {window} ({starts_on} to {ends_on}): there is nothing to count, not applicable.",
    each="{title}, {window} ({starts_on} to {ends_on}): done for {measured} of {base} {things} ({one}),",
    held="{required} {things} required;",
    failing="Not done: {list}.",
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
        "比例": "share",
    },
    required={
        "gte": "{required} required;",
        "gt": "more than {required} required;",
        "lte": "at most {required} allowed;",
        "eq": "exactly {required} required;",
        "between": "{required} to {upper} required;",
    },
    missing="{missing} still missing.",
    reached="requirement reached.",
    unmet="requirement not met.",
    exempt="exempt from the requirement.",
    counted="{count} activities count.",
    capped="At most {limit} count {per}; {capped} above that do not.",
    too_short="{count} too short for one hour.",
    left_out="{count} left out ({reasons}).",
    waiting="{amount} {unit} more await the confirmation of the unit and count from then on.",
    run="Note: at most {found} working days in a row, fewer than {least} (no part of the result).",
    source="Source: {document}, {clause} ({policy}, version {version}).",
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


LISTED = 5
"""So many of those that failed are named; the trace has all."""


def phrases(language: str) -> Phrases:
    """The phrases of the caller's language."""
    return ENGLISH if language.lower().startswith("en") else CHINESE


def number(value: str | Decimal | int) -> str:
    """A quantity without needless zeros: 38, 2.5."""
    return format(Decimal(value).normalize(), "f")


def explain(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion, language: str) -> str:
    """What counted, what was capped, what was left out and why, what is missing, and where the rule stands."""
    words = phrases(language)
    unit = words.units.get(rule.unit, rule.unit)
    values = {
        "window": row["window_key"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "title": rule.title.to(language),
        "measured": number(row["measured"] or 0),
        "required": number(row["required"]),
        "upper": number(row["upper"] or 0),
        "base": number(row["base"] or 0),
        "missing": number(max(Decimal(row["required"]) - Decimal(row["measured"] or 0), Decimal(0))),
        "unit": unit,
        "things": words.things[version.each.kind] if version.each else "",
        "one": words.required[version.comparator]
        .format(
            required=number(version.threshold.value),
            upper=number(version.upper.value if version.upper else 0),
            unit=words.units.get(version.threshold.unit, version.threshold.unit),
        )
        .rstrip("，;"),
        "document": version.source.document,
        "clause": version.source.clause,
        "policy": policy.title.to(language),
        "version": version.name,
    }
    return words.space.join(
        (
            *_result(row, words, values, version),
            *_parts(row, words),
            *_waiting(row, words, unit),
            *cautions(row, language),
            words.source.format(**values),
        )
    )


def _result(
    row: Mapping[str, Any], words: Phrases, values: Mapping[str, Any], version: RuleVersion
) -> Iterator[str]:
    each = version.each
    if row["eligibility"] == "not_applicable":
        yield words.not_applicable.format(**values)
        return
    opening = words.each if each else words.nothing if row["measured"] is None else words.total
    yield opening.format(**values)
    if row["eligibility"] == "exempt":
        yield words.exempt
        return
    yield (words.held if each else words.required[row["comparator"]]).format(**values)
    if is_met(row):
        yield words.reached
    elif row["comparator"] in ("gte", "gt") and row["measured"] is not None:
        yield words.missing.format(**values)
    else:
        yield words.unmet
    failing = [cell for cell in row["trace_cells"] or () if not cell["met"]]
    if failing:
        dated = each is not None and each.kind == "period"
        named = (f"{cell['starts_on']}–{cell['ends_on']}" if dated else cell["title"] for cell in failing)
        yield words.failing.format(list=words.comma.join(islice(named, LISTED)))


def is_met(row: Mapping[str, Any]) -> bool:
    """Whether a verdict's figure meets what it asks for, as `engine.lines.met` says in SQL."""
    if row["measured"] is None:
        return False
    measured, required = Decimal(row["measured"]), Decimal(row["required"])
    return bool(
        {
            "gte": lambda: measured >= required,
            "gt": lambda: measured > required,
            "lte": lambda: measured <= required,
            "eq": lambda: measured == required,
            "between": lambda: required <= measured <= Decimal(row["upper"]),
        }[row["comparator"]]()
    )


def _waiting(row: Mapping[str, Any], words: Phrases, unit: str) -> Iterator[str]:
    amount = sum((Decimal(line["amount"]) for line in row["trace_waiting"] or ()), Decimal(0))
    if amount:
        yield words.waiting.format(amount=number(amount), unit=unit)


def cautions(row: Mapping[str, Any], language: str) -> list[str]:
    """What is said beside the verdict and decides nothing; nothing is said of somebody who has not begun."""
    runs = row["trace_runs"]
    if not runs or not runs["days"] or row["eligibility"] != "eligible":
        return []
    periods = [(kind, _day(first), _day(last)) for kind, first, last in runs["periods"]]
    found = longest_run(map(_day, runs["days"]), periods)
    least = Decimal(runs["least"])
    return [phrases(language).run.format(found=found, least=number(least))] if found < least else []


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _parts(row: Mapping[str, Any], words: Phrases) -> Iterator[str]:
    # A caller who may not see the ledger gets the result without its parts.
    if row["trace_lines"] is None:
        return
    lines, left_out = row["trace_lines"], row["trace_left_out"] or ()
    yield words.counted.format(count=sum(Decimal(line["counted"]) > 0 for line in lines))
    if Decimal(row["capped"]) > 0:
        for cap in row["trace_caps"] or ():
            yield words.capped.format(
                per=words.per[cap["per"]],
                limit=number(cap["limit"]),
                unit=cap["unit"],
                capped=number(row["capped"]),
            )
    worthless = sum(Decimal(line["gross"]) == 0 for line in lines)
    if worthless:
        yield words.too_short.format(count=worthless)
    if left_out:
        counts = Counter(item["reason"] for item in left_out)
        reasons = words.comma.join(
            f"{words.reasons[reason]} {count}" for reason, count in sorted(counts.items())
        )
        yield words.left_out.format(count=len(left_out), reasons=reasons)
