"""Progress of long commands, on a terminal alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from yanxiu_core.jobs.handlers import Progress as Report
from yanxiu_core.jobs.handlers import silent

STAGES = {"reading": "读取", "checking": "检查", "writing": "写入"}


@contextmanager
def shown_progress() -> Iterator[Report]:
    """A bar on stderr while the block lasts; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(STAGES["reading"], total=None)

        def report(done: int, total: int | None, stage: str) -> None:
            bar.update(task, completed=done, total=total, description=STAGES.get(stage, stage))

        yield report
