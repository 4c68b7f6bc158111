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
    with pytest.raises(PluginClash, match="first 和 second 都提供插件名“same”"):
        loaded(plugin("first", own_name="same"), plugin("second", own_name="same"))


def test_the_installed_plugins_load(platform):
    assert platform.registry.failures == {}
    assert {"exporters", "shaanxi"} <= set(platform.registry.plugins)
    assert platform.registry.policy_plugins["shaanxi.yuyang"] == "shaanxi"
