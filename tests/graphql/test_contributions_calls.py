"""A plugin's fields in a request: one call for many rows, and what it does wrong is null at its own place, by its name."""

import time
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest
from starlette.testclient import TestClient

from yanxiu.web import web_app
from yanxiu_core.nouns import CORE
from yanxiu_core.plugins import calling
from yanxiu_core.plugins.loader import load
from yanxiu_core.reads.registry import Nouns

PLUGIN = """
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text

@hookimpl
def yanxiu_plugin():
    return Plugin(name="zaoyin", title=Text(zh="噪音", en="Noise"), version="1", level="tenant", starts_on=True)

@hookimpl
def yanxiu_api():
    return "zaoyin_api"
"""
API = """
import sys
import time
from enum import Enum
import strawberry
from sqlalchemy import text
from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import Invalid
from yanxiu_graphql.sdk import *

CALLS = []

def name(work, ids, *, first: int | None = None):
    CALLS.append(("name", len(ids), first))
    return {row: {"text": f"名{first or ''}"} for row in ids}

def broken(work, ids):
    work.session.execute(text("SELECT 1/0"))

def slow(work, ids):
    time.sleep(0.6)
    return {}

def wrong(work, ids):
    return {row: {"text": None} for row in ids}

def misfit(work, ids):
    return {row: "many" for row in ids}

def ends(work, ids):
    sys.exit(3)

def commits(work, ids):
    work.session.execute(text("COMMIT"))

def guarded(work, ids):
    CALLS.append(("guarded", len(ids)))
    return {row: len(ids) for row in ids}

def fails(work):
    raise KeyError("password=secret")

def refuses(work, *, amount: int):
    raise Invalid(f"{amount} 太多", f"{amount} is too much", field="amount")

def lists(work):
    return [{"text": "一"}, {"text": "二"}]

@strawberry.type(description="字。A text.")
class ZaoyinText:
    text: str = stored("字。Text.")

@strawberry.enum(description="码。Codes.")
class ZaoyinCode(Enum):
    INVALID = strawberry.enum_value("INVALID", description="错。Wrong.")

@strawberry.type(description="错。Error.")
class ZaoyinUserError(UserError):
    code: ZaoyinCode = stored("码。Code.")

@strawberry.type(description="果。Payload.")
class ZaoyinWritePayload:
    done: bool | None = stored("成。Done.")
    user_errors: list[ZaoyinUserError] = stored("错。Errors.")

@strawberry.input(description="入。Input.")
class ZaoyinWriteInput:
    how: str = strawberry.field(description="如何。How.")

def write(work, given):
    work.session.execute(text(
        "INSERT INTO codes (tenant_id, id, system, code, title_en, meaning, position)"
        " VALUES (:t, gen_random_uuid(), 'zaoyin', 'x', 'x', '', 1)"), {"t": work.tenant_id})
    if given.how == "raise":
        raise KeyError("password=secret")
    if given.how == "refuse":
        raise Invalid("不行", "No", field="how")
    return {"done": True}

@strawberry.type
class Root:
    zaoyin_fails: str | None = asked(fails, "败。Fails.", permission=None)
    zaoyin_refuses: str | None = asked(refuses, "拒。Refuses.", argument("amount", int, "量。Amount."), permission=None)
    zaoyin_lists: list[ZaoyinText] | None = asked(lists, "列。Lists.", permission=Permission.PEOPLE_WRITE)

@strawberry.type
class Change:
    zaoyin_write: ZaoyinWritePayload | None = changed(write, "写。Write.", ZaoyinWriteInput, codes=ZaoyinCode)

@strawberry.type
class OfPerson:
    zaoyin_name: ZaoyinText | None = loaded(name, "名。Name.", argument("first", int | None, "首。First."))
    zaoyin_broken: int | None = loaded(broken, "坏。Broken.")
    zaoyin_slow: int | None = loaded(slow, "慢。Slow.")
    zaoyin_wrong: ZaoyinText | None = loaded(wrong, "错。Wrong.")
    zaoyin_misfit: int | None = loaded(misfit, "错。Misfit.")
    zaoyin_ends: int | None = loaded(ends, "终。Ends.")
    zaoyin_commits: int | None = loaded(commits, "交。Commits.")
    zaoyin_guarded: int | None = loaded(guarded, "限。Guarded.", permission=Permission.LEDGER_READ)

API = Api(query=Root, mutation=Change, extends={Person: OfPerson})
"""


@pytest.fixture(scope="module")
def noisy(county, service, tmp_path_factory):
    """The read-only county behind an application with the plugin, and what the plugin noted of its calls."""
    folder = tmp_path_factory.mktemp("noisy")
    (folder / "zaoyin.py").write_text(PLUGIN, encoding="utf-8")
    (folder / "zaoyin_api.py").write_text(API, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        found = [
            EntryPoint("zaoyin", "zaoyin", "yanxiu.plugins"),
            EntryPoint("shaanxi", "yanxiu_shaanxi.plugin", "yanxiu.plugins"),
        ]
        registry = load(Nouns(CORE), found)
        platform = replace(service[0], registry=registry)
        with TestClient(web_app(platform)) as client:
            assert registry.failures == {}
            yield replace(county, client=client, platform=platform)


@pytest.fixture
def calls(noisy):
    import zaoyin_api  # noqa: PLC0415 - it lies in a folder of this module's fixture

    zaoyin_api.CALLS.clear()
    return zaoyin_api.CALLS


def test_a_field_is_one_call_for_each_root_field_and_its_arguments(noisy, calls):
    data = noisy.admin.ask(
        """{ people(first: 100) { nodes { number zaoyinName { text } other: zaoyinName(first: 7) { text } } }
             orgUnits(first: 1) { nodes { name } }
             activities(first: 3) { nodes { participations { nodes { person { zaoyinName { text } } } } } } }"""
    )
    people = data["people"]["nodes"]
    assert len(people) == 60
    assert people[0] == {
        "number": people[0]["number"],
        "zaoyinName": {"text": "名"},
        "other": {"text": "名7"},
    }
    assert [call[::2] for call in calls] == [("name", None), ("name", 7), ("name", None)]
    assert [size for _, size, _ in calls][:2] == [60, 60]
    assert calls[2][1] > 1


def test_the_caller_sees_no_more_of_a_field_than_of_the_row(noisy, calls):
    number = noisy.admin.ask("{ people(first: 1) { nodes { number } } }")["people"]["nodes"][0]["number"]
    teacher = noisy.api("teacher", number)
    rows = teacher.ask("{ people { nodes { number zaoyinGuarded } } }")["people"]["nodes"]
    assert rows == [{"number": number, "zaoyinGuarded": 1}]
    assert teacher.refused("{ zaoyinLists { text } }")["code"] == "FORBIDDEN"
    assert noisy.admin.ask("{ zaoyinLists { text } }") == {"zaoyinLists": [{"text": "一"}, {"text": "二"}]}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("zaoyinBroken", "PLUGIN_FAILED"),
        ("zaoyinSlow", "PLUGIN_STALLED"),
        ("zaoyinWrong { text }", "PLUGIN_FAILED"),
        ("zaoyinMisfit", "PLUGIN_FAILED"),
        ("zaoyinEnds", "PLUGIN_FAILED"),
        ("zaoyinCommits", "PLUGIN_FAILED"),
    ],
)
def test_what_goes_wrong_is_null_at_its_own_place_and_named(noisy, monkeypatch, field, code):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    monkeypatch.setitem(calling.call.__kwdefaults__, "seconds", 0.2)
    started = time.monotonic()
    answer = noisy.admin.send(
        f"{{ people(first: 2) {{ nodes {{ number {field} zaoyinGuarded }} }} orgUnits {{ totalCount }} }}"
    )
    assert time.monotonic() - started < 1.5
    rows = answer["data"]["people"]["nodes"]
    assert [row["zaoyinGuarded"] for row in rows] == [2, 2]
    assert answer["data"]["orgUnits"]["totalCount"] > 3
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code, code]
    name = field.split()[0]
    if "text" in field:
        assert [row[name] for row in rows] == [None, None]
        assert answer["errors"][0]["path"] == ["people", "nodes", 0, name, "text"]
    else:
        assert [row[name] for row in rows] == [None, None]
        assert answer["errors"][0]["path"] == ["people", "nodes", 0, name]
    assert all(error["extensions"]["details"]["plugin"] == "zaoyin" for error in answer["errors"])
    assert all("zaoyin" in error["message"] for error in answer["errors"])


def test_a_root_field_that_fails_leaves_the_others(noisy):
    answer = noisy.admin.send("{ zaoyinFails viewer { name } zaoyinRefuses(amount: 3) }", "en")
    assert answer["data"] == {"zaoyinFails": None, "viewer": {"name": "admin"}, "zaoyinRefuses": None}
    assert "secret" not in str(answer)
    found = {error["path"][0]: error for error in answer["errors"]}
    assert found["zaoyinFails"]["message"].startswith("Plugin zaoyin failed (Query.zaoyinFails), id ")
    assert found["zaoyinRefuses"]["message"] == "3 is too much"
    assert found["zaoyinRefuses"]["extensions"]["code"] == "INVALID"


def test_a_mutation_that_fails_or_is_refused_leaves_nothing(noisy):
    write = "mutation ($how: String!) { zaoyinWrite(input: {how: $how}) { done userErrors { code field message } } }"
    before = noisy.rows("codes")
    assert noisy.admin.refused(write, how="raise")["code"] == "PLUGIN_FAILED"
    refused = noisy.admin.ask(write, how="refuse")["zaoyinWrite"]
    assert refused == {
        "done": None,
        "userErrors": [{"code": "INVALID", "field": ["input", "how"], "message": "不行"}],
    }
    assert noisy.rows("codes") == before


def test_weight_and_depth_count_for_plugins_too(noisy):
    many = " ".join(f"a{number}: zaoyinName {{ text }}" for number in range(40))
    answer = noisy.admin.send(f"{{ people(first: 100) {{ nodes {{ {many} }} }} }}")
    assert answer["extensions"]["cost"]["requested"] > 4000
