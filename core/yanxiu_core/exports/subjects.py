"""What a document can be about, and what a request must name for it."""

from dataclasses import dataclass
from typing import Literal

from yanxiu_core.policies.parts import Text

Part = Literal["rule", "window", "unit", "person", "activity", "notice"]
"""What a request names: a rule's id, a window's key, and things by their ids."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about: the parts that a request must name (`needs`), and those it may (`may`)."""

    name: str
    title: Text
    needs: tuple[Part, ...]
    may: tuple[Part, ...] = ()


UNIT = Subject(
    "unit",
    Text(
        zh="一个单位或全县在一个时段内按一条规则的结论",
        en="A rule's verdicts in a window, of a unit or the county",
    ),
    ("rule", "window"),
    ("unit",),
)
"""A unit and all below it; without a unit the whole county."""

SHOWN = Subject(UNIT.name, UNIT.title, UNIT.needs, ("unit", "notice"))
"""The same, or a notice that a unit has published of it."""

PERSON = Subject(
    "person",
    Text(zh="一位教师在一个时段内", en="A person in a window, under a rule"),
    ("rule", "window", "person"),
)

ACTIVITY = Subject("activity", Text(zh="一项活动", en="An activity"), ("activity",))

TENANT = Subject("tenant", Text(zh="本县（空白表格）", en="The county: blank forms"), ())
"""Nothing but the county: forms to be filled in by hand."""

SCHOOL = Subject("school", Text(zh="一个单位", en="A unit"), ("unit",))
"""A unit and all below it, under no rule; what else it is about is in the exporter's options."""

SUBJECTS = {subject.name: subject for subject in (UNIT, PERSON, ACTIVITY, TENANT, SCHOOL)}
