"""Statements that run over and over for a person or two: PostgreSQL keeps each parsed and planned on a connection.

A statement says so by an execution option (`REPEATED`). The driver then prepares it by name at its first use on a
connection and keeps the hundred that were used last; after a rollback it begins anew. All others are planned each time
for the values at hand, so that a plan made for one person is never used for a county.
"""

import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event

REPEATED: Mapping[str, bool] = {"yanxiu_repeated": True}
"""The execution option of a statement that is worth preparing."""
WHEN_ASKED, NEVER = sys.maxsize, None
"""After how many uses the driver prepares a statement by itself."""
PLAN_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan"
"""One plan for whatever values. Left alone PostgreSQL would plan anew each time, for it believes that a list of people
whose length it does not know is longer than one of a single person.
"""
PLAN_EACH = "SET LOCAL plan_cache_mode = auto"
"""Before the first other statement with values in a transaction: the setting holds for them too, prepared or not."""
ONCE = "yanxiu_plan_once"
"""In a connection's info: its transaction plans once."""


def watch(engine: Engine) -> None:
    """Have statements of this engine prepared that ask for it, if its connections allow it."""
    event.listen(engine, "do_execute", execute)
    event.listen(engine, "rollback_savepoint", lambda connection, *_: plans_once(connection))


def plans_once(connection: Connection) -> None:
    """`PLAN_ONCE` has been said on this connection, or may hold again: a savepoint's rollback takes `PLAN_EACH` back."""
    connection.info[ONCE] = True


def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Whether the statement was run here, for it asks to be prepared; else whoever called runs it."""
    if not REPEATED.items() <= context.execution_options.items():
        if parameters and context.root_connection.info.pop(ONCE, False):
            cursor.connection.execute(PLAN_EACH)
        return False
    cursor.execute(statement, parameters, prepare=True)
    return True
