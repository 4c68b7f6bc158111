"""What a summary says in words: 性别, 认定状态 and 备注."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yanxiu_core.policies.labels import label
from yanxiu_core.policies.model import Policy
from yanxiu_core.verdicts.explanation import number

SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1."""
CERTIFIED = "县认定"
ASSURANCES = {"registered": "已登记", "reviewed": "校审通过", "certified": CERTIFIED, "returned": "退回"}
"""认定状态 of a line."""


TRAININGS = {"in_person": "集中面授", "placement": "跟岗实践", "remote": "远程", "mixed": "混合"}
"""角色 of a line of external training: the form in which it was held."""


def worded(row: Mapping[str, Any], kinds: Mapping[str, str]) -> Mapping[str, Any]:
    """The row with its categories and roles in words; kinds of one title are one category."""
    hours: dict[str, Decimal] = {}
    for item in row["by_category"] or []:
        title = kinds.get(item["category"], item["category"])
        hours[title] = hours.get(title, Decimal(0)) + Decimal(item["hours"])
    lines = [
        {
            **line,
            "category": kinds.get(line["category"], line["category"]),
            "role": TRAININGS.get(line["role"], line["role"]),
        }
        for line in row.get("trace_lines") or []
    ]
    by_category = [{"category": title, "hours": str(total)} for title, total in hours.items()]
    return {**row, "by_category": by_category, "trace_lines": lines}


def sex(code: str | None) -> str:
    """性别 in words; a code outside the standard as it is, nothing where the reader may not see it."""
    return SEXES.get(code or "", code or "")


def certified(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The result that the county has certified and sealed; none until it has."""
    return row.get("certified_result")


def is_open(row: Mapping[str, Any]) -> bool:
    """Whether the person's result waits for the county's certification.

    Who is exempt has none to wait for, nor has anybody under a policy without review: what it says is final.
    """
    return bool(row["under_review"]) and certified(row) is None and row["status"] != "exempt"


def measured(row: Mapping[str, Any]) -> str:
    """The quantity of the sealed result, or as it stands where there is none."""
    return str((certified(row) or row)["measured"])


def has_changed(row: Mapping[str, Any]) -> bool:
    """Whether what was sealed is no longer what the records say: the result waits to be superseded."""
    result = certified(row)
    if result is None:
        return False
    return any(Decimal(result[name]) != Decimal(row[name] or 0) for name in ("measured", "required"))


def assurance(row: Mapping[str, Any]) -> str:
    """认定状态: how far the person's gross hours are assured; empty where there are none."""
    if certified(row):
        return CERTIFIED
    for name in ("registered", "reviewed", "certified"):
        if Decimal(row[name]) > 0:
            return ASSURANCES[name]
    return ""


def conclusion(row: Mapping[str, Any], policy: Policy) -> str:
    """结论 in the policy's Chinese words, whatever language the export was asked for in: so is all the rest.

    Where the county certifies, a person reads 预计达标 or 进度滞后 until it has, never 合格; the same as `statusLabel`.
    """
    result = certified(row)
    final = result is not None or not row["under_review"]
    return label(policy, (result or row)["status"], final=final).zh


def remark(row: Mapping[str, Any], unit: str) -> str:
    """备注: 免考核, 暂按当前信息 (judged before the eligibility date), and what is missing in the rule's unit."""
    exempt = row["eligibility"] == "exempt"
    missing = Decimal(row["missing"])
    parts = [
        "免考核" if exempt else "",
        "暂按当前信息" if row["provisional"] else "",
        f"还差 {number(missing)} {unit}" if missing > 0 and not exempt else "",
        f"认定编号 {result['number']}" if (result := certified(row)) else "",
        "认定后数据有变，待更正" if has_changed(row) else "",
    ]
    return "；".join(part for part in parts if part)
