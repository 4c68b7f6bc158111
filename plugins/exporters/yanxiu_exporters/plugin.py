"""Plugin `exporters`: the documents that every county's office asks for."""

from collections.abc import Sequence

from yanxiu_core.exports.declarations import Exporter
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text
from yanxiu_exporters.summary_csv import write_summary_csv
from yanxiu_exporters.summary_xlsx import write_summary_xlsx

SUMMARY = Text(zh="学时认定汇总表", en="Summary of study hours")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name="exporters",
        title=Text(zh="常用报表", en="Common documents"),
        version="0.1.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_exporters() -> Sequence[Exporter]:
    """学时认定汇总表, to be printed and signed (.xlsx) and to be read by other programs (.csv)."""
    return [
        Exporter("summary_xlsx", SUMMARY, XLSX, "xlsx", write_summary_xlsx),
        Exporter("summary_csv", SUMMARY, "text/csv; charset=utf-8", "csv", write_summary_csv),
    ]
