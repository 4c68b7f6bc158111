"""What the installed plugins contribute, gathered once in the composition root and passed down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pluggy import PluginManager

from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.model import Policy
from yanxiu_core.reads.registry import Nouns


# Without a representation: in a log it would bring every rule of every policy.
@dataclass(frozen=True, slots=True, repr=False)
class Registry:
    """Plugins by name, policies by id, exporters by name, nouns with their readable fields.

    `policy_plugins` tells which plugin brings a policy, `policy_folders` where its files lie;
    `failures` which plugins could not be loaded, and why.
    """

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    exporters: Mapping[str, Exporter] = field(default_factory=dict)
    policy_plugins: Mapping[str, str] = field(default_factory=dict)
    policy_folders: Mapping[str, Path] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    nouns: Nouns = field(default_factory=Nouns)
    hooks: PluginManager | None = None
