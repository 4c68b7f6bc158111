"""The ASGI application, put together from the parts that the composition root supplies."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from anyio import CapacityLimiter
from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from yanxiu_core.errors import DomainError
from yanxiu_graphql.http.endpoint import GraphQLEndpoint
from yanxiu_graphql.http.envelope import Envelope, on_domain_error, on_http_exception
from yanxiu_graphql.http.execution import Preparation
from yanxiu_graphql.http.file_gateway import FileGateway
from yanxiu_graphql.http.files import FileRoutes
from yanxiu_graphql.http.gateway import CallerT, Gateway
from yanxiu_graphql.http.health import HealthRoutes, Readiness
from yanxiu_graphql.http.pipeline import Pipeline
from yanxiu_graphql.limits.bucket import Bucket
from yanxiu_graphql.limits.limits import Limits

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Settings of the HTTP layer.

    `signing_key` signs file addresses and is shared by all processes; `threads` is the size of the database pool;
    `body_bytes` bounds a GraphQL request; `upload_folder` takes uploads on their way (default: the machine's own).
    """

    signing_key: bytes = field(repr=False)
    threads: int = 8
    body_bytes: int = 1_048_576
    upload_folder: Path | None = None
    limits: Limits = field(default_factory=Limits)


def create_app(
    *,
    schema: GraphQLSchema,
    gateway: Gateway[CallerT],
    bucket: Bucket,
    files: FileGateway,
    ready: Readiness,
    settings: HttpSettings,
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The application with `/graphql`, `/uploads/{id}`, `/files/{id}`, `/healthz` and `/readyz`.

    Raises ValueError when the bucket could never pay for a document within the limits.
    """
    if bucket.maximum < settings.limits.weight:
        raise ValueError(
            f"The bucket's maximum {bucket.maximum} is below the weight limit {settings.limits.weight}"
        )
    limiter = CapacityLimiter(settings.threads)
    pipeline = Pipeline(gateway, Preparation(schema, settings.limits), bucket)
    graphql = GraphQLEndpoint(pipeline, limiter, body_bytes=settings.body_bytes)
    routes = FileRoutes(files, limiter, key=settings.signing_key, folder=settings.upload_folder)
    health = HealthRoutes(ready)
    return Starlette(
        routes=[
            Route("/graphql", graphql),
            Route("/uploads/{id:uuid}", routes.upload, methods=["PUT"]),
            Route("/files/{id:uuid}", routes.download, methods=["GET"]),
            Route("/healthz", health.live, methods=["GET"]),
            Route("/readyz", health.ready, methods=["GET"]),
        ],
        middleware=[Middleware(Envelope)],
        exception_handlers={DomainError: on_domain_error, HTTPException: on_http_exception},
        lifespan=lifespan,
    )
