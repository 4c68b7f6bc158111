"""A rule: what it measures, of whom, in which window, against which figure; dated, with unit and source."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from yanxiu_core.policies.measures import FIGURES, MEASURES
from yanxiu_core.policies.parts import Choice, Figure, Name, Share, Strict, Text, Unit, Version, not_negative
from yanxiu_core.policies.selection import FactTest, Population, Selector


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


AGGREGATIONS = ("person", "group", "school", "zone", "county")
"""Whose verdict a rule gives, from the least to the widest."""


class Cap(Strict):
    """At most so much per day, category, role or window; applied in the order given, to lines in order of start.

    Lines of the categories in `except` are left out of it: a certificate of five days is no one day's.
    """

    per: Literal["day", "category", "role", "window"]
    only: tuple[str, ...] = ()
    besides: tuple[str, ...] = Field(default=(), alias="except")
    limit: Figure

    @field_validator("limit")
    @classmethod
    def _possible(cls, limit: Figure) -> Figure:
        return not_negative(limit)

    @model_validator(mode="after")
    def _named(self) -> "Cap":
        if self.only and self.per not in {"category", "role"}:
            raise ValueError(
                "only 只能用于 per: category 或 role / `only` names categories or roles, and this cap is per neither"
            )
        return self


def side_by_side(caps: Sequence[Cap]) -> bool:
    """No line is limited by two of these caps: what one holds back the others do not see."""
    return all(_apart(one, other) or _apart(other, one) for one, other in combinations(caps, 2))


def _apart(one: Cap, other: Cap) -> bool:
    return one.per == "category" and bool(one.only) and set(one.only) <= set(other.besides)


class Instead(Strict):
    """Another threshold for those people for whom all these tests of dated facts hold on the eligibility date."""

    all: Annotated[tuple[FactTest, ...], Field(min_length=1)]
    threshold: Figure


class Part(Strict):
    """One of several things that are all asked for: a title and the lines that belong to it."""

    title: Text
    lines: tuple[Selector, ...]


class Each(Strict):
    """The figure must hold for each of several things and not for the window as a whole.

    `period`: every n teaching weeks or months. `item`: every activity, topic, issue or school that lines are about
    (those of `of`, else of the rule's own lines). `part`: every named part. `person`, `group`, `school`: everybody or
    every unit below the unit that is judged. Enough must hold: `share` of them (default: all).
    """

    kind: Literal["period", "item", "part", "person", "group", "school"]
    every: int = 1
    unit: Literal["week", "month"] = "week"
    of: tuple[Selector, ...] = ()
    parts: tuple[Part, ...] = ()
    share: Share | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Each":
        if (self.kind == "part") != bool(self.parts):
            raise ValueError(
                "kind: part 须写 parts, 其他不写 / `parts` belongs to kind: part, and only there"
            )
        if self.every < 1:
            raise ValueError("every 至少为 1 / `every` is at least 1")
        return self


class Caution(Strict):
    """What is said beside a verdict and decides nothing: of the days that count, fewer than `run` follow each other
    without a working day between them.
    """

    run: Figure


class When(Choice):
    """A version that holds only where the county has chosen so: the parameter `is` this word."""

    is_: str = Field(alias="is")

    @model_validator(mode="after")
    def _a_choice(self) -> "When":
        if self.parameter is None or self.is_ not in self.allowed:
            raise ValueError(
                "when 须写 parameter, is 须是 allowed 之一 / `when` needs a parameter, and `is` is one of `allowed`"
            )
        return self


class RuleVersion(Version):
    """The figures of a rule from a date on.

    `lines` picks lines (any of these; none: all of the measure). `since: ever` also takes what was recorded before the
    window and still stands. `of` says whose lines make a unit's figure: its own (`unit`) or its people's (`people`).
    `relative_to` makes the threshold a share of the sum of other lines. `scale` orders levels from the lowest.
    `instead` sets other thresholds for some of the people, the first whose tests hold.
    `due` is the date from which `lateness` counts: a day of the window, or the day of other lines.
    """

    population: Population = Population()
    window: Choice
    lines: tuple[Selector, ...] = ()
    of: Literal["unit", "people"] = "unit"
    since: Literal["window", "ever"] = "window"
    figure: str = "sum"
    scale: tuple[str, ...] = ()
    due: Literal["start", "end"] | tuple[Selector, ...] = "end"
    relative_to: tuple[Selector, ...] = ()
    verdicts_of: str | None = None
    each: Each | None = None
    comparator: Literal["gte", "gt", "lte", "eq", "between"] = "gte"
    threshold: Figure
    instead: tuple[Instead, ...] = ()
    upper: Figure | None = None
    caps: tuple[Cap, ...] = ()
    caution: Caution | None = None
    when: When | None = None

    @property
    def name(self) -> str:
        """Its first day, and for a reading that the county has chosen instead of the usual one, its name."""
        if self.when is None or self.when.is_ == self.when.value:
            return super().name
        return f"{super().name}/{self.when.is_}"

    @field_validator("figure")
    @classmethod
    def _known(cls, figure: str) -> str:
        if figure not in FIGURES:
            raise ValueError(
                f"没有“{figure}”这种算法, 可用: {'、'.join(FIGURES)} / no figure {figure!r}, there are: {', '.join(FIGURES)}"
            )
        return figure

    @model_validator(mode="after")
    def _consistent(self) -> "RuleVersion":
        if (self.comparator == "between") != (self.upper is not None):
            raise ValueError(
                "comparator: between 须写 upper, 其他不写 / `upper` belongs to between, and only there"
            )
        if self.upper is not None and self.upper.value < self.threshold.value:
            raise ValueError("upper 小于 threshold / upper is below the threshold")
        if (self.figure == "level") != bool(self.scale):
            raise ValueError("figure: level 须写 scale, 其他不写 / `scale` belongs to level, and only there")
        if self.instead and (self.each or self.relative_to or self.comparator == "between"):
            raise ValueError("instead 只用于单一的数 / `instead` belongs to a plain threshold")
        if self.caps and (self.each or self.figure != "sum" or self.relative_to):
            raise ValueError("caps 只用于全期合计 / caps belong to a plain sum over the window")
        return self


def under(versions: Sequence[RuleVersion], parameters: Mapping[str, Any]) -> list[RuleVersion]:
    """The versions that hold where these parameters were chosen."""

    def holds(when: When | None) -> bool:
        return when is None or parameters.get(str(when.parameter), when.value) == when.is_

    return [version for version in versions if holds(version.when)]


class Rule(Strict):
    """One rule of a policy under its catalogue id."""

    id: Name
    title: Text
    strength: Strength
    state: State
    reason: Text | None = None
    source: Literal["converted", "facts", "verdicts"] = "facts"
    measure: str = "count"
    unit: Unit
    aggregation: Literal["person", "group", "school", "zone", "county"] = "person"
    versions: tuple[RuleVersion, ...] = ()

    @property
    def counted(self) -> "Rule":
        """The rule as it looks for things that are there at all: all that is recorded counts, whatever is measured."""
        return self.model_copy(update={"measure": "count"}) if self.source == "facts" else self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """The id alone: a rule in a log must not bring all its figures."""
        yield "id", self.id

    @field_validator("measure")
    @classmethod
    def _measured(cls, measure: str) -> str:
        if measure not in MEASURES:
            raise ValueError(
                f"没有“{measure}”这种计量, 可用: {'、'.join(MEASURES)} / no measure {measure!r}, there are: {', '.join(MEASURES)}"
            )
        return measure

    @model_validator(mode="after")
    def _complete(self) -> "Rule":
        if self.state is State.JUDGED and not self.versions:
            raise ValueError("判定的规则须至少有一个版本 versions / a judged rule needs at least one version")
        if self.state is not State.JUDGED and self.reason is None:
            raise ValueError("不判定的规则须写明原因 reason / a rule that is not judged needs its reason")
        if self.source == "converted" and self.measure != "hours":
            raise ValueError(
                "source: converted 只有学时, 请写 measure: hours / conversions make hours alone, write measure: hours"
            )
        for version in self.versions:
            _fits(self, version)
        return self


def _fits(rule: Rule, version: RuleVersion) -> None:
    _of_one_unit(rule, version)
    if (rule.source == "verdicts") != (version.verdicts_of is not None):
        raise ValueError(
            "source: verdicts 须写 verdicts_of, 其他不写 / `verdicts_of` belongs to source: verdicts"
        )
    each = version.each.kind if version.each else None
    if rule.aggregation == "person" and each in {"person", "group", "school"}:
        raise ValueError("aggregation: person 不能逐人、逐组、逐校 / a person has no people or units below")
    if version.instead and rule.aggregation != "person":
        raise ValueError("instead 只用于个人 / `instead` belongs to people")
    if version.caps and rule.aggregation != "person":
        raise ValueError("caps 只用于个人 / caps belong to people")


def _of_one_unit(rule: Rule, version: RuleVersion) -> None:
    """A plain sum is compared in the unit in which it is added up; a share, a lateness, a part have units of their own."""
    if version.each or version.relative_to or version.figure != "sum":
        return
    figures = [
        version.threshold,
        *(item.threshold for item in version.instead),
        *(c.limit for c in version.caps),
    ]
    for figure in filter(None, (*figures, version.upper)):
        if figure.unit != rule.unit:
            raise ValueError(
                f"版本 {version.name} 中 {figure.value} 的单位是“{figure.unit}”, 本规则的单位是“{rule.unit}”; 请写同一单位 / "
                f"in version {version.name} the unit of {figure.value} is {figure.unit!r}, the rule's is {rule.unit!r}; "
                "write the same unit"
            )


class SystemEntry(Strict):
    """An organised activity of a source document: a workflow with records rather than a figure."""

    id: Name
    title: Text
    strength: Strength
    state: State
    reason: Text
    source: str
