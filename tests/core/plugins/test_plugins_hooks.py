"""Every hook is documented in the same five parts, and used by a plugin that tests load."""

import inspect
from pathlib import Path

import pytest

import yanxiu.scaffold
from yanxiu_core.plugins.catalogue import HOOKSPECS, PARTS

SCAFFOLD = Path(yanxiu.scaffold.__path__[0])
HOOKS = {
    name: hook for module in HOOKSPECS for name, hook in vars(module).items() if hasattr(hook, "yanxiu_spec")
}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_when_it_is_called_what_it_returns_and_what_an_empty_answer_means(name):
    words = inspect.getdoc(HOOKS[name])
    for part in ("Called once", "Return:", "Example::", "@hookimpl", f"def {name}("):
        assert part in words, part
    assert name == "yanxiu_plugin" or "An empty answer means" in words or "None" in words


def test_every_hook_is_implemented_by_a_plugin_that_tests_load_or_generate(sample_registry):
    used = {name for name in HOOKS if getattr(sample_registry.hooks.hook, name).get_hookimpls()}
    generated = (SCAFFOLD / "feature/yanxiu_sample/plugin.py.txt").read_text(encoding="utf-8")
    used |= {name for name in HOOKS if f"def {name}(" in generated}
    assert HOOKS.keys() - used == set()


def test_every_part_has_a_hook():
    assert {part.hook for part in PARTS} <= HOOKS.keys()
