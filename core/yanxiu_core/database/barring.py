"""Statements of bounded threads: each holds the thread's lock, and none begins once the thread was given up."""

import threading
from typing import Any

from sqlalchemy import Engine, event

from yanxiu_core.database import repeated
from yanxiu_core.plugins.bounded import BoundedThread, Stalled


def watch(engine: Engine) -> None:
    """Let statements of this engine obey. Statements of all other threads run as they always did."""
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "do_executemany", _executemany)
    event.listen(engine, "do_execute_no_params", _execute_plain)


def _execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    # Only the first listener that runs a statement is asked: planning has its say here.
    return _obeying(
        lambda: (
            repeated.execute(cursor, statement, parameters, context) or cursor.execute(statement, parameters)
        )
    )


def _executemany(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
    return _obeying(lambda: cursor.executemany(statement, parameters))


def _execute_plain(cursor: Any, statement: str, _context: Any) -> bool:
    return _obeying(lambda: cursor.execute(statement))


def _obeying(run: Any) -> bool:
    """Whether the statement was run here; SQLAlchemy runs it otherwise."""
    thread = threading.current_thread()
    if not isinstance(thread, BoundedThread):
        return False
    with thread.lock:
        if thread.barred:
            raise Stalled("this call was given up")
        run()
    return True
