"""A verdict in words that a teacher understands, in Chinese and English."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yanxiu_core.policies.model import Policy, Rule, RuleVersion

REASONS = {
    "planned": ("活动尚未确认", "activity not confirmed yet"),
    "cancelled": ("活动已取消", "activity cancelled"),
    "excused": ("请假", "on leave"),
    "absent": ("缺席", "absent"),
    "lower_role": ("同一环节只计最高的角色", "only the highest role in a segment counts"),
}
PER = {
    "day": ("每天", "a day"),
    "category": ("每类", "a category"),
    "role": ("每种角色", "a role"),
    "window": ("全期", "in all"),
}


def number(value: str | Decimal) -> str:
    """A quantity without needless zeros: 38, 2.5."""
    text = format(Decimal(value).normalize(), "f")
    return text if text != "-0" else "0"


def explain(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion, language: str) -> str:
    """What counted, what was capped, what was left out and why, what is missing, and where the rule stands."""
    english = language.lower().startswith("en")
    parts = _english(row, policy, rule, version) if english else _chinese(row, policy, rule, version)
    return (" " if english else "").join(parts)


def _missing(row: Mapping[str, Any]) -> Decimal:
    return max(Decimal(row["required"]) - Decimal(row["measured"]), Decimal(0))


def _left_out(items: Sequence[Mapping[str, Any]], language: int) -> str:
    counts = Counter(item["reason"] for item in items)
    separator = ("、", ", ")[language]
    return separator.join(f"{REASONS[reason][language]} {count}" for reason, count in sorted(counts.items()))


def _chinese(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion) -> list[str]:
    unit, missing = rule.unit, _missing(row)
    measured, required = number(row["measured"]), number(row["required"])
    parts = [
        f"{row['window_key']}（{row['starts_on']}至{row['ends_on']}）“{rule.title.zh}”计 {measured} {unit}，"
    ]
    if row["eligibility"] == "exempt":
        parts.append("本人免考核。")
    else:
        gap = f"还差 {number(missing)} {unit}。" if missing else "已达到要求。"
        parts.append(f"要求 {required} {unit}，{gap}")
    counted = [line for line in row["trace_lines"] or () if Decimal(line["counted"]) > 0]
    parts.append(f"共 {len(counted)} 项活动计入。")
    for cap in row["trace_caps"] or ():
        if Decimal(row["capped"]) > 0:
            parts.append(
                f"{PER[cap['per']][0]}最多计 {number(cap['limit'])} {cap['unit']}，超出的 {number(row['capped'])} {unit}不计。"
            )
    worthless = [line for line in row["trace_lines"] or () if Decimal(line["gross"]) == 0]
    if worthless:
        parts.append(f"{len(worthless)} 项时长不足一个学时，不折算。")
    if row["trace_left_out"]:
        parts.append(f"未计入 {len(row['trace_left_out'])} 项（{_left_out(row['trace_left_out'], 0)}）。")
    parts.append(
        f"依据：{version.source.document}，{version.source.clause}（{policy.title.zh}，{version.name} 起的版本）。"
    )
    return parts


def _english(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion) -> list[str]:
    missing = _missing(row)
    measured, required = number(row["measured"]), number(row["required"])
    parts = [
        f"{rule.title.en}, {row['window_key']} ({row['starts_on']} to {row['ends_on']}): {measured} hours,"
    ]
    if row["eligibility"] == "exempt":
        parts.append("exempt from the requirement.")
    else:
        gap = f"{number(missing)} still missing." if missing else "requirement reached."
        parts.append(f"{required} required; {gap}")
    counted = [line for line in row["trace_lines"] or () if Decimal(line["counted"]) > 0]
    parts.append(f"{len(counted)} activities count.")
    for cap in row["trace_caps"] or ():
        if Decimal(row["capped"]) > 0:
            parts.append(
                f"At most {number(cap['limit'])} count {PER[cap['per']][1]}; {number(row['capped'])} above that do not."
            )
    worthless = [line for line in row["trace_lines"] or () if Decimal(line["gross"]) == 0]
    if worthless:
        parts.append(f"{len(worthless)} too short for one hour.")
    if row["trace_left_out"]:
        parts.append(f"{len(row['trace_left_out'])} left out ({_left_out(row['trace_left_out'], 1)}).")
    parts.append(
        f"Source: {version.source.document}, {version.source.clause} ({policy.title.en}, version {version.name})."
    )
    return parts
