"""What every part of a policy is made of: texts, sources, figures with units, choices, dated versions."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PLACES, SHARE_PLACES = 2, 4
"""Decimals of a quantity, and of a share such as two thirds."""
SHARE = "比例"
"""The unit of a part of something, from 0 to 1."""


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


def _written(value: Any) -> Any:
    """A number would be taken for seconds since 1970, or since midnight."""
    if isinstance(value, int | float):
        raise ValueError(  # noqa: TRY004 - what pydantic takes for a finding
            "日期写作 2025-09-01, 时刻写作 '14:00' / write a day as 2025-09-01, a time as '14:00'"
        )
    return value


Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[time, BeforeValidator(_written)]
Name = Annotated[str, Field(pattern=r"^\S+$")]
"""What is referred to: an id."""
Unit = Annotated[str, Field(pattern=r"\S")]
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

    @property
    def least(self) -> Decimal:
        """The smallest that it is anywhere."""
        return self.value if self.min is None else self.min


def not_negative(figure: Figure) -> Figure:
    """Refuse a figure that is less than 0 somewhere."""
    if figure.least < 0:
        raise ValueError("数值和它的 min 都不能小于 0 / the value, and its min, must not be below 0")
    return figure


Proportion = Annotated[Decimal, Field(max_digits=12, decimal_places=SHARE_PLACES)]


class Share(Figure):
    """A figure that nothing is added up in: what part of something is enough, such as 0.6667 of a session."""

    places: ClassVar[int] = SHARE_PLACES

    value: Proportion
    min: Proportion | None = None
    max: Proportion | None = None

    @model_validator(mode="after")
    def _of_a_whole(self) -> "Share":
        if self.least < 0 or max(self.value, self.max or 0) > 1:
            raise ValueError("比例应在 0 到 1 之间, 如 0.9 / a share lies between 0 and 1, such as 0.9")
        return self


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

    valid_from: Day
    source: Source
    edition: Annotated[int, Field(ge=1)] = 1

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
