"""Is Valkey as it must be, do workers live, does the outbox flow."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from yanxiu.doctor.findings import Finding
from yanxiu.settings import Settings, role_url
from yanxiu_core.database.transactions import Database
from yanxiu_core.jobs.handlers import QUEUES
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_workers.clock import clock_runs
from yanxiu_workers.queues import connect, living_workers

BACKLOG_SECONDS = 60.0
"""A job that nobody has offered to a queue for so long shows that no relay runs."""


def check_queues(settings: Settings) -> Iterator[Finding]:
    """All findings about Valkey or Redis; where it cannot be reached, that one alone."""
    with connect(settings.redis_url) as redis:
        try:
            yield _version(cast("Mapping[str, Any]", redis.info("server")))
            yield _persistence(cast("Mapping[str, Any]", redis.info("persistence")))
            for queue in QUEUES:
                yield _workers(redis, queue)
            yield _scheduler(redis)
        except RedisError as error:
            yield Finding(
                "valkey",
                False,
                f"连不上 Valkey/Redis: {error}; 请检查 YANXIU_REDIS_URL",
                f"Valkey or Redis cannot be reached: {error}; check YANXIU_REDIS_URL",
            )


def check_outbox(settings: Settings) -> Iterator[Finding]:
    """How long the oldest job has waited for a relay. Says nothing where the database cannot be asked."""
    database = Database(role_url(settings, "relay"), pool_size=1)
    waiting = select(func.extract("epoch", func.clock_timestamp() - func.min(OutboxRow.created_at))).where(
        OutboxRow.enqueued_at.is_(None)
    )
    try:
        with database.transaction(None) as session:
            seconds = float(session.scalar(waiting) or 0)
    except SQLAlchemyError:
        return  # the database's own findings say why
    finally:
        database.dispose()
    if seconds <= BACKLOG_SECONDS:
        yield Finding("outbox", True, "发件箱没有积压", "the outbox flows")
    else:
        yield Finding(
            "outbox",
            False,
            f"发件箱最早的任务已等待 {seconds:.0f} 秒; 请启动 yanxiu relay",
            f"the oldest job in the outbox has waited {seconds:.0f} s; start `yanxiu relay`",
        )


def _version(info: Mapping[str, Any]) -> Finding:
    product = "Valkey" if "valkey_version" in info else "Redis"
    name = f"{product} {info.get('valkey_version', info['redis_version'])}"
    return Finding("valkey", True, name, name)


def _persistence(info: Mapping[str, Any]) -> Finding:
    if info["aof_enabled"]:
        return Finding("appendonly", True, "队列数据写入 AOF", "queues are kept in an append-only file")
    return Finding(
        "appendonly",
        False,
        "没有开启 AOF, 服务器重启会丢失队列; 请设置 appendonly yes",
        "append-only file is off, a restart loses the queues; set `appendonly yes`",
    )


def _scheduler(redis: Redis) -> Finding:
    if clock_runs(redis):
        return Finding("scheduler", True, "定时任务进程在运行", "a scheduler looks at the clock")
    return Finding(
        "scheduler",
        False,
        "没有进程按时启动任务(每日重新判定、插件的定时任务); 请启动 yanxiu scheduler",
        "nobody starts what is due (the daily judging, jobs of plugins); start `yanxiu scheduler`",
    )


def _workers(redis: Redis, queue: str) -> Finding:
    count = living_workers(redis, queue)
    if count:
        return Finding(
            f"worker {queue}", True, f"队列 {queue}: {count} 个进程", f"queue {queue}: {count} workers"
        )
    return Finding(
        f"worker {queue}",
        False,
        f"队列 {queue} 没有工作进程; 请启动 yanxiu worker {queue}",
        f"nobody works on the queue {queue}; start `yanxiu worker {queue}`",
    )
