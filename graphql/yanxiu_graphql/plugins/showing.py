"""A plugin's standing as the schema shows it."""

from typing import Any
from uuid import UUID

from yanxiu_core.switches.standing import Standing
from yanxiu_core.work import Work
from yanxiu_graphql.global_ids import local


def shown(standing: Standing, work: Work) -> dict[str, Any]:
    """The row of type `Plugin`."""
    plugin = standing.plugin
    model = plugin.settings if plugin else None
    return {
        "name": standing.name,
        "title": plugin.title.to(work.language) if plugin else None,
        "version": plugin.version if plugin else None,
        "level": plugin.level if plugin else None,
        "state": standing.state,
        "failure": standing.failure,
        "operator_only": plugin.operator_only if plugin else None,
        "needs": [{"plugin": need.plugin, "versions": need.versions} for need in plugin.needs]
        if plugin
        else [],
        "settings": standing.settings,
        "settings_form": model.model_json_schema() if model else None,
        "pending_migrations": list(standing.pending),
        "stalled_calls": standing.busy,
        "parked_reactions": standing.parked,
    }


def unit_of(text: str | None) -> UUID | None:
    """The unit that an input names, if any. Raises BadInput."""
    return local(text, "OrgUnit", "unitId") if text else None
