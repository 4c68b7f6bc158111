"""Plugins are loaded one by one: what breaks is named and left out, a clash names both and stops."""

from importlib.metadata import EntryPoint
from itertools import count

import pytest

from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.loader import load
from yanxiu_core.reads.registry import Nouns

NUMBERS = count(1)
GOOD = """
from pathlib import Path
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text

@hookimpl
def yanxiu_plugin():
    return Plugin(name={name!r}, title=Text(zh="样例", en="Sample"), version="1", level="tenant", api_version={api})

@hookimpl
def yanxiu_policies():
    return [Path(folder) for folder in {folders!r}]
"""

WINDOW = {
    "kind": "bad.phase",
    "title": {"zh": "阶段", "en": "Phase"},
    "dates": [{"key": "2025", "starts_on": "2025-07-31", "ends_on": "2025-05-01"}],
}
CONVERSION = {
    "valid_from": "1900-01-01",
    "source": {"document": "样例办法", "clause": "第一条"},
    "minutes_per_hour": {"value": 45, "unit": "分钟"},
    "hours_per_period": {"value": 1, "unit": "学时"},
    "counts": ["present"],
}


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """`plugin("name", source)`: the entry point of a module with this source."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name, source=None, *, folders=(), api=1, own_name=None):
        module = f"sample_plugin_{next(NUMBERS)}"
        text = (
            source
            if source is not None
            else GOOD.format(name=own_name or name, api=api, folders=[str(f) for f in folders])
        )
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        return EntryPoint(name, module, "yanxiu.plugins")

    return make


def loaded(*entries):
    return load(Nouns(), entries)


def test_what_a_plugin_brings_is_found_under_its_name(plugin, policy_files, tmp_path):
    registry = loaded(plugin("good", folders=[policy_files(tmp_path / "p")]))
    assert registry.failures == {}
    assert (list(registry.plugins), list(registry.policies)) == (["good"], ["sample"])
    assert registry.policy_plugins == {"sample": "good"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('kaputt')", "RuntimeError: kaputt"),
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("def broken(:", "SyntaxError"),
        ("x = 1", "TypeError: yanxiu_plugin() must answer once, with a Plugin"),
        (GOOD.format(name="bad", api=1, folders=["/nowhere"]), "PolicyFileError: /nowhere/policy.yaml:1"),
        (
            GOOD.format(name="bad", api=2, folders=[]),
            "ValueError: needs plugin API 2, this platform has 1: update the platform",
        ),
        (
            GOOD.format(name="bad", api=1, folders=[])
            + "\n@hookimpl\ndef yanxiu_polices():\n    return []\n",
            "PluginValidationError: unknown hook 'yanxiu_polices'",
        ),
    ],
)
def test_a_plugin_that_breaks_is_named_and_the_others_load(plugin, policy_files, tmp_path, source, reason):
    good = plugin("zgood", folders=[policy_files(tmp_path / "p")])
    registry = loaded(plugin("bad", source), good, plugin("again"))
    assert list(registry.failures) == ["bad"]
    assert registry.failures["bad"].startswith(reason)
    assert list(registry.plugins) == ["again", "zgood"]
    assert list(registry.policies) == ["sample"]
    assert [name for name, _ in registry.hooks.list_name_plugin()] == ["again", "zgood"]


@pytest.mark.parametrize(
    ("changes", "file", "said"),
    [
        (
            {"rule": {"measure": "lessons"}},
            "rules/hours.yaml",
            "measure 有误: 没有“lessons”这种计量, 可用: hours、",
        ),
        (
            {"head": {"windows": [WINDOW]}},
            "policy.yaml",
            "windows.0.dates.0 有误: 时段 2025 的结束日期 2025-05-01 早于开始日期 2025-07-31, 请改正 ends_on",
        ),
        (
            {"versions_of_conversion": [CONVERSION, CONVERSION]},
            "conversion.yaml",
            "版本 1900-01-01 与 1900-01-01 重叠; 请按生效日期先后排列, 每个日期只写一次",
        ),
        (
            {"version": {"threshold": {"value": 40}}},
            "rules/hours.yaml",
            "versions.0.threshold.unit 有误: 缺少 unit, 请补上, 如 unit: 学时",
        ),
    ],
)
def test_a_policy_that_is_wrong_is_named_with_its_line_and_the_others_load(
    plugin, policy_files, tmp_path, changes, file, said
):
    folder = policy_files(tmp_path / "bad", policy_id="bad", **changes)
    good = plugin("zgood", folders=[policy_files(tmp_path / "p")])
    registry = loaded(plugin("bad", folders=[folder]), good)
    place, _, words = registry.failures["bad"].removeprefix("PolicyFileError: ").partition(": ")
    assert place.rpartition(":")[0] == str(folder / file)
    assert int(place.rpartition(":")[2]) > 1
    assert words.startswith(said)
    assert (list(registry.plugins), list(registry.policies)) == (["zgood"], ["sample"])


def test_two_plugins_with_one_policy_are_refused_naming_both(plugin, policy_files, tmp_path):
    entries = [plugin(name, folders=[policy_files(tmp_path / name)]) for name in ("first", "second")]
    with pytest.raises(PluginClash, match="first 和 second 都提供策略或规则“sample") as clash:
        loaded(*entries)
    assert "Plugins first and second both bring the policy or rule 'sample" in clash.value.en


def test_one_rule_in_two_policies_is_refused_naming_both(plugin, policy_files, tmp_path):
    other = policy_files(tmp_path / "b", policy_id="other", rule={"id": "sample.hours"})
    entries = [plugin("first", folders=[policy_files(tmp_path / "a")]), plugin("second", folders=[other])]
    with pytest.raises(PluginClash, match=r"first 和 second 都提供策略或规则“sample\.hours”"):
        loaded(*entries)


def test_one_rule_twice_in_one_plugin_is_its_own_mistake(plugin, policy_files, tmp_path):
    other = policy_files(tmp_path / "b", policy_id="other", rule={"id": "sample.hours"})
    registry = loaded(plugin("both", folders=[policy_files(tmp_path / "a"), other]), plugin("good"))
    assert list(registry.plugins) == ["good"]
    assert "brings the policy or rule 'sample.hours' twice" in registry.failures["both"]


def test_two_distributions_under_one_plugin_name_are_refused_naming_both(plugin):
    first, second = plugin("same"), plugin("same")
    with pytest.raises(PluginClash, match=f"{first.value} 和 {second.value} 都提供插件 same"):
        loaded(first, second)


DECLARES = """
from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.plugins.declarations import Need
from yanxiu_core.reads.declarations import Noun
from yanxiu_core.reads.registry import Contribution
from yanxiu_core.schedules.declarations import Schedule

TITLE = Text(zh="样例", en="Sample")

def exporter(name, title=TITLE):
    return Exporter(name, title=title, media_type="text/csv", extension="csv", write=print)

@hookimpl
def {hook}():
    return {answer}
"""


@pytest.mark.parametrize(
    ("hook", "answer", "reason"),
    [
        ("yanxiu_exporters", "[exporter(5)]", "TypeError: Exporter.name: 5 is no str"),
        ("yanxiu_exporters", "[exporter(['x'])]", "TypeError: Exporter.name: ['x'] is no str"),
        ("yanxiu_exporters", "[exporter('x', 'a title')]", "TypeError: Exporter.title: 'a title' is no Text"),
        ("yanxiu_exporters", "[exporter('x'), exporter('x')]", "ValueError: yanxiu_exporters() brings the exporter 'x' twice"),
        ("yanxiu_jobs", "[JobKind('bad.x', 'plugins', None)]", "TypeError: JobKind.handle: None is no "),
        ("yanxiu_kinds", "[Kind('activity', 'bad.x', TITLE, 'bad.no')]",
         "refers to what neither it nor a plugin that it needs brings: bad.no (yanxiu_forms)"),
        ("yanxiu_schedules", "[Schedule('bad.x', '0 0 * * *', job='bad.no')]",
         "refers to what neither it nor a plugin that it needs brings: bad.no (yanxiu_jobs)"),
        ("yanxiu_schedules", "[Schedule('bad.x', '* * * * * *', job='bad.no')]",
         "ValueError: schedule bad.x: '* * * * * *' has not the five fields of cron"),
        ("yanxiu_reads", "Contribution('bad', nouns=(Noun(name='BadX', table=None, permission=1, home=1, order=None, fields={}),))",
         "TypeError: "),
    ],
)  # fmt: skip
def test_a_plugin_whose_declarations_do_not_fit_is_named_and_the_others_load(plugin, hook, answer, reason):
    source = GOOD.format(name="bad", api=1, folders=[]) + DECLARES.format(hook=hook, answer=answer)
    registry = loaded(plugin("bad", source), plugin("good"))
    assert list(registry.plugins) == ["good"]
    assert registry.failures["bad"].startswith(reason)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import sys; sys.exit(3)", "RuntimeError: load raised SystemExit"),
        ("while True: pass", "bad.load: no answer in 0.2 s; it is left out"),
        (GOOD.format(name="other", api=1, folders=[]), "ValueError: the entry point is called 'bad' and the plugin 'other'"),
        (GOOD.format(name="bad", api=1, folders=[]) + "def yanxiu_kinds(): return []", "ValueError: yanxiu_kinds lacks @hookimpl"),
        (GOOD.format(name="bad", api=1, folders=[]).replace('Text(zh="样例", en="Sample")', '"样例"'),
         "TypeError: Plugin.title: '样例' is no Text"),
    ],
)  # fmt: skip
def test_a_plugin_that_ends_stalls_or_misnames_itself_at_load_is_named(plugin, monkeypatch, source, reason):
    monkeypatch.setattr("yanxiu_core.plugins.loader.LOADING", 0.2)
    registry = loaded(plugin("bad", source), plugin("good"))
    assert list(registry.plugins) == ["good"]
    assert registry.failures["bad"].startswith(reason)


def test_plugins_that_need_each_other_are_left_out(plugin):
    def needing(name, other):
        need = f"from yanxiu_core.plugins.declarations import Need\n{GOOD}".format(
            name=name, api=1, folders=[]
        )
        return plugin(name, need.replace("api_version=1", f'needs=(Need("{other}"),)'))

    registry = loaded(needing("one", "two"), needing("two", "one"), needing("three", "one"), plugin("good"))
    assert list(registry.plugins) == ["good"]
    assert registry.failures["one"].startswith("needs itself, by way of ")
    assert registry.failures["two"].startswith("needs itself, by way of ")
    assert registry.failures["three"].startswith("needs plugin one, which is not installed or did not load")


def test_the_installed_plugins_load(platform):
    assert platform.registry.failures == {}
    assert {"exporters", "shaanxi"} <= set(platform.registry.plugins)
    assert platform.registry.policy_plugins["shaanxi.yuyang"] == "shaanxi"
