"""The database's own catalogue against the rules that keep tenants apart and let a county move to Citus."""

from collections import defaultdict

import pytest
from sqlalchemy import text

from yanxiu.platform import MODELS, installed
from yanxiu.settings import role_url
from yanxiu_core.database.base import Base, Recorded
from yanxiu_core.database.security import APP, OWNER, PLATFORM, RELAY, ROLES
from yanxiu_core.migrations import runner
from yanxiu_core.plugins.tables import TABLES, version_table

PLUGINS = installed().of(TABLES).values()
OF_PLUGINS = [model for found in PLUGINS for model in found.thing.models]
SCOPES = {
    model.__tablename__: model.__table__.info.get("scope", "tenant") for model in [*MODELS, *OF_PLUGINS]
}
VERSIONS = {"alembic_version", *(version_table(found.plugin) for found in PLUGINS)}
TENANT = {name for name, scope in SCOPES.items() if scope == "tenant"}
RECORDED = {model.__tablename__ for model in MODELS if issubclass(model, Recorded)}


@pytest.fixture(scope="module")
def catalogue(platform):
    """Runs a statement on the catalogue as the operator."""

    def run(statement, **parameters):
        with platform.operator.transaction(None) as session:
            return [tuple(row) for row in session.execute(text(statement), parameters)]

    return run


def test_scopes_are_as_designed():
    assert {name for name, scope in SCOPES.items() if scope == "reference"} == {"tenants"}
    assert {name for name, scope in SCOPES.items() if scope == "local"} == {"outbox"}
    assert len(TENANT) == len(SCOPES) - 2


def test_migrations_make_what_the_models_say(settings, platform):
    assert runner.differences(role_url(settings, "owner"), Base.metadata) == []


def test_nothing_else_lies_in_the_schema(catalogue):
    tables = catalogue(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in tables} == {*SCOPES, *VERSIONS}


def test_tenant_id_is_never_null(catalogue):
    found = catalogue(
        """SELECT relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           WHERE attname = 'tenant_id' AND attnotnull AND relkind = 'r'
             AND relnamespace = 'public'::regnamespace AND atttypid = 'uuid'::regtype"""
    )
    assert {name for (name,) in found} == {*SCOPES}


def test_tenant_id_is_first_in_every_unique_index(catalogue):
    found = catalogue(
        """SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid, 1, true), x.indisprimary
           FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
           WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace"""
    )
    of_tenants = [row for row in found if row[0] in TENANT]
    assert [row for row in of_tenants if row[2] != "tenant_id"] == []
    assert {row[0] for row in of_tenants if row[3]} == TENANT
    assert len(of_tenants) > len(TENANT) + 10
    assert catalogue("SELECT conname FROM pg_constraint WHERE contype = 'x'") == []


def test_foreign_keys_between_tenant_tables_carry_the_tenant(catalogue):
    found = catalogue(
        """SELECT c.relname, r.relname, confupdtype::text, confdeltype::text,
                  ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, o)
                        JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY o),
                  ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, o)
                        JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY o)
           FROM pg_constraint JOIN pg_class c ON c.oid = conrelid JOIN pg_class r ON r.oid = confrelid
           WHERE contype = 'f'"""
    )
    shapes = defaultdict(set)
    for table, other, on_update, on_delete, own, theirs in found:
        assert SCOPES[table] == "tenant", table
        assert (on_update, on_delete) == ("a", "a"), table  # no action: never SET NULL or SET DEFAULT
        shapes[SCOPES[other]].add((len(own), own[0], *theirs))
    assert shapes == {
        "tenant": {(2, "tenant_id", "tenant_id", "id")},
        "reference": {(1, "tenant_id", "tenant_id")},
    }


def test_there_are_no_triggers_and_no_sequences(catalogue):
    assert catalogue("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    assert catalogue("SELECT relname FROM pg_class WHERE relkind = 'S'") == []
    assert catalogue("SELECT attname FROM pg_attribute WHERE attidentity <> ''") == []


def test_every_tenants_row_is_under_the_one_policy(catalogue):
    secured = catalogue(
        """SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity
           AND relnamespace = 'public'::regnamespace"""
    )
    assert {name for (name,) in secured} == {*TENANT, "tenants"}
    policies = catalogue(
        """SELECT tablename, policyname, permissive, cmd, roles::text, qual = with_check,
                  qual LIKE '%app.tenant%' FROM pg_policies"""
    )
    assert sorted(policies) == sorted(
        (name, "tenant_isolation", "PERMISSIVE", "ALL", "{public}", True, True)
        for name in {*TENANT, "tenants"}
    )
    assert len(catalogue("SELECT DISTINCT qual FROM pg_policies")) == 1


def test_roles_can_do_what_they_are_for(catalogue):
    roles = catalogue(
        """SELECT rolname, rolbypassrls, rolsuper, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname LIKE 'yanxiu%'"""
    )
    assert sorted(roles) == sorted((role, role == PLATFORM, False, False, False) for role in ROLES)
    owners = catalogue(
        """SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND relkind IN ('r', 'i')"""
    )
    assert owners == [(OWNER,)]
    assert catalogue(
        f"SELECT pg_has_role('{APP}', '{PLATFORM}', 'MEMBER'), pg_has_role('{APP}', '{OWNER}', 'MEMBER')"
    ) == [(False, False)]


def rights(catalogue, role):
    """Table to rights on the whole of it, and (table, right) to columns."""
    whole, columns = defaultdict(set), defaultdict(set)
    for table, right in catalogue(
        """SELECT relname, x.privilege_type FROM pg_class c, aclexplode(c.relacl) x
           WHERE x.grantee = CAST(:role AS regrole) AND relnamespace = 'public'::regnamespace""",
        role=role,
    ):
        # MAINTAIN renews statistics and reads or changes no row.
        if right != "MAINTAIN":
            whole[table].add(right)
    for table, column, right in catalogue(
        """SELECT relname, attname, x.privilege_type FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid,
                  aclexplode(a.attacl) x WHERE x.grantee = CAST(:role AS regrole)""",
        role=role,
    ):
        columns[table, right].add(column)
    return whole, columns


@pytest.mark.parametrize("role", [APP, PLATFORM])
def test_recorded_rows_can_be_superseded_and_nothing_else(catalogue, role):
    whole, columns = rights(catalogue, role)
    assert RECORDED
    assert {name: whole[name] for name in RECORDED} == {name: {"SELECT", "INSERT"} for name in RECORDED}
    assert columns == {(name, "UPDATE"): {"superseded_at"} for name in RECORDED}


def test_the_service_cannot_change_lines_or_the_audit_trail(catalogue):
    whole, _ = rights(catalogue, APP)
    assert whole["ledger_lines"] == whole["audit_records"] == {"SELECT", "INSERT"}
    assert whole["tenant_heads"] == {"SELECT", "UPDATE"}
    assert whole["tenants"] == {"SELECT"}
    assert not any({"TRUNCATE", "TRIGGER", "REFERENCES"} & found for found in whole.values())


def test_the_relay_sees_the_outbox_only(catalogue):
    assert rights(catalogue, RELAY) == ({"outbox": {"SELECT", "UPDATE"}}, {})
