"""What can be refused about exports."""

from yanxiu_core.errors import DomainError


class ExporterUnknown(DomainError):
    """No installed plugin brings this exporter."""

    code = "EXPORTER_UNKNOWN"
