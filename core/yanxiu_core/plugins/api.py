"""What a plugin adds to the GraphQL schema, by the name of a module; core never imports it."""

import re
from dataclasses import dataclass

from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.parts import Text

MODULE = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class ApiModule:
    """The module with a value `API`; only processes that serve the schema import it."""

    name: str


def _prepare(name: str) -> ApiModule:
    if not isinstance(name, str) or not MODULE.fullmatch(name):
        raise ValueError(f"yanxiu_api() names a module, as in 'yanxiu_notes.api', not {name!r}")
    return ApiModule(name)


APIS = Part(
    hook="yanxiu_api",
    kind=ApiModule,
    title=Text(zh="接口模块", en="API module"),
    names=lambda api: [api.name],
    prepare=_prepare,
    several=False,
)
