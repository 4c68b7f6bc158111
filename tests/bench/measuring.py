"""Time things against each other, and compare what they wrote."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from counties import County
from sqlalchemy import Row, text

from yanxiu_core.work import Work

VERDICTS = (
    "SELECT rule, subject_id, person_id, unit_id, adoption_id, measured, required, upper, base, capped, registered, "
    "reviewed, certified, comparator, eligibility, eligible_on, rule_version FROM verdicts "
    "WHERE window_id = (SELECT id FROM windows WHERE key = '2025')"
)
ENTRIES = """
    SELECT p.activity_id, p.position, p.person_id, p.role, p.status, p.attended_minutes, p.superseded_at, l.person_id, l.policy,
        l.measure, l.amount, l.on_date, l.starts_at, l.activity_id, l.activity_number, l.kind, l.category, l.role, l.unit_id,
        l.conversion, l.assurance, l.item, l.fields, l.reverses_id, l.recorded_at = p.recorded_at
    FROM participations p LEFT JOIN ledger_lines l ON l.tenant_id = p.tenant_id AND l.source_id = p.id
    WHERE p.person_id = :person
"""
AUDIT = (
    "SELECT command, actor_kind, actor_id, actor_name, request_id, counts, detail, digest FROM audit_records"
)

Action = Callable[[Work], object]
Program = tuple[Callable[[County], AbstractContextManager[Any]], Callable[[Any, UUID, UUID], object]]
"""How a program begins its transaction, and what it does in it with an activity and a person."""


class _RolledBackError(Exception):
    """Ends a transaction without its effect."""


@contextmanager
def undone(county: County) -> Iterator[Work]:
    """A transaction of the service that leaves nothing behind."""
    try:
        with county.platform.work(county.tenant) as work:
            yield work
            raise _RolledBackError  # noqa: TRY301 - the way out of the transaction
    except _RolledBackError:
        pass


def timed(county: County, *actions: Action, rounds: int, clean: bool = False) -> list[float]:
    """The median seconds of each action. They take turns, so that a busy moment of the machine meets all of them; each
    runs in a transaction of its own that is rolled back. `clean`: they write the verdicts into an empty table.
    """
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, taken in zip(actions, times, strict=True):
            with undone(county) as work:
                if clean:
                    work.session.execute(text("DELETE FROM verdicts"))
                started = time.perf_counter()
                action(work)
                work.session.flush()
                taken.append(time.perf_counter() - started)
    return [median(taken) for taken in times]


def committed(
    county: County, entries: Iterator[Row[Any]], *programs: Program, rounds: int
) -> list[tuple[float, float]]:
    """The seconds of each program's statements, and of its transaction as a whole, begun and committed.

    They are lower quartiles: whatever else the machine does adds to a time, and most to the longest. Each
    records the next of these entries, and they take turns. They are committed because a rollback makes the driver forget
    what it has prepared.
    """
    times: list[list[tuple[float, float]]] = [[] for _ in programs]
    for _ in range(rounds):
        for (begin, record), taken in zip(programs, times, strict=True):
            entry = next(entries)
            begun = time.perf_counter()
            with begin(county) as opened:
                started = time.perf_counter()
                record(opened, entry.activity_id, entry.person_id)
                done = time.perf_counter()
            taken.append((done - started, time.perf_counter() - begun))
    statements, whole = (
        [quantiles([each[part] for each in taken], n=4)[0] for taken in times] for part in (0, 1)
    )
    return list(zip(statements, whole, strict=True))


def same_rows(county: County, what: str, actions: tuple[Action, ...], *looks: str, **values: Any) -> None:
    """Stop unless every action leaves what the first one does, seen by these statements."""
    seen = []
    for action in actions:
        with undone(county) as work:
            action(work)
            work.session.flush()
            seen.append([sorted(map(repr, work.session.execute(text(look), values))) for look in looks])
    if any(rows != seen[0] for rows in seen) or not seen[0][0]:
        raise SystemExit(f"{what}: the rows differ from those of the reference")
    print(f"{what}: the {len(seen[0][0])} rows are those of the reference")
