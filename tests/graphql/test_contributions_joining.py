"""What plugins add to the schema is checked at start: who does not fit is left out by name, two of one name are refused."""

from importlib.metadata import EntryPoint
from itertools import count

import pytest

from yanxiu_core.nouns import CORE
from yanxiu_core.plugins.errors import PluginClash
from yanxiu_core.plugins.loader import load
from yanxiu_core.reads.registry import Nouns
from yanxiu_graphql.schema import build_schema, sdl

NUMBERS = count(1)
PLUGIN = """
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text

@hookimpl
def yanxiu_plugin():
    return Plugin(name={name!r}, title=Text(zh="样例", en="Sample"), version="1", level={level!r})

@hookimpl
def yanxiu_api():
    return {api!r}
"""
HEAD = """
import strawberry
from yanxiu_graphql.sdk import *

def one(work): return 1
def many(work, ids): return {}
def own(field, type=int | None, kind="Query"):
    return strawberry.type(type_(kind, (), {field[0]: field[1], "__annotations__": {field[0]: type}}))
type_ = type
"""
ASKED = 'asked(one, "一。One.", permission=None)'
RESOLVER = "@strawberry.type\nclass NotesX:\n    @strawberry.field\n    def a(self) -> int: return 1\n"
LOADED = 'loaded(many, "多。Many.")'


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """`plugin("name", api)`: the entry point of a plugin whose API module has this source after the head."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name, api, level="tenant"):
        module = f"joining_{next(NUMBERS)}"
        (tmp_path / f"{module}_api.py").write_text(HEAD + api, encoding="utf-8")
        source = PLUGIN.format(name=name, level=level, api=f"{module}_api")
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        return EntryPoint(name, module, "yanxiu.plugins")

    return make


def built(*entries):
    registry = load(Nouns(CORE), entries)
    assert registry.failures == {}
    return registry, sdl(build_schema(registry))


PLAIN = sdl(build_schema(load(Nouns(CORE), [])))


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        ("raise RuntimeError('kaputt')", "RuntimeError: kaputt"),
        ("import sys; sys.exit(3)", "RuntimeError: api raised SystemExit"),
        ("while True: pass", "Stalled: notes.api: no answer in 2 s"),
        ("API = 1", "TypeError: {module}.API must be an Api"),
        (f"API = Api(query=own(('others_x', {ASKED})))", "'others_x' must begin with notes_"),
        (f"API = Api(query=own(('notesx', {ASKED})))", "'notesx' must begin with notes_"),
        (f"API = Api(query=own(('notes_x', {ASKED}), int))", "Query.notesX must be nullable"),
        (f"API = Api(extends={{Person: own(('notes_x', {LOADED}), int)}})", "Person.notesX must be nullable"),
        (f"API = Api(query=own(('people', {ASKED})))", "Query.people is a field of the platform itself"),
        (
            "API = Api(query=own(('notes_x', strawberry.field(description='x'))))",
            "use asked, listed, found or changed",
        ),
        (
            "API = Api(extends={Person: own(('notes_x', strawberry.field(description='x')))})",
            "use loaded or related",
        ),
        (
            "API = Api(extends={Person: own(('notes_x', related('x')))})",
            "declare notes_x on Person in yanxiu_reads()",
        ),
        (
            f"API = Api(query=own(('notes_x', {ASKED}), 'Nowhere | None'))",
            "Could not resolve the type of 'notes_x'",
        ),
        (
            f"@strawberry.type\nclass Other:\n    a: int\nAPI = Api(query=own(('notes_x', {ASKED}), Other | None))",
            "'Other' must begin with Notes",
        ),
        (
            f"@strawberry.type\nclass Person:\n    a: int\nAPI = Api(query=own(('notes_x', {ASKED}), Person | None))",
            "Person",
        ),
        (
            f"{RESOLVER}API = Api(query=own(('notes_x', {ASKED}), NotesX | None))",
            "NotesX.a has a resolver",
        ),
    ],
)
def test_what_does_not_fit_is_left_out_by_name_and_all_else_stands(plugin, monkeypatch, api, reason):
    monkeypatch.setattr("yanxiu_graphql.contributions.joining.LOADING", 2)
    entry = plugin("notes", api)
    good = plugin(
        "other", f"API = Api(query=own(('other_x', {ASKED})), extends={{Person: own(('other_y', {LOADED}))}})"
    )
    registry, text = built(entry, good)
    assert list(registry.failures) == ["notes"]
    assert reason.format(module=f"{entry.value}_api") in registry.failures["notes"]
    added = set(text.splitlines()) - set(PLAIN.splitlines())
    assert added == {"  otherX: Int", "  otherY: Int", '  """一。One."""', '  """多。Many."""'}


def test_a_type_without_a_unit_is_not_extended_for_schools(plugin):
    api = "from yanxiu_graphql.adoptions.types import Adoption\n"
    api += f"API = Api(extends={{Adoption: own(('notes_x', {LOADED}))}})"
    registry, text = built(plugin("notes", api, level="school"))
    assert "a Adoption belongs to no unit" in registry.failures["notes"]
    assert text == PLAIN
    registry, text = built(plugin("notes", api))
    assert registry.failures == {}
    assert "  notesX: Int" in text


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        (
            f"API = Api(query=own(('same', {ASKED})))",
            f"API = Api(query=own(('same', {ASKED})))",
            "Query.same",
        ),
        (
            f"API = Api(extends={{Person: own(('same', {LOADED}))}})",
            f"API = Api(extends={{Person: own(('same', {LOADED}))}})",
            "Person.same",
        ),
        (
            f"@strawberry.type\nclass Same:\n    a: int\nAPI = Api(query=own(('one_x', {ASKED}), Same | None))",
            f"@strawberry.type\nclass Same:\n    b: int\nAPI = Api(query=own(('two_x', {ASKED}), Same | None))",
            "Same",
        ),
    ],
)
def test_two_plugins_with_one_name_are_refused_naming_both(plugin, first, second, name):
    registry = load(Nouns(CORE), [plugin("one", first), plugin("two", second)])
    with pytest.raises(PluginClash) as clash:
        build_schema(registry)
    assert clash.value.zh == f"插件 one 和 two 都提供 GraphQL 的“{name}”; 请卸载其中一个"
    assert "Plugins one and two both bring" in clash.value.en
