"""Form versions, and answers to them."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from yanxiu_core.forms import references
from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.global_ids import FORM_REFERENCES, encode
from yanxiu_graphql.org_units.types import OrgUnit
from yanxiu_graphql.relay.types import Node


@strawberry.enum(description="表单的发布者。Who has published a form version.")
class FormOrigin(Enum):
    """As stored."""

    PLUGIN = strawberry.enum_value("plugin", description="插件。The plugin ships it.")
    COUNTY = strawberry.enum_value("county", description="县。The county's own.")
    SCHOOL = strawberry.enum_value("school", description="学校。A unit's own, for itself and all below it.")


@strawberry.type(
    description="表单的一版。One version of a form; it never changes, and answers stay with the version they were given to."
)
class FormVersion(Node):
    """Noun FormVersion."""

    form: str = stored("表单。The form's name.")
    origin: FormOrigin = stored("发布者。Who has published it.")
    number: int = stored("版次。Its number among the publisher's versions, from 1.")
    title: str = stored("标题。Its title in the caller's language.")
    schema: JSON = stored("栏目。JSON Schema 2020-12 of the answers.")
    ui: JSON = stored("界面提示。Hints for whoever draws the form; the server does not read them.")
    created_at: datetime = stored("发布时间。When it was published, or first used where a plugin ships it.")
    unit: OrgUnit | None = related("单位。The unit whose own it is; null for a plugin's and the county's.")


@strawberry.type(description="填写的表单。Answers, checked against their version when they were given.")
class FormAnswers:
    """Noun FormAnswers."""

    version: FormVersion | None = related("版本。The version that was filled in.")
    recorded_at: datetime = stored("填写时间。When they were recorded.")

    @computed(
        "内容。The answers by the form's names; what they refer to stands as global ids.",
        "values",
        "referring_schema",
    )
    def values(self: Row) -> JSON:
        """Ids become global ones."""
        return shown(self["referring_schema"], self["values"])  # type: ignore[no-any-return] # JSON is Any to strawberry


def shown(schema: Any, values: Any) -> Any:
    """Answers with the ids in them as clients know them."""
    if schema is None:
        return values
    return references.mapped(schema, values, lambda kind, value, _: encode(FORM_REFERENCES[kind], value))


@strawberry.enum(description="类型的归属。What is of a kind.")
class KindOf(Enum):
    """As declared."""

    ACTIVITY = strawberry.enum_value("activity", description="活动。An activity.")
    EVIDENCE = strawberry.enum_value("evidence", description="材料。A piece of evidence.")
    RECORD = strawberry.enum_value("record", description="台账。A record.")


@strawberry.type(
    description="插件的类型。A kind that a plugin brings; a county's own words need no declaration."
)
class PluginKind:
    """Built by the query."""

    of: KindOf = stored("归属。What is of this kind.")
    code: str = stored("代码。What mutations take as `kind`.")
    title: str = stored(
        "名称。In the caller's language; the Chinese one is the word under which it is counted."
    )
    plugin: str = stored("插件。The plugin that brings it.")
    form: str | None = stored("表单。The form that is filled in, see `forms`; null where there is none.")
    enabled: bool = stored("可用。Whether the plugin is on, so that the kind can be used.")


@strawberry.type(description="表单。A form, with the version that new answers are given to.")
class Form:
    """Built by the query."""

    name: str = stored("名称。Its name, under which kinds and versions refer to it.")
    plugin: str | None = stored("插件。The plugin that brings it; null for one of the county's own.")
    version_id: strawberry.ID = stored("版本编号。The id that answers name as their version.")
    origin: FormOrigin = stored("发布者。Who has published the current version.")
    number: int = stored("版次。The current version's number among its publisher's.")
    title: str = stored("标题。In the caller's language.")
    schema: JSON = stored("栏目。JSON Schema 2020-12 of the answers.")
    ui: JSON = stored("界面提示。Hints for whoever draws the form.")
