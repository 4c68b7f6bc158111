"""Attach an upload to what it proves: what a file claims to be, by its media type or name, it must be.

A picture is checked by decoding it, and kept written anew with a thumbnail (see `images`); a PDF must begin as one and
stays as it is; of other files nothing is claimed.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from uuid import UUID

from yanxiu_core.errors import Invalid
from yanxiu_core.files import service as files
from yanxiu_core.files import tidying
from yanxiu_core.files.models import StoredFile
from yanxiu_core.images import service as images
from yanxiu_core.work import Work

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif"})
"""By which a name claims to be a picture's; those that are not taken are refused with what to do."""
PDF = "application/pdf"
PDF_HEAD, PDF_WITHIN = b"%PDF-", 1024
"""A PDF begins with this, within so many bytes: mail programs put lines before it, and readers bear with that."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The file to refer to, kept for good: the upload, or the picture that was made of it, which has a thumbnail."""

    file: StoredFile
    thumbnail_id: UUID | None = None


def attach(work: Work, upload_id: UUID, *, field: str = "fileId") -> Attached:
    """Attach an upload of the caller's own; one that became a picture before is that picture still.

    Raises ImageInvalid, Invalid, Conflict while the upload is awaited, NotFound; all name `field`.
    """
    made = work.session.get(StoredFile, (work.tenant_id, images.image_id(upload_id)))
    if made is not None and files.may_use(work, made):
        return Attached(made, images.thumbnail_id(upload_id))
    attached = checked(work, files.own(work, upload_id, field=field), field=field)
    if attached.thumbnail_id is not None:
        tidying.leave(work)
    return attached


def checked(work: Work, file: StoredFile, *, field: str) -> Attached:
    """Attach a file which the caller may use. Where it became a picture, the caller leaves the job that tidies up.

    Raises ImageInvalid, Invalid, NotFound; all name `field`.
    """
    if is_picture(file):
        kept = images.keep(work, file, of=file.id, title=PurePath(file.name).stem, field=field)
        return Attached(kept.image, kept.thumbnail.id)
    if file.media_type == PDF or _ending(file) == ".pdf":
        _check_pdf(work, file, field)
    files.hold(file)
    return Attached(file)


def is_picture(file: StoredFile) -> bool:
    """Whether it claims to be a picture."""
    return file.media_type.startswith("image/") or _ending(file) in ENDINGS


def _ending(file: StoredFile) -> str:
    return PurePath(file.name).suffix.lower()


def _check_pdf(work: Work, file: StoredFile, field: str) -> None:
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        path = Path(folder) / "upload"
        files.fetch(work, file, path)
        with path.open("rb") as content:
            head = content.read(PDF_WITHIN)
    if PDF_HEAD not in head:
        raise Invalid(
            f"“{file.name}”不是 PDF 文件; 请重新导出或扫描后再上传",
            f"{file.name} is no PDF; export or scan it again and upload that",
            field=field,
        )
