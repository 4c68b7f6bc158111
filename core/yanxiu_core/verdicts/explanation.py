"""A verdict in words that a teacher understands, in Chinese and English."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language; `{…}` are filled from the verdict."""

    total: str
    required: str
    missing: str
    reached: str
    exempt: str
    counted: str
    capped: str
    too_short: str
    left_out: str
    source: str
    comma: str
    space: str
    per: Mapping[str, str]
    reasons: Mapping[str, str]


CHINESE = Phrases(
    total="{window}（{starts_on}至{ends_on}）“{title}”计 {measured} {unit}，",
    required="要求 {required} {unit}，",
    missing="还差 {missing} {unit}。",
    reached="已达到要求。",
    exempt="本人免考核。",
    counted="共 {count} 项活动计入。",
    capped="{per}最多计 {limit} {unit}，超出的 {capped} {unit}不计。",
    too_short="{count} 项时长不足一个学时，不折算。",
    left_out="未计入 {count} 项（{reasons}）。",
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
    total="{title}, {window} ({starts_on} to {ends_on}): {measured} hours,",
    required="{required} required;",
    missing="{missing} still missing.",
    reached="requirement reached.",
    exempt="exempt from the requirement.",
    counted="{count} activities count.",
    capped="At most {limit} count {per}; {capped} above that do not.",
    too_short="{count} too short for one hour.",
    left_out="{count} left out ({reasons}).",
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


def phrases(language: str) -> Phrases:
    """The phrases of the caller's language."""
    return ENGLISH if language.lower().startswith("en") else CHINESE


def number(value: str | Decimal) -> str:
    """A quantity without needless zeros: 38, 2.5."""
    return format(Decimal(value).normalize(), "f")


def explain(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion, language: str) -> str:
    """What counted, what was capped, what was left out and why, what is missing, and where the rule stands."""
    words = phrases(language)
    values = {
        "window": row["window_key"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "title": rule.title.to(language),
        "measured": number(row["measured"]),
        "required": number(row["required"]),
        "missing": number(max(Decimal(row["required"]) - Decimal(row["measured"]), Decimal(0))),
        "unit": rule.unit,
        "document": version.source.document,
        "clause": version.source.clause,
        "policy": policy.title.to(language),
        "version": version.name,
    }
    return words.space.join(
        (*_result(row, words, values), *_parts(row, words), words.source.format(**values))
    )


def _result(row: Mapping[str, Any], words: Phrases, values: Mapping[str, Any]) -> Iterator[str]:
    yield words.total.format(**values)
    if row["eligibility"] == "exempt":
        yield words.exempt
        return
    yield words.required.format(**values)
    yield words.reached if values["missing"] == "0" else words.missing.format(**values)


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
