"""`node` and `nodes`."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from yanxiu_core.reads.executor import Row
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.errors import BadInput
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.global_ids import decode
from yanxiu_graphql.reading import several
from yanxiu_graphql.relay.types import Node
from yanxiu_graphql.selection import Asked

MOST_IDS = 100


def _nodes(info: Info[RequestContext, None], *, ids: list[str], **_: Any) -> list[Row | None]:
    if len(ids) > MOST_IDS:
        raise BadInput(
            f"ids 最多 {MOST_IDS} 个, 现为 {len(ids)} 个; 请分几次读取",
            f"ids takes at most {MOST_IDS} ids, not {len(ids)}; read in several steps",
            field="ids",
        )
    given = [decode(text, f"ids.{index}") for index, text in enumerate(ids)]
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for item in given:
        wanted[item.kind].append(item.id)
    asked, known = Asked(info), _kinds(info)
    found = {
        kind: several(info.context, kind, ids_of_kind, asked.of(kind))
        for kind, ids_of_kind in wanted.items()
        if kind in known
    }
    return [found.get(item.kind, {}).get(item.id) for item in given]


def _node(info: Info[RequestContext, None], *, id: str, **_: Any) -> Row | None:  # noqa: A002 - the argument's name
    given = decode(id)
    if given.kind not in _kinds(info):
        return None
    return several(info.context, given.kind, [given.id], Asked(info).of(given.kind)).get(given.id)


def _kinds(info: Info[RequestContext, None]) -> set[str]:
    """The names of the types that are nodes."""
    schema = info._raw_info.schema  # noqa: SLF001 - strawberry shows the executed schema in no other way
    interface: Any = schema.get_type("Node")
    return {kind.name for kind in schema.get_possible_types(interface)}


@strawberry.type
class NodeQuery:
    """Relay's two root fields; one statement for each type that is named."""

    node: Node | None = root(
        _node,
        "按全局编号取一个对象。An object by its global id; null where it does not exist or is not visible.",
        argument("id", strawberry.ID, "全局编号。A global id from any answer of this API."),
    )
    nodes: list[Node | None] = root(
        _nodes,
        "按全局编号取多个对象。Objects by their global ids, in the order given; null for each that is not visible.",
        argument("ids", list[strawberry.ID], "全局编号, 至多100个。Up to 100 global ids."),
    )
