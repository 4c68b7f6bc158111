"""Refusals of the limits; nothing ran when one of these is raised."""

from yanxiu_core.errors import DomainError


class QueryTooCostly(DomainError):
    """The document passes a limit; `details` hold `limit`, `maximum` and, where it is known, `actual`."""

    code = "QUERY_TOO_COSTLY"


class Throttled(DomainError):
    """The bucket of this tenant and client does not hold enough; `details["retryAfter"]` is in seconds."""

    code = "THROTTLED"
