"""Keep an uploaded picture: written anew, with a thumbnail; the upload itself is let go."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from yanxiu_core.files import service as files
from yanxiu_core.files.models import StoredFile
from yanxiu_core.images.pictures import MEDIA_TYPE, prepare
from yanxiu_core.work import Work

IMAGE, THUMBNAIL = "image", "thumbnail"
"""Purposes of the two files."""
MOST_BYTES = 20_000_000
"""Of an upload that is a picture, unless a caller says otherwise."""


@dataclass(frozen=True, slots=True)
class KeptImage:
    """A picture as it is kept, its thumbnail, and its size in pixels."""

    image: StoredFile
    thumbnail: StoredFile
    width: int
    height: int


def keep(
    work: Work, upload: StoredFile, *, of: UUID, title: str, field: str, most_bytes: int = MOST_BYTES
) -> KeptImage:
    """Keep an upload as the one picture of a thing (`of`, its id), and let the upload go.

    The caller has checked that the upload may be used, and afterwards leaves the job that deletes what was let go
    (`files.tidying.leave`): a photo tells where it was taken. Raises ImageInvalid, naming `field`, and NotFound when
    somebody else is making something of the upload.
    """
    files.lock(work, upload, field=field)
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as name:
        folder = Path(name)
        files.fetch(work, upload, folder / "upload")
        made = prepare(folder / "upload", folder, most_bytes=most_bytes, field=field)
        image = _kept(work, of, f"{title}.jpg", IMAGE, made.image)
        thumbnail = _kept(work, of, f"{title}-小图.jpg", THUMBNAIL, made.thumbnail)
    files.release(upload)
    work.session.flush()
    return KeptImage(image, thumbnail, made.width, made.height)


def image_id(of: UUID) -> UUID:
    """The id of the picture that is kept of a thing."""
    return uuid5(of, IMAGE)


def thumbnail_id(of: UUID) -> UUID:
    """The id of that picture's thumbnail."""
    return uuid5(of, THUMBNAIL)


def _kept(work: Work, of: UUID, name: str, purpose: str, source: Path) -> StoredFile:
    file = files.keep(work, of, name=name, media_type=MEDIA_TYPE, purpose=purpose, source=source)
    files.hold(file)
    return file
