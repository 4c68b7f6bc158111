"""Calls into other people's code: traced, in a thread that can be given up, never more than a few given up at once.

What is guaranteed when a plugin stalls: whoever waits is answered after the deadline (and, if a statement is running
then, after that statement, which PostgreSQL ends by its own timeout); nothing the call did takes effect; from then on
its thread cannot reach the database. A loop in Python is ended. A call into C that never returns keeps its thread,
which Python cannot end; so after `MOST_STRAYS` of them the plugin is refused in this process until one comes back.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

Result = TypeVar("Result")

MOST_STRAYS = 2
"""Threads of one plugin that may be given up and still be busy."""


class Stalled(Exception):
    """No answer within the deadline, or too many earlier calls are still without one."""


class Barred(BaseException):
    """Ends a thread that was given up: not an Exception, so that plugins do not catch it by mistake."""


class BoundedThread(threading.Thread):
    """Runs one call. Its statements hold `lock` while they run; once `barred` is set none begins."""

    def __init__(self, run: Callable[[], Any], name: str) -> None:
        """Prepare; the caller's context variables hold in the call."""
        super().__init__(name=name, daemon=True)
        self.lock = threading.Lock()
        self.barred = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = False
        self._call = run
        self._context = copy_context()

    def run(self) -> None:
        """Keep what the call gives or raises."""
        try:
            self.result = self._context.run(self._call)
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            self.error = error
        self.done = True

    def give_up(self) -> bool:
        """Bar the thread from the database and end it if it runs Python; False if it finished after all."""
        with self.lock:  # a statement that is running ends first
            if self.done:
                return False
            self.barred = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident or 0), ctypes.py_object(Barred))
        return True


def bounded_already() -> bool:
    """Whether this code runs within a bounded call."""
    return isinstance(threading.current_thread(), BoundedThread)


@dataclass(slots=True)
class Calls:
    """The calls of one process. `trace` prints each to stderr."""

    trace: bool = False
    _strays: dict[str, list[BoundedThread]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def bounded(self, plugin: str, what: str, run: Callable[[], Result], seconds: float) -> Result:
        """What `run` gives, from a thread of its own. Raises Stalled after the deadline, and what `run` raises.

        Within another bounded call it runs in that one's thread, under that one's deadline.
        """
        if bounded_already():
            return run()
        if self.busy(plugin) >= MOST_STRAYS:
            raise Stalled(f"{plugin}: {MOST_STRAYS} calls are still without an answer")
        thread = BoundedThread(run, f"plugin {plugin}.{what}")
        thread.start()
        thread.join(seconds)
        if not thread.done and thread.give_up():
            with self._lock:
                self._strays.setdefault(plugin, []).append(thread)
            raise Stalled(f"{plugin}.{what}: no answer in {seconds:g} s")
        if thread.error is not None and not isinstance(thread.error, Exception):
            # Here it would end the process (sys.exit), or the request past everybody who names whose fault it is.
            raise RuntimeError(f"{what} raised {type(thread.error).__name__}") from thread.error
        if thread.error is not None:
            raise thread.error
        result: Result = thread.result
        return result

    def busy(self, plugin: str) -> int:
        """How many calls of a plugin were given up and are still busy."""
        with self._lock:
            alive = [thread for thread in self._strays.get(plugin, ()) if thread.is_alive()]
            self._strays[plugin] = alive
            return len(alive)

    @contextmanager
    def traced(self, plugin: str, what: str) -> Iterator[None]:
        """Print the call and how long it took, if calls are traced."""
        started = time.perf_counter()
        try:
            yield
        finally:
            if self.trace:
                spent = (time.perf_counter() - started) * 1000
                print(f"hook {plugin}.{what} {spent:.1f} ms", file=sys.stderr)  # noqa: T201 - asked for by YANXIU_TRACE_HOOKS

    def hook_called(self, name: str, methods: Sequence[Any], _arguments: Mapping[str, Any]) -> None:
        """Print a hook call; for pluggy's monitoring."""
        for method in methods:
            print(f"hook {method.plugin_name}.{name}", file=sys.stderr)  # noqa: T201 - as above
