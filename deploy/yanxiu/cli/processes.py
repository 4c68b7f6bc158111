"""`yanxiu serve`, `worker`, `relay` and `migrate`: the processes of an installation."""

import signal
import sys
import threading
from enum import StrEnum
from typing import Annotated

import typer
import uvicorn

from yanxiu.cli.opening import opened_platform, settings_with_logging
from yanxiu.platform import job_kinds, migrate
from yanxiu.settings import Settings, role_url
from yanxiu_core.database.transactions import Database
from yanxiu_core.errors import DomainError
from yanxiu_workers.clock import Clock, run_clock
from yanxiu_workers.queues import connect
from yanxiu_workers.relay import run_relay
from yanxiu_workers.runtime import Runtime
from yanxiu_workers.settings import WorkerSettings
from yanxiu_workers.worker import run_worker


class Queue(StrEnum):
    """The queues; a worker works on one."""

    IMPORTS = "imports"
    EXPORTS = "exports"
    JUDGING = "judging"
    PLUGINS = "plugins"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, worker, relay, scheduler):
        app.command(command.__name__)(command)
    app.command("migrate")(migrate_database)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 / address, default YANXIU_HOST")] = None,
    port: Annotated[
        int | None, typer.Option(help="端口 / port, default YANXIU_PORT", min=0, max=65535)
    ] = None,
    workers: Annotated[int, typer.Option(help="进程数 / processes", min=1)] = 1,
) -> None:
    """启动 GraphQL 服务 / start the web server."""
    settings = settings_with_logging()
    uvicorn.run(
        "yanxiu.asgi:create",
        factory=True,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers,
        log_config=None,  # the processes configure their own logging
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def worker(queue: Annotated[Queue, typer.Argument(help="队列 / queue")]) -> None:
    """执行一个队列的任务 / work on one queue until stopped."""
    with opened_platform() as platform:
        runtime = Runtime(
            app=platform.app,
            redis=connect(platform.settings.redis_url),
            kinds=job_kinds(platform.registry),
            open_work=platform.work_in,
        )
        run_worker(runtime, queue.value, worker_settings(platform.settings))


def relay() -> None:
    """把发件箱中的任务送入队列 / move jobs from the outbox to the queues until stopped."""
    settings = settings_with_logging()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    database = Database(role_url(settings, "relay"), pool_size=2)
    run_relay(database, connect(settings.redis_url), worker_settings(settings), stop.is_set)
    database.dispose()


def scheduler() -> None:
    """按时启动各县到时的任务 / start what is due in every county, until stopped; several may run."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    with opened_platform() as platform:
        clock = Clock(
            app=platform.app,
            redis=connect(platform.settings.redis_url),
            registry=platform.registry,
            open_work=platform.work_in,
            tenants=platform.tenants,
        )
        run_clock(clock, stop.is_set, platform.settings.scheduler_interval)


def migrate_database() -> None:
    """建立或升级数据库 / create or upgrade the database."""
    settings = settings_with_logging()
    failures = migrate(settings)
    for plugin, error in failures.items():
        zh, en = (error.zh, error.en) if isinstance(error, DomainError) else (str(error), str(error))
        print(f"插件 {plugin} 的数据表没有升级, 其余不受影响: {zh}", file=sys.stderr)
        print(f"The tables of plugin {plugin} were not upgraded, all else was: {en}", file=sys.stderr)
    if failures:
        raise typer.Exit(1)
    print("数据库已是最新版本 / the database is up to date")


def worker_settings(settings: Settings) -> WorkerSettings:
    """The workers' part of the settings."""
    return WorkerSettings(
        worker_ttl=settings.worker_ttl,
        job_timeout=settings.job_timeout,
        relay_interval=settings.relay_interval,
        sweep_interval=settings.sweep_interval,
    )
