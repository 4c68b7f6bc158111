"""Find plugins by entry point, one by one, and gather what they contribute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from pluggy import PluginManager

from yanxiu_core.hookspecs.marker import PROJECT
from yanxiu_core.plugins.bounded import Calls, Stalled
from yanxiu_core.plugins.catalogue import HOOKSPECS, PARTS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.nouns import NOUNS
from yanxiu_core.plugins.parts import Contributed, Part, Thing
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.policies.contributed import POLICIES
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.registry import Contribution, Nouns

GROUP = "yanxiu.plugins"
LOADING = 30.0
"""Seconds that a plugin may take to be imported and to answer its hooks."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that is as it should be by itself, and what it brings, by hook."""

    entry: str
    plugin: Plugin
    things: Mapping[str, list[Any]]


def load(nouns: Nouns, found: Iterable[EntryPoint] | None = None, *, calls: Calls | None = None) -> Registry:
    """Load every installed plugin beside core's `nouns`, which are verified. One that breaks is named and left out, whatever it raises; the others load.

    Raises PluginClash, naming both, when two bring the same name: which one was meant cannot be known.
    """
    calls = calls or Calls()
    manager = PluginManager(PROJECT)
    for specification in HOOKSPECS:
        manager.add_hookspecs(specification)
    if calls.trace:
        manager.add_hookcall_monitoring(calls.hook_called, lambda *_: None)
    loaded: list[Loaded] = []
    failures: dict[str, str] = {}
    for entry in _one_of_each(entry_points(group=GROUP) if found is None else found):
        try:
            loaded.append(calls.bounded(entry.name, "load", partial(_load_one, manager, entry), LOADING))
        except Stalled as error:
            failures[entry.name] = f"{error}; it is left out, do nothing that may take long at import"
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything; it must not stop others
            failures[entry.name] = f"{type(error).__name__}: {error}"
    loaded = _with_needs_met(manager, loaded, failures)
    _refuse_circles(manager, loaded, failures)
    loaded = _with_references_met(manager, loaded, failures)
    loaded = _with_nouns_fit(manager, nouns, loaded, failures)
    loaded = _with_needs_met(manager, loaded, failures)
    folders = _gathered(POLICIES, loaded)
    return Registry(
        plugins={each.plugin.name: each.plugin for each in loaded},
        contributions={part.hook: _gathered(part, loaded) for part in PARTS},
        policies={name: owned.thing.policy for name, owned in folders.items()},
        policy_plugins={name: owned.plugin for name, owned in folders.items()},
        policy_folders={name: owned.thing.folder for name, owned in folders.items()},
        failures=failures,
        nouns=nouns.joined(*_declared(loaded)),
        hooks=manager,
        calls=calls,
    )


def _one_of_each(found: Iterable[EntryPoint]) -> list[EntryPoint]:
    """The entry points by name. Raises PluginClash, naming both distributions, for a name that two have."""
    entries: dict[str, EntryPoint] = {}
    for entry in found:
        other = entries.setdefault(entry.name, entry)
        if other is not entry:
            first, second = sorted(each.dist.name if each.dist else each.value for each in (other, entry))
            raise PluginClash(
                f"软件包 {first} 和 {second} 都提供插件 {entry.name}; 请卸载其中一个",
                f"Distributions {first} and {second} both bring the plugin {entry.name}; remove one of them",
            )
    return [entries[name] for name in sorted(entries)]


def _load_one(manager: PluginManager, entry: EntryPoint) -> Loaded:
    module = entry.load()
    manager.register(module, name=entry.name)
    try:
        manager.check_pending()
        answers = _ask(manager, entry.name, "yanxiu_plugin")
        if len(answers) != 1 or not isinstance(answers[0], Plugin):
            raise TypeError("yanxiu_plugin() must answer once, with a Plugin")  # noqa: TRY301 - unregistered below
        plugin = answers[0]
        plugin.check()
        if plugin.name != entry.name:
            raise ValueError(  # noqa: TRY301 - unregistered below
                f"the entry point is called {entry.name!r} and the plugin {plugin.name!r}: call both alike"
            )
        _require_marks(manager, module)
        things = {part.hook: part.things(plugin, _ask(manager, entry.name, part.hook)) for part in PARTS}
        return Loaded(entry.name, plugin, things)
    except BaseException:  # also what ends a plugin that takes too long: nothing of it stays registered
        manager.unregister(name=entry.name)
        raise


def _require_marks(manager: PluginManager, module: ModuleType) -> None:
    """Raise ValueError for a function that is called like a hook and not marked as one: it would never be called."""
    for name, value in vars(module).items():
        if (
            hasattr(manager.hook, name)
            and callable(value)
            and manager.parse_hookimpl_opts(module, name) is None
        ):
            raise ValueError(f"{name} lacks @hookimpl, so nobody would call it")


def _ask(manager: PluginManager, name: str, hook: str) -> list[Any]:
    """What this plugin alone answers."""
    others = [plugin for other, plugin in manager.list_name_plugin() if other != name and plugin is not None]
    answers: list[Any] = manager.subset_hook_caller(hook, others)()
    return answers


def _with_needs_met(manager: PluginManager, loaded: list[Loaded], failures: dict[str, str]) -> list[Loaded]:
    """Without those that need a plugin that is not there; leaving one out may leave out those that need it."""
    while True:
        present = {each.plugin.name: each.plugin.version for each in loaded}
        lacking = {each.entry: reason for each in loaded if (reason := _lacks(each.plugin, present))}
        if not lacking:
            return loaded
        for entry in lacking:
            manager.unregister(name=entry)
        failures |= lacking
        loaded = [each for each in loaded if each.entry not in lacking]


def _refuse_circles(manager: PluginManager, loaded: list[Loaded], failures: dict[str, str]) -> None:
    """Leave out plugins that need each other: none of them could ever be the first to be enabled."""
    needs = {each.plugin.name: [need.plugin for need in each.plugin.needs] for each in loaded}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = error.args[1][:-1]
        for each in [each for each in loaded if each.plugin.name in circle]:
            manager.unregister(name=each.entry)
            failures[each.entry] = f"needs itself, by way of {', '.join(circle)}: none could be enabled first"
            loaded.remove(each)
        _refuse_circles(manager, loaded, failures)


def _with_references_met(
    manager: PluginManager, loaded: list[Loaded], failures: dict[str, str]
) -> list[Loaded]:
    """Without those that refer to a form or a job which neither they nor the plugins that they need bring."""
    fit: list[Loaded] = []
    for each in loaded:
        there = {
            (part.hook, name)
            for other in _near(each, loaded)
            for part in PARTS
            for thing in other.things[part.hook]
            for name in part.names(thing)
        }
        asked = [pair for part in PARTS for thing in each.things[part.hook] for pair in part.refers(thing)]
        missing = [f"{name} ({hook})" for hook, name in asked if (hook, name) not in there]
        if missing:
            manager.unregister(name=each.entry)
            failures[each.entry] = (
                f"refers to what neither it nor a plugin that it needs brings: {', '.join(missing)}"
            )
        else:
            fit.append(each)
    return fit


def _near(each: Loaded, loaded: Iterable[Loaded]) -> list[Loaded]:
    """The plugin itself and those that it needs."""
    names = {each.plugin.name, *(need.plugin for need in each.plugin.needs)}
    return [other for other in loaded if other.plugin.name in names]


def _with_nouns_fit(
    manager: PluginManager, nouns: Nouns, loaded: list[Loaded], failures: dict[str, str]
) -> list[Loaded]:
    """Without those whose declared reads contradict core's, those of the plugins that they need, or themselves."""
    fit: list[Loaded] = []
    for each in loaded:
        try:
            nouns.joined(*_declared(_near(each, loaded))).verify(known=nouns)
        except Exception as error:  # noqa: BLE001 - what it declared is a third party's, of any shape
            manager.unregister(name=each.entry)
            failures[each.entry] = f"{type(error).__name__}: {error}"
        else:
            fit.append(each)
    return fit


def _declared(loaded: Iterable[Loaded]) -> list[Contribution]:
    return [given for each in loaded for given in each.things[NOUNS.hook]]


def _lacks(plugin: Plugin, present: Mapping[str, str]) -> str | None:
    for need in plugin.needs:
        version, wanted = present.get(need.plugin), f"{need.plugin} {need.versions}".strip()
        if version is None:
            return f"needs plugin {wanted}, which is not installed or did not load: install it"
        if not need.met_by(version):
            return f"needs plugin {wanted}, installed is {version}: update one of the two"
    return None


def _gathered(part: Part[Thing], loaded: Sequence[Loaded]) -> dict[str, Contributed[Thing]]:
    """The things of a kind by name. Raises PluginClash."""
    owners: dict[str, str] = {}
    found: dict[str, Contributed[Thing]] = {}
    for each in loaded:
        for thing in each.things[part.hook]:
            names = list(dict.fromkeys(part.names(thing)))
            for name in names:
                _claim(owners, part.title, name, each.plugin.name)
            found[names[0]] = Contributed(each.plugin.name, thing)
    return dict(sorted(found.items()))


def _claim(owners: dict[str, str], title: Text, name: str, owner: str) -> None:
    if name in owners:
        raise PluginClash(
            f"插件 {owners[name]} 和 {owner} 都提供{title.zh}“{name}”; 请卸载其中一个",
            f"Plugins {owners[name]} and {owner} both bring the {title.en} {name!r}; remove one of them",
        )
    owners[name] = owner
