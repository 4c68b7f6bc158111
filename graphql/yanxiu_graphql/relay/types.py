"""What every object with a global id shares, and what every page looks like."""

from typing import Any, Generic, TypeVar

import strawberry
from graphql import GraphQLAbstractType, GraphQLResolveInfo
from strawberry.types.arguments import StrawberryArgument

from yanxiu_graphql.fields import Row, argument, computed, related, stored
from yanxiu_graphql.global_ids import encode

Item = TypeVar("Item")


@strawberry.interface(description="带全局编号的对象。An object with a global id, which `node` finds again.")
class Node:
    """Rows tell their noun; its name is the type's."""

    @computed("全局编号。The global id, opaque and stable.")
    def id(self: Row) -> strawberry.ID:
        """Made of the row's noun and id, which every row carries."""
        return strawberry.ID(encode(self["__noun"], self["__id"]))

    @classmethod
    def is_type_of(cls, row: Any, _info: GraphQLResolveInfo[Any]) -> bool:
        """Whether the row is of this type's noun."""
        definition: Any = cls.__strawberry_definition__  # type: ignore[attr-defined] # strawberry sets it
        return bool(row["__noun"] == definition.name)

    @classmethod
    def resolve_type(cls, row: Any, _info: GraphQLResolveInfo[Any], _kind: GraphQLAbstractType) -> str:
        """The row's type."""
        return str(row["__noun"])


@strawberry.type(description="分页信息。Where a page begins and ends in its list.")
class PageInfo:
    """Relay's page info."""

    has_next_page: bool = stored("后面还有。Whether rows follow after this page.")
    has_previous_page: bool = stored("前面还有。Whether rows come before this page.")
    start_cursor: str | None = stored("首行游标。The first row's cursor; null on an empty page.")
    end_cursor: str | None = stored("末行游标。The last row's cursor; null on an empty page.")


@strawberry.type(description="一行及其游标。A row with its place in the list.")
class Edge(Generic[Item]):
    """Relay's edge."""

    cursor: str = stored("游标。The row's place, for `after` and `before` under the same order.")
    node: Item = related("该行。The row itself.")


@strawberry.type(description="一页。A page of a list; rows that come or go elsewhere never shift it.")
class Connection(Generic[Item]):
    """Relay's connection with `nodes` for those who need no cursors."""

    nodes: list[Item] = related("本页各行。The page's rows.")
    edges: list[Edge[Item]] = related("本页各行及游标。The page's rows with their cursors.")
    page_info: PageInfo = related("分页信息。Where the page begins and ends.")
    total_count: int = stored("总数。How many rows the list has in all; counted only when asked for.")


def paging(order: Any = None, filters: Any = None) -> tuple[StrawberryArgument, ...]:
    """The arguments of a connection: its page, and its filter and order where it has some."""
    given: tuple[StrawberryArgument, ...] = (
        argument("first", int | None, "从前取几行, 1-100。Rows from the beginning, 1-100; 20 by default."),
        argument("last", int | None, "从后取几行, 1-100。Rows from the end, 1-100."),
        argument("after", str | None, "在此游标之后。Only rows after this cursor."),
        argument("before", str | None, "在此游标之前。Only rows before this cursor."),
    )
    if filters is not None:
        given += (argument("filter", filters | None, "筛选。Only rows that meet all of these."),)
    if order is not None:
        given += (argument("order", order | None, "排序。How the rows are sorted."),)
    return given
