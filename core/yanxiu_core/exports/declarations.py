"""What an exporter is; see hook `yanxiu_exporters`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.exports.subjects import UNIT, Subject
from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Text
from yanxiu_core.policies.rule import Rule
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.selection import Selection, pick
from yanxiu_core.reads.selection import select as selection


class Options(BaseModel):
    """The options of an exporter: a frozen model whose JSON schema clients see; an unknown option is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Judged:
    """The rule and window that a document is about; the window's first and last day."""

    policy: Policy
    rule: Rule
    window: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What a document is about: the county, the parts that its subject has, and the moment.

    `unit_id` is empty for a whole county; `unit_name` is the unit's or the county's name, `unit_ids` the unit and all
    below it (empty for a whole county). `limited` tells that the caller does not reach everybody in the county, so
    that a list may lack people. `kinds` are the Chinese titles of the kinds of records by their names, which stand as
    categories in what is read. `options` are an instance of the exporter's model. `template` is the county's own
    form where the exporter fills one.
    """

    tenant_name: str
    today: date
    made_at: datetime
    language: str
    options: Any = field(default_factory=Options)
    judging: Judged | None = None
    unit_id: UUID | None = None
    unit_name: str = ""
    unit_ids: frozenset[UUID] = frozenset()
    person_id: UUID | None = None
    activity_id: UUID | None = None
    notice_id: UUID | None = None
    limited: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    template_id: UUID | None = None
    template: Path | None = None

    @property
    def named_on(self) -> date:
        """The day whose names of units the document bears: the window's last, never one that lies ahead."""
        return min(self.judging.ends_on, self.today) if self.judging else self.today

    @property
    def judged(self) -> Judged:
        """Rule and window. A LookupError is a defect of the exporter: its subject has none."""
        if self.judging is None:
            raise LookupError("this document's subject has no rule and window")
        return self.judging


RowsOf = Callable[[FromClause, ExportRequest], ColumnElement[bool]]
"""(the noun's rows, the request) -> which of them the document is about."""


@dataclass(frozen=True, slots=True)
class Read:
    """Rows of a noun that a document needs: which fields, which rows, in which order.

    It is run by the planner under the caller's permissions: what the caller may not see is not among the rows, or null.
    Rows of `Verdict` are those of the request's policy and window, stored or derived; with `adopted` those of every
    policy of the county in that window.
    """

    noun: str
    fields: Selection
    where: RowsOf | None = None
    order: str | Order = "default"
    adopted: bool = False


Row = Mapping[str, Any]


class Streams(Protocol):
    """The rows of a document's reads, streamed: memory does not grow with their number."""

    def __call__(self, name: str = "rows") -> Iterator[Row]:
        """The rows of the read of this name. Amounts and dates are texts. Calling again reads again."""
        ...


class Reads(Streams, Protocol):
    """What a document is written from: rows, and the stored files that they name."""

    def file(self, file_id: str, target: Path) -> None:
        """Write a stored file, whose id stands in a row that was read, to a local path. Raises NotFound."""
        ...


def asked_verdicts(verdict: FromClause, request: ExportRequest) -> ColumnElement[bool]:
    """The verdicts of the request's rule, of its person or of its unit and all below, where it names one."""
    found: ColumnElement[bool] = verdict.c.rule == request.judged.rule.id
    if request.person_id is not None:
        found &= verdict.c.person_id == request.person_id
    if request.unit_id is not None:
        found &= verdict.c.unit_id.in_(request.unit_ids)
    return found


def verdicts(*fields: Any) -> Read:
    """The request's verdicts in school order."""
    return Read("Verdict", selection(*fields), asked_verdicts, order="unit")


CERTIFIED = pick(
    "certified_result", "number", "check_code", "measured", "required", "status",
    pick("seal", "number", "document", "recorded_at"),
)  # fmt: skip
"""What the county has certified for a verdict's person; null until it has."""

VERDICTS = verdicts(
    "measured", "required", "capped", "missing", "status", "status_label", "eligibility", "provisional",
    "registered", "reviewed", "certified", "by_category", "under_review", CERTIFIED,
    pick("person", "number", "name", "sex", "title", "subject"),
    pick("unit", "name", "code"),
)  # fmt: skip
"""What an exporter of verdicts gets as `rows` unless it declares its own reads.

Amounts are texts with two decimals; `by_category` is a list of `category` and gross `hours`.
"""


class ExportWriter(Protocol):
    """Writes the document."""

    def __call__(self, request: ExportRequest, reads: Reads, target: Path) -> str | None:
        """Write the file; return the check code printed on it, if it has one. A DomainError fails the export."""
        ...


TemplateCheck = Callable[[Path], None]
"""Reads a county's own form before it is kept; raises Invalid, naming the place, for one that could not be filled."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What can stand in a form: its name in both languages; one of a repeated row begins with the row's name."""

    name: str
    zh: str


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """How an exporter fills forms which counties upload: what may stand in one, and the check before it is kept."""

    check: TemplateCheck
    placeholders: tuple[Placeholder, ...]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A named document about a subject.

    `write` fills the file at `target` from the declared `reads`; it neither commits nor reads elsewhere. `template` is
    given by an exporter that fills forms which counties upload; the request then has the form as a local file.
    """

    name: str
    title: Text
    media_type: str
    extension: str
    write: ExportWriter
    subject: Subject = UNIT
    reads: Mapping[str, Read] = field(default_factory=lambda: {"rows": VERDICTS})
    options: type[BaseModel] = Options
    template: TemplateForm | None = None


EXPORTERS = Part(
    hook="yanxiu_exporters",
    kind=Exporter,
    title=Text(zh="导出格式", en="exporter"),
    names=lambda exporter: [exporter.name],
)
