"""An upload on its way to the store: hashed and counted while it is written to a temporary file."""

import hashlib
from pathlib import Path

from yanxiu_graphql.http.errors import upload_too_large


class Spool:
    """Writes chunks to `path`, and refuses the one that passes `maximum` bytes."""

    def __init__(self, path: Path, maximum: int) -> None:
        """Create the file; close it with `close`."""
        self._file = path.open("xb")
        self._digest = hashlib.sha256()
        self._maximum = maximum
        self.path = path
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Append. Raises TooLarge."""
        self.size += len(chunk)
        if self.size > self._maximum:
            raise upload_too_large(self._maximum)
        self._digest.update(chunk)
        self._file.write(chunk)

    def close(self) -> None:
        """Flush and close; may be called again."""
        self._file.close()

    @property
    def sha256(self) -> str:
        """The digest (hex) of what was written."""
        return self._digest.hexdigest()
