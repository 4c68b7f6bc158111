"""All checks, one after the other; one that fails never hides the others."""

from collections.abc import Iterator

from yanxiu.doctor.database import check_database
from yanxiu.doctor.findings import Finding
from yanxiu.doctor.plugins import check_parked, check_plugin_tables, check_plugins
from yanxiu.doctor.queues import check_outbox, check_queues
from yanxiu.settings import SettingsError, load_settings


def examine() -> Iterator[Finding]:
    """Every finding; without usable settings those about the plugins alone."""
    yield from check_plugins()
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", False, error.zh, error.en)
        return
    yield Finding("settings", True, "设置齐全", "the settings are complete")
    yield from check_database(settings)
    yield from check_plugin_tables(settings)
    yield from check_parked(settings)
    yield from check_queues(settings)
    yield from check_outbox(settings)
