"""Turns a selection into one statement, whatever the number of rows and however deep it goes.

A row is a positional JSON array; relations are correlated sub-selects inside it. Each sub-select names the tenant by
itself, so that row-level security is never the only thing that finds a shard.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Uuid, bindparam, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.errors import Invalid
from yanxiu_core.reads.connections import gathered, plan_page
from yanxiu_core.reads.context import ReadContext
from yanxiu_core.reads.declarations import Connection, Derived, Json, Many, Noun, One, Value
from yanxiu_core.reads.guards import CLOSED
from yanxiu_core.reads.later import Batch
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.registry import Nouns
from yanxiu_core.reads.selection import Pick, Selection
from yanxiu_core.reads.slots import Part, Read, Rows, Slots

Where = Callable[[FromClause], ColumnElement[bool]]
Args = Mapping[str, Any]
Mask = ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement with one JSON column, and what makes the reader's value of it."""

    statement: Select[Any]
    decode: Callable[[Any], Any]


class Planner:
    """Plans for one context: keeps the tenant's one parameter and asks for each permission's reach once."""

    def __init__(self, nouns: Nouns, context: ReadContext) -> None:
        """Prepare; nothing is planned yet."""
        self.nouns = nouns
        self.context = context
        self._tenant = bindparam("reads_tenant", context.tenant_id, Uuid())
        self._reaches: dict[Permission, Reach] = {}

    def below(self) -> "Planner":
        """The planner of what is read by way of a relation."""
        if self.context.below is None:
            return self
        planner = copy(self)
        planner.context = self.context.below
        return planner

    def rows(
        self, noun: Noun, alias: FromClause, order: Order, *conditions: ColumnElement[bool] | None
    ) -> Rows:
        """The rows that are the tenant's, obey the noun's own condition, may be seen, and meet the conditions."""
        own = [alias.c.tenant_id == self._tenant] if "tenant_id" in noun.table.c else []
        if noun.rows:
            own.append(noun.rows(alias, self.context))
        shown = self.mask(noun, alias, noun.permission)
        return Rows(
            noun, alias, tuple(each for each in (*own, shown, *conditions) if each is not None), order
        )

    def mask(self, noun: Noun, alias: FromClause, permission: Permission | None) -> Mask:
        """The condition under which a row is within the permission's reach; none if every row is."""
        if permission is None:
            return None
        return (noun.guard or CLOSED).condition(alias, self.reach(permission), self.context)

    def reach(self, permission: Permission) -> Reach:
        """How far the caller's permission goes."""
        if permission not in self._reaches:
            self._reaches[permission] = self.context.access.reach(permission)
        return self._reaches[permission]

    def object(self, noun: Noun, alias: FromClause, selection: Selection) -> Part:
        """One row as a dict: the picked keys, `__noun`, and `__id` where the noun has ids."""
        fields = _Fields(self, noun, alias)
        identity = fields.slots.add(alias.c.id) if "id" in noun.table.c else None
        reads = [(pick.key, fields.read(pick)) for pick in selection]
        unpack = fields.slots.unpack()
        name = noun.name

        def decode(raw: Any) -> dict[str, Any] | None:
            if raw is None:
                return None
            values = unpack(raw)
            row = {key: read(values) for key, read in reads}
            row["__noun"] = name  # after the picks: no alias may pass for it
            if identity is not None:
                row["__id"] = values[identity]
            return row

        return Part(fields.slots.sql(), decode)

    def page(self, rows: Rows, args: Args, selection: Selection) -> Part:
        """A connection over the rows."""
        return plan_page(rows, args, selection, lambda below: self.object(rows.noun, rows.alias, below))


class _Fields:
    """The fields that are read of one alias."""

    def __init__(self, planner: Planner, noun: Noun, alias: FromClause) -> None:
        self.planner = planner
        self.context = planner.context
        self.noun = noun
        self.alias = alias
        self.slots = Slots()
        self._masks: dict[Permission, Mask] = {}

    def read(self, pick: Pick) -> Read:
        """Plan a field: hidden altogether, masked on some rows, or plain. A LookupError is a defect of the caller."""
        declared = self.noun.fields.get(pick.field)
        waits = isinstance(declared, Many) and declared.later and declared.later(self.context, pick.args)
        if pick.later or waits:
            batch, identity = Batch(self.noun.name, pick, self.context), self.slots.add(self.alias.c.id)
            return lambda values: batch.row(values[identity])
        if declared is None:
            raise LookupError(f"{self.noun.name} has no field {pick.field}")
        if declared.permission is not None and self.planner.reach(declared.permission).nothing:
            return lambda _: None
        mask = self._mask(declared.permission)
        if isinstance(declared, Derived):
            return self._derived(declared, pick.args, mask)
        if isinstance(declared, Value | Json):
            return itemgetter(self.slots.add(declared.sql(self.alias, self.context, pick.args), mask))
        part = self._relation(declared, pick)
        place, decode = self.slots.add(part.sql, mask), part.decode
        return lambda values: decode(values[place])

    def _mask(self, permission: Permission | None) -> Mask:
        if permission is None or permission is self.noun.permission:
            return None  # a row that is here is within that reach already
        if permission not in self._masks:
            self._masks[permission] = self.planner.mask(self.noun, self.alias, permission)
        return self._masks[permission]

    def _derived(self, declared: Derived, args: Args, mask: Mask) -> Read:
        picks = [need if isinstance(need, Pick) else Pick(need, need) for need in declared.needs]
        needs = [(pick.key, self.read(pick)) for pick in picks]
        compute, context = declared.compute, self.context
        place = None if mask is None else self.slots.add(mask)

        def read(values: Any) -> Any:
            if place is not None and not values[place]:
                return None
            return compute({key: need(values) for key, need in needs}, context, args)

        return read

    def _relation(self, relation: One | Many | Connection, pick: Pick) -> Part:
        planner = self.planner.below()
        noun = planner.nouns[relation.noun]
        source = relation.source(self.context, pick.args) if relation.source else noun.table
        alias = source.alias()
        order = order_of(noun, relation.order or "default")
        below = pick.of or ()
        linked = [relation.on(self.alias, alias, self.context, pick.args)]
        if isinstance(relation, Connection):
            linked += relation.filters(alias, self.context, pick.args) if relation.filters else []
            order = asked_order(noun, pick.args, order)
            return planner.page(planner.rows(noun, alias, order, *linked), pick.args, below)
        rows, part = planner.rows(noun, alias, order, *linked), planner.object(noun, alias, below)
        statement = rows.select(part.sql.label("item"))
        if relation.order is not None:
            statement = statement.order_by(*order.sorting(order.keys(alias)))
        if isinstance(relation, Many):
            return Part(gathered(statement, relation.limit), _each(part.decode))
        return Part(
            (statement if relation.order is None else statement.limit(1)).scalar_subquery(), part.decode
        )


def compile_rows(
    nouns: Nouns,
    context: ReadContext,
    noun: str,
    selection: Selection,
    where: Where | None = None,
    order: str | Order | None = None,
    limit: int | None = None,
    source: FromClause | None = None,
) -> Plan:
    """Plan rows of a noun; `source` puts another selectable with the same columns in its table's place."""
    declared, alias, planner = nouns[noun], _alias(nouns[noun], source), Planner(nouns, context)
    sorting = order_of(declared, order or "default")
    part = planner.object(declared, alias, selection)
    rows = planner.rows(declared, alias, sorting, where(alias) if where else None)
    statement = rows.select(part.sql)
    if order is not None:
        statement = statement.order_by(*sorting.sorting(sorting.keys(alias)))
    return Plan(statement if limit is None else statement.limit(limit), part.decode)


def compile_page(
    nouns: Nouns,
    context: ReadContext,
    noun: str,
    selection: Selection,
    args: Args,
    where: Where | None = None,
    order: str | Order = "default",
    source: FromClause | None = None,
) -> Plan:
    """Plan a page of a noun; `selection` is a connection's, `args` its `first`, `last`, `after`, `before`, `order`.

    Raises Invalid for arguments that cannot be accepted.
    """
    declared, alias, planner = nouns[noun], _alias(nouns[noun], source), Planner(nouns, context)
    sorting = asked_order(declared, args, order_of(declared, order))
    rows = planner.rows(declared, alias, sorting, where(alias) if where else None)
    part = planner.page(rows, args, selection)
    return Plan(select(part.sql), part.decode)


def order_of(noun: Noun, order: str | Order) -> Order:
    """The order itself, or the noun's by that name; a KeyError is a defect of the declaration."""
    return order if isinstance(order, Order) else noun.order[order]


def asked_order(noun: Noun, args: Args, otherwise: Order) -> Order:
    """The order that a caller names in the argument `order`, if any. Raises Invalid for an unknown one."""
    name = args.get("order")
    if name is None:
        return otherwise
    if name not in noun.order:
        known = ", ".join(sorted(noun.order))
        raise Invalid(
            f"order 不支持 {name}; 可用: {known}", f"order cannot be {name}; known: {known}", field="order"
        )
    return noun.order[name]


def _alias(noun: Noun, source: FromClause | None) -> FromClause:
    return (noun.table if source is None else source).alias()


def _each(decode: Callable[[Any], Any]) -> Callable[[Any], list[Any] | None]:
    return lambda raw: None if raw is None else [decode(item) for item in raw]
