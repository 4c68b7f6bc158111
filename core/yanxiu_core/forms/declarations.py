"""What a plugin's form is; see hook `yanxiu_forms`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from yanxiu_core.forms import schemas
from yanxiu_core.forms.errors import FormInvalid
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.policies.parts import Text


@dataclass(frozen=True, slots=True)
class ShippedVersion:
    """One version of a form that a plugin ships. It never changes once it is out: a change is the next version.

    `schema` is JSON Schema 2020-12 of an object that is closed (`additionalProperties: false`); `ui` holds hints for
    whoever draws the form, which the server keeps and does not read.
    """

    version: int
    schema: Mapping[str, Any]
    ui: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, model: type[BaseModel], **ui: Any) -> "ShippedVersion":
        """The version that a pydantic model describes; the model forbids extra fields."""
        return cls(version, model.model_json_schema(), ui)


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form with all its versions. The name begins with the plugin's: `observation.record`.

    A county or school may publish versions of its own, which keep the properties named by `fixed` as they are: the
    plugin reads them.
    """

    name: str
    title: Text
    versions: tuple[ShippedVersion, ...]
    fixed: tuple[str, ...] = ()

    @property
    def newest(self) -> ShippedVersion:
        """The version that new answers are given to, where no county or school has its own."""
        return max(self.versions, key=lambda each: each.version)

    def numbered(self, version: int) -> ShippedVersion | None:
        """The version of this number."""
        return next((each for each in self.versions if each.version == version), None)


def _check(plugin: Plugin, form: ShippedForm) -> None:
    require_prefix(plugin, form.name)
    numbers = [each.version for each in form.versions]
    if not numbers or len(set(numbers)) < len(numbers) or min(numbers) < 1:
        raise ValueError(f"form {form.name}: number its versions 1, 2, ..., each once")
    for each in form.versions:
        try:
            schemas.check(each.schema)
            schemas.measure(each.ui, "ui")
        except FormInvalid as error:
            raise ValueError(f"form {form.name}, version {each.version}: {error.en}") from error
    missing = set(form.fixed) - form.newest.schema.get("properties", {}).keys()
    if missing:
        raise ValueError(f"form {form.name}: fixed names no property: {', '.join(sorted(missing))}")


FORMS = Part(
    hook="yanxiu_forms",
    kind=ShippedForm,
    title=Text(zh="表单", en="form"),
    names=lambda form: [form.name],
    check=_check,
)
