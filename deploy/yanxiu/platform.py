"""The composition root: databases by role, plugins, nouns, the object store and the jobs, wired once a process."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import EntryPoint, entry_points, requires
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

import yanxiu_tenants.migrations
from yanxiu.settings import Settings, hooks_traced, role_url
from yanxiu.storage import Files
from yanxiu_core.access.actor import OPERATOR, Actor
from yanxiu_core.access.port import Access, FullAccess, NoAccess
from yanxiu_core.database.base import Base
from yanxiu_core.database.tables import CORE_MODELS
from yanxiu_core.database.transactions import Database
from yanxiu_core.events import job as events
from yanxiu_core.exports import service as exports
from yanxiu_core.files.tidying import TIDYING
from yanxiu_core.imports import job as imports
from yanxiu_core.jobs.contributed import kinds_of
from yanxiu_core.jobs.handlers import JobKind
from yanxiu_core.migrations import plugins, runner
from yanxiu_core.nouns import CORE
from yanxiu_core.org_units.standing import reached
from yanxiu_core.plugins.bounded import Calls
from yanxiu_core.plugins.loader import GROUP, load
from yanxiu_core.plugins.registry import Registry
from yanxiu_core.plugins.tables import TABLES
from yanxiu_core.reads.registry import Nouns
from yanxiu_core.tenancy.models import Tenant
from yanxiu_core.verdicts import job as verdicts
from yanxiu_core.verdicts import passing
from yanxiu_core.work import Work, open_work
from yanxiu_tenants.provisioning import service as provisioning
from yanxiu_tenants.roles.access import RoleAccess
from yanxiu_tenants.tokens.models import AccessToken

MODELS = (*CORE_MODELS, AccessToken)
"""Every table of the platform; importing them fills the metadata."""

CORE_JOBS = (
    imports.KIND, exports.KIND, TIDYING, verdicts.KIND, verdicts.UNITS, verdicts.FOLLOWING, passing.DAY, events.REACTION
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Platform:
    """What a process of yanxiu works with. Databases connect when they are first used."""

    settings: Settings
    app: Database
    operator: Database
    registry: Registry
    store: Files

    @contextmanager
    def work(
        self,
        tenant_id: UUID,
        *,
        actor: Actor = OPERATOR,
        access: Access | None = None,
        request_id: str = "cli",
        language: str = "zh-CN",
        today: date | None = None,
    ) -> Iterator[Work]:
        """One transaction of the service in a tenant, committed when the block ends; see `work_in`."""
        with self.app.transaction(tenant_id) as session:
            yield self.work_in(
                session, tenant_id, actor, request_id, access=access, language=language, today=today
            )

    def work_in(
        self,
        session: Session,
        tenant_id: UUID,
        actor: Actor,
        request_id: str,
        *,
        access: Access | None = None,
        language: str = "zh-CN",
        today: date | None = None,
    ) -> Work:
        """Work in a transaction that is open and bound to the tenant.

        Without `access` the actor decides: the operator may do everything, a token's holder what its role allows as
        far as it reaches, anybody else nothing.
        """
        work = open_work(
            session,
            tenant_id,
            actor=actor,
            access=access or (FullAccess() if actor.kind == "operator" else NoAccess()),
            registry=self.registry,
            store=self.store,
            request_id=request_id,
            today=today,
            language=language,
        )
        if access is None and actor.kind == "token":
            work.access = access_of(work, actor)
        return work

    def create_tenant(
        self, slug: str, name: str, policies: list[str], *, zone: str = "Asia/Shanghai"
    ) -> UUID:
        """Create a tenant with root unit, code tables and adopted policies, all or nothing."""
        with self.operator.transaction(None) as session:
            tenant_id = provisioning.register(session, slug, name, zone=zone)
            provisioning.equip(self.work_in(session, tenant_id, OPERATOR, "cli"), name, policies)
        return tenant_id

    def tenant(self, slug: str) -> UUID:
        """A tenant's id by its slug. Raises NotFound."""
        with self.operator.transaction(None) as session:
            return provisioning.find(session, slug)

    def tenants(self) -> list[tuple[UUID, str]]:
        """Every tenant with the name of its zone."""
        with self.operator.transaction(None) as session:
            return [
                (row.tenant_id, row.zone) for row in session.execute(select(Tenant.tenant_id, Tenant.zone))
            ]

    def dispose(self) -> None:
        """Close all connections."""
        self.app.dispose()
        self.operator.dispose()


def access_of(work: Work, actor: Actor) -> RoleAccess:
    """What a token's holder may do, by role, unit and person."""
    return RoleAccess(
        actor.role,
        person_id=actor.person_id,
        unit_id=actor.unit_id,
        below=lambda unit: reached(work, unit),
    )


def build(settings: Settings) -> Platform:
    """Wire the platform from its settings."""
    prepare = settings.database_prepare
    return Platform(
        settings=settings,
        app=Database(role_url(settings, "app"), pool_size=settings.database_pool_size, prepare=prepare),
        operator=Database(role_url(settings, "platform"), pool_size=2, prepare=prepare),
        registry=installed(),
        store=Files(settings.files_url),
    )


def installed(found: Iterable[EntryPoint] | None = None) -> Registry:
    """What core and the installed plugins (or those of these entry points) bring; needs no server."""
    nouns = Nouns(CORE)
    nouns.verify()
    return load(nouns, found, calls=Calls(trace=hooks_traced()))


def boxed() -> Registry:
    """What core and the plugins in the box bring, whatever else is installed: the distributions that `yanxiu` requires."""
    box = set(re.findall(r"^[\w.-]+", "\n".join(requires("yanxiu") or ()), re.MULTILINE))
    return installed(entry for entry in entry_points(group=GROUP) if entry.dist and entry.dist.name in box)


def job_kinds(registry: Registry) -> dict[str, JobKind]:
    """Every kind of job by name: core's and the plugins'."""
    return {**{kind.name: kind for kind in CORE_JOBS}, **kinds_of(registry)}


def migration_folders() -> list[Path]:
    """The version folders of core and tenants."""
    return [runner.CORE_VERSIONS, Path(yanxiu_tenants.migrations.__path__[0]) / "versions"]


def migrate(settings: Settings, registry: Registry | None = None) -> dict[str, Exception]:
    """Create the roles where they are missing and bring the database to the newest revision, then each plugin's tables.

    Returns what went wrong by plugin: a plugin whose tables cannot be made keeps nobody else's from being made.
    """
    registry = registry or installed()
    admin = make_url(settings.database_url).set(drivername="postgresql+psycopg")
    runner.ensure_roles(admin.render_as_string(hide_password=False))
    owner = role_url(settings, "owner")
    runner.upgrade(owner, migration_folders(), Base.metadata)
    failures: dict[str, Exception] = {}
    for owned in registry.of(TABLES).values():
        try:
            plugins.upgrade(owner, owned.plugin, owned.thing, Base.metadata)
        except Exception as error:  # noqa: BLE001 - a third party's revision may raise anything; it must not stop others
            failures[owned.plugin] = error
    return failures
