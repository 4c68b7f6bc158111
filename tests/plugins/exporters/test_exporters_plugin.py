"""The plugin beside a third party's: exporters are found by name, and two of one name are refused."""

import sys
from importlib.metadata import EntryPoint

import pytest

from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.loader import load
from yanxiu_core.reads.registry import Nouns
from yanxiu_exporters.summary_csv import write_summary_csv
from yanxiu_exporters.summary_xlsx import write_summary_xlsx

OURS = EntryPoint(name="exporters", value="yanxiu_exporters.plugin", group="yanxiu.plugins")
THIRD_PARTY = """
from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text

def write(request, rows, target):
    target.write_text(",".join(row["person"]["name"] for row in rows()), encoding="utf-8")

@hookimpl
def yanxiu_plugin():
    return Plugin(name="neighbour", title=Text(zh="邻县", en="Neighbour"), version="3", level="tenant")

@hookimpl
def yanxiu_exporters():
    return [Exporter("{name}", Text(zh="名单", en="Names"), "text/plain", "txt", write)]
"""


@pytest.fixture
def neighbour(tmp_path, monkeypatch):
    """An entry point of a third party's plugin with one exporter of this name."""

    def make(name):
        (tmp_path / "neighbour_plugin.py").write_text(THIRD_PARTY.replace("{name}", name), encoding="utf-8")
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        return EntryPoint(name="neighbour", value="neighbour_plugin", group="yanxiu.plugins")

    yield make
    sys.modules.pop("neighbour_plugin", None)


def test_ours():
    registry = load(Nouns(), [OURS])
    assert registry.failures == {}
    assert (registry.plugins["exporters"].level, registry.plugins["exporters"].operator_only) == (
        "tenant",
        False,
    )
    assert [
        (e.name, e.title.zh, e.title.en, e.media_type, e.extension, e.write)
        for e in (owned.thing for owned in registry.of(EXPORTERS).values())
    ] == [
        (
            "summary_csv",
            "学时认定汇总表",
            "Summary of study hours",
            "text/csv; charset=utf-8",
            "csv",
            write_summary_csv,
        ),
        (
            "summary_xlsx",
            "学时认定汇总表",
            "Summary of study hours",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            write_summary_xlsx,
        ),
    ]


def test_the_installed_entry_point_is_this_plugin():
    assert {"summary_xlsx", "summary_csv"} <= set(load(Nouns()).of(EXPORTERS))


def test_a_third_partys_exporter_is_found_by_name(neighbour, make_request, county, rows_of, tmp_path):
    registry = load(Nouns(), [neighbour("names"), OURS])
    assert registry.failures == {}
    assert list(registry.of(EXPORTERS)) == ["names", "summary_csv", "summary_xlsx"]
    target = tmp_path / "names.txt"
    registry.of(EXPORTERS)["names"].thing.write(make_request(), rows_of(county), target)
    assert target.read_text(encoding="utf-8") == "张三,李四,王五"


def test_two_exporters_of_one_name_are_refused_naming_both_plugins(neighbour):
    with pytest.raises(PluginClash) as refusal:
        load(Nouns(), [neighbour("summary_xlsx"), OURS])
    assert refusal.value.zh == "插件 exporters 和 neighbour 都提供导出格式“summary_xlsx”; 请卸载其中一个"
    assert (
        refusal.value.en
        == "Plugins exporters and neighbour both bring the exporter 'summary_xlsx'; remove one of them"
    )
