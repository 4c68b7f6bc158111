"""The error edge of the command line: expected refusals are one message, never a traceback."""

import errno
import sys
from io import TextIOWrapper

import typer
from psycopg.errors import UndefinedColumn, UndefinedTable
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.exceptions import TyperException

from yanxiu.cli.usage import in_chinese
from yanxiu_core.errors import DomainError

REFUSED = 2
"""Exit status for usage, unreadable files, unknown tenants, unreachable servers; 1 says that there were findings."""
REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹, 不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.ENOSPC: "磁盘已满",
}


def run(app: typer.Typer) -> None:
    """Run a command line. Expected refusals are one message in Chinese and English, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What we write is UTF-8 with "\n" wherever it goes, so that a file is the same from any machine.
            stream.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")
    try:
        code = app(prog_name="yanxiu", standalone_mode=False)  # so that wrong usage comes here
    except typer.Abort:
        sys.exit(1)
    except Exception as error:
        said = _said(error)
        if said is None:
            raise
        print(*said, sep="\n", file=sys.stderr)
        sys.exit(REFUSED)
    if isinstance(code, int):
        sys.exit(code)


def _said(error: Exception) -> tuple[str, str] | None:
    """What to tell of an expected refusal, in Chinese and English; None for a defect."""
    match error:
        case DomainError():
            return error.zh, error.en
        case TyperException():
            return _misused(error)
        case OSError() if error.filename is not None:
            reason = REASONS.get(error.errno or 0, error.strerror)
            return (
                f"无法读写 {error.filename}: {reason}。请检查路径和权限。",
                f"Cannot use {error.filename}: {error.strerror}. Check path and permissions.",
            )
        case _:
            return _of_servers(error)


def _of_servers(error: Exception) -> tuple[str, str] | None:
    """What PostgreSQL or Valkey refuse, as long as it is not our defect."""
    match error:
        case OperationalError():
            return (
                (
                    f"连不上 PostgreSQL 或它拒绝了请求: {str(error.orig).strip()}。"
                    "新建的数据库请先运行 yanxiu migrate; 否则请检查 YANXIU_DATABASE_URL, 或运行 yanxiu doctor。"
                ),
                (
                    "PostgreSQL cannot be reached or refused. Run `yanxiu migrate` on a new database; else check "
                    "YANXIU_DATABASE_URL, or run `yanxiu doctor`."
                ),
            )
        case ProgrammingError(orig=UndefinedTable() | UndefinedColumn()):
            return (
                "数据库不是本版本的, 请运行 yanxiu migrate。",
                "The database is not of this version: run `yanxiu migrate`.",
            )
        case RedisError():
            return (
                f"连不上 Valkey/Redis: {error}。请检查 YANXIU_REDIS_URL, 或运行 yanxiu doctor。",
                "Valkey or Redis cannot be reached. Check YANXIU_REDIS_URL, or run `yanxiu doctor`.",
            )
        case _:
            return None


def _misused(error: TyperException) -> tuple[str, str]:
    """What is wrong with the command as written, and where its help is."""
    context = getattr(error, "ctx", None)  # the classes that have one are not public
    path = context.command_path if context else "yanxiu"
    message = error.format_message()
    return f"{in_chinese(message)}。用法见 {path} -h", f"{message.removesuffix('.')}. See `{path} -h`"
