"""What can be permitted. Roles (package tenants) are sets of these."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may do, on the units its holder reaches."""

    ACTIVITIES_READ = "activities.read"
    ACTIVITIES_WRITE = "activities.write"
    ACTIVITIES_CONFIRM = "activities.confirm"
    AUDIT_READ = "audit.read"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_WRITE = "evidence.write"
    EXPORTS_RUN = "exports.run"
    FORMS_WRITE = "forms.write"
    IMPORTS_RUN = "imports.run"
    LEDGER_READ = "ledger.read"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PLUGINS_READ = "plugins.read"
    PLUGINS_WRITE = "plugins.write"
    POLICIES_READ = "policies.read"
    POLICIES_WRITE = "policies.write"
    TOKENS_WRITE = "tokens.write"
    TRAININGS_CONFIRM = "trainings.confirm"
    TRAININGS_WRITE = "trainings.write"
    UNITS_READ = "units.read"
    UNITS_WRITE = "units.write"
    VERDICTS_READ = "verdicts.read"
