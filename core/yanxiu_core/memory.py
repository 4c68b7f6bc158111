"""What a process has worked out and may work out again: the least recently used goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")

MOST = 2_000
"""Values kept: a compiled statement, the largest of them, takes some 50 kB."""


class Memory:
    """Values by key, shared by the threads of a process. A key must name everything on which its value rests."""

    def __init__(self, most: int = MOST) -> None:
        """Keep at most so many values."""
        self._most = most
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under this key, made if it is not there. Two threads may make it at once; it is the same value."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(T, self._values[key])
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
