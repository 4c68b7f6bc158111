"""Root fields of people."""

import strawberry

from yanxiu_core.people.reads import matching
from yanxiu_graphql.fields import argument, root
from yanxiu_graphql.people.types import Person, PersonFilter, PersonOrder
from yanxiu_graphql.reading import by_id, connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class PersonQuery:
    """`people` and `person`."""

    people: Connection[Person] | None = root(
        connection("Person", matching),
        "人员。The people within the caller's reach. Needs `people.read`.",
        *paging(PersonOrder, PersonFilter),
    )
    person: Person | None = root(
        by_id("Person"),
        "一个人员。A person by global id; null where there is none or it is not visible. Needs `people.read`.",
        argument("id", strawberry.ID, "全局编号。The person's global id."),
    )
