"""`PUT /uploads/{id}` and `GET /files/{id}`, both by signed address."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from yanxiu_graphql.http.body import declares_more
from yanxiu_graphql.http.errors import upload_too_large
from yanxiu_graphql.http.file_gateway import Download, FileGateway
from yanxiu_graphql.http.signing import verify
from yanxiu_graphql.http.spool import Spool

_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")  # it was declared by whoever uploaded


class FileRoutes:
    """The two handlers; what they raise becomes JSON in `envelope`."""

    def __init__(
        self, gateway: FileGateway, limiter: CapacityLimiter, *, key: bytes, folder: Path | None
    ) -> None:
        """`folder` takes the temporary files (the machine's own by default); `key` signs addresses."""
        self._gateway = gateway
        self._limiter = limiter
        self._key = key
        self._folder = folder

    async def upload(self, request: Request) -> Response:
        """Take a body as the bytes of an upload: 201 with `id`, `size` and `sha256`, or nothing is kept."""
        tenant_id = verify(request.url.path, request.query_params, self._key)
        upload_id: UUID = request.path_params["id"]
        maximum = await anyio.to_thread.run_sync(
            self._gateway.upload_limit, tenant_id, upload_id, limiter=self._limiter
        )
        if declares_more(request, maximum):
            raise upload_too_large(maximum)
        with tempfile.TemporaryDirectory(prefix="yanxiu-upload-", dir=self._folder) as folder:
            spool = Spool(Path(folder) / "body", maximum)
            try:
                async for chunk in request.stream():
                    await anyio.to_thread.run_sync(spool.write, chunk)
            finally:
                spool.close()
            await anyio.to_thread.run_sync(
                self._gateway.store,
                tenant_id,
                upload_id,
                spool.path,
                spool.sha256,
                spool.size,
                limiter=self._limiter,
            )
        return JSONResponse(
            {"id": str(upload_id), "size": spool.size, "sha256": spool.sha256}, status_code=201
        )

    async def download(self, request: Request) -> Response:
        """Send a file, always as an attachment: what was uploaded never runs in a browser."""
        tenant_id = verify(request.url.path, request.query_params, self._key)
        file = await anyio.to_thread.run_sync(
            self._gateway.open, tenant_id, request.path_params["id"], limiter=self._limiter
        )
        return StreamingResponse(
            iterate_in_threadpool(_closing(file)),
            media_type=file.media_type
            if _MEDIA_TYPE.fullmatch(file.media_type)
            else "application/octet-stream",
            headers={
                "Content-Disposition": disposition(file.name),
                "Content-Length": str(file.size),
                "ETag": f'"{file.sha256}"',
            },
        )


def disposition(name: str) -> str:
    """`Content-Disposition` for a name in any script (RFC 6266): old clients get an ASCII stand-in."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%/;' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _closing(file: Download) -> Iterator[bytes]:
    """The chunks, closing their source even if the client leaves half-way."""
    try:
        yield from file.chunks
    finally:
        close = getattr(file.chunks, "close", None)
        if close:
            close()
