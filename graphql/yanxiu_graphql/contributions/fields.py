"""The kinds of fields that plugins add: each runs its plugin through core's one caller, and through nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import DomainError
from yanxiu_core.plugins.calling import call
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.reads import executor
from yanxiu_core.reads.guards import within
from yanxiu_core.reads.later import Batch, Filled
from yanxiu_core.work import Work
from yanxiu_graphql.commands import Command, Payload
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.contributions.reach import Allowed, allowed
from yanxiu_graphql.errors import require_some
from yanxiu_graphql.fields import Contributed, Root, argument
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.reading import Matching, by_id, connection

BIND = "bind"
"""In a field's metadata: makes of the plugin what answers the field."""

WRITING = 15.0
"""Seconds that a plugin may take in a mutation; a county that is being imported into keeps it waiting for ten."""

Reader = Callable[..., Any]


class Load(Protocol):
    """Finds a field's values for many rows at once."""

    def __call__(self, work: Work, ids: Sequence[UUID], **arguments: Any) -> Mapping[UUID, Any]:
        """Values by the rows' ids, as plain data; a row that is left out has none (null)."""
        ...


class PluginRoot(Root):
    """A field of Query or Mutation that a plugin adds."""


def loaded(
    load: Load, description: str, *arguments: StrawberryArgument, permission: Permission | None = None
) -> Any:
    """A field on a core type that `load(work, ids, **arguments)` finds for all rows at once.

    Rows beyond the caller's reach of `permission` are not asked for; without one the field is seen with its row.
    """

    def bind(plugin: Plugin) -> Reader:
        def fill(info: Info[RequestContext, Any], batch: Batch) -> Filled:
            def read(own: Work, rows: Allowed) -> Filled:
                return load(own, rows.ids, **batch.pick.args)

            return filled(info, plugin, batch, read, permission)

        return fill

    field = Contributed(description=description, metadata={BIND: bind})
    field.arguments = list(arguments)
    return field


def contributed_relation(plugin: Plugin) -> Reader:
    """What fills a relation that the plugin has declared in its reads: one statement for all rows."""

    def fill(info: Info[RequestContext, Any], batch: Batch) -> Filled:
        def read(own: Work, rows: Allowed) -> Filled:
            found = executor.fetch_many(
                own.session,
                own.registry.nouns,
                batch.context,
                batch.noun,
                (replace(batch.pick, later=False),),
                where=lambda source: within(source.c.id, rows.ids),
            )
            return {UUID(row["__id"]): row[batch.pick.key] for row in found}

        return filled(info, plugin, batch, read, None)

    return fill


def filled(
    info: Info[RequestContext, Any],
    plugin: Plugin,
    batch: Batch,
    read: Callable[[Work, Allowed], Filled],
    permission: Permission | None,
) -> Filled:
    """What the plugin finds for those rows of a batch for which it is on and which the caller may see."""
    work = info.context.work
    rows = allowed(work, plugin, batch, permission)
    found: Filled = {}
    if rows.ids:
        try:
            found = call(work, plugin.name, _name(info), lambda own: read(own, rows))
        except (
            DomainError
        ) as error:  # of these rows alone: where the plugin is off it is said so all the same
            found = dict.fromkeys(rows.ids, error)
    return {**found, **rows.refused}


def asked(
    read: Callable[..., Any],
    description: str,
    *arguments: StrawberryArgument,
    permission: Permission | None,
    unit: str | None = None,
) -> Any:
    """A field of Query that `read(work, **arguments)` answers with plain data.

    The caller needs `permission` somewhere (None: everybody in the county may ask); what of it reaches where is
    `read`'s to heed. `unit` is the argument with a unit's global id: the plugin must be on there.
    """

    def bind(plugin: Plugin) -> Reader:
        def answer(info: Info[RequestContext, None], **given: Any) -> Any:
            work = info.context.work
            require_some(work, permission)
            unit_id = local(given[unit], "OrgUnit", unit) if unit and given.get(unit) else None
            return call(work, plugin.name, _name(info), lambda own: read(own, **given), unit_id=unit_id)

        return answer

    return _root(bind, description, *arguments)


def listed(
    noun: str, description: str, *arguments: StrawberryArgument, filters: Matching | None = None
) -> Any:
    """A field of Query with the pages of a noun that the plugin has declared."""
    return _root(lambda _: connection(noun, filters), description, *arguments)


def found(noun: str, description: str) -> Any:
    """A field of Query with one row of a noun that the plugin has declared, by global id."""
    given = argument("id", strawberry.ID, "全局编号。The global id.")
    return _root(lambda _: by_id(noun), description, given)


def changed(
    run: Callable[[Work, Any], Payload],
    description: str,
    input_type: type,
    *,
    codes: type[Enum],
    unit: Callable[[Any], UUID | None] = lambda _: None,
) -> Any:
    """A field of Mutation that `run(work, input)` carries out, calling one service function.

    It gives the payload by python names, with `Changed` for rows of nouns. DomainErrors whose code is in `codes` become
    `userErrors`; whatever else it raises undoes it. `unit` finds in the input where the plugin must be on.
    """

    def bind(plugin: Plugin) -> Reader:
        def carry_out(request: RequestContext, given: Any) -> Payload:
            return call(
                request.work,
                plugin.name,
                run.__name__.strip("_"),
                lambda own: run(own, given),
                unit_id=unit(given),
                seconds=WRITING,
            )

        return Command(carry_out, codes)

    given = StrawberryArgument(
        "input", None, StrawberryAnnotation(input_type), description="输入。What to do."
    )
    return _root(bind, description, given)


def _root(bind: Callable[[Plugin], Reader], description: str, *arguments: StrawberryArgument) -> Any:
    field = PluginRoot(description=description, metadata={BIND: bind})
    field.arguments = list(arguments)
    return field


def _name(info: Info[Any, Any]) -> str:
    parent = info._raw_info.parent_type.name  # noqa: SLF001 - strawberry shows the parent's type in no other way
    return f"{parent}.{info.field_name}"
