"""What may stand in double braces, for each subject: names in English and Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from yanxiu_core.exports.declarations import Placeholder

ANYTHING = "*"
"""As the last part of a name: whatever stands there, such as a category of hours."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Placeholders by English name with their Chinese ones; those of `rows` repeat the row that they stand in."""

    single: Mapping[str, str]
    row: tuple[str, str]
    rows: Mapping[str, str]

    def placeholders(self) -> tuple[Placeholder, ...]:
        """All of them, those of a row under the row's name."""
        return tuple(Placeholder(name, zh) for name, zh in self._all())

    def find(self, given: str) -> str | None:
        """The English name of what stands in the braces, in whichever language; None where it is nothing known."""
        wanted = "".join(given.split())
        for name, zh in self._all():
            for known in (name, zh):
                if known == wanted:
                    return name
                stem = known.removesuffix(ANYTHING)
                if stem != known and wanted.startswith(stem) and len(wanted) > len(stem):
                    return name.removesuffix(ANYTHING) + wanted.removeprefix(stem)
        return None

    def repeats(self, name: str) -> bool:
        """Whether a placeholder repeats its row."""
        return name.startswith(f"{self.row[0]}.")

    def near(self, given: str) -> list[str]:
        """Chinese names that look like it."""
        return get_close_matches(given, [zh for _, zh in self._all()], n=3, cutoff=0.5)

    def _all(self) -> Iterator[tuple[str, str]]:
        yield from self.single.items()
        english, chinese = self.row
        for name, zh in self.rows.items():
            yield f"{english}.{name}", f"{chinese}.{zh}"


COMMON = {"county": "县名", "today": "制表日期"}
WINDOW = {
    "rule": "项目",
    "rule.unit": "计量单位",
    "window": "时段",
    "window.starts_on": "开始日期",
    "window.ends_on": "结束日期",
    "check": "校验码",
}
JUDGED = {
    "measured": "学时",
    "required": "要求",
    "missing": "还差",
    "capped": "超出上限",
    "conclusion": "结论",
    "assurance": "认定状态",
    "remark": "备注",
    "result": "认定编号",
    "result.check": "核验码",
    f"hours.{ANYTHING}": f"各类.{ANYTHING}",
}

UNIT = Vocabulary(
    single={
        **COMMON,
        **WINDOW,
        "unit": "单位",
        "people": "人数",
        "exempt": "免考核人数",
        "met": "达到要求人数",
        "certified": "已认定人数",
        "rate": "达到要求比例",
        "note": "说明",
    },
    row=("row", "行"),
    rows={
        "place": "序号",
        "school": "学校",
        "name": "姓名",
        "number": "工号",
        "sex": "性别",
        "title": "职称",
        "subject": "学科",
        **JUDGED,
    },
)

PERSON = Vocabulary(
    single={
        **COMMON,
        **WINDOW,
        "person.name": "姓名",
        "person.number": "工号",
        "person.sex": "性别",
        "person.birth_date": "出生日期",
        "person.title": "职称",
        "person.subject": "学科",
        "person.stage": "学段",
        "person.post": "职务",
        "person.unit": "单位",
        "person.groups": "教研组",
        **JUDGED,
        "note": "说明",
    },
    row=("row", "行"),
    rows={
        "place": "序号",
        "date": "日期",
        "number": "活动编号",
        "title": "活动名称",
        "category": "类别",
        "role": "角色",
        "gross": "折算",
        "counted": "计入",
        "assurance": "认定状态",
    },
)

ACTIVITY = Vocabulary(
    single={
        **COMMON,
        "title": "活动名称",
        "number": "活动编号",
        "kind": "活动类型",
        "theme": "主题",
        "time": "时间",
        "place": "地点",
        "leader": "主持人",
        "speakers": "主讲人",
        "hosts": "主办",
        "organisers": "承办",
        "assistants": "协办",
        "listed": "应到",
        "came": "实到",
        "away": "缺席",
        "absentees": "缺席及原因",
        "summary": "小结",
        "process": "活动过程",
        "note": "说明",
    },
    row=("row", "行"),
    rows={
        "place": "序号",
        "school": "单位",
        "name": "姓名",
        "number": "工号",
        "title": "职称",
        "subject": "学科",
        "roles": "角色",
        "status": "出勤",
    },
)
