"""Imports: jobs, their counts, their problems."""

from enum import Enum

import strawberry
from strawberry.types.info import Info

from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.jobs.types import Job, download
from yanxiu_graphql.relay.types import Connection, Node, paging


@strawberry.enum(description="导入的表。Which of the county's tables is imported.")
class ImportForm(Enum):
    """The importers there are."""

    ROSTER = strawberry.enum_value("roster", description="教师花名册。People with their units and facts.")
    ACTIVITIES = strawberry.enum_value(
        "activities", description="活动登记表。Activities with their segments."
    )
    ATTENDANCE = strawberry.enum_value("attendance", description="签到表。Who took part in which activity.")
    RECORDS = strawberry.enum_value("records", description="台账。Records of people and of units.")
    OBLIGATIONS = strawberry.enum_value(
        "obligations", description="免考核登记。Documented exceptions of people from rules."
    )
    EXTERNAL_TRAININGS = strawberry.enum_value(
        "external_trainings", description="校外培训登记。Certificates of external training."
    )


CORE_FORMS = frozenset(str(form.value) for form in ImportForm)


@strawberry.enum(description="问题的程度。How grave a problem is.")
class ProblemSeverity(Enum):
    """As stored."""

    ERROR = strawberry.enum_value("error", description="错误。The row is refused.")
    WARNING = strawberry.enum_value(
        "warning", description="提醒。The row is taken; somebody should look at it."
    )


@strawberry.type(description="导入的问题。Something wrong with one row of the file.")
class ImportProblem:
    """Noun ImportProblem."""

    sheet: str = stored("工作表。The sheet's name; empty in a CSV file.")
    row: int = stored("行号。The row as Excel numbers it, from 1.")
    column: str = stored("列名。The column's heading in the file.")
    value: str = stored("单元格。What the cell says.")
    code: str = stored("代码。What kind of problem it is: `missing`, `invalid`, `duplicate_row`, ...")
    severity: ProblemSeverity = stored("程度。Whether the row is refused.")
    message: str = stored("说明。What is wrong and what to do, in the caller's language.")


@strawberry.type(description="导入结果。Counts of rows; what a dry run would do.")
class ImportResult:
    """An object of the job's JSON."""

    rows: int = stored("总行数。Rows read.")
    good: int = stored("有效行数。Rows without an error.")
    refused: int = stored("问题行数。Rows with an error.")
    warnings: int = stored("提醒数。Warnings, which refuse no row.")
    added: int = stored("新增。Good rows that are new.")
    corrected: int = stored("更正。Good rows whose key was known with other content.")
    unchanged: int = stored("未变。Good rows that were known already.")
    activities_confirmed: int = stored("确认的活动。Activities that the attendance confirmed.")
    lines_posted: int = stored("记入台账。Ledger lines posted.")
    lines_reversed: int = stored("冲销。Ledger lines reversed.")
    dry_run: bool = stored("试运行。Nothing was to be written.")
    written: bool = stored("已写入。Whether the good rows were written.")


@strawberry.type(description="导入任务。An import of an uploaded file.")
class ImportJob(Node, Job):
    """Noun ImportJob."""

    result: ImportResult | None = stored("结果。The counts, once it has succeeded.")
    problems: Connection[ImportProblem] = related(
        "问题。What is wrong, row by row, in the file's order.", *paging()
    )

    @computed("导入的表。Which table is imported; null for a plugin's.", "input")
    def form(self: Row) -> ImportForm | None:
        """As it was started."""
        name = self["input"]["form"]
        return name if name in CORE_FORMS else None

    @computed("导入表的名称。The name of the table, a plugin's too.", "input")
    def importer(self: Row) -> str:
        """As it was started."""
        return str(self["input"]["form"])

    @computed("文件名。The file's name.", "input")
    def file_name(self: Row) -> str:
        """As it was uploaded."""
        return str(self["input"]["file_name"])

    @computed(
        "问题行文件。Where to GET a workbook of the refused rows, for a while; null where none was refused.",
        "result",
    )
    def problems_url(self: Row, info: Info[RequestContext, None]) -> str | None:
        """Signed."""
        return download(info, (self["result"] or {}).get("problems_file_id"))
