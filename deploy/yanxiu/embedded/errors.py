"""What can go wrong with the servers and processes that yanxiu starts itself."""

from typing import ClassVar

from yanxiu_core.errors import DomainError


class EmbeddedServerError(DomainError):
    """An embedded server did not start, or is used while it is not running."""

    code: ClassVar[str] = "EMBEDDED_SERVER_FAILED"


class FolderInUseError(DomainError):
    """Another process of this machine already runs a server in the folder."""

    code: ClassVar[str] = "EMBEDDED_FOLDER_IN_USE"
