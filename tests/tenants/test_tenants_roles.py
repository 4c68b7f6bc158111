"""Roles: what each may do, and how far its credential reaches."""

from uuid import uuid4

import pytest

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import EVERYWHERE, NOWHERE, Reach, require
from yanxiu_core.errors import Forbidden
from yanxiu_tenants.roles.access import RoleAccess
from yanxiu_tenants.roles.catalogue import ROLES

PERSON, UNIT, BELOW = uuid4(), uuid4(), uuid4()
WRITING = {permission for permission in Permission if not permission.value.endswith(".read")}

STAFF = {
    Permission.CLAIMS_CONFIRM,
    Permission.CLAIMS_OBJECT,
    Permission.EVIDENCE_WRITE,
    Permission.EXPORTS_RUN,
    Permission.TRAININGS_WRITE,
}


def test_the_roles_there_are():
    assert set(ROLES) == {
        "admin", "auditor", "certifier", "integrator", "principal", "reviewer", "school", "teacher",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("admin", WRITING),
        ("auditor", {Permission.EXPORTS_RUN}),
        ("teacher", STAFF),
        ("reviewer", STAFF | {Permission.CLAIMS_DECIDE}),
        (
            "principal",
            STAFF
            | {
                Permission.ACTIVITIES_CONFIRM,
                Permission.ACTIVITIES_WRITE,
                Permission.CLAIMS_DECIDE,
                Permission.FORMS_WRITE,
                Permission.IMPORTS_RUN,
                Permission.PLUGINS_WRITE,
                Permission.REVIEWS_WRITE,
                Permission.TRAININGS_CONFIRM,
            },
        ),
        ("certifier", STAFF | {Permission.CLAIMS_DECIDE, Permission.RESULTS_SEAL, Permission.REVIEWS_WRITE}),
        (
            "school",
            {
                Permission.ACTIVITIES_CONFIRM,
                Permission.EXPORTS_RUN,
                Permission.TRAININGS_CONFIRM,
                Permission.TRAININGS_WRITE,
            },
        ),
        (
            "integrator",
            {
                Permission.ACTIVITIES_CONFIRM,
                Permission.ACTIVITIES_WRITE,
                Permission.EVIDENCE_WRITE,
                Permission.EXPORTS_RUN,
                Permission.IMPORTS_RUN,
                Permission.PEOPLE_WRITE,
                Permission.TRAININGS_WRITE,
                Permission.UNITS_WRITE,
            },
        ),
        ("nobody", set()),
    ],
)
def test_what_a_role_may_change(role, may):
    access = RoleAccess(role)
    assert {permission for permission in WRITING if access.reach(permission) == EVERYWHERE} == may
    assert {permission for permission in WRITING if access.reach(permission) == NOWHERE} == WRITING - may


def test_only_those_who_supervise_read_the_audit_trail():
    assert [role for role in ROLES if RoleAccess(role).reach(Permission.AUDIT_READ) == EVERYWHERE] == [
        "admin",
        "auditor",
        "certifier",
    ]


def test_a_teacher_reaches_the_own_person_and_common_knowledge():
    access = RoleAccess("teacher", person_id=PERSON)
    assert access.reach(Permission.VERDICTS_READ) == Reach(person_id=PERSON)
    assert access.reach(Permission.ACTIVITIES_READ) == EVERYWHERE
    assert access.reach(Permission.IMPORTS_RUN) == NOWHERE


def test_a_unit_narrows_to_all_below_it_and_is_asked_once():
    asked = []

    def below(unit):
        asked.append(unit)
        return frozenset({unit, BELOW})

    access = RoleAccess("auditor", unit_id=UNIT, below=below)
    assert access.reach(Permission.UNITS_READ) == EVERYWHERE
    assert asked == []
    for permission in (Permission.VERDICTS_READ, Permission.PEOPLE_READ):
        assert access.reach(permission) == Reach(units=frozenset({UNIT, BELOW}))
    assert asked == [UNIT]


def test_require_names_the_permission_that_is_missing():
    access = RoleAccess("auditor", unit_id=UNIT)
    require(access, Permission.VERDICTS_READ, UNIT)
    for permission, unit in (
        (Permission.VERDICTS_READ, BELOW),
        (Permission.VERDICTS_READ, None),
        (Permission.PEOPLE_WRITE, UNIT),
    ):
        with pytest.raises(Forbidden) as refused:
            require(access, permission, unit)
        assert refused.value.details == {"permission": permission.value}
