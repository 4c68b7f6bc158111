"""Settings: where they come from, which are refused, and the URL of each database role."""

import json
import os
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from yanxiu.cli.processes import worker_settings
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.settings import SettingsError, describe, load_settings, role_url
from yanxiu_workers.settings import WorkerSettings

KEY = "k" * 32
REQUIRED = {
    "YANXIU_DATABASE_URL": "postgresql://u:p%40ss@db.example:5433/county?sslmode=require",
    "YANXIU_REDIS_URL": "redis://valkey.example/1",
    "YANXIU_SIGNING_KEY": KEY,
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("YANXIU_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def production(monkeypatch):
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


def write_runtime(folder: Path, **changes: object) -> None:
    values = {
        "database_url": "postgresql://postgres@/yanxiu?host=/run/x",
        "redis_url": "unix:///run/x/v.sock?db=0",
    }
    values |= {"files_url": "/data/files", "signing_key": KEY, "pid": os.getpid()} | changes
    (folder / ".yanxiu").mkdir()
    (folder / ".yanxiu/runtime.json").write_text(json.dumps(values), encoding="utf-8")


def test_values_and_defaults_come_from_the_environment(production, monkeypatch, tmp_path):
    monkeypatch.setenv("YANXIU_PORT", "9001")
    monkeypatch.setenv("YANXIU_HOST", "")
    settings = load_settings(tmp_path)
    assert (settings.port, settings.host, settings.files_url) == (9001, "127.0.0.1", ".yanxiu/files")
    assert (settings.worker_ttl, settings.sweep_interval, settings.relay_interval) == (30, 5.0, 0.25)
    assert worker_settings(settings) == WorkerSettings()
    assert (settings.job_timeout, settings.upload_max_bytes) == (1800, 64_000_000)
    assert settings.signing_key.get_secret_value() == KEY


def test_no_secret_is_shown(production, tmp_path):
    shown = repr(load_settings(tmp_path))
    assert "p%40ss" not in shown
    assert KEY not in shown


def test_a_folder_with_running_servers_needs_no_environment(tmp_path, monkeypatch):
    write_runtime(tmp_path)
    monkeypatch.setenv("YANXIU_FILES_URL", "s3://evidence")
    settings = load_settings(tmp_path)
    assert settings.database_url == "postgresql://postgres@/yanxiu?host=/run/x"
    assert settings.redis_url == "unix:///run/x/v.sock?db=0"
    assert settings.files_url == "s3://evidence"


def test_the_environment_shuts_out_running_servers(production, tmp_path):
    write_runtime(tmp_path)
    settings = load_settings(tmp_path)
    assert settings.database_url == REQUIRED["YANXIU_DATABASE_URL"]
    assert settings.files_url == ".yanxiu/files"


def test_servers_of_a_dead_process_do_not_count(tmp_path):
    write_runtime(tmp_path, pid=2**22 + 1)  # above the largest number Linux gives
    with pytest.raises(SettingsError):
        load_settings(tmp_path)


def test_missing_settings_are_named_with_the_way_out(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.code == "SETTINGS_INVALID"
    names = "YANXIU_DATABASE_URL, YANXIU_REDIS_URL, YANXIU_SIGNING_KEY"
    assert caught.value.zh == f"缺少设置 {names}。请设置这些环境变量,或先在本文件夹运行 make demo。"
    assert names in caught.value.en
    assert "make demo" in caught.value.en


def test_a_wrong_value_is_named_and_not_repeated(production, monkeypatch, tmp_path):
    monkeypatch.setenv("YANXIU_SIGNING_KEY", "short-secret")
    monkeypatch.setenv("YANXIU_PORT", "70000")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.details["variables"] == ["YANXIU_SIGNING_KEY", "YANXIU_PORT"]
    for language in ("zh", "en"):
        assert "YANXIU_PORT" in caught.value.message(language)
        assert "short-secret" not in caught.value.message(language)


def test_a_dot_env_file_is_not_read(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(
        "".join(f"{name}={value}\n" for name, value in REQUIRED.items()), encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError):
        load_settings()


def test_role_url_sets_the_role_and_keeps_the_rest(production, monkeypatch, tmp_path):
    monkeypatch.setenv(
        "YANXIU_DATABASE_URL", "postgresql://u:p%40ss@db:5433/county?options=-c%20work_mem%3D8MB"
    )
    url = role_url(load_settings(tmp_path), "relay")
    assert (
        url == "postgresql+psycopg://u:p%40ss@db:5433/county?options=-c+work_mem%3D8MB+-c+role%3Dyanxiu_relay"
    )


def test_an_explicit_role_url_is_used_as_it_is(production, monkeypatch, tmp_path):
    monkeypatch.setenv("YANXIU_DATABASE_OWNER_URL", "postgres://boss@db/county")
    assert role_url(load_settings(tmp_path), "owner") == "postgresql+psycopg://boss@db/county"


def test_the_role_is_in_force_on_a_real_server(tmp_path, monkeypatch):
    # Not in tmp_path, which pytest closes to other users. The name: blanks and Chinese need quoting in a URL.
    with (
        tempfile.TemporaryDirectory(prefix="研修 ") as folder,
        EmbeddedPostgres(Path(folder, "pg"), fast=True) as server,
    ):
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE ROLE yanxiu_app NOLOGIN")
        for name, value in (REQUIRED | {"YANXIU_DATABASE_URL": server.url}).items():
            monkeypatch.setenv(name, value)
        engine = create_engine(role_url(load_settings(tmp_path), "app"))
        with engine.connect() as connection:
            row = connection.execute(text("SELECT current_user, session_user, current_database()")).one()
            connection.rollback()
            after = connection.execute(text("SELECT current_user")).scalar_one()
        engine.dispose()
    assert tuple(row) == ("yanxiu_app", "postgres", "yanxiu")
    assert after == "yanxiu_app"


def test_the_page_tells_every_setting():
    page = Path(__file__).parents[2] / "docs/settings.md"
    assert page.read_text(encoding="utf-8").endswith("\n\n" + describe())
