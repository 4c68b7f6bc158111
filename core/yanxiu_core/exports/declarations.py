"""What an exporter is; see hook `yanxiu_exporters`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Text


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What a document is about: the county, a policy's rule and window, and the moment."""

    tenant_name: str
    policy: Policy
    rule_id: str
    window: str
    starts_on: date
    ends_on: date
    today: date
    made_at: datetime
    language: str
    options: Mapping[str, Any]


class VerdictRows(Protocol):
    """The verdicts of the request, streamed in school order, through the same reads as the API."""

    def __call__(self) -> Iterator[Mapping[str, Any]]:
        """Rows with the amounts (measured, required, capped, missing, registered, reviewed, certified), status,
        status_label, eligibility, provisional, by_category, person {number name sex title subject}, unit {name code}.

        Amounts are texts with two decimals; `by_category` is a list of `category` and gross `hours`. Calling again
        reads again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Exporter:
    """A named document. `write` fills the file at `target` from the rows; it neither commits nor reads elsewhere."""

    name: str
    title: Text
    media_type: str
    extension: str
    write: "ExportWriter"


class ExportWriter(Protocol):
    """Writes the document."""

    def __call__(self, request: ExportRequest, rows: VerdictRows, target: Path) -> None:
        """Write the file. A DomainError fails the export with its message."""
        ...
