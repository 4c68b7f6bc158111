"""What resolvers find in `info.context`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yanxiu_core.reads.context import ReadContext
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.work import Work

Progress = Callable[[UUID], Mapping[str, Any] | None]
"""The last report of a job: `done`, `total`, `stage`, `at`; None when there is none."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request: its unit of work, and what only the web knows.

    `sign` makes an absolute address of a path that whoever holds it may use for a while; `progress` reads how far a
    job has come; `upload_bytes` is the largest upload.
    """

    work: Work
    sign: Callable[[str], str]
    progress: Progress
    upload_bytes: int

    def reads(
        self,
        *,
        policy: str | None = None,
        rule: str | None = None,
        window: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> ReadContext:
        """The context of a read: today and all that is known, unless another day or moment is asked for."""
        return reading(self.work, policy=policy, rule=rule, window=window, as_of=as_of, known_at=known_at)
