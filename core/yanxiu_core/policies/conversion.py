"""What a session is worth (学时折算), as dated data."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from yanxiu_core.policies.parts import Figure, Strict, Version


class Factor(Strict):
    """What a role or level multiplies a line's worth with; `default` stands for all that are not named."""

    default: Decimal = Decimal(1)
    by: dict[str, Decimal] = Field(default={})


class ConversionVersion(Version):
    """What a session is worth in 学时 (学时折算), from a date on.

    `minutes_per_hour` minutes are one 学时 and the rest of a session is dropped; a segment recorded by 节次 is worth
    `hours_per_period` a period instead. `counts` names the meanings of attendance that count. Where `partial_share`
    is set, somebody who stayed a smaller share of the segment gets nothing.
    """

    minutes_per_hour: Figure
    hours_per_period: Figure
    counts: tuple[Literal["present", "partial"], ...]
    partial_share: Figure | None = None
    role_factor: Factor = Factor()
    categories: dict[str, str] = Field(default={})


class Conversion(Strict):
    """The conversion of one policy."""

    unit: str
    versions: Annotated[tuple[ConversionVersion, ...], Field(min_length=1)]
