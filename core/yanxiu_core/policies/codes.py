"""Code systems that a policy brings: the words by which a county that adopts it sorts activities and records."""

import re
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from yanxiu_core.policies.parts import Strict, Text

NAME = re.compile(r"[a-z][a-z_]*")


class CodeEntry(Strict):
    """One word with its English title. `of` is the word of another system of the policy to which it belongs."""

    code: Annotated[str, Field(min_length=1)]
    en: str
    of: str | None = None


class CodeSystem(Strict):
    """A table of words: `system` is its name for programs, such as `activity_kind`."""

    system: str
    title: Text
    codes: Annotated[tuple[CodeEntry, ...], Field(min_length=1)]

    @field_validator("system")
    @classmethod
    def _named(cls, system: str) -> str:
        if not NAME.fullmatch(system):
            raise ValueError(
                f"“{system}”不能作代码系统的名称, 请用小写字母和下划线, 如 study_mode / "
                f"{system!r} cannot name a system, use lower-case letters and underscores such as study_mode"
            )
        return system

    @model_validator(mode="after")
    def _once(self) -> "CodeSystem":
        words = [entry.code for entry in self.codes]
        for word in words:
            if words.count(word) > 1:
                raise ValueError(f"“{word}”出现两次, 请删去其一 / {word!r} stands twice, remove one")
        return self


class Codes(Strict):
    """The file `codes.yaml`."""

    systems: tuple[CodeSystem, ...]

    @model_validator(mode="after")
    def _belonging(self) -> "Codes":
        names = [system.system for system in self.systems]
        again = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if again is not None:
            raise ValueError(
                f"代码系统 {again} 出现两次, 请合为一个 / the system {again!r} stands twice, join them"
            )
        words = {entry.code for system in self.systems for entry in system.codes}
        for system in self.systems:
            for entry in system.codes:
                if entry.of is not None and entry.of not in words:
                    raise ValueError(
                        f"“{entry.code}”所属的“{entry.of}”不在本文件中, 请补上或改正 of / "
                        f"{entry.of!r}, to which {entry.code!r} belongs, is not in this file"
                    )
        return self
