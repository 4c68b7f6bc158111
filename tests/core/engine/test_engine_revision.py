"""What a process keeps of a county's configuration is right whatever another process has changed of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from yanxiu.platform import build
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.calendars import service as calendars
from yanxiu_core.codes.repository import register
from yanxiu_core.engine.tree import parents
from yanxiu_core.memory import Memory
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.participations import service as participations
from yanxiu_core.participations.inputs import Entry
from yanxiu_core.plugins.calling import call
from yanxiu_core.verdicts.trial import policy_try

POLICY = "shaanxi.yuyang"
SOON, LONG = 0.4, 20
SPRING = ("school_year", "2024-2025", "2024—2025学年", date(2024, 9, 1), date(2025, 8, 31))
HOURS = """SELECT a.number, l.amount FROM ledger_lines l JOIN activities a ON a.id = l.activity_id
           WHERE l.measure = 'hours' AND l.activity_number LIKE :number ORDER BY l.recorded_at, l.amount"""


@pytest.fixture
def here(county, fill, held):
    """Ten activities of 90 minutes in which T1 took part and T2 did not."""
    events = [held(f"A{n}", f"2025-03-{n:02}", "8:00", "9:30") for n in range(1, 11)]
    return fill(county(), events, {"T1": "甲校", "T2": "甲校"})


@pytest.fixture
def there(here):
    """The same county as another process sees it: other connections, a memory of its own."""
    platform = build(here.platform.settings)
    yield replace(here, platform=platform)
    platform.dispose()


def record(work, number):
    look = "SELECT a.id, p.id FROM activities a, people p WHERE a.number = :number AND p.number = 'T2'"
    activity, person = work.session.execute(text(look), {"number": number}).one()
    participations.record(work, activity, [Entry(person, "出席")])


def recorded(county, number):
    """The hours of T2 for one more activity, recorded by this process."""
    with county.work() as work:
        record(work, number)
        moment = work.record()
        found = "SELECT amount FROM ledger_lines WHERE measure = 'hours' AND recorded_at = :moment"
        return work.session.scalars(text(found), {"moment": moment}).one()


def adopt(work, minutes, day=date(2025, 1, 1)):
    return adoptions.adopt(
        work, POLICY, root_id(work), parameters={"minutes_per_hour": minutes}, valid_from=day
    )


def windows(query, county):
    return {key for (key,) in query(county, "SELECT key FROM windows")}


def revision(query, county):
    return query(county, "SELECT revision FROM tenant_heads")[0][0]


def test_a_posting_after_an_adoption_elsewhere_goes_by_it(here, there):
    assert recorded(here, "A1") == 2
    with there.work() as work:
        adopt(work, 60)
    assert recorded(here, "A2") == 1  # 90 minutes are one 学时 of 60
    assert recorded(there, "A3") == 1


def test_an_adoption_that_is_rolled_back_leaves_no_trace(here, there):
    assert recorded(here, "A1") == 2
    with pytest.raises(RuntimeError), here.work() as work:
        work.record()
        adopt(work, 60)
        record(work, "A2")
        raise RuntimeError
    assert recorded(here, "A2") == 2
    # Another adoption takes its place, in this process and then in the other.
    with there.work() as work:
        adopt(work, 30)
    assert (recorded(here, "A3"), recorded(there, "A4")) == (3, 3)


def test_what_was_tried_leaves_no_trace(here):
    assert recorded(here, "A1") == 2
    with here.work() as work:
        draft = Draft(POLICY, root_id(work), {"minutes_per_hour": "60"}, date(2025, 1, 1), 1, "草案")
        policy_try(work, draft, "2025")
        record(work, "A2")
        moment = work.record()
        found = text("SELECT amount FROM ledger_lines WHERE measure = 'hours' AND recorded_at = :moment")
        assert work.session.scalars(found, {"moment": moment}).all() == [2]
    assert recorded(here, "A3") == 2


def test_what_a_plugin_changed_is_known_after_its_call_whatever_it_tried(here):
    def change(own):
        adopt(own, 60)
        with own.trial():
            adopt(own, 30)

    assert recorded(here, "A1") == 2
    with here.work() as work:
        work.record()
        record(work, "A2")
        call(work, "shaanxi", "change", change)
        record(work, "A3")
        found = text("SELECT amount FROM ledger_lines WHERE measure = 'hours' AND recorded_at = :moment")
        assert sorted(work.session.scalars(found, {"moment": work.record()})) == [1, 2]
    assert recorded(here, "A4") == 1


def test_a_window_chosen_or_published_elsewhere_is_judged(here, there, query):
    recorded(here, "A1")
    assert windows(query, here) == {"2025"}
    with there.work() as work:
        adoptions.adopt(
            work, POLICY, root_id(work), parameters={"window": "school_year"}, valid_from=date(2025, 1, 1)
        )
    recorded(here, "A2")
    assert windows(query, here) == {"2025", "2024-2025"}
    with there.work() as work:
        calendars.publish(work, *SPRING[:3], date(2024, 9, 1), date(2025, 3, 4))
    before = query(here, "SELECT count(*) FROM verdicts WHERE measured = 4")
    recorded(here, "A8")  # after the end of the school year as it is published now
    assert query(here, "SELECT count(*) FROM verdicts WHERE measured = 4") == before
    assert query(here, "SELECT ends_on FROM windows WHERE key = '2024-2025'") == [(date(2025, 3, 4),)]


def test_a_code_entered_elsewhere_is_known(here, there, query):
    recorded(here, "A1")
    with there.work() as work:
        register(work, "attendance_status", ["线上"], "present")
    with here.work() as work:
        look = text("SELECT a.id, p.id FROM activities a, people p WHERE a.number = 'A2' AND p.number = 'T2'")
        activity, person = work.session.execute(look).one()
        participations.record(work, activity, [Entry(person, "线上")])
    assert query(here, HOURS, number="A2")[-1] == ("A2", 2)


def test_a_posting_and_an_adoption_wait_for_each_other(here, there):
    """Who has the head row keeps the configuration as it is until the transaction ends."""
    locked, go_on = threading.Event(), threading.Event()

    def post():
        with here.work() as work:
            work.record()
            locked.set()
            assert go_on.wait(LONG)
            record(work, "A1")
            found = text("SELECT amount FROM ledger_lines WHERE measure = 'hours' AND recorded_at = :moment")
            return work.session.scalars(found, {"moment": work.record()}).one()

    def change():
        assert locked.wait(LONG)
        with there.work() as work:
            adopt(work, 60)

    with ThreadPoolExecutor(2) as pool:
        posting, changing = pool.submit(post), pool.submit(change)
        assert locked.wait(LONG)
        with pytest.raises(TimeoutError):
            changing.result(SOON)
        go_on.set()
        assert posting.result(LONG) == 2
        changing.result(LONG)
    assert recorded(here, "A2") == 1


def test_only_a_change_makes_another_revision(here, query):
    recorded(here, "A1")
    first = revision(query, here)
    recorded(here, "A2")
    with here.work() as work:
        register(work, "role", ["参加"])
    assert revision(query, here) == first
    seen = {first}
    for change in (
        lambda work: adopt(work, 60),
        lambda work: calendars.publish(work, *SPRING),
        lambda work: register(work, "role", ["主讲"]),
    ):
        with here.work() as work:
            change(work)
        seen.add(revision(query, here))
    assert len(seen) == 4
    with here.work() as work:
        calendars.publish(work, *SPRING)  # the identical period is nothing
    assert revision(query, here) in seen


def test_one_more_participation_asks_the_database_little(here, statements):
    """The configuration is not read again: lock, checks, the entry, its lines, its verdicts, the audit record."""
    recorded(here, "A1")
    recorded(here, "A2")
    statements.clear()
    with here.work() as work:
        record(work, "A3")
    assert len(statements) <= 14, statements


def test_the_least_recently_used_is_forgotten():
    memory, made = Memory(most=2), []

    def kept(key):
        return memory.kept(key, lambda: made.append(key) or key)

    assert [kept(key) for key in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]


def test_a_roster_changes_the_tree_for_every_process(here, there, listed, query):
    """Its schools and groups are written by statements of text; one that brings no unit changes nothing."""
    bring = [("甲校", "T1", "T1", "语文组"), ("丙校", "T3", "T3", "")]
    kept = []
    for row in bring:
        before = revision(query, here)
        with there.work() as work:
            work.record()
            kept.append(len(parents(work, SPRING[4])))
        assert here.bring("roster", listed("学校 工号 姓名 教研组", row)).refused == 0
        assert revision(query, here) != before
    with there.work() as work:
        work.record()
        kept.append(len(parents(work, SPRING[4])))
    assert kept == [1, 2, 3]
    before = revision(query, here)
    assert here.bring("roster", listed("学校 工号 姓名 教研组", ("丙校", "T4", "T4", ""))).refused == 0
    assert revision(query, here) == before
