"""All hooks and all kinds of contributions; a further one is added here."""

from types import ModuleType
from typing import Any

from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.forms.declarations import FORMS
from yanxiu_core.hookspecs import exporters, forms, identity, kinds, policies
from yanxiu_core.kinds.declarations import KINDS
from yanxiu_core.plugins.parts import Part
from yanxiu_core.policies.contributed import POLICIES

HOOKSPECS: tuple[ModuleType, ...] = (identity, policies, exporters, forms, kinds)
PARTS: tuple[Part[Any], ...] = (POLICIES, EXPORTERS, FORMS, KINDS)
