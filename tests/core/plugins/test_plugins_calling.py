"""What a plugin does wrong stays its own: it is named, undone, given up in time, and the caller goes on."""

import sys
import threading
import time

import pytest
from sqlalchemy import text

from yanxiu_core.codes.models import Code
from yanxiu_core.errors import Invalid
from yanxiu_core.plugins.bounded import MOST_STRAYS, Calls
from yanxiu_core.plugins.calling import call
from yanxiu_core.plugins.errors import PluginFailed, PluginStalled

PLUGIN = "exporters"


@pytest.fixture(scope="module")
def quiet_county(county):
    return county(policies=())


@pytest.fixture
def work(quiet_county):
    with quiet_county.work() as work:
        work.registry.calls._strays.clear()
        with work.trial():
            yield work


def codes(work):
    return work.session.scalars(text("SELECT code FROM codes WHERE system = 'sample' ORDER BY code")).all()


def write(work, code):
    work.session.add(
        Code(tenant_id=work.tenant_id, system="sample", code=code, title_en=code, meaning="", position=1)
    )
    work.session.flush()


def test_what_it_writes_stands_with_the_callers_transaction(work):
    def run(own):
        write(own, "a")
        return own.session is not work.session

    assert call(work, PLUGIN, "run", run)
    assert codes(work) == ["a"]


def test_what_raises_is_named_undone_and_logged(work, caplog):
    write(work, "before")

    def run(own):
        write(own, "inside")
        raise KeyError("secret")

    with pytest.raises(PluginFailed) as failure:
        call(work, PLUGIN, "run", run)
    assert failure.value.details["plugin"] == PLUGIN
    assert "secret" not in failure.value.zh + failure.value.en
    assert failure.value.details["id"] in caplog.text
    assert "secret" in caplog.text
    assert codes(work) == ["before"]


def test_its_own_refusals_pass_and_undo(work):
    def run(own):
        write(own, "inside")
        raise Invalid("不行", "No")

    with pytest.raises(Invalid, match="不行"):
        call(work, PLUGIN, "run", run)
    assert codes(work) == []


@pytest.mark.parametrize("ending", ["commit", "rollback", "broken"])
def test_it_cannot_end_the_callers_transaction(work, ending):
    write(work, "before")

    def run(own):
        write(own, "inside")
        if ending == "broken":
            with pytest.raises(Exception, match="division by zero"):
                own.session.execute(text("SELECT 1/0"))
            own.session.rollback()
        else:
            getattr(own.session, ending)()
        write(own, "after")

    call(work, PLUGIN, "run", run)
    assert codes(work) == (["after", "before", "inside"] if ending == "commit" else ["after", "before"])


@pytest.mark.parametrize("seconds", [5, None])
@pytest.mark.parametrize(
    "statement",
    [
        "COMMIT",
        " rollback",
        "SET ROLE yanxiu_platform",
        "SET statement_timeout = 1",
        "SET LOCAL app.tenant = ''",
    ],
)
def test_a_statement_that_would_end_or_outlive_the_transaction_is_refused(work, statement, seconds):
    write(work, "before")

    def run(own):
        write(own, "inside")
        own.session.execute(text(statement))

    with pytest.raises(PluginFailed):
        call(work, PLUGIN, "run", run, seconds=seconds)
    assert codes(work) == ["before"]
    call(work, PLUGIN, "run", lambda own: own.session.execute(text("SET LOCAL work_mem = '8MB'")))


@pytest.mark.parametrize("seconds", [5, None])
def test_it_cannot_end_the_process(work, seconds):
    with pytest.raises(PluginFailed):
        call(work, PLUGIN, "run", lambda _: sys.exit(3), seconds=seconds)


@pytest.mark.parametrize("how", ["statement", "loop", "sleep"])
def test_what_stalls_is_given_up_and_undone(work, how):
    write(work, "before")
    ended = threading.Event()

    def run(own):
        write(own, "inside")
        try:
            if how == "statement":
                own.session.execute(text("SELECT pg_sleep(20)"))
            elif how == "loop":
                while True:
                    pass
            else:
                time.sleep(0.6)
                write(own, "late")
        finally:
            ended.set()

    started = time.monotonic()
    with pytest.raises(PluginStalled) as stall:
        call(work, PLUGIN, "run", run, seconds=0.2)
    assert time.monotonic() - started < 0.55
    assert stall.value.details["plugin"] == PLUGIN
    assert codes(work) == ["before"]
    assert ended.wait(5)
    time.sleep(0.05)
    assert codes(work) == ["before"]
    assert work.session.scalar(text("SHOW statement_timeout")) == "0"


def test_a_plugin_that_keeps_threads_is_refused_until_they_come_back(work):
    release = threading.Event()
    for _ in range(MOST_STRAYS):
        with pytest.raises(PluginStalled):
            call(work, PLUGIN, "run", lambda _: release.wait(20), seconds=0.02)
    called = []
    with pytest.raises(PluginStalled):
        call(work, PLUGIN, "run", called.append)
    assert called == []
    call(work, "shaanxi", "run", called.append)
    assert len(called) == 1
    release.set()
    while work.registry.calls.busy(PLUGIN):
        time.sleep(0.01)
    call(work, PLUGIN, "run", called.append)
    assert len(called) == 2


def test_a_call_within_a_call_shares_its_deadline_and_fails_alone(work):
    def outer(own):
        write(own, "outer")
        with pytest.raises(PluginFailed):
            call(own, "shaanxi", "inner", lambda inner: write(inner, "inner") or 1 / 0)
        return threading.current_thread().name

    assert call(work, PLUGIN, "outer", outer) == f"plugin {PLUGIN}.outer"
    assert codes(work) == ["outer"]


def test_calls_are_printed_when_traced(work, capsys):
    calls = work.registry.calls
    calls.trace = True
    try:
        call(work, PLUGIN, "run", lambda _: None)
    finally:
        calls.trace = False
    assert capsys.readouterr().err.startswith("hook exporters.run ")
    assert Calls().trace is False
