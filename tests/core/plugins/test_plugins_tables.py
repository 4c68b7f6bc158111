"""Tables of plugins: secured without their author, refused where they would mix tenants, kept when the plugin goes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from yanxiu.platform import migration_folders
from yanxiu.settings import role_url
from yanxiu_core.database.base import Base
from yanxiu_core.migrations import plugins, runner
from yanxiu_core.plugins.errors import PluginTablesInvalid
from yanxiu_core.plugins.tables import Tables
from yanxiu_core.plugins.tables import revisions as known

REVISION = """
from alembic import op
revision, down_revision, branch_labels, depends_on = {name!r}, {before!r}, None, None

def upgrade():
    for statement in {statements!r}:
        op.execute(statement)
"""
GOOD = """CREATE TABLE plg_beiwang_notes (tenant_id uuid NOT NULL, id uuid NOT NULL, body text NOT NULL,
          unit_id uuid, PRIMARY KEY (tenant_id, id),
          FOREIGN KEY (tenant_id, unit_id) REFERENCES org_units (tenant_id, id))"""


@pytest.fixture
def owner(settings, platform):
    yield role_url(settings, "owner")
    plugins.remove_data(role_url(settings, "owner"), "beiwang")


@pytest.fixture
def revisions(tmp_path):
    """`revisions([...], [...])`: the plugin's tables with a revision for each list of statements."""

    def write(*steps):
        before = None
        for number, statements in enumerate(steps, start=1):
            name = f"beiwang_{number:04}"
            source = REVISION.format(name=name, before=before, statements=statements)
            (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
            before = name
        return Tables((), tmp_path)

    return write


def tables(platform):
    with platform.operator.transaction(None) as session:
        return plugins.tables_of(session.connection(), "beiwang")


def upgrade(owner, given):
    plugins.upgrade(owner, "beiwang", given, Base.metadata)


def pending(platform, given):
    with platform.app.transaction(None) as session:
        return plugins.pending(session, "beiwang", known(given))


def test_a_table_is_secured_and_kept_apart(owner, platform, county, revisions):
    given = revisions([GOOD])
    assert pending(platform, given) == ("beiwang_0001",)
    upgrade(owner, given)
    assert pending(platform, given) == ()
    one, other = county(policies=()), county(policies=())
    insert = "INSERT INTO plg_beiwang_notes (tenant_id, id, body) VALUES (:tenant, gen_random_uuid(), 'x')"
    with one.work() as work:
        work.session.execute(text(insert), {"tenant": one.tenant_id})
    assert (one.count("plg_beiwang_notes"), other.count("plg_beiwang_notes")) == (1, 0)
    with pytest.raises(DBAPIError, match="row-level security"), other.work() as work:
        work.session.execute(text(insert), {"tenant": one.tenant_id})
    with platform.app.transaction(None) as session:
        assert session.scalar(text("SELECT count(*) FROM plg_beiwang_notes")) == 0


def test_a_later_revision_keeps_the_rows_and_secures_what_is_new(owner, platform, county, revisions):
    upgrade(owner, revisions([GOOD]))
    made = county(policies=())
    with made.work() as work:
        work.session.execute(
            text("INSERT INTO plg_beiwang_notes (tenant_id, id, body) VALUES (:t, gen_random_uuid(), 'x')"),
            {"t": made.tenant_id},
        )
    more = GOOD.replace("plg_beiwang_notes", "plg_beiwang_marks")
    given = revisions([GOOD], ["ALTER TABLE plg_beiwang_notes ADD colour text", more])
    assert pending(platform, given) == ("beiwang_0002",)
    upgrade(owner, given)
    assert (made.count("plg_beiwang_notes"), made.count("plg_beiwang_marks")) == (1, 0)
    with platform.operator.transaction(None) as session:
        secured = session.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname ~ '^plg_beiwang' ORDER BY 1"
            )
        )
        assert list(secured) == ["plg_beiwang_marks", "plg_beiwang_notes"]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("CREATE TABLE plg_beiwang_x (id uuid PRIMARY KEY)", "has no column tenant_id uuid NOT NULL"),
        ("CREATE TABLE plg_beiwang_x (tenant_id uuid NOT NULL, id uuid)", "has no primary key"),
        (GOOD.replace("PRIMARY KEY (tenant_id, id)", "PRIMARY KEY (id)"), "does not begin with tenant_id"),
        (GOOD.replace("body text NOT NULL", "body text UNIQUE"), "does not begin with tenant_id"),
        (
            GOOD.replace("uuid,", "uuid REFERENCES plg_beiwang_y (tenant_id),"),
            "has a foreign key that does not carry tenant_id",
        ),
        (
            GOOD.replace("(tenant_id, id))", "(tenant_id, id) ON DELETE SET NULL)"),
            "has a foreign key that does not carry tenant_id",
        ),
        (GOOD.replace("plg_beiwang_notes", "notes"), "notes is no table that begins with plg_beiwang_"),
        ("CREATE VIEW plg_beiwang_v AS SELECT * FROM people", "is a view"),
        ("ALTER TABLE people NO FORCE ROW LEVEL SECURITY", "people of the platform is no longer under"),
        ("ALTER TABLE people DISABLE ROW LEVEL SECURITY", "people of the platform is no longer under"),
    ],
)
def test_what_would_mix_tenants_is_refused_and_nothing_of_it_stays(
    owner, platform, revisions, statement, problem
):
    extra = "CREATE TABLE plg_beiwang_y (tenant_id uuid PRIMARY KEY)"
    given = revisions([GOOD.replace("notes", "first")], [extra, statement])
    with pytest.raises(PluginTablesInvalid, match="插件 beiwang 的数据表不能使用") as refusal:
        upgrade(owner, given)
    assert problem in refusal.value.zh
    assert tables(platform) == ["plg_beiwang_first", "plg_beiwang_version"]
    assert pending(platform, given) == ("beiwang_0002",)
    with platform.operator.transaction(None) as session:
        assert session.scalar(
            text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'people'")
        )
        assert session.scalar(text("SELECT to_regclass('notes')")) is None


def test_a_plugin_that_is_removed_or_older_is_nobody_elses_concern(
    owner, settings, platform, revisions, tmp_path
):
    upgrade(owner, revisions([GOOD], ["ALTER TABLE plg_beiwang_notes ADD colour text"]))
    (tmp_path / "beiwang_0002.py").unlink()
    older = Tables((), tmp_path)
    with pytest.raises(PluginTablesInvalid, match="比数据库旧"):
        upgrade(owner, older)
    assert pending(platform, older) == ()
    runner.upgrade(owner, migration_folders(), Base.metadata)
    assert runner.pending(owner, migration_folders(), Base.metadata) == []
    assert runner.differences(owner, Base.metadata) == []
    with platform.app.transaction(None) as session:
        assert "beiwang" in plugins.with_tables(session)
    assert plugins.remove_data(owner, "beiwang") == ["plg_beiwang_notes", "plg_beiwang_version"]
    assert tables(platform) == []
