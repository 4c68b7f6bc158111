"""What every part of a policy is made of: texts, sources, figures with units, choices, dated versions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

PLACES, SHARE_PLACES = 2, 4
"""Decimals of a quantity, and of a share such as two thirds."""


class Strict(BaseModel):
    """A part of a policy file: unknown keys are refused, nothing is changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text for users, in both languages."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The text in the caller's language."""
        return self.en if language.lower().startswith("en") else self.zh


class Source(Strict):
    """Where a rule or figure comes from: the document and its clause, in the policy author's own words."""

    document: str
    clause: str


Unit = Annotated[str, Field(min_length=1)]
Quantity = Annotated[Decimal, Field(max_digits=12, decimal_places=PLACES)]
"""As the ledger and verdicts keep it (`database.base.QUANTITY`): a third place would be rounded away unseen."""


class Figure(Strict):
    """A number with its unit. With `parameter` a county may set another within `min` and `max` when it adopts."""

    places: ClassVar[int] = PLACES

    value: Quantity
    unit: Unit
    parameter: str | None = None
    min: Quantity | None = None
    max: Quantity | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Figure":
        if self.parameter and (self.min is None or self.max is None):
            raise ValueError("参数须写 min 和 max / a parameter needs min and max")
        if self.min is not None and self.max is not None and not self.min <= self.value <= self.max:
            raise ValueError("数值不在自己的 min 和 max 之间 / the value lies outside its own bounds")
        return self


Proportion = Annotated[Decimal, Field(max_digits=12, decimal_places=SHARE_PLACES)]


class Share(Figure):
    """A figure that nothing is added up in: what part of something is enough, such as 0.6667 of a session."""

    places: ClassVar[int] = SHARE_PLACES

    value: Proportion
    min: Proportion | None = None
    max: Proportion | None = None


class Choice(Strict):
    """A word out of some; with `parameter` a county may choose another of `allowed`."""

    value: str
    parameter: str | None = None
    allowed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _bounded(self) -> "Choice":
        if self.parameter and self.value not in self.allowed:
            raise ValueError(
                "参数须写 allowed, 并包括自己的 value / "
                "a parameter needs the words allowed, its own value among them"
            )
        return self


class Version(Strict):
    """Something that holds from a date on, until the next version of the same thing.

    `edition` is the edition of the policy that brought it: a county that has not upgraded does not see it.
    """

    valid_from: date
    source: Source
    edition: int = 1

    @property
    def name(self) -> str:
        """How a verdict or a line names the version it used."""
        return self.valid_from.isoformat()


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...

    @property
    def edition(self) -> int: ...


Dated = TypeVar("Dated", bound=_Dated)


def in_force(versions: Sequence[Dated], on: date, edition: int | None = None) -> Dated | None:
    """The version that holds on this day, of this edition or an earlier one; None before the first."""
    earlier = [
        version
        for version in versions
        if version.valid_from <= on and (edition is None or version.edition <= edition)
    ]
    return max(earlier, key=lambda version: version.valid_from, default=None)
