"""A policy as data: dated conversions and rules, every figure with unit and source.

A policy is a folder of YAML beside a plugin's code: `policy.yaml`, `conversion.yaml` and `rules/*.yaml`. Nothing here
judges; the engine compiles these values to SQL.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


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


class Figure(Strict):
    """A number with its unit. With `parameter` a county may set another within `min` and `max` when it adopts."""

    value: Decimal
    unit: str
    parameter: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "Figure":
        if self.parameter and (self.min is None or self.max is None):
            raise ValueError("a parameter needs min and max")
        if self.min is not None and self.max is not None and not self.min <= self.value <= self.max:
            raise ValueError("the value lies outside its own bounds")
        return self


class Choice(Strict):
    """A word out of some; with `parameter` a county may choose another of `allowed`."""

    value: str
    parameter: str | None = None
    allowed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _bounded(self) -> "Choice":
        if self.parameter and self.value not in self.allowed:
            raise ValueError("a parameter needs the words allowed, its own value among them")
        return self


class Strength(StrEnum):
    """必须, 应当, 力争: a target that is not reached is no failure."""

    MUST = "must"
    SHOULD = "should"
    TARGET = "target"


class State(StrEnum):
    """What yanxiu does with a rule: judges it, records what belongs to it, keeps it off, or has it planned."""

    JUDGED = "judged"
    RECORDED = "recorded"
    DISABLED = "disabled"
    PLANNED = "planned"


class FactTest(Strict):
    """A condition on one dated fact: its value is one of these. A person without the fact counts as `default`."""

    fact: str
    one_of: tuple[str, ...] = Field(alias="in")
    default: str | None = None


class Population(Strict):
    """Whom a rule concerns: all conditions hold on the eligibility date (`start` or `end` of the window)."""

    at: Literal["start", "end"] = "end"
    all: tuple[FactTest, ...] = ()


class Cap(Strict):
    """At most so much per day, category, role or window; applied in the order given, to lines in order of start."""

    per: Literal["day", "category", "role", "window"]
    only: tuple[str, ...] = ()
    limit: Figure

    @model_validator(mode="after")
    def _named(self) -> "Cap":
        if self.only and self.per not in {"category", "role"}:
            raise ValueError("`only` names categories or roles, and this cap is per neither")
        return self


class Version(Strict):
    """Something that holds from a date on, until the next version of the same thing."""

    valid_from: date
    source: Source

    @property
    def name(self) -> str:
        """How a verdict or a line names the version it used."""
        return self.valid_from.isoformat()


class RuleVersion(Version):
    """The figures of a rule from a date on."""

    population: Population = Population()
    window: Choice
    comparator: Literal["gte", "gt", "lte", "eq"] = "gte"
    threshold: Figure
    caps: tuple[Cap, ...] = ()
    kinds: tuple[str, ...] = ()


class Rule(Strict):
    """One rule of a policy under its catalogue id."""

    id: str
    title: Text
    strength: Strength
    state: State
    reason: Text | None = None
    source: Literal["converted", "facts"]
    measure: str
    unit: str
    aggregation: Literal["person"] = "person"
    versions: Annotated[tuple[RuleVersion, ...], Field(min_length=1)]


class Factor(Strict):
    """What a role or level multiplies a line's worth with; `default` stands for all that are not named."""

    default: Decimal = Decimal(1)
    by: dict[str, Decimal] = {}


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
    categories: dict[str, str] = {}


class Conversion(Strict):
    """The conversion of one policy."""

    unit: str
    versions: Annotated[tuple[ConversionVersion, ...], Field(min_length=1)]


class Labels(Strict):
    """What the county calls a verdict's status: 达标 / 未达标, 合格 / 不合格, ..."""

    met: Text
    missed: Text
    on_track: Text
    behind: Text
    exempt: Text
    not_judged: Text


class Policy(Strict):
    """A policy: who issued it, its labels, its conversion and its rules."""

    id: str
    title: Text
    source: Source
    labels: Labels
    conversion: Conversion | None = None
    rules: tuple[Rule, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        """The rule under this id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    @property
    def judged(self) -> tuple[Rule, ...]:
        """The rules that the engine judges."""
        return tuple(rule for rule in self.rules if rule.state is State.JUDGED)

    def parameters(self) -> dict[str, "Figure | Choice"]:
        """All that a county may set when it adopts, by name, as in the latest version."""
        found: dict[str, Figure | Choice] = {}
        for rule in self.rules:
            last = rule.versions[-1]
            _collect(found, last.window, last.threshold, *(cap.limit for cap in last.caps))
        if self.conversion:
            latest = self.conversion.versions[-1]
            share = (latest.partial_share,) if latest.partial_share else ()
            _collect(found, latest.minutes_per_hour, latest.hours_per_period, *share)
        return found


def _collect(found: dict[str, "Figure | Choice"], *values: Figure | Choice) -> None:
    for value in values:
        if value.parameter:
            found[value.parameter] = value


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


Dated = TypeVar("Dated", bound=_Dated)


def in_force(versions: Sequence[Dated], on: date) -> Dated | None:
    """The version that holds on this day; None before the first."""
    earlier = [version for version in versions if version.valid_from <= on]
    return max(earlier, key=lambda version: version.valid_from, default=None)
