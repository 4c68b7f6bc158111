"""For which rows of a batch a plugin's field is answered: those where it is on, and which the caller may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginDisabled
from yanxiu_core.reads.declarations import Noun
from yanxiu_core.reads.guards import CLOSED, within
from yanxiu_core.reads.later import Batch
from yanxiu_core.switches.state import disabled, where_on
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Allowed:
    """The rows to be asked for, and those whose unit has the plugin off, each with the refusal."""

    ids: list[UUID]
    refused: dict[UUID, PluginDisabled]


def allowed(work: Work, plugin: Plugin, batch: Batch, permission: Permission | None) -> Allowed:
    """The batch's rows sorted out, in no statement or in one. Raises PluginDisabled where it is on nowhere."""
    where = where_on(work, plugin.name)
    if where.nowhere:
        raise disabled(work, plugin.name)
    if permission is not None and work.access.reach(permission).nothing:
        return Allowed([], {})
    noun = work.registry.nouns[batch.noun]
    rows = noun.table.alias()
    on = where.condition(noun.home(rows, batch.context)) if noun.home and where.units else None
    shown = _shown(noun, rows, batch, permission)
    if on is None and shown is None:
        return Allowed(batch.ids, {})
    columns = [literal(True) if each is None else each for each in (on, shown)]
    found = {
        row_id: (is_on, is_shown)
        for row_id, is_on, is_shown in work.session.execute(
            select(rows.c.id, *columns).where(
                rows.c.tenant_id == work.tenant_id, within(rows.c.id, batch.ids)
            )
        )
    }
    refusal = disabled(work, plugin.name)
    seen = [row_id for row_id in batch.ids if found.get(row_id, (False, False))[1]]
    return Allowed(
        [row_id for row_id in seen if found[row_id][0]],
        {row_id: refusal for row_id in seen if not found[row_id][0]},
    )


def _shown(noun: Noun, rows: Any, batch: Batch, permission: Permission | None) -> ColumnElement[bool] | None:
    if permission is None:
        return None
    return (noun.guard or CLOSED).condition(rows, batch.context.access.reach(permission), batch.context)
