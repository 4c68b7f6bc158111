"""Root fields `forms` and `pluginKinds`."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.forms import service
from yanxiu_core.kinds.declarations import KINDS
from yanxiu_core.switches.state import is_on
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.forms.types import Form, PluginKind
from yanxiu_graphql.global_ids import encode, local


def _forms(info: Info[RequestContext, None], *, unit_id: str | None = None) -> list[dict[str, Any]]:
    work = info.context.work
    unit = local(unit_id, "OrgUnit", "unitId") if unit_id else None
    return [
        {
            "name": version.form,
            "plugin": plugin,
            "version_id": encode("FormVersion", version.id),
            "origin": version.origin,
            "number": version.number,
            "title": version.title.to(work.language),
            "schema": version.schema,
            "ui": version.ui,
        }
        for plugin, version in service.available(work, unit)
    ]


def _kinds(info: Info[RequestContext, None], *, unit_id: str | None = None) -> list[dict[str, Any]]:
    work = info.context.work
    unit = local(unit_id, "OrgUnit", "unitId") if unit_id else None
    return [
        {
            "of": each.thing.of,
            "code": each.thing.code,
            "title": each.thing.title.to(work.language),
            "plugin": each.plugin,
            "form": each.thing.form,
            "enabled": is_on(work, each.plugin, unit),
        }
        for each in work.registry.of(KINDS).values()
    ]


@strawberry.type
class FormQuery:
    """`forms` and `pluginKinds`."""

    forms: list[Form] | None = root(
        _forms,
        "表单。The forms there are, each in the version that is current for a unit, or for the county without one.",
        argument("unit_id", strawberry.ID | None, "单位。Whose own versions come first."),
    )
    plugin_kinds: list[PluginKind] | None = root(
        _kinds,
        "插件的类型。The kinds of activities, evidence and records that plugins bring, and whether they are on.",
        argument(
            "unit_id", strawberry.ID | None, "单位。Whether they are on in this unit; else in the county."
        ),
    )
