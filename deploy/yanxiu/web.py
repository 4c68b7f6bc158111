"""The web application of an installation."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from redis import Redis
from starlette.applications import Starlette

from yanxiu.platform import Platform
from yanxiu_graphql.application import WebSettings, build_app
from yanxiu_graphql.context import Progress
from yanxiu_graphql.http.application import Lifespan
from yanxiu_graphql.limits.bucket import bucket_client
from yanxiu_workers.progress import read_progress


def web_app(platform: Platform) -> Starlette:
    """The application over the platform's databases, object store and Valkey; it closes their connections at its end."""
    settings = platform.settings
    redis = bucket_client(settings.redis_url)  # progress is advisory too: a page must not wait for it
    return build_app(
        database=platform.app,
        open_work=platform.work_in,
        registry=platform.registry,
        progress=_progress(redis),
        settings=WebSettings(
            redis_url=settings.redis_url,
            public_url=settings.public_url,
            signing_key=settings.signing_key.get_secret_value().encode(),
            upload_bytes=settings.upload_max_bytes,
            threads=settings.database_pool_size,
        ),
        lifespan=_closing(platform, redis),
    )


def _progress(redis: Redis) -> Progress:
    def progress(job_id: UUID) -> Mapping[str, Any] | None:
        report = read_progress(redis, job_id)
        return asdict(report) if report else None

    return progress


def _closing(platform: Platform, redis: Redis) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        redis.close()
        platform.dispose()

    return lifespan
