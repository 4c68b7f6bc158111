"""What a summary says in words: 性别, 认定状态 and 备注."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yanxiu_core.policies.model import Policy
from yanxiu_core.verdicts.explanation import number

SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1."""
CERTIFIED = "县认定"
ASSURANCES = {"registered": "已登记", "reviewed": "校审通过", "certified": CERTIFIED, "returned": "退回"}
"""认定状态 of a line."""
NOTHING_TO_JUDGE = "不适用"


def sex(code: str | None) -> str:
    """性别 in words; a code outside the standard as it is, nothing where the reader may not see it."""
    return SEXES.get(code or "", code or "")


def assurance(row: Mapping[str, Any]) -> str:
    """认定状态: how far all of the person's gross hours are assured; empty where there are none."""
    registered, reviewed, certified = (Decimal(row[name]) for name in ("registered", "reviewed", "certified"))
    if registered > 0:
        return "已登记"
    if reviewed > 0:
        return "校审通过"
    return CERTIFIED if certified > 0 else ""


def is_certified(row: Mapping[str, Any]) -> bool:
    """Whether the county has certified all of the person's hours."""
    return assurance(row) == CERTIFIED


def conclusion(row: Mapping[str, Any], policy: Policy) -> str:
    """结论 in the policy's Chinese words, whatever language the export was asked for in: so is all the rest.

    Until the county has certified, a person reads 预计达标 or 进度滞后, never 合格.
    """
    status = row["status"]
    if status == "not_applicable":
        return NOTHING_TO_JUDGE
    if not is_certified(row):
        status = {"met": "on_track", "missed": "behind"}.get(status, status)
    return str(getattr(policy.labels, status).zh)


def remark(row: Mapping[str, Any], unit: str) -> str:
    """备注: 免考核, 暂按当前信息 (judged before the eligibility date), and what is missing in the rule's unit."""
    exempt = row["eligibility"] == "exempt"
    missing = Decimal(row["missing"])
    parts = [
        "免考核" if exempt else "",
        "暂按当前信息" if row["provisional"] else "",
        f"还差 {number(missing)} {unit}" if missing > 0 and not exempt else "",
    ]
    return "；".join(part for part in parts if part)
