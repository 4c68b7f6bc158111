"""What can be refused about plugins; every message names the plugin."""

from yanxiu_core.errors import DomainError


class PluginClash(DomainError):
    """Two plugins bring something under one name."""

    code = "PLUGIN_CLASH"


class PluginUnknown(DomainError):
    """No plugin of this name is installed, or it could not be loaded."""

    code = "PLUGIN_UNKNOWN"


class PluginDisabled(DomainError):
    """The plugin is off here; whoever may switch it on finds its data as they were."""

    code = "PLUGIN_DISABLED"


class PluginFailed(DomainError):
    """The plugin's own code broke; the log has the reason under `details.id`. Nothing of it has taken effect."""

    code = "PLUGIN_FAILED"


class PluginStalled(DomainError):
    """The plugin did not answer in time, or is still busy with calls that did not. Nothing of it has taken effect."""

    code = "PLUGIN_STALLED"


class PluginTablesInvalid(DomainError):
    """A revision of a plugin made a table that would mix tenants, or cannot be applied; nothing of it stays."""

    code = "PLUGIN_TABLES_INVALID"
