"""The plugin beside a third party's: exporters are found by name, and two of one name are refused."""

import sys
from importlib.metadata import EntryPoint

import pytest

from yanxiu_core.exports.declarations import EXPORTERS
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.loader import load
from yanxiu_core.reads.registry import Nouns

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
    assert registry.plugins["exporters"].level == "tenant"
    ours = {name: owned.thing for name, owned in registry.of(EXPORTERS).items()}
    assert {name: (exporter.subject.name, exporter.title.zh) for name, exporter in ours.items()} == {
        "activity_record_docx": ("activity", "校本研修活动记录表"),
        "activity_record_pdf": ("activity", "校本研修活动记录表"),
        "activity_record_xlsx": ("activity", "校本研修活动记录表"),
        "archive_pdf": ("person", "研修档案"),
        "form_activity_docx": ("activity", "本县活动表模板"),
        "form_activity_xlsx": ("activity", "本县活动表模板"),
        "form_person_docx": ("person", "本县教师表模板"),
        "form_person_xlsx": ("person", "本县教师表模板"),
        "form_unit_docx": ("unit", "本县汇总表模板"),
        "form_unit_xlsx": ("unit", "本县汇总表模板"),
        "lesson_notes_docx": ("activity", "听课记录表"),
        "lesson_notes_pdf": ("activity", "听课记录表"),
        "notice_pdf": ("unit", "学时公示表"),
        "notice_xlsx": ("unit", "学时公示表"),
        "observation_blank_docx": ("tenant", "课堂观察量表（空白）"),
        "observation_blank_pdf": ("tenant", "课堂观察量表（空白）"),
        "observation_docx": ("activity", "课堂观察量表"),
        "observation_pdf": ("activity", "课堂观察量表"),
        "register_pdf": ("person", "学时登记表"),
        "register_xlsx": ("person", "学时登记表"),
        "summary_csv": ("unit", "学时认定汇总表"),
        "summary_pdf": ("unit", "学时认定汇总表"),
        "summary_xlsx": ("unit", "学时认定汇总表"),
    }
    assert all(name.endswith(f"_{exporter.extension}") for name, exporter in ours.items())


def test_the_installed_entry_point_is_this_plugin():
    assert {"summary_xlsx", "summary_csv"} <= set(load(Nouns()).of(EXPORTERS))


def test_a_third_partys_exporter_is_found_by_name(neighbour, make_request, county, rows_of, tmp_path):
    registry = load(Nouns(), [neighbour("names"), OURS])
    assert registry.failures == {}
    assert {"names", "summary_csv", "summary_xlsx"} <= set(registry.of(EXPORTERS))
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
