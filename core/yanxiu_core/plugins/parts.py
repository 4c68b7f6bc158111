"""The kinds of things that plugins contribute: one small declared part for each, beside what it is about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.shapes import require_shape
from yanxiu_core.policies.parts import Text

Thing = TypeVar("Thing")


def accept(_plugin: Plugin, _thing: Any) -> None:
    """Every thing of the right type will do."""


def nothing(_thing: Any) -> tuple[tuple[str, str], ...]:
    """Every thing stands by itself."""
    return ()


@dataclass(frozen=True, slots=True)
class Part(Generic[Thing]):
    """A kind of contribution: which hook brings it, of which type, and under which names.

    `names` gives the name under which a thing is found and, after it, whatever else must be its alone; a name that two
    plugins bring is refused at start, under `title`, naming both. `prepare` makes the thing of what the hook answers,
    where that is something else. `check` raises ValueError for a thing that this plugin may not bring. `refers` names
    what else, by hook and name, the plugin or one that it needs must bring. `several`: the hook answers a list, not one
    thing or None.
    """

    hook: str
    kind: type[Thing]
    title: Text
    names: Callable[[Thing], Iterable[str]]
    prepare: Callable[[Any], Thing] | None = None
    check: Callable[[Plugin, Thing], None] = accept
    refers: Callable[[Thing], Iterable[tuple[str, str]]] = nothing
    several: bool = True

    def things(self, plugin: Plugin, answers: Iterable[Any]) -> list[Thing]:
        """What one plugin's hook brings. Raises TypeError or ValueError, naming the hook, for what does not fit."""
        if self.several:
            given = [item for answer in answers for item in answer]
        else:
            given = [answer for answer in answers if answer is not None]
        found = [self.prepare(item) if self.prepare else item for item in given]
        for thing in found:
            if not isinstance(thing, self.kind):
                raise TypeError(f"{self.hook}() must bring {self.kind.__name__}, not {type(thing).__name__}")
            require_shape(thing)
            self.check(plugin, thing)
        self._refuse_repeated(found)
        return found

    def _refuse_repeated(self, found: Iterable[Thing]) -> None:
        """Two things of one name in one plugin are that plugin's own mistake."""
        seen: set[str] = set()
        for thing in found:
            names = set(self.names(thing))
            for name in sorted(names & seen):
                raise ValueError(f"{self.hook}() brings the {self.title.en} {name!r} twice: keep one of them")
            seen |= names


@dataclass(frozen=True, slots=True)
class Contributed(Generic[Thing]):
    """A thing, and the name of the plugin that brings it: whoever calls into the thing calls that plugin."""

    plugin: str
    thing: Thing
