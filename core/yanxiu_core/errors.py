"""The errors that users of yanxiu may meet; everything else is a defect, masked and logged."""

from typing import ClassVar


class DomainError(Exception):
    """An expected refusal: a stable `code`, and what is wrong, where, and what to do, in Chinese and English.

    `details` hold machine-readable facts about the refusal (a field's path, a row number, a limit).
    """

    code: ClassVar[str] = "DOMAIN_ERROR"

    def __init__(self, zh: str, en: str, **details: object) -> None:
        """Keep both languages; the edge picks the caller's."""
        super().__init__(zh)
        self.zh = zh
        self.en = en
        self.details = details

    def message(self, language: str) -> str:
        """The message in the caller's language: English where it begins with `en`, else Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


class Unauthenticated(DomainError):
    """No credential, or one that is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"


class Forbidden(DomainError):
    """The caller is known and may not do this, or not there."""

    code = "FORBIDDEN"


class NotFound(DomainError):
    """No such thing in this tenant, or none that the caller may see."""

    code = "NOT_FOUND"


class Invalid(DomainError):
    """A value that cannot be accepted; `details["field"]` names it as a path."""

    code = "INVALID"


class Conflict(DomainError):
    """The thing is in a state that does not allow this."""

    code = "CONFLICT"
