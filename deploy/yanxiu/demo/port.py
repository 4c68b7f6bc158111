"""The port of the demo's web server."""

import errno
import socket

from yanxiu_core.errors import DomainError

HOST = "127.0.0.1"


class PortUnavailable(DomainError):
    """Another program listens on the port, or we may not."""

    code = "PORT_UNAVAILABLE"


def available(port: int) -> int:
    """The port, or a free one for 0. Raises PortUnavailable before anything is started."""
    with socket.socket() as probe:
        # As the web server does: the port of a server that just stopped may be taken at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            other = port + 1 if error.errno == errno.EADDRINUSE else 8000
            raise PortUnavailable(
                f"端口 {port} 不可用: 已被占用(示范可能已在运行)或没有权限。请换一个端口: make demo PORT={other}",
                f"Port {port} cannot be used: something listens there (the demo, perhaps?), or permission is missing. "
                f"Take another: make demo PORT={other}",
                port=port,
            ) from error
        found: int = probe.getsockname()[1]
        return found
