"""The error edge of the command line: expected refusals are one message, never a traceback."""

import sys
from collections.abc import Callable
from io import TextIOWrapper

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from yanxiu_core.errors import DomainError

REFUSED = 2
"""Exit status for usage, unreadable files, unknown tenants, unreachable servers; 1 says that there were findings."""


def run(app: Callable[[], None]) -> None:
    """Run a command line. Expected refusals are one message in Chinese and English, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What we write is UTF-8 with "\n" wherever it goes, so that a file is the same from any machine.
            stream.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")
    try:
        app()
    except DomainError as error:
        _refuse(error.zh, error.en)
    except OperationalError as error:
        _refuse(
            f"连不上 PostgreSQL 或它拒绝了请求: {error.orig}请检查 YANXIU_DATABASE_URL, 或运行 yanxiu doctor。",
            "PostgreSQL cannot be reached or refused. Check YANXIU_DATABASE_URL, or run `yanxiu doctor`.",
        )
    except RedisError as error:
        _refuse(
            f"连不上 Valkey/Redis: {error}。请检查 YANXIU_REDIS_URL, 或运行 yanxiu doctor。",
            "Valkey or Redis cannot be reached. Check YANXIU_REDIS_URL, or run `yanxiu doctor`.",
        )
    except OSError as error:
        if error.filename is None:
            raise
        _refuse(
            f"无法读写 {error.filename}: {error.strerror}。请检查路径和权限。",
            f"Cannot use {error.filename}: {error.strerror}. Check path and permissions.",
        )


def _refuse(zh: str, en: str) -> None:
    print(zh, en, sep="\n", file=sys.stderr)
    sys.exit(REFUSED)
