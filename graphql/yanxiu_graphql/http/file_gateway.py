"""What the file routes need from the composition root."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Download:
    """A stored file; `chunks` is read once and closed by the route if it has a `close`."""

    name: str
    media_type: str
    size: int
    sha256: str
    chunks: Iterator[bytes]


class FileGateway(Protocol):
    """Uploads and downloads of a tenant; called in worker threads, each call a transaction of its own."""

    def upload_limit(self, tenant_id: UUID, upload_id: UUID) -> int:
        """How many bytes this upload may have, asked before any is read.

        Raises NotFound for an unknown upload, Conflict for one that is complete.
        """

    def store(self, tenant_id: UUID, upload_id: UUID, path: Path, sha256: str, size: int) -> None:
        """Keep the bytes at `path`, which may be moved away; what is left of it is deleted afterwards.

        Raises NotFound, Conflict, or Invalid for contents that are not as declared.
        """

    def open(self, tenant_id: UUID, file_id: UUID) -> Download:
        """The file. Raises NotFound."""
