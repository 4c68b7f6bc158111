"""课堂观察量表: blank, or filled with what is given; of an activity, or of nothing in particular."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from yanxiu_core.errors import Invalid
from yanxiu_core.exports.declarations import ExportRequest, Options, Reads
from yanxiu_exporters.documents.activity_reads import activity_facts, names
from yanxiu_exporters.paper.blocks import Column, Document, Grid, Signatures, Table, Value, fields

TITLE = "课堂观察量表"
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "学生学习": ("准备", "倾听", "互动", "自主", "达成"),
    "教师教学": ("环节", "呈示", "对话", "指导", "机智"),
    "课程性质": ("目标", "内容", "实施", "评价", "资源"),
    "课堂文化": ("思考", "民主", "创新", "关爱", "特质"),
}
"""The four dimensions of 课堂观察 with their 视角; 观察点 are written by the school."""
COLUMNS = (
    Column("维度", 12), Column("视角", 10), Column("观察点", 42, left=True), Column("结果统计", 46, left=True),
    Column("评价反思", 46, left=True),
)  # fmt: skip
ROOM = 2
"""Lines of a row that is to be written in."""


class Entry(BaseModel):
    """A row of the form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    perspective: str = Field(max_length=50, description="视角 / perspective")
    point: str = Field("", max_length=500, description="观察点 / what is looked at")
    result: str = Field("", max_length=2000, description="结果统计 / what was counted")
    comment: str = Field("", max_length=2000, description="评价反思 / what is thought of it")


class ObservationOptions(Options):
    """The rows; without `entries` those of the chosen dimensions, else of all, to be written in."""

    dimensions: tuple[str, ...] = Field((), max_length=4, description="维度 / dimensions")
    entries: tuple[Entry, ...] = Field((), max_length=200, description="各行 / rows")
    observer: str = Field("", max_length=200, description="评课人 / observers")


def of_activity(request: ExportRequest, reads: Reads) -> Document:
    """The form of one lesson."""
    facts, given = activity_facts(request, reads), request.options
    teachers = names(facts.speakers) or facts.row["leader"]
    observers = given.observer or names([person for person in facts.listeners if "评课" in person.roles])
    return _form(facts.time, teachers, observers, facts.row["theme"] or facts.row["title"], given)


def blank(request: ExportRequest, _reads: Reads) -> Document:
    """The form of no lesson yet."""
    return _form("", "", request.options.observer, "", request.options)


def _form(time: str, teacher: str, observer: str, topic: str, given: ObservationOptions) -> Document:
    return Document(
        TITLE,
        [
            Grid(
                [fields(("时间", time), ("讲课人", teacher)), fields(("课题", topic), ("评课人", observer))]
            ),
            Table(COLUMNS, list(_rows(given)), lines=ROOM),
            Signatures(("观察人签名：", "日期：")),
        ],
        landscape=True,
    )


def _rows(given: ObservationOptions) -> Iterable[tuple[Value, ...]]:
    unknown = [name for name in given.dimensions if name not in DIMENSIONS]
    if unknown:
        known = "、".join(DIMENSIONS)
        raise Invalid(
            f"没有维度 {unknown[0]}; 可用: {known}", f"No dimension {unknown[0]}; there are: {known}",
            field="options.dimensions",
        )  # fmt: skip
    home = {perspective: name for name, all_of_it in DIMENSIONS.items() for perspective in all_of_it}
    if given.entries:
        for entry in given.entries:
            yield home.get(entry.perspective, ""), entry.perspective, entry.point, entry.result, entry.comment
    else:
        for name in given.dimensions or DIMENSIONS:
            for perspective in DIMENSIONS[name]:
                yield name, perspective, None, None, None
