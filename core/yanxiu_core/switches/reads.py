"""What can be read of switches: the present ones and all that came before."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from yanxiu_core.access.permissions import Permission
from yanxiu_core.reads.declarations import Guard, Json, Noun, One, ReadContext, by, columns, link
from yanxiu_core.switches.models import PluginSwitch


def matching(rows: FromClause, _context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `plugin` and `unit_id`."""
    names = {"plugin": rows.c.plugin, "unit_id": rows.c.unit_id}
    return [column == args[name] for name, column in names.items() if args.get(name)]


PLUGIN_SWITCH = Noun(
    name="PluginSwitch",
    table=PluginSwitch.__table__,
    permission=Permission.PLUGINS_READ,
    guard=Guard(unit=lambda switch: switch.c.unit_id),
    order=by("recorded_at", descending=True),
    fields={
        **columns("plugin", "enabled", "actor_kind", "actor_name", "recorded_at", "superseded_at"),
        "settings": Json(lambda switch, _context, _args: switch.c.settings),
        "unit": One("OrgUnit", link("unit_id")),
    },
)
