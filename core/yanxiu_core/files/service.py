"""Stored files: announce an upload, keep its bytes, hand them out, remove them when their time is over."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import func, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database.undoing import with_rows
from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.files.models import StoredFile
from yanxiu_core.work import Work

UPLOAD, EXPORT, PROBLEMS = "upload", "export", "problems"
KEPT = timedelta(days=7)
"""How long a file can be fetched; a file that is somebody's evidence stays (see `hold`)."""
LONGEST_NAME = 255


def announce(work: Work, *, name: str, media_type: str) -> StoredFile:
    """A place for an upload; its bytes are PUT to a signed address. Raises Forbidden, Invalid.

    Whoever may submit evidence or register external training, one's own at least, may upload too.
    """
    own = (Permission.EVIDENCE_WRITE, Permission.TRAININGS_WRITE)
    if all(work.access.reach(permission).nothing for permission in own):
        work.require(Permission.IMPORTS_RUN)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Invalid(
            f"文件名不能为空, 且不超过 {LONGEST_NAME} 个字",
            f"The file needs a name of at most {LONGEST_NAME} characters",
            field="name",
        )
    file = StoredFile(
        tenant_id=work.tenant_id,
        name=shown_name(name),
        media_type=media_type,
        purpose=UPLOAD,
        owner_id=work.actor.id,
        expires_at=func.clock_timestamp() + KEPT,
    )
    work.session.add(file)
    work.session.flush()
    audit.record(work, "file.announce", counts={"files": 1}, rows=[(file.id, file.name, media_type)])
    return file


def pending(work: Work, file_id: UUID) -> StoredFile:
    """An announced upload that has not arrived. Raises NotFound, Conflict when it has."""
    file = _get(work, file_id, lock=True)
    if file.state != "pending":
        raise Conflict("这个文件已经上传完毕", "This upload is complete already", field="id")
    return file


def arrived(work: Work, file_id: UUID, source: Path, *, sha256: str, size: int) -> StoredFile:
    """Keep the bytes of an announced upload."""
    file = pending(work, file_id)
    work.store.put(key_of(file), source)
    file.state, file.sha256, file.size = "stored", sha256, size
    work.session.flush()
    return file


def keep(work: Work, job_id: UUID, *, name: str, media_type: str, purpose: str, source: Path) -> StoredFile:
    """Keep a file that a job made (an export, an error workbook), one for each purpose.

    Its id is made of job and purpose: a job that is tried again replaces the bytes it had stored before. Where its row is
    rolled back the bytes go too.
    """
    with source.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    file = StoredFile(
        tenant_id=work.tenant_id,
        id=uuid5(job_id, purpose),
        name=shown_name(name),
        media_type=media_type,
        purpose=purpose,
        state="stored",
        size=source.stat().st_size,
        sha256=sha256,
        owner_id=work.actor.id,
        expires_at=func.clock_timestamp() + KEPT,
    )
    work.session.add(file)
    work.session.flush()
    key = key_of(file)
    with_rows(work.session, partial(work.store.delete, key))
    work.store.put(key, source)
    return file


def stored(work: Work, file_id: UUID, *, field: str = "fileId") -> StoredFile:
    """A file whose bytes are here. Raises NotFound, Conflict while the upload is awaited."""
    file = _get(work, file_id, field=field)
    if file.state != "stored":
        raise Conflict(
            "文件还没有上传; 请先把内容 PUT 到 uploadCreate 给出的地址",
            "The file has not arrived; PUT its bytes to the address from uploadCreate first",
            field=field,
        )
    return file


def own(work: Work, file_id: UUID, *, field: str = "fileId") -> StoredFile:
    """An upload of the caller's own whose bytes are here; who may import for the county may use anybody's.

    Raises NotFound, Conflict while the upload is awaited.
    """
    file = stored(work, file_id, field=field)
    if file.purpose != UPLOAD or not may_use(work, file):
        raise _unknown(field)
    return file


def may_use(work: Work, file: StoredFile) -> bool:
    """Whether the file is the caller's own; who may import for the county may use anybody's."""
    mine = work.actor.id is not None and file.owner_id == work.actor.id
    return mine or work.access.reach(Permission.IMPORTS_RUN).everything


def lock(work: Work, file: StoredFile, *, field: str = "fileId") -> None:
    """Wait for whoever else is making something of the file. Raises NotFound when they have let it go."""
    _get(work, file.id, field=field, lock=True)


def read(work: Work, file: StoredFile) -> Iterator[bytes]:
    """The file's bytes in chunks."""
    return work.store.stream(key_of(file))


def fetch(work: Work, file: StoredFile, target: Path) -> None:
    """Write the file's bytes to a local path."""
    work.store.fetch(key_of(file), target)


def hold(file: StoredFile) -> None:
    """Keep the file for good: something refers to it."""
    file.expires_at = None


def release(file: StoredFile) -> None:
    """Let a file go: nobody finds it any more, and the next removal deletes its bytes."""
    file.expires_at = func.clock_timestamp()


def remove_expired(work: Work) -> int:
    """Delete the tenant's files whose time is over, rows and bytes; returns how many. Another job's are left to it."""
    expired = work.session.scalars(
        select(StoredFile)
        .where(StoredFile.tenant_id == work.tenant_id, StoredFile.expires_at <= func.clock_timestamp())
        .with_for_update(skip_locked=True)
    ).all()
    for file in expired:
        # The bytes first: should the transaction fail, the row is still there and the next job ends it.
        work.store.delete(key_of(file))
        work.session.delete(file)
    work.session.flush()
    return len(expired)


def shown_name(name: str) -> str:
    """A name as it is displayed and downloaded under: it is no path, whatever it was given as."""
    return name.strip().replace("/", "-").replace("\\", "-")


def key_of(file: StoredFile) -> str:
    """Where the bytes are in the object store."""
    return f"{file.tenant_id}/{file.id}"


def _get(work: Work, file_id: UUID, *, field: str = "fileId", lock: bool = False) -> StoredFile:
    statement = select(StoredFile).where(
        StoredFile.tenant_id == work.tenant_id,
        StoredFile.id == file_id,
        (StoredFile.expires_at.is_(None)) | (StoredFile.expires_at > func.clock_timestamp()),
    )
    locked = statement.with_for_update().execution_options(populate_existing=True)
    file = work.session.scalars(locked if lock else statement).one_or_none()
    if file is None:
        raise _unknown(field)
    return file


def _unknown(field: str) -> NotFound:
    return NotFound("没有这个文件, 或已过保存期", "No such file, or it is no longer kept", field=field)
