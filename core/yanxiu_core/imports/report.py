"""What an import did, or would do."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class ImportReport:
    """Counts of rows. `refused` rows had an error; `written` says whether anything was kept.

    A good row is `added`, `corrected` (its key was known with other content) or `unchanged`.
    """

    kind: str
    dry_run: bool
    rows: int = 0
    good: int = 0
    refused: int = 0
    warnings: int = 0
    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    activities_confirmed: int = 0
    lines_posted: int = 0
    lines_reversed: int = 0
    written: bool = False
    problems_file_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)
