"""Benchmarks as ratios to named references, in one run: `make bench`, or `python tests/bench/run.py [TEACHERS [SESSIONS]]`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import by_hand
from counties import County, county, unprepared
from measuring import AUDIT, ENTRIES, VERDICTS, committed, same_rows, timed, undone
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from yanxiu_core.activities import service as activities
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.engine import bounds, judge
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.verdicts.sources import verdict_rows
from yanxiu_core.verdicts.status import status
from yanxiu_core.verdicts.trial import policy_try
from yanxiu_core.work import Work

ROUNDS, WARM, MANY_ROUNDS = 5, 10, 150
MIDYEAR = date(2025, 6, 30)
FREE = """
    WITH p AS (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS place FROM people),
    a AS (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS place FROM activities
          WHERE state = 'confirmed' AND starts_on BETWEEN '2025-01-01' AND '2025-12-31')
    SELECT a.id AS activity_id, p.id AS person_id FROM generate_series(0, 9) further JOIN p ON true JOIN a ON a.place = p.place + further
    WHERE NOT EXISTS (SELECT FROM participations x WHERE x.person_id = p.id AND x.activity_id = a.id)
    ORDER BY further, p.place LIMIT 2000
"""
"""Entries that nobody has made yet, each of another person in another activity."""


def main(teachers: int, sessions: int) -> None:
    """Build a county, and print how long things take in it against the references."""
    with (
        tempfile.TemporaryDirectory(prefix="yanxiu-bench-") as folder,
        county(Path(folder), teachers, sessions) as made,
    ):
        with undone(made) as work:
            known = by_hand.ids(work)
        reference = _county(made, known)
        _participation(made, known)
        _confirmation(made)
        _try_draft(made, reference)
        _as_of(made, known, reference)


def _county(made: County, known: by_hand.Ids) -> float:
    """The whole county judged anew; returns the seconds of the reference."""

    def plain(work: Work) -> None:
        work.session.execute(by_hand.PLAIN, {"tenant": work.tenant_id}).all()

    def hand(work: Work) -> None:
        by_hand.judge_county(work, known)

    emptied = text("DELETE FROM verdicts")
    both = [lambda work, do=do: (work.session.execute(emptied), do(work)) for do in (hand, _judge_year)]
    same_rows(made, "county", tuple(both), VERDICTS)
    bare, reference, engine = timed(made, plain, hand, _judge_year, rounds=ROUNDS, clean=True)
    print(f"judging {made.teachers} people anew, five rules, the year 2025: {engine:.3f} s")
    print(f"  ratio to one hand-written statement (reference_county.sql): {engine / reference:.2f}")
    print(f"  ratio to a plain SELECT sum ... GROUP BY: {engine / bare:.2f}")
    return reference


def _judge_year(work: Work) -> None:
    policy = work.registry.policies["bench"]
    rules = [(policy, rule) for rule in policy.judged]
    judge.judge_rules(work, rules, bounds.resolve(work, bounds.CALENDAR_YEAR, "2025"), ())


def _participation(made: County, known: by_hand.Ids) -> None:
    """One new participation in a confirmed activity: recorded, posted and judged; what compiling takes once is apart."""

    def product(work: Work, activity: UUID, person: UUID) -> None:
        participations.record(work, activity, [Entry(person, "出席")])

    def kept(session: Session, activity: UUID, person: UUID) -> None:
        by_hand.record_kept(session, known, activity, person)

    def bare(session: Session, activity: UUID, person: UUID) -> None:
        by_hand.record_bare(session, known, activity, person)

    def by_service(county: County) -> AbstractContextManager[Work]:
        return county.platform.work(county.tenant)

    @contextmanager
    def plainly(county: County) -> Iterator[Session]:
        with county.platform.app.transaction(county.tenant) as session:
            session.connection()  # begins it, as the service has when its statements are timed
            yield session

    with undone(made) as work:
        entries = iter(work.session.execute(text(FREE)).all())
    one = next(entries)

    def alike(work: Work) -> None:
        product(work, *one)

    (first,) = timed(made, alike, rounds=1)
    for what, hand, looks in (("", kept, (ENTRIES, VERDICTS, AUDIT)), (", bare", bare, (ENTRIES, VERDICTS))):
        actions = (alike, lambda work, do=hand: do(work.session, *one))
        same_rows(made, f"one participation{what}", actions, *looks, person=one.person_id)
    print(f"the first participation in a process, which compiles its statements: {first * 1000:.0f} ms")
    programs = ((by_service, product), (plainly, kept), (plainly, bare))
    with unprepared(made) as without:
        for place, how in ((made, "statements prepared"), (without, "no statement prepared")):
            committed(place, entries, *programs, rounds=WARM)
            took, fair, least = committed(place, entries, *programs, rounds=MANY_ROUNDS)
            print(f"one new participation recorded, posted and judged, {how}: {took[0] * 1000:.2f} ms")
            _ratios("promises kept (by_hand.record_kept)", took, fair)
            _ratios("a bare insert and re-aggregate (by_hand.record_bare)", took, least)


def _ratios(what: str, took: tuple[float, float], by: tuple[float, float]) -> None:
    print(f"  ratio to the same by hand, {what}: {took[0] / by[0]:.2f}")
    print(f"    with the transaction's begin and commit: {took[1] / by[1]:.2f}")


def _confirmation(made: County) -> None:
    """An activity with thirty people: cancelled in the same transaction before, so that it can be confirmed."""
    with undone(made) as work:
        people = work.session.scalars(text("SELECT id FROM people ORDER BY number LIMIT 30")).all()
        activity: UUID = work.session.execute(text(FREE)).first().activity_id

    def thirty(work: Work) -> None:
        participations.record(work, activity, [Entry(person, "出席") for person in people])

    def cancelled(work: Work) -> None:
        activities.cancel(work, activity, "下雨")

    listed, taken_back = timed(made, thirty, cancelled, rounds=ROUNDS)
    print(
        f"thirty people recorded in an activity: {listed * 1000:.1f} ms; one cancelled: {taken_back * 1000:.1f} ms"
    )


def _try_draft(made: County, reference: float) -> None:
    """A draft that raises the hours from 40 to 45, tried against the whole county."""

    def tried(work: Work) -> None:
        draft = Draft("bench", root_id(work), {"required_hours": "45"}, date(2025, 1, 1), 1, "草案")
        policy_try(work, draft, "2025")

    (took,) = timed(made, tried, rounds=ROUNDS)
    print(f"a draft tried on the county: {took:.3f} s")
    print(f"  ratio to the hand-written statement (reference_county.sql): {took / reference:.2f}")


def _as_of(made: County, known: by_hand.Ids, reference: float) -> None:
    """Everybody's verdicts as of the middle of the year, counted by rule: derived, for they are not stored."""

    def derived(work: Work) -> list[tuple[object, ...]]:
        rows = verdict_rows(work, "bench", "2025", as_of=MIDYEAR)
        stated = select(rows.c.rule, rows.c.measured, status(rows, MIDYEAR).label("status")).subquery()
        met = func.count().filter(stated.c.status == "met")
        counted = select(stated.c.rule, func.count(), met, func.sum(stated.c.measured)).group_by(
            stated.c.rule
        )
        return [tuple(row) for row in work.session.execute(counted.order_by(stated.c.rule))]

    def hand(work: Work) -> list[tuple[object, ...]]:
        return [tuple(row) for row in work.session.execute(by_hand.AS_OF, {**known, "until": MIDYEAR})]

    with undone(made) as work:
        if derived(work) != hand(work):
            raise SystemExit("as of: the figures differ from those of the reference")
    took, select_by_hand = timed(made, derived, hand, rounds=ROUNDS)
    print(f"the county's verdicts as of {MIDYEAR}, counted by rule and status: {took:.3f} s")
    print(f"  ratio to the hand-written SELECT (by_hand.AS_OF): {took / select_by_hand:.2f}")
    print(f"  ratio to the hand-written statement (reference_county.sql): {took / reference:.2f}")


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:]]
    main(*given, *(12_000, 60)[len(given) :])
