"""Root fields of org units."""

import strawberry

from yanxiu_core.org_units.reads import matching
from yanxiu_graphql.fields import root
from yanxiu_graphql.org_units.types import OrgUnit, OrgUnitFilter, OrgUnitOrder
from yanxiu_graphql.reading import connection
from yanxiu_graphql.relay.types import Connection, paging


@strawberry.type
class OrgUnitQuery:
    """`orgUnits`."""

    org_units: Connection[OrgUnit] | None = root(
        connection("OrgUnit", matching),
        "单位。The tenant's org units that are open today; with the filter's `includeClosed` closed ones too. Needs `units.read`.",
        *paging(OrgUnitOrder, OrgUnitFilter),
    )
