"""The object store as core sees it: bytes under a key. A folder, S3 or any other, by the composition root's choice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class ObjectStore(Protocol):
    """Puts and gets whole files. Effects outside PostgreSQL happen at least once, under a stable key."""

    def put(self, key: str, source: Path) -> None:
        """Store the file's bytes under the key; putting the same key again replaces them."""
        ...

    def fetch(self, key: str, target: Path) -> None:
        """Write the stored bytes to a local file. Raises FileNotFoundError when there are none."""
        ...

    def stream(self, key: str) -> Iterator[bytes]:
        """The stored bytes in chunks."""
        ...

    def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when there are none."""
        ...
