"""A policy as data: dated conversions and rules, every figure with unit and source.

A policy is a folder of YAML beside a plugin's code: `policy.yaml`, `conversion.yaml`, `rules/*.yaml`, `systems.yaml` and
golden cases in `cases/`. Nothing here judges; the engine compiles these values to SQL.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from typing import Annotated, Any

from pydantic import Field, model_validator

from yanxiu_core.policies.codes import CodeSystem
from yanxiu_core.policies.conversion import Conversion
from yanxiu_core.policies.parts import Choice, Day, Figure, Name, Source, Strict, Text, Version
from yanxiu_core.policies.review import Review
from yanxiu_core.policies.rule import Rule, State, SystemEntry
from yanxiu_core.policies.settable import settable

CALENDAR_WINDOWS = ("calendar_year", "school_year", "semester", "five_years")
"""Windows that every county has; all others are declared by a policy and dated by it or by the county."""


class Labels(Strict):
    """What the county calls a verdict's status: 达标 / 未达标, 合格 / 不合格, ..."""

    met: Text
    missed: Text
    on_track: Text
    behind: Text
    exempt: Text
    not_judged: Text


class WindowDates(Strict):
    """One window of a kind with dates that the source document itself names, both days included."""

    key: str
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> "WindowDates":
        if self.ends_on < self.starts_on:
            raise ValueError(
                f"时段 {self.key} 的结束日期 {self.ends_on} 早于开始日期 {self.starts_on}, 请改正 ends_on / "
                "the window ends before it starts, correct ends_on"
            )
        return self


class FixedWindow(Strict):
    """A kind of window with dates of its own. Years that neither the document nor the county has dated do not exist."""

    kind: str
    title: Text
    dates: tuple[WindowDates, ...] = ()


class Absence(Strict):
    """What a long absence does to what is owed: `exempt_from` of the window or more exempts, less is `rest`.

    `rest`: `months` (pro rata by whole months present), `full` (nothing is taken off).
    """

    case: str
    exempt_from: Figure | None = None
    rest: str = "months"


class Policy(Strict):
    """A policy: who issued it, its labels, its windows, its conversion and its rules.

    `edition` counts what the plugin has brought: a county stays with the edition it adopted until it upgrades.
    `codes` are the words that a county which adopts it takes into its code tables.
    `vocabulary` lists, for a kind that rules name, the words by which counties record it.
    """

    id: Name
    title: Text
    source: Source
    edition: Annotated[int, Field(ge=1)] = 1
    labels: Labels
    windows: tuple[FixedWindow, ...] = ()
    vocabulary: dict[str, tuple[str, ...]] = Field(default={})
    absences: tuple[Absence, ...] = ()
    conversion: Conversion | None = None
    review: Review | None = None
    rules: tuple[Rule, ...] = ()
    systems: tuple[SystemEntry, ...] = ()
    codes: tuple[CodeSystem, ...] = ()
    golden: dict[str, int] = Field(default={}, exclude=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """The id alone: a policy in a log must not bring all its rules."""
        yield "id", self.id

    def rule(self, rule_id: str) -> Rule | None:
        """The rule under this id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    @property
    def judged(self) -> tuple[Rule, ...]:
        """The rules that the engine judges."""
        return tuple(rule for rule in self.rules if rule.state is State.JUDGED)

    def parameters(self, edition: int | None = None) -> dict[str, "Figure | Choice"]:
        """All that a county may set when it adopts, by name, as in the latest version of this edition."""
        versions: Iterable[Version] = chain(
            *(rule.versions for rule in self.rules),
            self.conversion.versions if self.conversion else (),
            self.review.versions if self.review else (),
        )
        return {
            name: value
            for version in versions
            if edition is None or version.edition <= edition
            for _, name, value in settable(version)
        }


HALF = Decimal("0.5")
"""Of the window: who is away longer on 产假 or 病假 owes nothing."""
