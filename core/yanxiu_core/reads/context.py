"""For whom, and as of when, a read is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yanxiu_core.access.port import Access


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a field's SQL may depend on besides its row and arguments.

    `today` is the tenant's date; `known_at` the moment whose knowledge is asked for (none: the present one);
    `registry` what plugins contribute; `extra` whatever a caller hands to its own declarations. `below` is the context of
    what is read by way of a relation, where it is another one: what is known of the rows asked for does not hold there.
    """

    tenant_id: UUID
    access: Access
    today: date
    language: str = "zh-CN"
    registry: Any = None
    known_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    below: "ReadContext | None" = None
