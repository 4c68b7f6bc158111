"""The web application over the schema; the composition root supplies databases, work and settings."""

from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from yanxiu_core.database.transactions import Database
from yanxiu_core.plugins.registry import Registry
from yanxiu_graphql.context import Progress
from yanxiu_graphql.files.gateway import Files
from yanxiu_graphql.gateway import Addresses, OpenWork, TokenGateway
from yanxiu_graphql.http.application import HttpSettings, Lifespan, create_app
from yanxiu_graphql.http.health import Readiness
from yanxiu_graphql.limits.bucket import Bucket, bucket_client
from yanxiu_graphql.limits.limits import Limits
from yanxiu_graphql.schema import build_schema


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings of the web application.

    `signing_key` signs file addresses under `public_url`; `threads` is the size of the database pool; `upload_bytes`
    the largest upload; `bucket` and `restore_rate` a client's cost points and how many come back a second.
    """

    redis_url: str = field(repr=False)
    public_url: str
    signing_key: bytes = field(repr=False)
    upload_bytes: int
    threads: int = 8
    upload_folder: Path | None = None
    limits: Limits = field(default_factory=Limits)
    bucket: int = 20_000
    restore_rate: int = 500


def build_app(
    *,
    database: Database,
    open_work: OpenWork,
    registry: Registry,
    progress: Progress,
    settings: WebSettings,
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The application with the GraphQL endpoint, uploads, downloads and health checks.

    `database` acts as the role `yanxiu_app`; `progress` reads how far a job has come.
    """
    schema = build_schema(registry)._schema  # noqa: SLF001 - graphql-core's schema, which http/execution runs
    redis = bucket_client(settings.redis_url)
    gateway = TokenGateway(
        database=database,
        open_work=open_work,
        schema=schema,
        addresses=Addresses(settings.public_url, settings.signing_key),
        progress=progress,
        upload_bytes=settings.upload_bytes,
    )
    return create_app(
        schema=schema,
        gateway=gateway,
        bucket=Bucket(redis, maximum=settings.bucket, restore_rate=settings.restore_rate),
        files=Files(database, open_work, settings.upload_bytes),
        ready=readiness(database, redis),
        settings=HttpSettings(
            signing_key=settings.signing_key,
            threads=settings.threads,
            upload_folder=settings.upload_folder,
            limits=settings.limits,
        ),
        lifespan=lifespan,
    )


def readiness(database: Database, redis: Redis) -> Readiness:
    """The check of what must be reachable."""

    def check() -> dict[str, bool]:
        return {"database": _database_answers(database), "valkey": _valkey_answers(redis)}

    return check


def _database_answers(database: Database) -> bool:
    try:
        with database.transaction(None) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _valkey_answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False
