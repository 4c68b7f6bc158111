"""Find an exporter by its name."""

from uuid import UUID

from yanxiu_core.exports.declarations import EXPORTERS, Exporter
from yanxiu_core.exports.errors import ExporterUnknown
from yanxiu_core.plugins.parts import Contributed
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work


def find(work: Work, name: str, unit_id: UUID | None = None) -> Contributed[Exporter]:
    """The exporter of this name, with its plugin, which is on in the unit, or without one in the county.

    Raises ExporterUnknown with those there are, PluginDisabled.
    """
    exporters = work.registry.of(EXPORTERS)
    exporter = exporters.get(name)
    if exporter is None:
        known = "、".join(exporters) or "(无)"
        raise ExporterUnknown(
            f"没有导出格式 {name}; 可用: {known}", f"No exporter {name}; there are: {known}", field="exporter"
        )
    require_on(work, exporter.plugin, unit_id)
    return exporter
