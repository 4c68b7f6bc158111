"""Who may switch which plugin where, what holds then, and what stays for ever."""

import time
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import func, select, text

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import FullAccess, Reach
from yanxiu_core.adoptions import changes
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.plugins.calling import attempt, call
from yanxiu_core.plugins.declarations import Need, Plugin
from yanxiu_core.plugins.errors import PluginDisabled, PluginFailed, PluginStalled, PluginUnknown
from yanxiu_core.policies.parts import Text
from yanxiu_core.switches import service as switches
from yanxiu_core.switches.errors import PluginSettingsInvalid, SwitchRefused
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.switches.standing import ENABLED, standings
from yanxiu_core.switches.state import is_on, require_on, settings_of, where_on

TITLE = Text(zh="样例", en="Sample")


class Colours(BaseModel):
    """Settings of the sample."""

    paper: str = "white"
    lines: int = Field(8, ge=1, le=20)


class Moody(BaseModel):
    """Settings whose check breaks or stalls."""

    mood: str = "good"

    @field_validator("mood")
    @classmethod
    def _check(cls, mood):
        if mood == "bad":
            raise RuntimeError("kaputt")
        if mood == "slow":
            time.sleep(1)
        return mood


def declared(name, level="school", **more):
    return Plugin(name=name, title=TITLE, version="1", level=level, **more)


SAMPLES = (
    declared("notes", settings=Colours),
    declared("extra", needs=(Need("notes"),)),
    declared("moody", settings=Moody),
    declared("wide", "tenant"),
    declared("deep", "instance"),
    declared("locked", "tenant", operator_only=True),
)


@pytest.fixture(scope="module")
def home(county):
    """A county with the sample plugins, and two schools, the first with a group."""
    plain = county()
    plugins = {**plain.platform.registry.plugins, **{sample.name: sample for sample in SAMPLES}}
    registry = replace(plain.platform.registry, plugins=plugins)
    made = replace(plain, platform=replace(plain.platform, registry=registry))
    with made.work() as work:
        root = root_id(work)
        first = org_units.create(work, kind="school", name="第一小学", parent_id=root).id
        second = org_units.create(work, kind="school", name="第二小学", parent_id=root).id
        group = org_units.create(work, kind="subject_group", name="语文组", parent_id=first).id
    return SimpleNamespace(county=made, root=root, first=first, second=second, group=group)


@pytest.fixture
def work(home):
    """A transaction that leaves nothing behind."""
    with home.county.work() as work, work.trial():
        yield work


def states(work, home, plugin="notes"):
    return [is_on(work, plugin, unit) for unit in (home.root, home.first, home.group, home.second)]


def test_off_holds_for_all_below_and_on_until_somebody_switches_off(work, home):
    assert states(work, home) == [False, False, False, False]
    assert where_on(work, "notes").nowhere
    switches.enable(work, "notes", home.first)
    assert states(work, home) == [False, True, True, False]
    assert is_on(work, "notes")
    switches.enable(work, "notes")
    switches.disable(work, "notes", home.group)
    assert states(work, home) == [True, True, False, True]
    switches.disable(work, "notes", home.first)
    with pytest.raises(SwitchRefused, match="已由上级停用"):
        switches.enable(work, "notes", home.group)
    assert states(work, home) == [True, False, False, True]


def test_a_county_that_disables_has_it_off_in_every_school_until_it_enables_again(work, home):
    switches.enable(work, "notes", home.first)
    switches.disable(work, "notes", home.second)
    switches.disable(work, "notes")
    assert states(work, home) == [False, False, False, False]
    assert not is_on(work, "notes")
    with pytest.raises(SwitchRefused, match="已由上级停用"):
        switches.enable(work, "notes", home.second)
    switches.enable(work, "notes")
    assert states(work, home) == [True, True, True, False]
    switches.reset(work, "notes")
    assert states(work, home) == [False, True, True, False]


def test_a_reset_unit_follows_what_is_above_and_keeps_its_settings(work, home):
    count = select(func.count()).select_from(PluginSwitch)
    before = work.session.scalar(count)
    assert switches.reset(work, "notes", home.first) is None
    assert work.session.scalar(count) == before
    switches.configure(work, "notes", {"lines": 4}, home.first)
    switches.enable(work, "notes")
    switches.disable(work, "notes", home.first)
    switches.enable(work, "extra")
    last = switches.reset(work, "notes", home.first)
    assert (last.enabled, last.settings) == (None, {"lines": 4})
    assert switches.reset(work, "notes", home.first) is last
    assert states(work, home) == [True, True, True, True]
    history = select(PluginSwitch.enabled).where(PluginSwitch.unit_id == home.first)
    assert set(work.session.scalars(history)) == {None, False}
    assert work.session.scalar(count) == before + 5
    with pytest.raises(SwitchRefused, match="请先停用 extra"):
        switches.reset(work, "notes")
    assert states(work, home) == [True, True, True, True]
    switches.disable(work, "extra")
    switches.reset(work, "notes")
    assert states(work, home) == [False, False, False, False]
    with pytest.raises(SwitchRefused, match="只能对全县开关"):
        switches.reset(work, "wide", home.first)


def test_a_unit_that_moves_is_where_it_is_today(work, home):
    switches.enable(work, "notes", home.first)
    org_units.place(work, home.group, home.second, valid_from=date(2020, 1, 1))
    work.today = date(2019, 12, 31)
    assert is_on(work, "notes", home.group)
    work.today = date(2020, 1, 1)
    assert not is_on(work, "notes", home.group)


def test_off_means_that_nothing_of_it_is_called(work, home):
    switches.enable(work, "notes", home.first)
    assert call(work, "notes", "run", lambda _: 1, unit_id=home.first) == 1
    assert call(work, "notes", "run", lambda _: 1) == 1
    called = []
    with pytest.raises(PluginDisabled, match="样例") as refusal:
        call(work, "notes", "run", called.append, unit_id=home.second)
    assert refusal.value.details == {"plugin": "notes"}
    switches.disable(work, "notes", home.first)
    with pytest.raises(PluginDisabled):
        call(work, "notes", "run", called.append)
    assert called == []


def test_another_process_sees_it_at_its_next_transaction(home):
    with home.county.work() as one, home.county.work() as other:
        switches.enable(one, "wide")
        assert not is_on(other, "wide")
        one.session.commit()
    with home.county.work() as other:
        assert is_on(other, "wide")
        switches.disable(other, "wide")
    with home.county.work() as work, pytest.raises(PluginDisabled):
        require_on(work, "wide")


def test_settings_come_from_the_nearest_unit_that_names_them(work, home):
    assert settings_of(work, "notes", home.group) == Colours()
    switches.configure(work, "notes", {"paper": "grey", "lines": "12"})
    switches.configure(work, "notes", {"lines": 4}, home.first)
    assert settings_of(work, "notes") == Colours(paper="grey", lines=12)
    assert settings_of(work, "notes", home.group) == Colours(paper="grey", lines=4)
    assert settings_of(work, "notes", home.second) == Colours(paper="grey", lines=12)
    assert settings_of(work, "wide") is None
    assert not is_on(work, "notes")
    switches.configure(work, "notes", {}, home.first)
    assert settings_of(work, "notes", home.first) == Colours(paper="grey", lines=12)


@pytest.mark.parametrize(
    ("plugin", "given", "field"),
    [
        ("notes", {"colour": "red"}, "settings.colour"),
        ("notes", {"lines": 21}, "settings.lines"),
        ("notes", {"lines": "many"}, "settings.lines"),
        ("wide", {"lines": 1}, "settings.lines"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(work, home, plugin, given, field):
    count = select(func.count()).select_from(PluginSwitch)
    before = work.session.scalar(count)
    with pytest.raises(PluginSettingsInvalid, match=plugin) as refusal:
        switches.configure(work, plugin, given)
    assert refusal.value.details == {"field": field}
    assert work.session.scalar(count) == before


def test_settings_whose_own_check_breaks_are_that_plugins_failure(work, home, monkeypatch):
    monkeypatch.setitem(attempt.__kwdefaults__, "seconds", 0.2)
    count = select(func.count()).select_from(PluginSwitch)
    before = work.session.scalar(count)
    for mood, failure in (("bad", PluginFailed), ("slow", PluginStalled)):
        with pytest.raises(failure, match="moody"):
            switches.configure(work, "moody", {"mood": mood})
    assert work.session.scalar(count) == before
    switches._decide(
        work, "test", "moody", home.root, enabled=True, settings={"mood": "bad"}
    )  # an earlier version's
    found = {each.name: each for each in standings(work)}
    assert (found["moody"].state, found["moody"].settings) == (ENABLED, None)
    assert "插件 moody 出错(settings)" in found["moody"].failure
    assert found["notes"].settings == {"paper": "white", "lines": 8}


def test_where_what_it_needs_is_off_a_plugin_is_off_too(work, home):
    switches.enable(work, "notes")
    switches.enable(work, "extra", home.first)
    switches.disable(work, "notes")  # extra is off at the county itself, so this may be
    assert states(work, home, "extra") == [False, False, False, False]
    switches.enable(work, "notes")
    assert states(work, home, "extra") == [False, True, True, False]
    switches.enable(work, "extra")
    switches.disable(work, "extra", home.group)
    assert states(work, home, "extra") == [True, True, False, True]
    with pytest.raises(SwitchRefused, match="请先停用 extra"):
        switches.disable(work, "notes", home.second)
    switches.disable(work, "extra", home.second)
    switches.disable(work, "notes", home.second)
    switches.enable(work, "extra")
    assert states(work, home, "extra") == [True, True, False, False]


def test_a_plugin_waits_for_what_it_needs(work, home):
    with pytest.raises(SwitchRefused, match="extra 需要 notes"):
        switches.enable(work, "extra", home.first)
    switches.enable(work, "notes", home.first)
    switches.enable(work, "extra", home.first)
    with pytest.raises(SwitchRefused, match="插件 extra 需要 notes; 请先停用 extra"):
        switches.disable(work, "notes", home.first)
    switches.disable(work, "extra", home.first)
    switches.disable(work, "notes", home.first)


def test_levels_are_kept(work, home):
    with pytest.raises(SwitchRefused, match="只能对全县开关"):
        switches.enable(work, "wide", home.first)
    with pytest.raises(SwitchRefused, match="对整个系统有效"):
        switches.disable(work, "deep")
    assert is_on(work, "deep", home.second)
    with pytest.raises(PluginUnknown, match="没有安装插件 nobody"):
        switches.enable(work, "nobody")
    with pytest.raises(NotFound):
        switches.enable(work, "notes", home.county.tenant_id)


def test_an_adopted_policy_keeps_its_plugin_on(work, home):
    with pytest.raises(SwitchRefused, match=r"正在采用此插件的策略 shaanxi\.yuyang"):
        switches.disable(work, "shaanxi")
    adoption = work.session.scalars(select(Adoption).where(Adoption.tenant_id == work.tenant_id)).one()
    terms = {"parameters": {"required_hours": 30}, "valid_from": date(2025, 1, 1), "source": "另定"}
    adoptions.override(work, "shaanxi.yuyang", home.second, **terms)
    changes.retire(work, adoption.id, last_day=date(2025, 12, 31), source="停用文件")
    work.today = date(2025, 12, 31)
    with pytest.raises(SwitchRefused):
        switches.disable(work, "shaanxi")
    work.today = date(2026, 1, 1)
    switches.disable(work, "shaanxi")
    with pytest.raises(PluginDisabled):
        adoptions.adopt(work, "shaanxi.yuyang", home.root)
    switches.enable(work, "shaanxi")
    adoptions.adopt(work, "shaanxi.yuyang", home.root, valid_from=date(2026, 1, 1))


class OwnSchool:
    """Everything, in one school."""

    def __init__(self, unit, *permissions):
        self.unit, self.permissions = unit, permissions

    def reach(self, permission):
        allowed = permission in self.permissions
        return Reach(units=frozenset({self.unit}) if allowed else frozenset())


def test_who_may_switch(home):
    holder = Actor("token", None, "校长", "admin")
    own = OwnSchool(home.first, Permission.PLUGINS_WRITE)
    before = rows(home)
    with home.county.work(actor=holder, access=own) as work:
        for unit in (None, home.second):
            with pytest.raises(Forbidden):
                switches.enable(work, "notes", unit)
            with pytest.raises(Forbidden):
                switches.reset(work, "notes", unit)
    with (
        home.county.work(actor=holder, access=FullAccess()) as work,
        pytest.raises(Forbidden, match="只能由平台操作员"),
    ):
        switches.enable(work, "locked")
    assert rows(home) == before
    with home.county.work(actor=holder, access=own) as work:
        switches.enable(work, "notes", home.first)
    with home.county.work() as work:
        switches.enable(work, "locked")
        switches.disable(work, "notes", home.first)
        history = work.session.execute(
            select(PluginSwitch.enabled, PluginSwitch.actor_name, PluginSwitch.superseded_at.is_(None))
            .where(PluginSwitch.plugin == "notes")
            .order_by(PluginSwitch.recorded_at)
        ).all()
    assert history == [(True, "校长", False), (False, "平台操作员", True)]


def rows(home):
    with home.county.work() as work:
        return [
            work.session.scalar(text(f"SELECT count(*) FROM {name}"))
            for name in ("plugin_switches", "audit_records")
        ]


def test_a_neighbour_sees_none_of_it(home, county):
    other = replace(county(policies=()), platform=home.county.platform)
    with home.county.work() as work, work.trial():
        switches.enable(work, "notes")
        with other.work() as theirs:
            assert not is_on(theirs, "notes")
            for change in (switches.enable, switches.reset):
                with pytest.raises(NotFound):
                    change(theirs, "notes", home.first)
            assert theirs.session.scalar(text("SELECT count(*) FROM plugin_switches")) == 0


def test_switching_twice_is_one_switch(work, home):
    first = switches.enable(work, "notes", home.first)
    assert switches.enable(work, "notes", home.first) is first
