"""What a rule looks at: which lines it reads, and whom or which units it concerns."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from yanxiu_core.policies.parts import Choice, Moment, Strict


class Selector(Strict):
    """Some of the lines: every condition that is named must hold.

    `kinds` are kinds of activity, evidence or record (`lesson.*` means all that begin so). `fields` must all be filled
    in. `weekday` (1 is Monday) and `between` (local time at which it starts) pick a slot of the timetable.
    `activity: true` takes only what was done in an activity. `assurance` takes only what is assured so far (`reviewed`:
    confirmed by the unit where it took place). `assigned` names a relation: only what took place at a unit (or below
    one) to which the person stood in it on that day.
    """

    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    between: tuple[Moment, Moment] | None = None
    activity: bool | None = None
    assurance: tuple[Literal["registered", "reviewed", "certified"], ...] = ()
    assigned: str | None = None

    @model_validator(mode="after")
    def _slot(self) -> "Selector":
        if self.between and self.between[0] >= self.between[1]:
            raise ValueError(
                "between 的开始时间应早于结束时间 / between must start before it ends, such as ['14:00', '18:00']"
            )
        return self


def _pairs(given: Any) -> Any:
    """A mapping as it stands in a file, as pairs: a version can be told from another by its contents."""
    return tuple(given.items()) if isinstance(given, dict) else given


class FactTest(Strict):
    """A condition on one dated fact: its value is one of these, or lies between `least` and `most` (a number).

    `age` is no stored fact: whole years on the day that decides. Who lacks the fact counts as `default`. With
    `parameter` a county may choose other values: one of `choices`, by its name.
    """

    fact: str
    one_of: tuple[str, ...] = Field(default=(), alias="in")
    least: int | None = None
    most: int | None = None
    default: str | None = None
    parameter: str | None = None
    choices: Annotated[tuple[tuple[str, tuple[str, ...]], ...], BeforeValidator(_pairs)] = ()

    @model_validator(mode="after")
    def _chosen(self) -> "FactTest":
        if bool(self.parameter) != bool(self.choices) or (
            self.parameter and self.one_of not in dict(self.choices).values()
        ):
            raise ValueError(
                "parameter 与 choices 须一起写, choices 中须有 in 的取值 / "
                "`parameter` and `choices` belong together, and one of the choices is what `in` says"
            )
        return self

    @property
    def choice(self) -> Choice | None:
        """What a county may choose: whom the test lets pass."""
        if self.parameter is None:
            return None
        value = next(name for name, words in self.choices if words == self.one_of)
        return Choice(value=value, parameter=self.parameter, allowed=tuple(dict(self.choices)))

    def chosen(self, name: str) -> "FactTest":
        """The test as a county has chosen it."""
        return self.model_copy(update={"one_of": dict(self.choices)[name]})

    @model_validator(mode="after")
    def _one_way(self) -> "FactTest":
        if bool(self.one_of) == (self.least is not None or self.most is not None):
            raise ValueError(
                "请写 in (取值) 或 least/most (数值范围) 之一 / write either `in` or `least`/`most`"
            )
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("least 大于 most / `least` is above `most`")
        return self


class Population(Strict):
    """Whom a rule concerns: all conditions hold on the eligibility date (`start` or `end` of the window).

    `all` tests facts of people, `units` facts of the units that are judged. `share` says how part of a window counts
    for a person: not at all (`none`: the whole requirement), or by days or whole months in the population. `entered`
    names the fact that holds the first of these days (`entry_date`); who lacks it was there from the beginning.
    `inverted` is no part of a file: the mutation test asks with it whether the cases notice the population at all.
    """

    at: Literal["start", "end"] = "end"
    share: Literal["none", "days", "months"] = "none"
    entered: str | None = None
    all: tuple[FactTest, ...] = ()
    units: tuple[FactTest, ...] = ()
    inverted: bool = Field(default=False, exclude=True)

    @model_validator(mode="after")
    def _shared(self) -> "Population":
        if self.entered and self.share == "none":
            raise ValueError("entered 须与 share 一起写 / `entered` needs `share`: days or months")
        if self.share != "none" and any(test.parameter for test in self.all):
            raise ValueError("share 不与人员条件的 parameter 并用 / `share` knows no parameter of a test")
        return self

    @field_validator("inverted")
    @classmethod
    def _not_in_a_file(cls, _: bool) -> bool:
        raise ValueError("没有 inverted 这一项, 请删去 / there is no key `inverted`, remove it")
