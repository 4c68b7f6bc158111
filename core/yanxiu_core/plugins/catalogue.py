"""All hooks and all kinds of contributions; a further one is added here."""

from types import ModuleType
from typing import Any

from yanxiu_core.assignments.relations import RELATIONS
from yanxiu_core.events.declarations import REACTIONS
from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.forms.declarations import FORMS
from yanxiu_core.hookspecs import (
    api,
    events,
    exporters,
    facts,
    forms,
    identity,
    importers,
    jobs,
    kinds,
    policies,
    reads,
    tables,
)
from yanxiu_core.imports.spec import IMPORTERS
from yanxiu_core.jobs.contributed import JOBS
from yanxiu_core.kinds.declarations import KINDS
from yanxiu_core.plugins.api import APIS
from yanxiu_core.plugins.nouns import NOUNS
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.tables import TABLES
from yanxiu_core.policies.contributed import POLICIES
from yanxiu_core.records.kinds import RECORD_KINDS
from yanxiu_core.schedules.declarations import SCHEDULES

HOOKSPECS: tuple[ModuleType, ...] = (
    identity,
    policies,
    exporters,
    importers,
    facts,
    forms,
    kinds,
    jobs,
    events,
    reads,
    api,
    tables,
)
PARTS: tuple[Part[Any], ...] = (
    POLICIES,
    EXPORTERS,
    IMPORTERS,
    RELATIONS,
    RECORD_KINDS,
    FORMS,
    KINDS,
    JOBS,
    SCHEDULES,
    REACTIONS,
    NOUNS,
    APIS,
    TABLES,
)
