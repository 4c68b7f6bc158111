"""The roles: what each may do. How far it reaches is decided by the credential (tenant, unit or own person)."""

from collections.abc import Mapping

from yanxiu_core.access.permissions import Permission

READ_COUNTY = frozenset(
    {
        Permission.ACTIVITIES_READ,
        Permission.EVIDENCE_READ,
        Permission.LEDGER_READ,
        Permission.PEOPLE_READ,
        Permission.PLUGINS_READ,
        Permission.POLICIES_READ,
        Permission.UNITS_READ,
        Permission.VERDICTS_READ,
    }
)

ROLES: Mapping[str, frozenset[Permission]] = {
    # 县管理员: everything in the county.
    "admin": frozenset(Permission),
    # 审核小组: sees everything, with the audit trail and the documents, and changes nothing.
    "auditor": READ_COUNTY | {Permission.AUDIT_READ, Permission.EXPORTS_RUN},
    # 教师, 教研员: own hours, verdicts, evidence, records, certificates of external training and documents; units,
    # activities and rules are common knowledge.
    "teacher": READ_COUNTY | {Permission.EVIDENCE_WRITE, Permission.EXPORTS_RUN, Permission.TRAININGS_WRITE},
    # 学校: sees its own people and whoever stays at it, confirms what took place there, and their certificates.
    "school": READ_COUNTY
    | {
        Permission.ACTIVITIES_CONFIRM,
        Permission.EXPORTS_RUN,
        Permission.TRAININGS_CONFIRM,
        Permission.TRAININGS_WRITE,
    },
    # Integrators bring rosters, activities and attendance of other systems, and take results out.
    "integrator": READ_COUNTY
    | {
        Permission.ACTIVITIES_CONFIRM,
        Permission.ACTIVITIES_WRITE,
        Permission.EVIDENCE_WRITE,
        Permission.EXPORTS_RUN,
        Permission.IMPORTS_RUN,
        Permission.PEOPLE_WRITE,
        Permission.TRAININGS_WRITE,
        Permission.UNITS_WRITE,
    },
}

COMMON_KNOWLEDGE = frozenset(
    {Permission.ACTIVITIES_READ, Permission.PLUGINS_READ, Permission.POLICIES_READ, Permission.UNITS_READ}
)
"""What is not about anybody: a holder of the permission reaches all of it, however narrow the credential."""
