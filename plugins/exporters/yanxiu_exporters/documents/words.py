"""What several documents say in the same words."""

from yanxiu_core.exports.declarations import ExportRequest
from yanxiu_exporters.paper.text import day

UNCERTIFIED = (
    "本表按 {day} 的登记和审核推算，其中 {count} 人的学时尚未经县级认定，其结论为预计，不作为认定结果。"
)
PARTLY_SEEN = "名单只含制表人有权查看的人员。"


def mark(request: ExportRequest, check: str, *, certified: bool) -> str:
    """What stands at the foot of each page: version, and the code by which a sheet whose data changed is known."""
    state = "已认定" if certified else "未认定"
    return f"版本 {request.made_at:%Y-%m-%d %H:%M}（{state}）　校验码 {check}"


def window(request: ExportRequest) -> str:
    """The window with its first and last day."""
    judged = request.judged
    return f"{judged.window}（{day(judged.starts_on)}至{day(judged.ends_on)}）"
