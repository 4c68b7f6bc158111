"""What can go wrong with jobs."""

from yanxiu_core.errors import DomainError


class JobUnknown(DomainError):
    """No plugin does this job, or not any more; it is tried again for a while, an upgrade may be under way."""

    code = "JOB_UNKNOWN"
