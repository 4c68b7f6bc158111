"""What the installed plugins contribute, gathered once in the composition root and passed down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pluggy import PluginManager

from yanxiu_core.memory import Memory
from yanxiu_core.plugins.bounded import Calls
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.errors import PluginUnknown
from yanxiu_core.plugins.parts import Contributed, Part, Thing
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.registry import Nouns


# Without a representation: in a log it would bring every rule of every policy.
@dataclass(frozen=True, slots=True, repr=False)
class Registry:
    """Plugins by name, what they contribute, nouns with their readable fields.

    Policies stand by id in `policies`, since every judging looks there; `policy_plugins` tells which plugin brings
    one, `policy_folders` where its files lie. Everything else is found with `of`. `failures` says which plugins could
    not be loaded, and why; `calls` bounds the calls into plugins. `memory` holds what the process has worked out
    of these and of tenants' configurations.
    """

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    contributions: Mapping[str, Mapping[str, Contributed[Any]]] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    policy_plugins: Mapping[str, str] = field(default_factory=dict)
    policy_folders: Mapping[str, Path] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    nouns: Nouns = field(default_factory=Nouns)
    hooks: PluginManager | None = None
    calls: Calls = field(default_factory=Calls)
    # A registry that is made of another one starts with an empty memory: its policies may be others.
    memory: Memory = field(init=False, default_factory=Memory, compare=False)

    def of(self, part: Part[Thing]) -> Mapping[str, Contributed[Thing]]:
        """All contributions of a kind, by name, each with the plugin that brings it."""
        return self.contributions.get(part.hook, {})

    def having(self, part: Part[Thing], plugin: str, *things: Thing) -> "Registry":
        """The registry with some things more, or in the place of others; for tests."""
        more = {next(iter(part.names(thing))): Contributed(plugin, thing) for thing in things}
        return replace(self, contributions={**self.contributions, part.hook: {**self.of(part), **more}})

    def fail(self, plugin: str, error: Exception) -> None:
        """Tell of a part of a loaded plugin that had to be left out; for the composition root, while it starts."""
        self.failures[plugin] = f"{type(error).__name__}: {error}"

    def plugin(self, name: str) -> Plugin:
        """The plugin of this name. Raises PluginUnknown with those there are."""
        if name not in self.plugins:
            known = "、".join(sorted(self.plugins)) or "(无)"
            raise PluginUnknown(
                f"没有安装插件 {name}; 已安装: {known}",
                f"No plugin {name} is installed; there are: {known}",
                field="plugin",
            )
        return self.plugins[name]
