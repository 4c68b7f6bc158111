"""The two clocks of verdicts: the arguments, and lists that are read under clocks of their own."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from yanxiu_core.reads import executor
from yanxiu_core.reads.guards import within
from yanxiu_core.reads.later import Batch, Filled, Later
from yanxiu_core.verdicts.clocked import deriving
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Related, argument

CLOCKS = (
    argument("as_of", date | None, "截至。Facts up to this day, and status on it; today by default."),
    argument("known_at", datetime | None, "当时所知。As things were known at this moment; now by default."),
)


class Clocked(Related):
    """Verdicts of the row's person: in the row where they are the stored ones, else derived for all rows at once."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """What the planner put there, or what the first row that is looked at derives for all."""
        found = super().get_result(source, info, args, kwargs)
        return found.value(partial(_derive, info)) if info and isinstance(found, Later) else found


def clocked(description: str, *arguments: StrawberryArgument) -> Any:
    """A list of verdicts on a person, which takes CLOCKS among its arguments."""
    field = Clocked(description=description)
    field.arguments = list(arguments)
    return field


def _derive(info: Info[RequestContext, Any], batch: Batch) -> Filled:
    """One statement for all people of the batch, under the clocks that are asked for."""
    work = info.context.work
    context, pick = deriving(work, batch)
    found = executor.fetch_many(
        work.session,
        work.registry.nouns,
        context,
        batch.noun,
        (pick,),
        where=lambda people: within(people.c.id, batch.ids),
    )
    return {UUID(row["__id"]): row[pick.key] for row in found}
