"""Find plugins by entry point, one by one, and gather what they contribute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pluggy import PluginManager

from yanxiu_core.hookspecs.marker import PROJECT
from yanxiu_core.plugins.bounded import Calls
from yanxiu_core.plugins.catalogue import HOOKSPECS, PARTS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.nouns import NOUNS
from yanxiu_core.plugins.parts import Contributed, Part, Thing
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.policies.contributed import POLICIES
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.registry import Contribution, DeclarationError, Nouns

GROUP = "yanxiu.plugins"
PLUGIN = Text(zh="插件名", en="plugin name")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that is as it should be by itself, and what it brings, by hook."""

    entry: str
    plugin: Plugin
    things: Mapping[str, list[Any]]


def load(nouns: Nouns, found: Iterable[EntryPoint] | None = None, *, calls: Calls | None = None) -> Registry:
    """Load every installed plugin. One that breaks is named and left out, whatever it raises; the others load.

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
    for entry in sorted(entry_points(group=GROUP) if found is None else found, key=lambda item: item.name):
        try:
            loaded.append(_load_one(manager, entry))
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything; it must not stop others
            failures[entry.name] = f"{type(error).__name__}: {error}"
    loaded = _with_needs_met(manager, loaded, failures)
    loaded = _with_nouns_fit(manager, nouns, loaded, failures)
    loaded = _with_needs_met(manager, loaded, failures)
    folders = _gathered(POLICIES, loaded)
    return Registry(
        plugins=_by_name(loaded),
        contributions={part.hook: _gathered(part, loaded) for part in PARTS},
        policies={name: owned.thing.policy for name, owned in folders.items()},
        policy_plugins={name: owned.plugin for name, owned in folders.items()},
        policy_folders={name: owned.thing.folder for name, owned in folders.items()},
        failures=failures,
        nouns=nouns.joined(*_declared(loaded)),
        hooks=manager,
        calls=calls,
    )


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
        things = {part.hook: part.things(plugin, _ask(manager, entry.name, part.hook)) for part in PARTS}
        return Loaded(entry.name, plugin, things)
    except BaseException:
        manager.unregister(name=entry.name)
        raise


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


def _with_nouns_fit(
    manager: PluginManager, nouns: Nouns, loaded: list[Loaded], failures: dict[str, str]
) -> list[Loaded]:
    """Without those whose declared reads contradict core's, those of the plugins that they need, or themselves."""
    fit: list[Loaded] = []
    for each in loaded:
        needed = {each.plugin.name, *(need.plugin for need in each.plugin.needs)}
        try:
            nouns.joined(*_declared(other for other in loaded if other.plugin.name in needed)).verify()
        except DeclarationError as error:
            manager.unregister(name=each.entry)
            failures[each.entry] = f"{type(error).__name__}: {error}"
        else:
            fit.append(each)
    return fit


def _declared(loaded: Iterable[Loaded]) -> list[Contribution]:
    return [given for each in loaded for given in each.things[NOUNS.hook]]


def _lacks(plugin: Plugin, present: Mapping[str, str]) -> str | None:
    for need in plugin.needs:
        version = present.get(need.plugin)
        if version is None:
            return f"needs plugin {need.plugin} {need.versions}, which is not installed or did not load: install it"
        if not need.met_by(version):
            return (
                f"needs plugin {need.plugin} {need.versions}, installed is {version}: update one of the two"
            )
    return None


def _by_name(loaded: Sequence[Loaded]) -> dict[str, Plugin]:
    entries: dict[str, str] = {}
    for each in loaded:
        _claim(entries, PLUGIN, each.plugin.name, each.entry)
    return {each.plugin.name: each.plugin for each in loaded}


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
