"""What a session is worth (学时折算), as dated data."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator

from yanxiu_core.policies.parts import PLACES, Choice, Figure, Share, Strict, Version, not_negative

Times = Annotated[Decimal, Field(max_digits=6, decimal_places=PLACES)]


class Factor(Strict):
    """What a role or level multiplies a line's worth with; `default` stands for all that are not named."""

    default: Times = Decimal(1)
    by: dict[str, Times] = Field(default={})


INCLUDED, EXCLUDED = "included", "excluded"


class ExternalConversion(Strict):
    """What a certificate of external training (国培, 远程, 校外) is worth: its hours, times the level's factor.

    `counts` says whether it is worth anything here: `included` or `excluded`, which a county may choose where it is a
    parameter. Of each day of the training at most `day_maximum` hours count. Its lines are of the one `category`, so
    that a rule may cap them by it.
    """

    counts: Choice
    day_maximum: Figure
    category: str
    level_factor: Factor = Factor()

    @field_validator("day_maximum")
    @classmethod
    def _possible(cls, maximum: Figure) -> Figure:
        return not_negative(maximum)

    @field_validator("counts")
    @classmethod
    def _known(cls, counts: Choice) -> Choice:
        if not {counts.value, *counts.allowed} <= {INCLUDED, EXCLUDED}:
            raise ValueError(f"counts 只能是 {INCLUDED} 或 {EXCLUDED} / `counts` is {INCLUDED} or {EXCLUDED}")
        return counts


class ConversionVersion(Version):
    """What a session is worth in 学时 (学时折算), from a date on.

    `minutes_per_hour` minutes are one 学时 and the rest of a session is dropped; a segment recorded by 节次 is worth
    `hours_per_period` a period instead. `counts` names the meanings of attendance that count. Where `partial_share`
    is set, somebody who stayed a smaller share of the segment gets nothing.
    Certificates of external training are worth nothing unless `external` says so.
    """

    minutes_per_hour: Figure
    hours_per_period: Figure
    counts: tuple[Literal["present", "partial"], ...]
    partial_share: Share | None = None
    role_factor: Factor = Factor()
    categories: dict[str, str] = Field(default={})
    external: ExternalConversion | None = None

    @field_validator("minutes_per_hour")
    @classmethod
    def _dividing(cls, minutes: Figure) -> Figure:
        if minutes.least <= 0:
            raise ValueError("分钟数和它的 min 都须大于 0 / the minutes, and their min, must be more than 0")
        return minutes

    @field_validator("hours_per_period")
    @classmethod
    def _possible(cls, hours: Figure) -> Figure:
        return not_negative(hours)

    @property
    def figures(self) -> list[Figure | Choice]:
        """All that a county may set."""
        found: list[Figure | Choice] = [self.minutes_per_hour, self.hours_per_period]
        if self.partial_share:
            found.append(self.partial_share)
        if self.external:
            found += [self.external.counts, self.external.day_maximum]
        return found


class Conversion(Strict):
    """The conversion of one policy."""

    unit: str
    versions: Annotated[tuple[ConversionVersion, ...], Field(min_length=1)]
