"""`/healthz`: the process lives. `/readyz`: what it needs can be reached."""

from collections.abc import Callable, Mapping

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Readiness = Callable[[], Mapping[str, bool]]  # by name (`database`, `valkey`); runs in a thread


class HealthRoutes:
    """Both checks, open to anybody and telling nothing but yes and no."""

    def __init__(self, ready: Readiness) -> None:
        """Keep the check of what must be reachable."""
        self._ready = ready

    async def live(self, _request: Request) -> Response:
        """200 while the process answers at all."""
        return JSONResponse({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """200 when every part is reachable, else 503; `parts` says which."""
        parts = dict(await anyio.to_thread.run_sync(self._ready))
        fine = all(parts.values())
        status = "ok" if fine else "unavailable"
        return JSONResponse({"status": status, "parts": parts}, status_code=200 if fine else 503)
