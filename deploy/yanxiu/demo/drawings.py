"""Uploads of pictures that are drawn for the demo."""

import hashlib
import tempfile
from pathlib import Path
from uuid import UUID

from PIL import Image

from yanxiu_core.files import service as files
from yanxiu_core.work import Work


def uploaded(work: Work, name: str, drawn: Image.Image) -> UUID:
    """The id of an upload with this picture, as if somebody had sent it; the name's ending says how it is written."""
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        path = Path(folder) / name
        drawn.save(path)
        file = files.announce(
            work, name=name, media_type=Image.MIME[Image.registered_extensions()[path.suffix]]
        )
        content = path.read_bytes()
        files.arrived(work, file.id, path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return file.id
