"""The one way to call a plugin at run time: only where it is on, in a savepoint, within time, and by name if it fails."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from yanxiu_core.database.lending import lent_session, take_back
from yanxiu_core.database.repeated import plans_once
from yanxiu_core.database.undoing import undoing
from yanxiu_core.errors import DomainError
from yanxiu_core.plugins.bounded import Stalled, bounded_already
from yanxiu_core.plugins.errors import PluginFailed, PluginStalled
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work

Result = TypeVar("Result")
_log = logging.getLogger(__name__)

SECONDS = 5.0
"""How long a plugin may take in somebody's request."""


def call(
    work: Work,
    plugin: str,
    what: str,
    function: Callable[[Work], Result],
    *,
    unit_id: UUID | None = None,
    seconds: float | None = SECONDS,
) -> Result:
    """Call a plugin's function with a unit of work of its own, in a savepoint of the caller's transaction.

    What it has written stands if it returns and is undone if it raises or stalls; its session ends with the call.
    `what` names the function in messages. `unit_id` asks whether the plugin is on in this unit, rather than in the
    county. `seconds` is None in jobs, which have a process and a deadline of their own. Raises PluginDisabled,
    PluginStalled, PluginFailed (the log has the cause), whatever refusal (DomainError) the function raises, and
    DBAPIError where the connection is lost.
    """
    require_on(work, plugin, unit_id)
    return attempt(work, plugin, what, function, seconds=seconds)


def attempt(
    work: Work,
    plugin: str,
    what: str,
    function: Callable[[Work], Result],
    *,
    seconds: float | None = SECONDS,
) -> Result:
    """As `call`, wherever the plugin is off as well: for its declarations, such as the models of settings and options."""
    work.session.flush()
    with work.registry.calls.traced(plugin, what):
        try:
            return _in_savepoint(work, plugin, what, function, seconds)
        except DomainError:
            raise
        except Stalled as error:
            raise _stalled(plugin, what) from error
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            if isinstance(error, DBAPIError) and isinstance(error.orig, QueryCanceled):
                raise _stalled(plugin, what) from error
            raise failed(plugin, what) from error


def failed(plugin: str, what: str) -> PluginFailed:
    """The error that names the plugin and an id, under which the log has what is being handled; for an `except` block."""
    number = uuid4().hex
    _log.exception("plugin %s failed in %s, id %s", plugin, what, number)
    return PluginFailed(
        f"插件 {plugin} 出错({what}), 编号 {number}; 请告知平台管理员",
        f"Plugin {plugin} failed ({what}), id {number}; tell the operator",
        plugin=plugin,
        id=number,
    )


def _stalled(plugin: str, what: str) -> PluginStalled:
    _log.error("plugin %s did not answer in time in %s", plugin, what)
    return PluginStalled(
        f"插件 {plugin} 没有按时回答({what}); 请稍后再试, 并告知平台管理员",
        f"Plugin {plugin} did not answer in time ({what}); try again later and tell the operator",
        plugin=plugin,
    )


def _in_savepoint(
    work: Work, plugin: str, what: str, function: Callable[[Work], Result], seconds: float | None
) -> Result:
    connection = work.session.connection()
    # A name of its own: a call that was given up has left others behind, inside this one.
    name = f"plugin_{uuid4().hex}"
    bounded = None if bounded_already() else seconds
    timeout = f"; SET LOCAL statement_timeout = {int(bounded * 1000)}" if bounded else ""
    connection.execute(text(f"SAVEPOINT {name}{timeout}"))
    run = partial(_own, work, plugin, function)
    try:
        with undoing(work.session):
            result, lent = work.registry.calls.bounded(plugin, what, run, bounded) if bounded else run()
    except BaseException:  # also what ends a call that takes too long: nothing that it wrote stays
        connection.execute(text(f"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))
        plans_once(connection)
        raise
    reset = "; SET LOCAL statement_timeout TO DEFAULT" if bounded else ""
    connection.execute(text(f"RELEASE SAVEPOINT {name}{reset}"))
    take_back(work.session, lent)
    return result


def _own(work: Work, plugin: str, function: Callable[[Work], Result]) -> tuple[Result, Session]:
    # A session of its own: what a plugin does to it (commit, rollback, rows it leaves behind) ends with the call.
    with lent_session(work.session) as session:
        try:
            result = function(replace(work, session=session, plugin=plugin))
        except SystemExit as error:
            raise RuntimeError("a plugin called sys.exit()") from error
        session.commit()
    return result, session
