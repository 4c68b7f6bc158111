"""The object store: a folder by default, S3 or compatible by setting."""

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, from_url

CHUNK = 1024 * 1024


class Files:
    """`ObjectStore` over obstore; `url` is a folder or an address such as `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        """A folder is made if it is missing."""
        self._store = from_url(url) if "://" in url else LocalStore(Path(url).resolve(), mkdir=True)

    def put(self, key: str, source: Path) -> None:
        """Store the file's bytes under the key, streamed."""
        obstore.put(self._store, key, source)

    def fetch(self, key: str, target: Path) -> None:
        """Write the stored bytes to a local file."""
        with target.open("wb") as file:
            for chunk in self.stream(key):
                file.write(chunk)

    def stream(self, key: str) -> Iterator[bytes]:
        """The stored bytes in chunks. Raises FileNotFoundError."""
        try:
            found = obstore.get(self._store, key)
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(key) from error
        for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    def delete(self, key: str) -> None:
        """Remove the bytes, if there are any."""
        try:
            obstore.delete(self._store, key)
        except (NotFoundError, FileNotFoundError):
            return
