"""All checks, one after the other; one that fails never hides the others."""

from collections.abc import Iterator

from yanxiu.doctor.database import check_database
from yanxiu.doctor.findings import Finding
from yanxiu.doctor.queues import check_outbox, check_queues
from yanxiu.platform import installed
from yanxiu.settings import SettingsError, load_settings
from yanxiu_core.errors import DomainError


def examine() -> Iterator[Finding]:
    """Every finding; without usable settings those about the plugins alone."""
    yield from _plugins()
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", False, error.zh, error.en)
        return
    yield Finding("settings", True, "设置齐全", "the settings are complete")
    yield from check_database(settings)
    yield from check_queues(settings)
    yield from check_outbox(settings)


def _plugins() -> Iterator[Finding]:
    try:
        registry = installed()
    except DomainError as error:  # two plugins bring one name
        yield Finding("plugins", False, error.zh, error.en)
        return
    for name, plugin in registry.plugins.items():
        yield Finding(
            f"plugin {name}", True, f"插件 {name} {plugin.version}", f"plugin {name} {plugin.version}"
        )
    for name, reason in registry.failures.items():
        yield Finding(
            f"plugin {name}",
            False,
            f"插件 {name} 未能载入: {reason}; 请更新或卸载它",
            f"plugin {name} could not be loaded: {reason}; update or remove it",
        )
