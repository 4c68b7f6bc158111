"""Documents of a county of 12,000 teachers against plain writing of the same cells: `python tests/bench/documents.py [TEACHERS]`."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from yanxiu_core.exports.declarations import ExportRequest, Judged
from yanxiu_core.policies.loader import load_policy
from yanxiu_exporters.plugin import yanxiu_exporters

CATEGORIES = ("集体备课", "听课", "评课", "课题研究", "专题讲座")


def row(place: int) -> Mapping[str, Any]:
    """A made-up teacher's verdict."""
    return {
        "measured": "38.00", "required": "40.00", "capped": "2.00", "missing": "2.00", "status": "missed",
        "eligibility": "eligible", "certified_result": None, "provisional": False, "registered": "40.00", "reviewed": "0.00", "certified": "0.00",
        "by_category": [{"category": name, "hours": "8.00"} for name in CATEGORIES],
        "person": {"number": f"T{place}", "name": f"张三{place}", "sex": "2", "title": "一级教师", "subject": "语文"},
        "unit": {"name": f"样例第{place // 100}小学", "code": f"S{place // 100}"},
    }  # fmt: skip


def plain(target: Path, teachers: int) -> None:
    """The same cells by xlsxwriter alone, one format, no page set up."""
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place in range(teachers):
            values = (
                place,
                "样例第1小学",
                f"张三{place}",
                "女",
                "一级教师",
                *[8] * 5,
                38,
                2,
                "进度滞后",
                "已登记",
                "还差 2 学时",
            )
            for column, value in enumerate(values):
                sheet.write(place, column, value)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(teachers: int) -> None:
    """Print each document's time as a ratio to the plain workbook, and the most memory used."""
    policy = load_policy(Path(__file__).parent / "policy")
    judged = Judged(policy, policy.rules[0], "2025", date(2025, 1, 1), date(2025, 12, 31))
    now = datetime.now(UTC)
    exporters = {exporter.name: exporter for exporter in yanxiu_exporters()}

    def rows(_name: str = "rows") -> Iterator[Mapping[str, Any]]:
        return (row(place) for place in range(teachers))

    with tempfile.TemporaryDirectory(prefix="yanxiu-bench-") as folder:
        reference = timed(lambda: plain(Path(folder) / "plain.xlsx", teachers))
        print(f"plain xlsxwriter, {teachers} rows x 15 cells: {reference:.2f} s")
        for name in ("summary_csv", "summary_xlsx", "notice_xlsx", "notice_pdf", "summary_pdf"):
            exporter = exporters[name]
            request = ExportRequest(
                "样例县", now.date(), now, "zh", exporter.options(), judged, unit_name="样例县"
            )
            seconds = timed(lambda e=exporter, r=request: e.write(r, rows, Path(folder) / f"x.{e.extension}"))  # type: ignore[misc] # defaults bind the loop's values
            own, children = (
                resource.getrusage(of).ru_maxrss >> 10
                for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            print(
                f"{name}: {seconds / reference:.1f} x plain ({seconds:.1f} s); {own} MB here, {children} MB in a typesetter"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12_000)
