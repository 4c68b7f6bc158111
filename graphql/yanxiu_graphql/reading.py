"""How root fields read: one statement each, through the planner, in the caller's reach."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, true
from strawberry.types.info import Info

from yanxiu_core.nouns import OWNER
from yanxiu_core.plugins.calling import call
from yanxiu_core.reads import executor
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.executor import Row
from yanxiu_core.reads.guards import within
from yanxiu_core.reads.selection import Pick, Selection
from yanxiu_core.switches.state import where_on
from yanxiu_core.work import Work
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.global_ids import decode
from yanxiu_graphql.selection import Asked

T = TypeVar("T")
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

    def read(work: Work) -> Row:
        return executor.fetch_page(
            work.session,
            work.registry.nouns,
            context,
            noun,
            pick.of or (),
            pick.args,
            where=lambda rows: _joined(
                [*conditions(rows, context, pick.args), *_where_on(work, noun, rows, context)]
            ),
            source=source,
        )

    return _by_owner(request.work, noun, read)


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
    return several(request, noun, [row_id], selection).get(row_id)


def several(request: RequestContext, noun: str, ids: Sequence[UUID], selection: Selection) -> dict[UUID, Row]:
    """The visible rows among these ids, by id, in one statement."""
    _settle(request, selection)
    context = request.reads()

    def read(work: Work) -> list[Row]:
        return executor.fetch_many(
            work.session,
            work.registry.nouns,
            context,
            noun,
            selection,
            where=lambda rows: _joined([within(rows.c.id, ids), *_where_on(work, noun, rows, context)]),
        )

    return {UUID(row["__id"]): row for row in _by_owner(request.work, noun, read)}


def _by_owner(work: Work, noun: str, read: Callable[[Work], T]) -> T:
    """Read a noun of core; one that a plugin declares is read as a call of that plugin."""
    owner = work.registry.nouns.owner(noun)
    return read(work) if owner == OWNER else call(work, owner, f"read {noun}", read)


def _where_on(work: Work, noun: str, rows: FromClause, context: ReadContext) -> list[ColumnElement[bool]]:
    """For a plugin's noun: without the rows of units where the plugin is off."""
    owner, home = work.registry.nouns.owner(noun), work.registry.nouns[noun].home
    if owner == OWNER or home is None:
        return []
    condition = where_on(work, owner).condition(home(rows, context))
    return [] if condition is None else [condition]


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
