"""Every setting of yanxiu, read from ``YANXIU_...`` environment variables and nowhere else.

While embedded servers run in a folder, their addresses stand in ``.yanxiu/runtime.json`` there, so that commands
in that folder need no setting at all.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from yanxiu_core.errors import DomainError
from yanxiu_workers.settings import WorkerSettings

RUNTIME_FILE = Path(".yanxiu/runtime.json")
PREFIX = "YANXIU_"
TRACE_HOOKS = f"{PREFIX}TRACE_HOOKS"
WORKERS = WorkerSettings()
"""The workers' own defaults."""

Role = Literal["owner", "app", "relay", "platform"]
PostgresUrl = Annotated[str, Field(pattern=r"^postgres(ql)?(\+psycopg)?://")]
RedisUrl = Annotated[str, Field(pattern=r"^(rediss?|unix)://")]
Seconds = Annotated[float, Field(gt=0)]

_ROLE_URL = (
    "Connection of the role `yanxiu_{role}`, used as it is. Default: `YANXIU_DATABASE_URL` with "
    "`SET ROLE yanxiu_{role}`. Needed where a pooler drops the start-up parameter `options`."
)


class SettingsError(DomainError):
    """A setting is missing or has a value that cannot be used."""

    code: ClassVar[str] = "SETTINGS_INVALID"


class Settings(BaseSettings):
    """The settings of one process; immutable. Durations are seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    database_url: PostgresUrl = Field(
        repr=False,
        description="PostgreSQL 18. Its user is a superuser or a member of the four roles `yanxiu_owner`, "
        "`yanxiu_app`, `yanxiu_relay` and `yanxiu_platform`.",
    )
    database_owner_url: PostgresUrl | None = Field(
        None, repr=False, description=_ROLE_URL.format(role="owner")
    )
    database_app_url: PostgresUrl | None = Field(None, repr=False, description=_ROLE_URL.format(role="app"))
    database_relay_url: PostgresUrl | None = Field(
        None, repr=False, description=_ROLE_URL.format(role="relay")
    )
    database_platform_url: PostgresUrl | None = Field(
        None, repr=False, description=_ROLE_URL.format(role="platform")
    )
    database_pool_size: int = Field(10, ge=1, description="Connections that one process keeps to PostgreSQL.")
    database_prepare: bool = Field(
        True,
        description="Whether statements that are run often stay prepared on a connection, which spares PostgreSQL half of the "
        "work of recording one participation. `false` behind a pooler in transaction mode that does not carry them: "
        "PgBouncer does from 1.22 on, with `max_prepared_statements` of 100 or more.",
    )
    redis_url: RedisUrl = Field(
        repr=False,
        description="Valkey or Redis, `redis://`, `rediss://` or `unix://`; it must keep its data (AOF).",
    )
    files_url: str = Field(
        ".yanxiu/files",
        min_length=1,
        description="Where evidence and exports are kept: a folder, or a bucket such as `s3://name/prefix`.",
    )
    signing_key: SecretStr = Field(
        min_length=32,
        description="Secret that signs download addresses, 32 characters or more, the same for all processes. "
        "Embedded servers make their own.",
    )
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the web server listens on; 0 takes a free one.")
    public_url: str = Field(
        "http://127.0.0.1:8000",
        pattern=r"^https?://[^/]+",
        description="Address under which users reach the service; it begins every link that is handed out.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="For eyes, or one JSON object a line."
    )
    worker_ttl: int = Field(
        WORKERS.worker_ttl,
        ge=16,
        description="Seconds after which an idle worker that gave no sign of life is no longer listed as one. "
        f"The job of a dead worker is given to another {WORKERS.heartbeat_ttl} s after its last sign of life, "
        "whatever stands here.",
    )
    sweep_interval: Seconds = Field(
        WORKERS.sweep_interval, description="Seconds between searches for jobs of dead workers."
    )
    relay_interval: Seconds = Field(
        WORKERS.relay_interval, description="Seconds the outbox relay waits when it found nothing."
    )
    scheduler_interval: Seconds = Field(
        15.0,
        description="Seconds between two looks of the scheduler at the clock; a due time is found so much later.",
    )
    job_timeout: int = Field(
        WORKERS.job_timeout, ge=1, description="Seconds after which a job is ended and counted as failed."
    )
    trace_hooks: bool = Field(False, description="Print every call into a plugin to stderr.")
    upload_max_bytes: int = Field(64_000_000, ge=1, description="Largest upload, in bytes.")


def load_settings(folder: Path | None = None) -> Settings:
    """The settings of a process started in ``folder`` (default: the working directory).

    The environment wins. Without ``YANXIU_DATABASE_URL`` what is missing comes from the embedded servers running
    in the folder. Raises SettingsError, which names the variables and never repeats a value.
    """
    given = {name for name in Settings.model_fields if os.environ.get(PREFIX + name.upper())}
    found = {} if "database_url" in given else _running_servers((folder or Path.cwd()) / RUNTIME_FILE)
    try:
        return Settings(**{name: value for name, value in found.items() if name not in given})
    except ValidationError as error:
        raise _explain(error) from None  # pydantic's text repeats the values, and with them secrets


def hooks_traced() -> bool:
    """`YANXIU_TRACE_HOOKS` alone, for commands that need no other setting."""
    return os.environ.get(TRACE_HOOKS, "").lower() in {"1", "true", "yes", "on"}


def role_url(settings: Settings, role: Role) -> str:
    """SQLAlchemy's URL of the connections that act as ``yanxiu_<role>``; query parameters are kept."""
    explicit: str | None = getattr(settings, f"database_{role}_url")
    url = make_url(explicit or settings.database_url).set(drivername="postgresql+psycopg")
    if explicit is None:
        present = url.normalized_query.get("options", ())
        url = url.update_query_dict({"options": " ".join([*present, f"-c role=yanxiu_{role}"])})
    return url.render_as_string(hide_password=False)


def describe() -> str:
    """Every setting as a Markdown table: variable, default, meaning. The page ``docs/settings.md`` holds it."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for name, info in Settings.model_fields.items():
        default = "required" if info.is_required() else "" if info.default is None else f"`{info.default}`"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {info.description} |")
    return "\n".join(lines) + "\n"


def _running_servers(path: Path) -> dict[str, Any]:
    """What the embedded servers wrote, or nothing when their process is gone (killed, it could not tidy up)."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    pid = values.pop("pid", None)
    return values if pid is None or _alive(pid) else {}


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _explain(error: ValidationError) -> SettingsError:
    problems = [(PREFIX + str(part["loc"][0]).upper(), part["type"], part["msg"]) for part in error.errors()]
    missing = [name for name, kind, _ in problems if kind == "missing"]
    wrong = [f"{name}: {text}" for name, kind, text in problems if kind != "missing"]
    zh, en = [], []
    if missing:
        names = ", ".join(missing)
        zh.append(f"缺少设置 {names}。请设置这些环境变量,或先在本文件夹运行 make demo。")
        en.append(
            f"Missing settings: {names}. Set these environment variables, or start `make demo` in this folder."
        )
    if wrong:
        zh.append(f"设置的值不可用 {'; '.join(wrong)}。请改正这些环境变量, 说明见 docs/settings.md。")
        en.append(
            f"Unusable settings: {'; '.join(wrong)}. Correct these environment variables, see docs/settings.md."
        )
    return SettingsError(" ".join(zh), " ".join(en), variables=[name for name, _, _ in problems])
