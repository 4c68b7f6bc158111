"""A golden case as it stands in a file, and the loading of all cases of a policy."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from yanxiu_core.policies.files import PolicyFile
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Strict


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _worded(value: Any) -> Any:
    """YAML's true and 3 as the words that facts are stored in."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


def _dated(value: Any) -> Any:
    return [item if isinstance(item, dict) else {"value": item} for item in _listed(value)]


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Dated(Strict):
    """A value from a day on; without one, always."""

    value: Annotated[str, BeforeValidator(_worded)]
    from_day: date | None = Field(default=None, alias="from")


History = Annotated[tuple[Dated, ...], BeforeValidator(_dated)]


class CaseAssignment(Strict):
    """A relation to a unit from a day on, until a last day if there is one."""

    relation: str
    unit: str
    from_day: date = Field(alias="from")
    to_day: date | None = Field(default=None, alias="to")


class CasePerson(Strict):
    """What is different about somebody; who is not in the world is added to it (home unit `S1` unless named)."""

    facts: dict[str, History] = Field(default={})
    birth_date: date | None = None
    unit: History = ()
    group: str | None = None
    assigned: tuple[CaseAssignment, ...] = ()


class CaseUnit(Strict):
    """Dated facts of a unit."""

    facts: dict[str, History] = Field(default={})


class CasePeriod(Strict):
    """A period of the calendar that only this case has, both days included."""

    kind: str
    key: str
    starts_on: date
    ends_on: date


class CaseFact(Strict):
    """Something that happened, once or several times: an activity where it has a length, else a record.

    With `hours` it is external training of so many days, the last of them on the day named; `category` is its level.
    """

    kind: str
    on: date | None = None
    every: Literal["week", "month"] | None = None
    from_day: date | None = Field(default=None, alias="from")
    to_day: date | None = Field(default=None, alias="to")
    times: Annotated[int, Field(ge=1, le=5000)] = 1
    who: Names = ()
    unit: str | None = None
    measure: str = "count"
    amount: Decimal | None = None
    item: Annotated[str, BeforeValidator(_worded)] = ""
    category: str = ""
    role: str = ""
    fields: tuple[str, ...] = ()
    at: time | None = None
    minutes: Annotated[int, Field(gt=0, le=1439)] | None = None
    periods: Annotated[Decimal, Field(gt=0)] | None = None
    activity: bool = False
    hours: Annotated[Decimal, Field(gt=0)] | None = None
    days: Annotated[int, Field(ge=1)] = 1
    place: str | None = None
    confirmed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _day_named(cls, given: Any) -> Any:
        """YAML reads the key `on` as true."""
        if not isinstance(given, dict):
            return given
        return {"on" if name is True else name: value for name, value in given.items()}

    @model_validator(mode="after")
    def _timed(self) -> "CaseFact":
        repeated = self.every is not None and self.from_day is not None and self.to_day is not None
        partly = self.every is not None or self.from_day is not None or self.to_day is not None
        if (self.on is None) == (not repeated) or (self.on is not None and partly):
            raise ValueError(
                "请写 on, 或 every 与 from、to / write `on`, or `every` with `from` and `to`, one of the two"
            )
        if self.hours is not None and (self.held or self.unit or self.every or self.times > 1):
            raise ValueError(
                "校外培训 (hours) 只写 who、on、days、category / external training has `who`, `on`, `days`, `category`"
            )
        if not self.held and self.who and self.unit:
            raise ValueError("记录属于人或单位, who 与 unit 只写其一 / a record is of `who` or of `unit`")
        return self

    @property
    def held(self) -> bool:
        """It is an activity."""
        return self.activity or self.minutes is not None or self.periods is not None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns: T1 unless people or a unit are named."""
        return self.who if self.who or self.unit else ("T1",)


class Expected(Strict):
    """What a verdict says; what is not named is not looked at. `none`: there is no verdict."""

    status: Literal["met", "missed", "exempt", "not_applicable", "none"]
    measured: Decimal | None = None
    required: Decimal | None = None
    base: Decimal | None = None
    capped: Decimal | None = None


def _expected(value: Any) -> Any:
    return {"status": value} if isinstance(value, str) else value


Expectation = Annotated[Expected, BeforeValidator(_expected)]


class Case(Strict):
    """One golden case: facts, and the verdicts of one rule in one window that follow from them."""

    rule: str
    title: str
    window: Annotated[str, BeforeValidator(_worded)]
    parameters: dict[str, Any] = Field(default={})
    people: dict[str, CasePerson] = Field(default={})
    units: dict[str, CaseUnit] = Field(default={})
    calendar: tuple[CasePeriod, ...] = ()
    facts: tuple[CaseFact, ...] = ()
    expect: Annotated[dict[str, Expectation], Field(min_length=1)]
    _place: str = PrivateAttr(default="")

    @property
    def place(self) -> str:
        """File and line."""
        return self._place

    @property
    def names(self) -> set[str]:
        """The units that the case names anywhere, and whose verdicts it expects."""
        places = {place for fact in self.facts for place in (fact.unit, fact.place) if place}
        homes = {item.value for person in self.people.values() for item in person.unit}
        assigned = {item.unit for person in self.people.values() for item in person.assigned}
        return {*self.expect, *self.units, *places, *homes, *assigned}


def load_cases(folder: Path, policy: Policy) -> tuple[Case, ...]:
    """All cases of a policy's folder, in the order of the files. Raises PolicyFileError with file and line."""
    found: list[Case] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        file = PolicyFile(path)
        items = file.content.get("cases")
        if not isinstance(items, list):
            raise file.wrong((), "请把算例写在 cases 下", "list the cases under `cases`")
        for index, item in enumerate(items):
            where = ("cases", index)
            case = file.parse(Case, item, where)
            rule = policy.rule(case.rule)
            if rule is None or rule not in policy.judged:
                raise file.wrong(
                    (*where, "rule"),
                    f"本策略没有可判的规则 {case.rule}, 可用: {'、'.join(each.id for each in policy.judged)}",
                    f"no judged rule {case.rule} in this policy",
                )
            case._place = f"{path.name}:{file.line(where)}"  # noqa: SLF001 - the loader knows the place, the file does not
            found.append(case)
    return tuple(found)
