"""Find plugins by entry point, one by one, and gather what they contribute."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TypeVar

from pluggy import PluginManager

from yanxiu_core.errors import DomainError
from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.hookspecs import exporters, identity, policies
from yanxiu_core.hookspecs.marker import PROJECT
from yanxiu_core.plugins.declarations import API_VERSION, Plugin
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.registry import Nouns

GROUP = "yanxiu.plugins"
Thing = TypeVar("Thing")


class PluginClash(DomainError):
    """Two plugins bring something under one name."""

    code = "PLUGIN_CLASH"


def load(nouns: Nouns, found: Iterable[EntryPoint] | None = None) -> Registry:
    """Load every installed plugin. One that breaks is named and left out, whatever it raises; the others load.

    Raises PluginClash, naming both, when two bring the same name: which one was meant cannot be known.
    """
    manager = PluginManager(PROJECT)
    for specification in (identity, policies, exporters):
        manager.add_hookspecs(specification)
    plugins: dict[str, tuple[str, Plugin]] = {}
    owned_rules: dict[str, tuple[str, Policy]] = {}
    owned_policies: dict[str, tuple[str, Policy]] = {}
    owned_exporters: dict[str, tuple[str, Exporter]] = {}
    policy_folders: dict[str, Path] = {}
    failures: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP) if found is None else found, key=lambda item: item.name):
        try:
            plugin, own_folders, own_exporters = _load_one(manager, entry)
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything; it must not stop others
            failures[entry.name] = f"{type(error).__name__}: {error}"
            continue
        own_policies = [policy for policy, _ in own_folders]
        _own(plugins, entry.name, {plugin.name: plugin})
        # Verdicts are kept by rule, so a rule's id is one over all policies.
        _own(owned_rules, plugin.name, {rule.id: policy for policy in own_policies for rule in policy.rules})
        _own(owned_policies, plugin.name, {policy.id: policy for policy in own_policies})
        policy_folders.update({policy.id: folder for policy, folder in own_folders})
        _own(owned_exporters, plugin.name, {exporter.name: exporter for exporter in own_exporters})
    return Registry(
        plugins={key: value for key, (_, value) in plugins.items()},
        policies={key: value for key, (_, value) in sorted(owned_policies.items())},
        exporters={key: value for key, (_, value) in sorted(owned_exporters.items())},
        policy_plugins={key: owner for key, (owner, _) in owned_policies.items()},
        policy_folders=policy_folders,
        failures=failures,
        nouns=nouns,
        hooks=manager,
    )


def _load_one(
    manager: PluginManager, entry: EntryPoint
) -> tuple[Plugin, list[tuple[Policy, Path]], list[Exporter]]:
    module = entry.load()
    manager.register(module, name=entry.name)
    try:
        manager.check_pending()
        hooks = manager.subset_hook_caller("yanxiu_plugin", _others(manager, entry.name))
        answers = hooks()
        if len(answers) != 1:
            raise TypeError("yanxiu_plugin() must answer once")  # noqa: TRY301 - the plugin is unregistered below
        plugin: Plugin = answers[0]
        if plugin.api_version != API_VERSION:
            raise TypeError(  # noqa: TRY301 - as above
                f"needs plugin API {plugin.api_version}, this platform has {API_VERSION}"
            )
        folders = manager.subset_hook_caller("yanxiu_policies", _others(manager, entry.name))()
        documents = manager.subset_hook_caller("yanxiu_exporters", _others(manager, entry.name))()
        return (
            plugin,
            [(load_policy(folder), Path(folder)) for answer in folders for folder in answer],
            [exporter for answer in documents for exporter in answer],
        )
    except BaseException:
        manager.unregister(name=entry.name)
        raise


def _others(manager: PluginManager, name: str) -> list[object]:
    return [plugin for other, plugin in manager.list_name_plugin() if other != name and plugin is not None]


def _own(owned: dict[str, tuple[str, Thing]], plugin: str, things: dict[str, Thing]) -> None:
    for name, thing in things.items():
        if name in owned:
            raise PluginClash(
                f"插件 {owned[name][0]} 和 {plugin} 都提供“{name}”; 请卸载其中一个",
                f"Plugins {owned[name][0]} and {plugin} both bring {name!r}; remove one of them",
            )
        owned[name] = (plugin, thing)
