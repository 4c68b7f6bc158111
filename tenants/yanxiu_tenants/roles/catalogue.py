"""The roles: what each may do. How far it reaches is decided by the credential (tenant, unit or own person)."""

from collections.abc import Mapping

from yanxiu_core.access.permissions import Permission

READ_COUNTY = frozenset(
    {
        Permission.ACTIVITIES_READ,
        Permission.CLAIMS_READ,
        Permission.EVIDENCE_READ,
        Permission.LEDGER_READ,
        Permission.NOTICES_READ,
        Permission.PEOPLE_READ,
        Permission.PLUGINS_READ,
        Permission.POLICIES_READ,
        Permission.UNITS_READ,
        Permission.VERDICTS_READ,
    }
)

# Everybody on the staff confirms an own claim and may object to what is shown.
STAFF = READ_COUNTY | {
    Permission.CLAIMS_CONFIRM,
    Permission.CLAIMS_OBJECT,
    Permission.EVIDENCE_WRITE,
    Permission.EXPORTS_RUN,
    Permission.TRAININGS_WRITE,
}
# Whether a decision is theirs, the roster of the review group says; the role lets them decide at all.
REVIEWER = STAFF | {Permission.CLAIMS_DECIDE}

ROLES: Mapping[str, frozenset[Permission]] = {
    # 县管理员: everything in the county.
    "admin": frozenset(Permission),
    # 审核小组: sees everything, with the audit trail and the documents, and changes nothing.
    "auditor": READ_COUNTY | {Permission.AUDIT_READ, Permission.EXPORTS_RUN},
    # 教师, 教研员: own hours, verdicts, evidence, records, certificates of external training, claims and documents; units,
    # activities, notices and rules are common knowledge.
    "teacher": STAFF,
    # 学校: sees its own people and whoever stays at it, confirms what took place there, and their certificates.
    "school": READ_COUNTY
    | {
        Permission.ACTIVITIES_CONFIRM,
        Permission.EXPORTS_RUN,
        Permission.TRAININGS_CONFIRM,
        Permission.TRAININGS_WRITE,
    },
    # 教研组长, 学时审核小组成员, 中心校审核员: decides on claims of the unit that the credential is narrowed to.
    "reviewer": REVIEWER,
    # 校长, 教导主任: records and confirms for the school, appoints its groups, drafts its claims, switches its features,
    # publishes its versions of forms, imports what lists say of its units.
    "principal": REVIEWER
    | {
        Permission.ACTIVITIES_CONFIRM,
        Permission.ACTIVITIES_WRITE,
        Permission.FORMS_WRITE,
        Permission.IMPORTS_RUN,
        Permission.PLUGINS_WRITE,
        Permission.REVIEWS_WRITE,
        Permission.TRAININGS_CONFIRM,
    },
    # 县学时认定组: draws the sample, certifies, seals and supersedes.
    "certifier": REVIEWER | {Permission.AUDIT_READ, Permission.RESULTS_SEAL, Permission.REVIEWS_WRITE},
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
    {
        Permission.ACTIVITIES_READ,
        Permission.NOTICES_READ,
        Permission.PLUGINS_READ,
        Permission.POLICIES_READ,
        Permission.UNITS_READ,
    }
)
"""What is not about anybody: a holder of the permission reaches all of it, however narrow the credential."""

PERSONAL = frozenset({"teacher", "reviewer", "principal", "certifier"})
"""Roles of people: their tokens belong to a person, for nobody decides on an own claim."""
NARROWED = frozenset({"reviewer", "principal", "certifier", "school"})
"""Roles that reach a unit and all below it, which their tokens name: the county for a certifier."""
