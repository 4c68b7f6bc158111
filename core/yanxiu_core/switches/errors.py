"""What can be refused about switches."""

from yanxiu_core.errors import Conflict, Invalid


class SwitchRefused(Conflict):
    """The plugin cannot be switched there: not at this level, not by a county, off above, or something rests on it."""

    code = "PLUGIN_SWITCH_REFUSED"


class PluginSettingsInvalid(Invalid):
    """A setting that the plugin does not have, or a value that it does not take."""

    code = "PLUGIN_SETTINGS_INVALID"
