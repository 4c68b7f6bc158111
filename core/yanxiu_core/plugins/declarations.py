"""What a plugin says of itself."""

from dataclasses import dataclass
from typing import Literal

from yanxiu_core.policies.parts import Text

API_VERSION = 1
"""The version of the contract between platform and plugins; a plugin that needs another is refused by name."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin's name, titles, version, level and needs. `operator_only`: a county cannot switch it on itself."""

    name: str
    title: Text
    version: str
    level: Literal["instance", "tenant", "school"]
    api_version: int = API_VERSION
    operator_only: bool = False
