"""The embedded servers start, keep their data through a kill, and are left behind by nobody."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from yanxiu.embedded.errors import EmbeddedServerError, FolderInUseError
from yanxiu.embedded.folders import guarded, socket_folder, unprivileged_user
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.runtime import embedded_servers
from yanxiu.embedded.valkey import EmbeddedValkey

HOLDER = """
import sys, time
from pathlib import Path
from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.valkey import EmbeddedValkey
folder = Path(sys.argv[1])
postgres, valkey = EmbeddedPostgres(folder / "postgres"), EmbeddedValkey(folder / "valkey")
postgres.start(); valkey.start()
print(postgres.pid, valkey.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder():
    """A folder of our own: pytest closes its common one to other users, and as root the server is another."""
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as path:
        yield Path(path)


@pytest.fixture
def postgres(folder):
    with EmbeddedPostgres(folder / "postgres", fast=True) as server:
        yield server


@pytest.fixture
def valkey(folder):
    with EmbeddedValkey(folder / "valkey") as server:
        yield server


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


def test_postgres_has_the_settings_we_count_on(postgres):
    names = [
        "jit",
        "TimeZone",
        "shared_buffers",
        "max_connections",
        "server_encoding",
        "listen_addresses",
        "fsync",
    ]
    with psycopg.connect(postgres.url) as connection:
        values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in names]
        version, user, database = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_user, current_database()"
        ).fetchone()
    assert values == ["off", "UTC", "256MB", "100", "UTF8", "", "off"]
    assert (version, user, database) == (18, "postgres", "yanxiu")


def test_postgres_is_durable_unless_told_otherwise(folder):
    with EmbeddedPostgres(folder / "pg") as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
    assert row == ("on", "on")


def test_postgres_keeps_committed_rows_over_kill_and_stop(postgres):
    url, first = postgres.url, postgres.pid
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    backend = psycopg.connect(url)
    backend_pid = backend.info.backend_pid
    postgres.kill()
    assert not postgres.running
    wait_for_end(first)
    wait_for_end(backend_pid)
    backend.close()
    for end in (postgres.kill, postgres.stop):
        postgres.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT value FROM kept").fetchall() == [(7,)]
        assert postgres.url == url
        end()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells where a process works")
def test_postgres_starts_though_its_old_number_is_another_process_now(folder):
    server = EmbeddedPostgres(folder / "pg", fast=True)
    with server:
        lines = server._pid_file.read_text(encoding="utf-8").splitlines()
    argv = guarded(
        [shutil.which("sleep"), "60"], signal.SIGKILL, unprivileged_user(server.folder)
    )  # of the server's user
    with subprocess.Popen(argv) as other:
        lines[0] = str(other.pid)
        server._pid_file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        with server:
            assert server.pid != other.pid
        assert other.poll() is None
        other.kill()


def test_only_the_owner_may_enter_the_servers_folder(postgres, valkey):
    for path in (postgres.folder, postgres.data, valkey.folder):
        assert path.stat().st_mode & 0o077 == 0


def test_valkey_keeps_every_write_over_a_kill_at_the_same_address(valkey):
    url = valkey.url
    with redis.Redis.from_url(url) as client:
        client.set("before", "1")
        valkey.kill()
        valkey.start()
        client.set("after", "2")
        assert client.mget("before", "after") == [b"1", b"2"]
    assert valkey.url == url
    valkey.stop()
    valkey.start()
    with redis.Redis.from_url(url) as client:
        assert client.mget("before", "after") == [b"1", b"2"]


def test_long_paths_get_a_short_private_socket(folder):
    deep = folder / ("很长的文件夹" * 8)
    with EmbeddedPostgres(deep / "pg", fast=True) as server, EmbeddedValkey(deep / "valkey") as valkey:
        assert server.socket_folder != server.folder
        assert server.socket_folder.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.url) as connection, redis.Redis.from_url(valkey.url) as client:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert client.ping() is True


def test_short_paths_keep_the_socket_with_the_data():
    assert socket_folder(Path("/srv/pg"), "s") == Path("/srv/pg")
    assert socket_folder(Path("/srv/a,b"), "s") != Path("/srv/a,b")


def test_one_folder_has_one_holder(valkey):
    second = EmbeddedValkey(valkey.folder)
    with pytest.raises(FolderInUseError) as caught:
        second.start()
    assert str(valkey.folder) in caught.value.zh
    assert valkey.running
    valkey.stop()
    second.start()
    assert second.running
    second.stop()


@pytest.mark.parametrize("at_once", [True, False])
def test_servers_die_with_a_killed_holder_and_start_again(folder, at_once):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    pids = [int(part) for part in holder.stdout.readline().split()]
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    if not at_once and sys.platform == "linux":  # elsewhere the next start ends them
        for pid in pids:
            wait_for_end(pid)
    with EmbeddedPostgres(folder / "postgres") as postgres, EmbeddedValkey(folder / "valkey") as valkey:
        for pid in pids:
            wait_for_end(pid)
        assert postgres.running
        assert valkey.running


def test_a_survivor_in_the_folder_is_replaced(valkey):
    """As where the kernel knows no death signal: a server still answers, its holder is gone."""
    survivor = valkey._process
    os.close(valkey._claim)
    valkey._claim = valkey._process = None
    with redis.Redis.from_url(valkey.url) as client:
        client.set("kept", "1")
    valkey.start()
    assert survivor.wait(10) == 0
    assert valkey.pid != survivor.pid
    with redis.Redis.from_url(valkey.url) as client:
        assert client.get("kept") == b"1"


def test_a_forked_process_does_not_stop_the_server(valkey):
    child = multiprocessing.get_context("fork").Process(target=valkey.stop)
    child.start()
    child.join()
    assert child.exitcode == 0
    assert valkey.running
    with redis.Redis.from_url(valkey.url) as client:
        assert client.ping() is True


def test_a_server_that_cannot_start_tells_the_end_of_its_log(folder, monkeypatch):
    monkeypatch.setattr("yanxiu.embedded.server._RELAUNCH_SECONDS", 0)
    server = EmbeddedPostgres(folder / "pg", fast=True)
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n", encoding="utf-8")
    with pytest.raises(EmbeddedServerError) as caught:
        server.start()
    assert "PostgreSQL 无法启动" in caught.value.zh
    assert "not compatible with this version" in caught.value.en
    with pytest.raises(EmbeddedServerError):
        _ = server.pid


def test_embedded_servers_publish_and_withdraw_their_addresses(folder):
    path = folder / ".yanxiu/runtime.json"
    with embedded_servers(folder, fast=True) as runtime:
        written = json.loads(path.read_text(encoding="utf-8"))
        assert path.stat().st_mode & 0o777 == 0o600
        assert (folder / ".yanxiu/secret").stat().st_mode & 0o777 == 0o600
        with psycopg.connect(runtime.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert written["pid"] == os.getpid()
    assert len(written["signing_key"]) == 64
    names = ["DATABASE_URL", "FILES_URL", "REDIS_URL", "SIGNING_KEY"]
    assert sorted(runtime.environment()) == [f"YANXIU_{name}" for name in names]
    assert not path.exists()
    with embedded_servers(folder, fast=True) as again:
        assert again == runtime
