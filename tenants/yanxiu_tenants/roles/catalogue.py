"""The roles: what each may do. How far it reaches is decided by the credential (tenant, unit or own person)."""

from collections.abc import Mapping

from yanxiu_core.access.permissions import Permission as P

READ_COUNTY = frozenset(
    {
        P.ACTIVITIES_READ,
        P.EVIDENCE_READ,
        P.LEDGER_READ,
        P.PEOPLE_READ,
        P.PLUGINS_READ,
        P.POLICIES_READ,
        P.UNITS_READ,
        P.VERDICTS_READ,
    }
)

ROLES: Mapping[str, frozenset[P]] = {
    # 县管理员: everything in the county.
    "admin": frozenset(P),
    # 审核小组: sees everything, with the audit trail and the documents, and changes nothing.
    "auditor": READ_COUNTY | {P.AUDIT_READ, P.EXPORTS_RUN},
    # 教师: own hours, verdicts and evidence; units, activities and rules are common knowledge.
    "teacher": READ_COUNTY,
    # Integrators bring rosters, activities and attendance of other systems, and take results out.
    "integrator": READ_COUNTY
    | {
        P.ACTIVITIES_CONFIRM,
        P.ACTIVITIES_WRITE,
        P.EVIDENCE_WRITE,
        P.EXPORTS_RUN,
        P.IMPORTS_RUN,
        P.PEOPLE_WRITE,
    },
}

COMMON_KNOWLEDGE = frozenset({P.ACTIVITIES_READ, P.PLUGINS_READ, P.POLICIES_READ, P.UNITS_READ})
"""What is not about anybody: a holder of the permission reaches all of it, however narrow the credential."""
