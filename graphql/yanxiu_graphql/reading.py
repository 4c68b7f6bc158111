"""How root fields read: one statement each, through the planner, in the caller's reach."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, true
from strawberry.types.info import Info

from yanxiu_core.reads import executor
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.executor import Row
from yanxiu_core.reads.guards import within
from yanxiu_core.reads.selection import Pick, Selection
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.global_ids import decode
from yanxiu_graphql.selection import Asked

Matching = Callable[[FromClause, ReadContext, Any], list[ColumnElement[bool]]]
"""A noun's filters: its rows, the context, the arguments."""


def page(
    request: RequestContext,
    noun: str,
    pick: Pick,
    *,
    matching: Matching | None = None,
    source: FromClause | None = None,
    reads: ReadContext | None = None,
) -> Row:
    """A page of a noun for the connection that `pick` asks for. Raises Invalid for unfit page arguments."""
    context = reads or request.reads()
    conditions = matching or _all
    _settle(request, pick.of or ())
    return executor.fetch_page(
        request.work.session,
        request.work.registry.nouns,
        context,
        noun,
        pick.of or (),
        pick.args,
        where=lambda rows: _joined(conditions(rows, context, pick.args)),
        source=source,
    )


def connection(noun: str, matching: Matching | None = None) -> Callable[..., Row]:
    """The reader of a root connection over a noun. It raises Forbidden where the noun's permission is not held at all."""

    def read(info: Info[RequestContext, None], **_: Any) -> Row:
        request = info.context
        require_some(request.work, request.work.registry.nouns[noun].permission)
        return page(request, noun, Asked(info).pick(), matching=matching)

    return read


def by_id(noun: str) -> Callable[..., Row | None]:
    """The reader of a root field that takes `id`: the row, or None where it does not exist or is not visible."""

    def read(info: Info[RequestContext, None], *, id: str, **_: Any) -> Row | None:  # noqa: A002 - the argument's name
        request = info.context
        require_some(request.work, request.work.registry.nouns[noun].permission)
        given = decode(id)
        return one(request, noun, given.id, Asked(info).of(noun)) if given.kind == noun else None

    return read


def one(request: RequestContext, noun: str, row_id: UUID, selection: Selection) -> Row | None:
    """One visible row by its id."""
    _settle(request, selection)
    return executor.fetch_one(
        request.work.session,
        request.work.registry.nouns,
        request.reads(),
        noun,
        selection,
        where=lambda rows: rows.c.id == row_id,
    )


def several(request: RequestContext, noun: str, ids: Sequence[UUID], selection: Selection) -> dict[UUID, Row]:
    """The visible rows among these ids, by id, in one statement."""
    _settle(request, selection)
    found = executor.fetch_many(
        request.work.session,
        request.work.registry.nouns,
        request.reads(),
        noun,
        selection,
        where=lambda rows: within(rows.c.id, ids),
    )
    return {UUID(row["__id"]): row for row in found}


def _settle(request: RequestContext, selection: Selection) -> None:
    """Where a relation is asked for as it was known at a moment, wait until that can no longer change."""
    for pick in selection:
        moment = pick.args.get("known_at")
        if moment is not None:
            request.work.settled(moment)
        _settle(request, pick.of or ())


def _all(_rows: FromClause, _context: ReadContext, _args: Any) -> list[ColumnElement[bool]]:
    return []


def _joined(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return and_(true(), *conditions)
