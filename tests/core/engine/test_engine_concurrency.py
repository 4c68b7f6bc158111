"""Judging a county and recording facts wait for each other on the tenant's head row: no fact is lost between them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from yanxiu_core.activities import service as activities
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.verdicts import service as verdicts

SOON, LONG = 0.4, 20


@pytest.fixture
def made(county, fill, held):
    """A1 confirmed (4 hours), A2 recorded and not confirmed (2 hours)."""
    one = fill(county(), [held("A1", "2025-03-01", "8:00", "11:00")])
    return fill(one, [held("A2", "2025-05-01", "8:00", "9:30")], confirm=False)


def rejudge(work):
    verdicts.rejudge_county(work)


def confirm(work):
    activities.confirm(work, work.session.scalar(text("SELECT id FROM activities WHERE number = 'A2'")))


def cancel(work):
    activities.cancel(
        work, work.session.scalar(text("SELECT id FROM activities WHERE number = 'A1'")), "下雨"
    )


def late(work):
    """T1 came late to A1, says who records it; the list says: present."""
    activity, person = work.session.execute(
        text("SELECT a.id, p.id FROM activities a, people p WHERE a.number = 'A1'")
    ).one()
    return participations.record(work, activity, [Entry(person, "迟到")])


@pytest.fixture
def one_after_the_other(made):
    """`both(holder, waiter)`: what the waiter gives, that began while the holder had the lock and goes on after its commit."""

    def both(holder, waiter):
        locked, go_on = threading.Event(), threading.Event()

        def hold():
            with made.work() as work:
                holder(work)
                locked.set()
                assert go_on.wait(LONG)

        def wait():
            assert locked.wait(LONG)
            with made.work() as work:
                return waiter(work)

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.submit(hold), pool.submit(wait)
            with pytest.raises(TimeoutError):
                second.result(SOON)
            go_on.set()
            first.result(LONG)
            return second.result(LONG)

    return both


def test_attendance_that_waited_for_a_cancellation_is_refused(made, one_after_the_other, query):
    with pytest.raises(activities.ActivityStateRefused, match="已取消"):
        one_after_the_other(cancel, late)
    assert query(made, "SELECT status, count(*) FROM participations GROUP BY status") == [("出席", 2)]


def test_attendance_that_waited_for_the_same_is_nothing_new(made, one_after_the_other):
    recorded = one_after_the_other(late, late)
    assert (recorded.added, recorded.corrected, recorded.unchanged) == (0, 0, 1)


@pytest.mark.parametrize(("holder", "waiter"), [(rejudge, confirm), (confirm, rejudge)])
def test_who_comes_second_waits_and_sees_what_the_first_did(made, measured, holder, waiter):
    locked, go_on, order = threading.Event(), threading.Event(), []

    def hold():
        with made.work() as work:
            work.record()
            locked.set()
            assert go_on.wait(LONG)
            holder(work)
            order.append("holder")

    def wait():
        assert locked.wait(LONG)
        with made.work() as work:
            waiter(work)
            order.append("waiter")

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(hold), pool.submit(wait)]
        assert locked.wait(LONG)
        with pytest.raises(TimeoutError):
            futures[1].result(SOON)
        assert measured(made) == {"T1": (4, 0)}  # readers go on, and see the old set
        go_on.set()
        for future in futures:
            future.result(LONG)
    assert order == ["holder", "waiter"]
    assert measured(made) == {"T1": (6, 0)}


def test_two_confirmations_of_one_activity_post_once(made, query):
    def attempt(_):
        try:
            with made.work() as work:
                confirm(work)
        except activities.ActivityStateRefused:
            return "refused"
        return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["confirmed", "refused"]
    assert query(
        made,
        "SELECT count(*), sum(amount) FROM ledger_lines WHERE activity_number = 'A2' AND measure = 'hours'",
    ) == [(1, 2)]


def test_two_imports_of_one_list_write_it_once(made, listed, query, measured):
    path = listed("活动编号 工号 姓名 状态", ("A2", "T1", "T1", "迟到"))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: made.bring("attendance", path), range(2)))
    assert sorted((report.corrected, report.unchanged) for report in reports) == [(0, 1), (1, 0)]
    assert query(made, "SELECT count(*) FROM participations WHERE superseded_at IS NULL") == [(2,)]
    assert measured(made) == {"T1": (6, 0)}
