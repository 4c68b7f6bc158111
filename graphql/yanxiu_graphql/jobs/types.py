"""What imports and exports have in common."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from yanxiu_core.jobs.models import QUEUED, RUNNING
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, stored


@strawberry.enum(description="任务状态。How far a job has come.")
class JobState(Enum):
    """As stored."""

    QUEUED = strawberry.enum_value("queued", description="等待中。Waiting for a worker.")
    RUNNING = strawberry.enum_value("running", description="进行中。A worker is at it.")
    SUCCEEDED = strawberry.enum_value("succeeded", description="已完成。Done; its effect is there.")
    FAILED = strawberry.enum_value("failed", description="失败。Given up; see `error`. Nothing was changed.")


@strawberry.enum(description="任务的排序。How jobs are sorted.")
class JobOrder(Enum):
    """Orders that the reads declare."""

    EARLIEST = strawberry.enum_value("default", description="按建立时间。By creation.")
    LATEST = strawberry.enum_value("latest", description="最新在前。Latest first.")


@strawberry.type(description="进度。How far a running job says it has come; advisory.")
class JobProgress:
    """The last report."""

    done: int = stored("已处理。Rows done in this stage.")
    total: int | None = stored("总数。Rows in all, where known.")
    stage: str = stored("阶段。What it is doing: `loading`, `checking`, `writing`, ...")
    at: datetime = stored("报告时间。When it said so.")


@strawberry.interface(description="任务。A piece of long work; poll it until it has SUCCEEDED or FAILED.")
class Job:
    """The fields of every job."""

    state: JobState = stored("状态。How far it has come.")
    created_at: datetime = stored("建立时间。When it was started.")
    started_at: datetime | None = stored("开始时间。When a worker took it.")
    finished_at: datetime | None = stored("结束时间。When it ended.")
    error: str | None = stored("失败原因。Why it failed, in the caller's language.")

    @computed("进度。The last report while it runs; null otherwise, or when it was lost.", "state")
    def progress(self: Row, info: Info[RequestContext, None]) -> JobProgress | None:
        """Read from Valkey, for jobs that are not over."""
        running = self["state"] in {QUEUED, RUNNING}
        report: Any = info.context.progress(UUID(self["__id"])) if running else None
        return report  # type: ignore[no-any-return] # a mapping stands for the type

    @classmethod
    def resolve_type(cls, row: Any, *_: Any) -> str:
        """The row's type."""
        return str(row["__noun"])


def download(info: Info[RequestContext, None], file_id: str | None) -> str | None:
    """The signed address of a stored file."""
    return info.context.sign(f"/files/{file_id}") if file_id else None
