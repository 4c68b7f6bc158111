"""Starts everything the demo consists of, and stops it all at Ctrl-C."""

import http.client
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from yanxiu.demo import credentials
from yanxiu.demo.credentials import Tokens
from yanxiu.demo.greeting import greeting
from yanxiu.demo.port import HOST, available
from yanxiu.demo.providing import provide
from yanxiu.doctor.queues import check_queues
from yanxiu.embedded.processes import Child, Supervisor
from yanxiu.embedded.runtime import Runtime, embedded_servers
from yanxiu.logging import configure
from yanxiu.platform import build, migrate
from yanxiu.settings import PREFIX, RUNTIME_FILE, TRACE_HOOKS, load_settings
from yanxiu_core.jobs.handlers import QUEUES

_READY_SECONDS = 60.0
_POLL_SECONDS = 0.1


def run_demo(folder: Path, port: int) -> None:
    """Run the demo in `folder` until Ctrl-C or SIGTERM.

    Raises PortUnavailable, FolderInUseError, EmbeddedServerError.
    """
    configure("warning", "console")
    port = available(port)
    home = (folder / RUNTIME_FILE.parent).resolve()
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a shell starts what it sends to the background deaf to SIGINT
        signal.signal(number, signal.default_int_handler)
    _say(f"正在启动 PostgreSQL 和 Valkey, 数据在 {home} / starting PostgreSQL and Valkey there")
    try:
        with ExitStack() as stack:
            runtime = stack.enter_context(embedded_servers(folder))
            # From here on an impatient Ctrl-C must not interrupt the orderly end of the servers.
            stack.callback(_ignore_signals)
            _run(runtime, home, port)
    except KeyboardInterrupt:
        _ignore_signals()
    _say("示范已停止, 数据保留 / the demo has stopped, its data are kept")


def _run(runtime: Runtime, home: Path, port: int) -> None:
    endpoint = f"http://{HOST}:{port}"
    _use(runtime, endpoint, port)
    by_slug = _prepare(home, endpoint)
    command = (sys.executable, "-m", "yanxiu")
    children = [
        Child("serve", (*command, "serve")),
        Child("relay", (*command, "relay")),
        Child("scheduler", (*command, "scheduler")),
        *(Child(f"worker-{queue}", (*command, "worker", queue)) for queue in QUEUES),
    ]
    _say("正在启动服务 / starting the service ...")
    waiting = threading.Thread(
        target=_announce, args=(port, home, greeting(endpoint, home, by_slug)), daemon=True
    )
    waiting.start()
    Supervisor(children, home / "logs", servers=runtime.servers).run()


def _use(runtime: Runtime, endpoint: str, port: int) -> None:
    """Point this process and its children at the demo's own servers, whatever else the environment names.

    Whether calls into plugins are printed (to the logs) is for who starts the demo to say.
    """
    for name in [name for name in os.environ if name.startswith(PREFIX) and name != TRACE_HOOKS]:
        del os.environ[name]
    os.environ |= runtime.environment()
    os.environ |= {f"{PREFIX}HOST": HOST, f"{PREFIX}PORT": str(port), f"{PREFIX}PUBLIC_URL": endpoint}


def _prepare(home: Path, endpoint: str) -> dict[str, Tokens]:
    """Migrate, provide the counties and their tokens, write `demo.json`."""
    settings = load_settings()
    migrate(settings)
    platform = build(settings)
    path = home / credentials.FILE
    by_slug = {}
    for county, tenant_id in provide(platform, home / "demo", _say).items():
        kept = credentials.kept_tokens(path, county.slug)
        by_slug[county.slug] = credentials.usable_tokens(platform, county, tenant_id, kept)
    platform.dispose()
    credentials.write(path, f"{endpoint}/graphql", by_slug)
    return by_slug


def _announce(port: int, home: Path, text: str) -> None:
    """Print the greeting as soon as the service answers that it is ready, and all others have said that they live."""
    settings = load_settings()
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end:
        if _is_ready(port) and all(finding.fine for finding in check_queues(settings)):
            _say(text)
            return
        time.sleep(_POLL_SECONDS)
    logs = home / "logs" / "serve.log"
    _say(f"服务没有就绪, 请查看 {logs} / the service is not ready, see its log")


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _say(text: str) -> None:
    print(text, flush=True)
