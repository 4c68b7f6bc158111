"""What several documents say in the same words."""

from collections.abc import Collection

from yanxiu_core.exports.declarations import ExportRequest, Row
from yanxiu_exporters.paper.text import day

UNCERTIFIED = (
    "本表按 {day} 的登记和审核推算，其中 {count} 人的学时尚未经县级认定，其结论为预计，不作为认定结果。"
)
PARTLY_SEEN = "名单只含制表人有权查看的人员。"


def mark(request: ExportRequest, check: str, seals: Collection[int], *, certified: bool) -> str:
    """What stands at the foot of each page: version, and the code by which a sheet whose data changed is known.

    The version names the seals of the results that are on the sheet, and whether all of them are certified.
    """
    numbers = f"第 {'、'.join(map(str, sorted(seals)))} 号封存" if seals else ""
    state = "" if certified else "部分认定" if seals else "未认定"
    said = "，".join(part for part in (state, numbers) if part)
    return f"版本 {request.made_at:%Y-%m-%d %H:%M}{f'（{said}）' if said else ''}　校验码 {check}"


def proof(result: Row) -> str:
    """By what a certified result can be verified."""
    seal = result["seal"]
    return (
        f"认定结果编号 {result['number']}，核验码 {result['check_code']}；"
        f"认定文件：{seal['document']}，第 {seal['number']} 号封存。凭编号和核验码可以核验。"
    )


def window(request: ExportRequest) -> str:
    """The window with its first and last day."""
    judged = request.judged
    return f"{judged.window}（{day(judged.starts_on)}至{day(judged.ends_on)}）"
