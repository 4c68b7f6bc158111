"""What was done outside PostgreSQL, such as bytes put into the store, is undone with the rows that it was done for."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

UNDO = "undo"
"""In a session's info: how to take back what its transaction has done elsewhere, in the order in which it was done."""
_log = logging.getLogger(__name__)

Undo = Callable[[], None]


def with_rows(session: Session, undo: Undo) -> None:
    """Call `undo` if the transaction, or the savepoint around this, is rolled back. A process that dies calls nothing."""
    done(session).append(undo)


def done(session: Session) -> list[Undo]:
    """What would be undone; a session that is lent shares its owner's."""
    found: list[Undo] = session.info.setdefault(UNDO, [])
    return found


@contextmanager
def undoing(session: Session) -> Iterator[None]:
    """Around whatever is rolled back when it raises, and inside of that: nobody else can take the rows' place before."""
    before = len(done(session))
    try:
        yield
    except BaseException:  # whatever ends the block rolls back its rows
        undo_since(session, before)
        raise


def undo_since(session: Session, before: int) -> None:
    """Undo all but the first so many, the last one first; what cannot be undone is logged and left."""
    kept = done(session)
    while len(kept) > before:
        undo = kept.pop()
        try:
            undo()
        except Exception:  # noqa: BLE001 - the store may be away; why the block ended is what the caller has to learn
            _log.exception("what was done for rows that are rolled back could not be undone")
