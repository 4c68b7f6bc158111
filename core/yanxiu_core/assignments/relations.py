"""Relations of people to units: those of core, and what a plugin declares by hook `yanxiu_relations`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from yanxiu_core.assignments.inputs import NewAssignment
from yanxiu_core.people.models import GROUP, HOME, TEACHING
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.parts import Text

if TYPE_CHECKING:
    from yanxiu_core.plugins.registry import Registry
    from yanxiu_core.work import Work


class Settle(Protocol):
    """Decides whether an assignment may be made."""

    def __call__(self, work: "Work", new: NewAssignment) -> NewAssignment:
        """The assignment as it is to be, such as with the last day of its term filled in; or a DomainError that says
        what stands against it. Asked before anything is written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of assignment. A relation that rules read posts fact lines on its first day, once, as facts do.

    `single`: one at a time, the next one ends it. `person_kind` is the kind of the line that the person gets (its item
    is the unit), `unit_kind` of the one that the unit gets (its item is the person). The line's category is the unit's
    fact `category_fact` on that day.
    """

    name: str
    title: Text
    single: bool = False
    person_kind: str = ""
    unit_kind: str = ""
    category_fact: str = ""
    settle: Settle | None = None


def _check(plugin: Plugin, relation: Relation) -> None:
    if not relation.name.startswith(f"{plugin.name}."):
        raise ValueError(f"relation {relation.name!r}: its name begins with {plugin.name}.")


CORE_RELATIONS = (
    Relation(HOME, Text(zh="编制单位", en="Home unit"), single=True),
    Relation(TEACHING, Text(zh="任教单位", en="Teaching unit")),
    Relation(GROUP, Text(zh="教研组", en="Group")),
)


RELATIONS = Part(
    hook="yanxiu_relations",
    kind=Relation,
    title=Text(zh="关系", en="relation"),
    names=lambda relation: [relation.name],
    check=_check,
)


def relations(registry: "Registry") -> dict[str, Relation]:
    """Core's relations and those of plugins, by name."""
    of_plugins = {name: found.thing for name, found in registry.of(RELATIONS).items()}
    return {**{relation.name: relation for relation in CORE_RELATIONS}, **of_plugins}
