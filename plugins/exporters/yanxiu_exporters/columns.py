"""The columns of 学时认定汇总表, the same in every format."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from yanxiu_core.policies.model import Policy
from yanxiu_exporters.marks import assurance, conclusion, measured, remark, sex
from yanxiu_exporters.paper.blocks import Column, Value

BEFORE = ("序号", "学校", "姓名", "性别", "职称")
AFTER = ("合计", "超出上限", "结论", "认定状态", "备注")
OTHER = "其他"
WIDTHS = {"序号": 6, "学校": 22, "姓名": 10, "性别": 6, "职称": 11, "合计": 7, "超出上限": 8, "结论": 10, "认定状态": 10, "备注": 24}  # fmt: skip
CATEGORY_WIDTH = 8
"""Widths are in characters of half a Chinese one."""
LEFT = ("学校", "备注")
MOST = 12
"""Columns of categories; more would be too narrow to read on a printed page."""


class Line(NamedTuple):
    """One person, before it is known which categories have columns. Hours are texts with two decimals."""

    school: str
    name: str
    sex: str
    title: str
    hours: Mapping[str, str]
    measured: str
    capped: str
    conclusion: str
    assurance: str
    remark: str


def line_of(row: Mapping[str, Any], policy: Policy, unit: str) -> Line:
    """A verdict's row as a line. What the reader may not see of a person is empty."""
    person, school = row["person"] or {}, row["unit"] or {}
    return Line(
        school=school.get("name") or "",
        name=person.get("name") or "",
        sex=sex(person.get("sex")),
        title=person.get("title") or "",
        hours={item["category"]: item["hours"] for item in row["by_category"]},
        measured=measured(row),
        capped=row["capped"],
        conclusion=conclusion(row, policy),
        assurance=assurance(row),
        remark=remark(row, unit),
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """Which categories have a column, in order, and which ones `其他` stands for (none: it is no gathering)."""

    categories: tuple[str, ...]
    gathered: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The headings."""
        return (*BEFORE, *self.categories, *AFTER)

    @property
    def layout(self) -> list[Column]:
        """The headings with their widths."""
        return [Column(title, WIDTHS.get(title, CATEGORY_WIDTH), title in LEFT) for title in self.titles]

    def cells(self, place: int, line: Line) -> tuple[Value, ...]:
        """A line's cells under the headings; `place` counts from 1. Categories are gross, before caps."""
        return (
            place,
            *line[:4],
            *(self._hours(line.hours, category) for category in self.categories),
            Decimal(line.measured),
            Decimal(line.capped),
            *line[-3:],
        )

    def _hours(self, hours: Mapping[str, str], category: str) -> Decimal | None:
        parts = self.gathered if self.gathered and category == OTHER else (category,)
        found = [Decimal(hours[part]) for part in parts if part in hours]
        return sum(found, Decimal(0)) if found else None


def columns_of(totals: Mapping[str, Decimal]) -> Columns:
    """The columns for a county with these hours by category: most hours first, then by name.

    Of more than `MOST` categories the smallest, and one that is called 其他 itself, share a last column 其他.
    """
    ranked = sorted(totals, key=lambda category: (-totals[category], category))
    if len(ranked) <= MOST:
        return Columns(tuple(ranked))
    shown = tuple([category for category in ranked if category != OTHER][: MOST - 1])
    return Columns((*shown, OTHER), tuple(category for category in ranked if category not in shown))
