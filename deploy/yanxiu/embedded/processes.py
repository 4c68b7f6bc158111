"""The processes of one machine: started together, restarted when they die, stopped in reverse order."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from yanxiu.embedded.folders import guarded
from yanxiu.embedded.server import EmbeddedServer

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.1
_STEADY_SECONDS = 60.0  # a child that ran this long died of something new


@dataclass(frozen=True)
class Child:
    """One process to keep running. ``environment`` is added to our own."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    """A child's present process, and how often it died in a row."""

    child: Child
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """Keeps children running until SIGINT or SIGTERM; they end with us even when we are killed by -9.

    Each child's output goes to ``logs/<name>.log``. Call ``run`` from the main thread.
    """

    def __init__(
        self,
        children: Sequence[Child],
        logs: Path,
        *,
        grace: float = 10.0,
        backoff: float = 0.5,
        longest: float = 30.0,
        servers: Sequence[EmbeddedServer] = (),
    ) -> None:
        """``grace``: seconds between TERM and KILL. A restart waits ``backoff`` seconds, doubled up to ``longest``.

        ``servers`` run already; they are started again when they die, and stopped by whoever started them.
        """
        self.children = tuple(children)
        self.logs = logs
        self.grace = grace
        self.backoff = backoff
        self.longest = longest
        self.servers = tuple(servers)
        self._running: list[_Running] = []
        self._asked = threading.Event()
        self._hurry = threading.Event()

    def run(self) -> None:
        """Start the children, keep them running, and return after a signal (or ``ask_to_stop``) when all ended.

        A second signal kills what is left at once. The previous signal handlers are put back.
        """
        before = {
            number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            self.start()
            while not self._asked.wait(_POLL_SECONDS):
                self.tend()
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self) -> None:
        """Start every child, in order."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for child in self.children:
            self._running.append(_Running(child, self._launch(child), time.monotonic()))

    def tend(self) -> None:
        """Look at each child once: note a death, and start it again when its waiting time is over."""
        self._mend_servers()
        now = time.monotonic()
        for entry in self._running:
            if entry.restart_at is None and entry.process.poll() is not None:
                entry.deaths = 1 if now - entry.started > _STEADY_SECONDS else entry.deaths + 1
                wait = min(self.backoff * 2 ** (entry.deaths - 1), self.longest)
                entry.restart_at = now + wait
                name, code = entry.child.name, entry.process.returncode
                log.warning(
                    "%s ended with %s; restart in %.1f s, see %s", name, code, wait, self._log_of(entry.child)
                )
            elif entry.restart_at is not None and now >= entry.restart_at:
                entry.process, entry.started, entry.restart_at = self._launch(entry.child), now, None

    def _mend_servers(self) -> None:
        for server in self.servers:
            if not server.running:
                log.warning("%s ended; starting it again, see %s", server.name, server.log)
                server.start()

    def stop(self) -> None:
        """End the children, the last started first: TERM, then KILL after ``grace`` seconds."""
        while self._running:
            process = self._running[-1].process
            with suppress(ProcessLookupError):
                process.terminate()
            self._wait_or_kill(process)
            self._running.pop()

    def ask_to_stop(self) -> None:
        """Make ``run`` return; a second call skips the grace period. Safe from a signal handler or a thread."""
        if self._asked.is_set():
            self._hurry.set()
        self._asked.set()

    def pids(self) -> dict[str, int]:
        """Process ids by child name; a child that waits for its restart is left out."""
        return {
            entry.child.name: entry.process.pid for entry in self._running if entry.process.poll() is None
        }

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.ask_to_stop()

    def _wait_or_kill(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self.grace
        while process.poll() is None:
            if self._hurry.is_set() or time.monotonic() > deadline:
                process.kill()
                process.wait()
            time.sleep(_POLL_SECONDS / 5)

    def _log_of(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _launch(self, child: Child) -> subprocess.Popen[bytes]:
        argv = guarded(list(child.argv), signal.SIGKILL)
        environment = os.environ | dict(child.environment)
        with self._log_of(child).open("ab") as output:
            # An own session: Ctrl-C reaches the supervisor alone, which then keeps the order.
            return subprocess.Popen(  # noqa: S603 - commands come from the composition root
                argv,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
