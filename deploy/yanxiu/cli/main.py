"""`yanxiu`: the command line and its error edge."""

import sys
from io import TextIOWrapper

import typer
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from yanxiu.cli import (
    demo,
    docs,
    doctor,
    exports,
    imports,
    plugins,
    policies,
    processes,
    rules,
    schema,
    templates,
    tenants,
    tokens,
    verdicts,
)
from yanxiu_core.errors import DomainError

REFUSED = 2
"""Exit status for usage, unreadable files, unknown tenants, unreachable servers; 1 says that there were findings."""

app = typer.Typer(
    help="研修: 校本研修学时平台 / school-based professional learning for many counties",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a plain traceback: it shows no values
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (processes, imports, verdicts, exports, rules, schema, docs, doctor, demo):
    module.register(app)
app.add_typer(plugins.app)
app.add_typer(policies.app)
app.add_typer(templates.app)
app.add_typer(tenants.app)
app.add_typer(tokens.app)


def main() -> None:
    """Run the command line. Expected refusals are one message in Chinese and English, never a traceback."""
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


if __name__ == "__main__":
    main()
