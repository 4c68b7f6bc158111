"""The HTTP layer's FileGateway over core's stored files. The signed address is the permission."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from yanxiu_core.access.actor import Actor
from yanxiu_core.access.port import NoAccess
from yanxiu_core.database.transactions import Database
from yanxiu_core.files import service
from yanxiu_core.work import Work
from yanxiu_graphql.gateway import OpenWork, request_id
from yanxiu_graphql.http.file_gateway import Download

HOLDER = Actor(kind="system", id=None, name="签名地址", role="system")
"""Whoever holds a signed address: it opens one file, and nothing that asks for a permission."""


@dataclass(frozen=True, slots=True)
class Files:
    """Uploads and downloads of a tenant, each call a transaction of its own."""

    database: Database
    open_work: OpenWork
    upload_bytes: int

    def upload_limit(self, tenant_id: UUID, upload_id: UUID) -> int:
        """How many bytes an upload may have. Raises NotFound, Conflict when it is complete."""
        with self._work(tenant_id) as work:
            service.pending(work, upload_id)
        return self.upload_bytes

    def store(self, tenant_id: UUID, upload_id: UUID, path: Path, sha256: str, size: int) -> None:
        """Keep the bytes. Raises NotFound, Conflict."""
        with self._work(tenant_id) as work:
            service.arrived(work, upload_id, path, sha256=sha256, size=size)

    def open(self, tenant_id: UUID, file_id: UUID) -> Download:
        """A stored file. Raises NotFound, Conflict while its bytes are awaited."""
        with self._work(tenant_id) as work:
            file = service.stored(work, file_id)
            return Download(
                name=file.name,
                media_type=file.media_type,
                size=file.size or 0,
                sha256=file.sha256 or "",
                chunks=service.read(work, file),
            )

    @contextmanager
    def _work(self, tenant_id: UUID) -> Iterator[Work]:
        with self.database.transaction(tenant_id) as session:
            yield self.open_work(session, tenant_id, HOLDER, request_id(), access=NoAccess())
