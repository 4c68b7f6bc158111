"""What a plugin says of itself."""

import re
from dataclasses import dataclass
from typing import Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel

from yanxiu_core.plugins.shapes import require_shape
from yanxiu_core.policies.parts import Text

API_VERSION = 1
"""The version of the contract between platform and plugins; a plugin that needs another is refused by name."""

NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
"""No underscore: `plg_<name>_`, `nameField` and `NameType` then belong to one plugin and to no other."""


@dataclass(frozen=True, slots=True)
class Need:
    """Another plugin that must be installed, by its name, in one of these versions (`>=1.2,<2`; empty: any)."""

    plugin: str
    versions: str = ""

    def met_by(self, version: str) -> bool:
        """Whether a plugin of this version will do."""
        return SpecifierSet(self.versions).contains(version, prereleases=True)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin's name, titles, version, level and needs.

    `level` says where it is switched: nowhere (`instance`: whoever installs it wants it), for a county (`tenant`), or
    for a county and, within it, for each school (`school`). `operator_only`: a county cannot switch it itself.
    `starts_on` holds where nobody has switched it; it fits what does nothing until it is asked for (a policy waits to
    be adopted, an exporter to be called) and no feature. `settings` is the model of what can be set where it is on;
    every field has a default, a title and a description.
    """

    name: str
    title: Text
    version: str
    level: Literal["instance", "tenant", "school"]
    api_version: int = API_VERSION
    operator_only: bool = False
    starts_on: bool = False
    needs: tuple[Need, ...] = ()
    settings: type[BaseModel] | None = None

    def check(self) -> None:
        """Raise ValueError or TypeError, saying what to change, for whatever the platform cannot work with."""
        require_shape(self)
        if self.api_version != API_VERSION:
            raise ValueError(
                f"needs plugin API {self.api_version}, this platform has {API_VERSION}: "
                + ("update the platform" if self.api_version > API_VERSION else "update the plugin")
            )
        if not NAME.fullmatch(self.name):
            raise ValueError(
                f"name {self.name!r}: 2-30 lower-case letters and digits, a letter first, no underscore"
            )
        try:
            Version(self.version)
            for need in self.needs:
                SpecifierSet(need.versions)
        except (InvalidVersion, InvalidSpecifier) as error:
            raise ValueError(f"{error}: write versions as in 1.2.0, needs as in >=1.2,<2") from error
        if self.settings is not None and self.level == "instance":
            raise ValueError("settings belong to a county or a school: level tenant or school")
        if self.settings is not None:
            try:
                self.settings().model_dump(mode="json")
                self.settings.model_json_schema()
            except ValueError as error:
                raise ValueError(
                    f"settings {self.settings.__name__}: every field needs a default that JSON can hold ({error})"
                ) from error
