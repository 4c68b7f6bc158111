"""What the embedded PostgreSQL and Valkey have in common: start, wait until ready, stop, kill."""

import os
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, Signals
from types import TracebackType
from typing import ClassVar, Self

from yanxiu.embedded.errors import EmbeddedServerError
from yanxiu.embedded.folders import ServerUser, claim, guarded

_START_SECONDS = 60.0  # replaying the log after a crash takes its time
_RELAUNCH_SECONDS = 10.0  # how long a predecessor may need to leave the folder
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02


class EmbeddedServer(ABC):
    """A server that runs in one folder as a child of this process, for demo, tests and a single machine.

    It dies with this process, whichever way that ends. A predecessor that nevertheless survived in the folder
    is stopped first. Start it from the main thread (see ``guard.py``). A forked copy of this process does not
    stop it. Data stay in the folder; the URL depends on the folder alone and survives restarts.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[Signals]

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when missing; nothing is started yet."""
        self.folder = folder.resolve()
        self.log = self.folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._claim: int | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients connect; valid before the start and after every restart."""

    @abstractmethod
    def _prepare(self) -> ServerUser | None:
        """Make the folder ready and tell which user runs the server."""

    @abstractmethod
    def _command(self) -> list[str]:
        """The server's own command line, in the foreground."""

    @abstractmethod
    def _answering_pid(self) -> int | None:
        """Process id of the server that answers in this folder, or None."""

    @property
    def running(self) -> bool:
        """Whether the server that we started is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the running server; EmbeddedServerError when it does not run."""
        if self._process is None or self._process.poll() is not None:
            zh, en = (
                f"{self.name} 没有运行,请先调用 start()。",
                f"{self.name} is not running; call start() first.",
            )
            raise EmbeddedServerError(zh, en, folder=str(self.folder))
        return self._process.pid

    def start(self) -> None:
        """Start and return when queries are answered; nothing happens when it already runs.

        Raises FolderInUseError, and EmbeddedServerError with the end of the server's log.
        """
        if self.running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._claim is None:
            self._claim = claim(self.folder)
        try:
            user = self._prepare()
            self._end_predecessor()
            self._run_until_ready(user)
        except BaseException:  # also Ctrl-C: never leave a half-started server behind
            self.stop()
            raise

    def stop(self) -> None:
        """End the server in order and give the folder back.

        In a forked process nothing happens to the server: Popen signals its own children alone.
        """
        if self._process is not None:
            self._end(self._process)
            self._process = None
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def kill(self) -> None:
        """End the server and its own children at once with SIGKILL, as a power cut would; ``start`` recovers."""
        process, pid = self._process, self.pid
        listing = Path(f"/proc/{pid}/task/{pid}/children")
        children = listing.read_text().split() if listing.exists() else []
        for victim in (pid, *map(int, children)):  # the parent first, or it would restart the others
            with suppress(ProcessLookupError):
                os.kill(victim, SIGKILL)
        if process is not None:
            process.wait()
        self._process = None

    def __enter__(self) -> Self:
        """Start, and stop at the end of the block."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Stop, whatever happened in the block."""
        self.stop()

    def _run_until_ready(self, user: ServerUser | None) -> None:
        began = time.monotonic()
        process = self._process = self._launch(user)
        while self._answering_pid() != process.pid:
            waited = time.monotonic() - began
            if process.poll() is not None and waited < _RELAUNCH_SECONDS:
                # A predecessor that was just killed may hold the data for another moment.
                time.sleep(10 * _POLL_SECONDS)
                process = self._process = self._launch(user)
            elif process.poll() is not None or waited > _START_SECONDS:
                raise self._start_failed()
            time.sleep(_POLL_SECONDS)

    def _launch(self, user: ServerUser | None) -> subprocess.Popen[bytes]:
        argv = guarded(self._command(), self.stop_signal, user)
        with self.log.open("ab") as log:
            # An own session: Ctrl-C reaches us alone, and we stop the servers last.
            return subprocess.Popen(  # noqa: S603 - our own command line
                argv,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _end_predecessor(self) -> None:
        pid = self._answering_pid()
        if pid is None:
            return
        os.kill(pid, self.stop_signal)
        deadline = time.monotonic() + _STOP_SECONDS
        while self._answering_pid() == pid:
            if time.monotonic() > deadline:
                os.kill(pid, SIGKILL)
            time.sleep(_POLL_SECONDS)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start_failed(self) -> EmbeddedServerError:
        tail = (
            self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
            if self.log.exists()
            else []
        )
        zh = f"{self.name} 无法启动。请查看日志 {self.log} 的最后几行:"
        en = f"{self.name} did not start. See the last lines of its log {self.log}:"
        return EmbeddedServerError("\n".join([zh, *tail]), "\n".join([en, *tail]), log=str(self.log))
