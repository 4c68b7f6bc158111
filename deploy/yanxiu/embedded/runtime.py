"""Both servers of a folder, and the file that tells other commands of this machine how to reach them."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.embedded.server import EmbeddedServer
from yanxiu.embedded.valkey import EmbeddedValkey
from yanxiu.settings import RUNTIME_FILE


@dataclass(frozen=True)
class Runtime:
    """What ``.yanxiu/runtime.json`` holds: addresses, the secret, and whose they are."""

    database_url: str
    redis_url: str
    files_url: str
    signing_key: str
    pid: int
    """The process the servers belong to; the file counts while it lives."""
    servers: tuple[EmbeddedServer, ...] = field(default=(), repr=False, compare=False)
    """The servers themselves, for whoever keeps them running; not in the file."""

    def stored(self) -> dict[str, str | int]:
        """What the file holds."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "servers"}

    def environment(self) -> dict[str, str]:
        """The same as ``YANXIU_`` variables, for child processes."""
        return {
            f"YANXIU_{name.upper()}": str(value) for name, value in self.stored().items() if name != "pid"
        }


@contextmanager
def embedded_servers(folder: Path, *, fast: bool = False) -> Iterator[Runtime]:
    """Run PostgreSQL and Valkey under ``folder/.yanxiu`` and tell other commands about them.

    Raises FolderInUseError if another process does so already, and EmbeddedServerError.
    """
    home = folder.resolve() / RUNTIME_FILE.parent
    postgres, valkey = EmbeddedPostgres(home / "postgres", fast=fast), EmbeddedValkey(home / "valkey")
    with ExitStack() as stack:
        stack.enter_context(postgres)
        stack.enter_context(valkey)
        key = local_signing_key(home)
        runtime = Runtime(postgres.url, valkey.url, str(home / "files"), key, os.getpid(), (postgres, valkey))
        target = home / RUNTIME_FILE.name
        _write_private(target, json.dumps(runtime.stored(), indent=1))
        stack.callback(target.unlink, missing_ok=True)
        yield runtime


def local_signing_key(home: Path) -> str:
    """The secret of this installation: ``home/secret``, made at the first call, readable by its owner alone."""
    path = home / "secret"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _write_private(path: Path, text: str) -> None:
    """Write in one step, so that a reader sees all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
