"""`yanxiu plugin` and what `yanxiu doctor` and `yanxiu migrate` say of plugins, among them two that are not the platform's."""

import pytest

from yanxiu.settings import role_url
from yanxiu_core.migrations import plugins
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id

BROKEN = "def yanxiu_plugin(:"


@pytest.fixture
def made(county):
    return county(policies=())


def test_switches_settings_and_history(yanxiu, made):
    school = ("--tenant", made.slug, "--unit", "第一小学")
    with made.work() as work:
        org_units.create(work, kind="school", name="第一小学", parent_id=root_id(work))
    assert "已启用" in yanxiu("plugin", "enable", "observation", *school).out
    assert "已停用" in yanxiu("plugin", "disable", "observation", "--tenant", made.slug).out
    listed = yanxiu("plugin", "list", *school, "--json").json
    assert {row["name"]: row["state"] for row in listed}["observation"] == "disabled"
    assert "已启用" in yanxiu("plugin", "reset", "observation", "--tenant", made.slug).out  # in that school
    assert "已停用" in yanxiu("plugin", "reset", "observation", *school).out
    assert yanxiu("plugin", "disable", "exporters", "--tenant", made.slug).code == 0
    listed = yanxiu("plugin", "list", "--tenant", made.slug, "--json").json
    assert {row["name"]: row["state"] for row in listed}["exporters"] == "disabled"
    assert yanxiu("plugin", "enable", "exporters", "--tenant", made.slug).code == 0
    refused = yanxiu("plugin", "configure", "exporters", "--set", "colour=red", "--tenant", made.slug)
    assert (refused.code, "没有设置 colour" in refused.err) == (2, True)
    unknown = yanxiu("plugin", "retry", "nosuch", "--tenant", made.slug)
    assert (unknown.code, "没有安装插件 nosuch" in unknown.err) == (2, True)
    history = yanxiu("plugin", "history", "--plugin", "exporters", "--tenant", made.slug, "--json").json
    assert [(row["plugin"], row["enabled"], row["actor"]) for row in history] == [
        ("exporters", True, "平台操作员"),
        ("exporters", False, "平台操作员"),
    ]


def test_data_outlive_a_plugin_until_they_are_removed(yanxiu, platform, settings, installed_plugin):
    path = installed_plugin("suibi", "feature")
    beside = {"PYTHONPATH": str(path)}
    doctor = yanxiu("doctor", "--json", **beside)
    told = {item["check"]: item for item in doctor.json["findings"]}
    assert told["plugin suibi"]["fine"]
    assert "suibi_0001 还没有执行" in told["plugin suibi tables"]["zh"]
    assert yanxiu("migrate", **beside).code == 0
    try:
        refused = yanxiu("plugin", "remove-data", "suibi", "--yes", **beside)
        assert (refused.code, "还安装着" in refused.err) == (2, True)
        told = {item["check"]: item for item in yanxiu("doctor", "--json").json["findings"]}
        assert told["plugin suibi tables"]["fine"]
        assert "数据还保留着" in told["plugin suibi tables"]["zh"]
        assert "plg_suibi_entries plg_suibi_version" in yanxiu("plugin", "remove-data", "suibi", "--yes").out
    finally:
        plugins.remove_data(role_url(settings, "owner"), "suibi")


def test_a_plugin_that_is_broken_is_named_and_all_else_works(yanxiu, made, installed_plugin):
    path = installed_plugin("suibi", "feature")
    (path / "yanxiu_suibi" / "api.py").write_text(BROKEN, encoding="utf-8")
    revision = path / "yanxiu_suibi" / "migrations" / "suibi_0001_entries.py"
    text = revision.read_text(encoding="utf-8")
    revision.write_text(
        text.replace("    op.create_table(", "    raise RuntimeError('kaputt')\n    op.create_table(")
    )
    beside = {"PYTHONPATH": str(path)}
    told = {item["check"]: item for item in yanxiu("doctor", "--json", **beside).json["findings"]}
    assert not told["plugin suibi"]["fine"]
    assert "SyntaxError" in told["plugin suibi"]["zh"]
    migrated = yanxiu("migrate", **beside)
    assert migrated.code == 1
    assert "插件 suibi 的数据表没有升级, 其余不受影响" in migrated.err
    assert "kaputt" in migrated.err
    traced = yanxiu("plugin", "list", "--tenant", made.slug, YANXIU_TRACE_HOOKS="1", **beside)
    assert traced.code == 0
    assert "hook suibi.yanxiu_plugin" in traced.err
    assert "hook shaanxi.yanxiu_policies" in traced.err
