"""The year as a page of works: an exporter of one school's works in a school year, with thumbnails, show by show."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_calligraphy.models import EXHIBITION, HELD, Show
from yanxiu_calligraphy.shows.service import SCRIPT_NAMES
from yanxiu_calligraphy.year.figures import bounds
from yanxiu_core.exports.declarations import Exporter, ExportRequest, Options, Read, Reads
from yanxiu_core.exports.subjects import SCHOOL
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection

LONGEST = 300
"""Seconds that the typesetter may take."""
MOST = 1_000
"""Works on one page of works: each is a thumbnail of some 30 KB."""


class PageOptions(Options):
    """Which year."""

    school_year: int = Field(
        ge=1900, le=2099, title="学年", description="学年开始的年份: 2025 即 2025 年 9 月至 2026 年 8 月。"
    )


def _of_the_year(work: FromClause, request: ExportRequest) -> ColumnElement[bool]:
    """Works of shows that were held, at the unit and all below it, in the year."""
    show = Show.__table__.alias()
    held = select(show.c.id).where(show.c.tenant_id == work.c.tenant_id, show.c.state == HELD)
    first, last = bounds(request.options.school_year)
    return (
        work.c.unit_id.in_(request.unit_ids) & work.c.on_date.between(first, last) & work.c.show_id.in_(held)
    )


def write(request: ExportRequest, reads: Reads, target: Path) -> str | None:
    """Write the page."""
    with TemporaryDirectory(prefix="works-", dir=target.parent) as name:
        folder = Path(name)
        rows = []
        for number, row in enumerate(reads()):
            if number < MOST:
                reads.file(row["thumbnail_id"], folder / f"{number}.jpg")
                rows.append({**row, "image": f"{number}.jpg"})
            else:
                rows.append(dict(row))
        page = page_of(request, rows)
        (folder / "page.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-m", "yanxiu_calligraphy.year.typesetter", str(folder)]
        # Fixed arguments, no shell; what users typed is in the file.
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"typesetter: {done.stderr.strip()[-500:]}")
        (folder / "page.pdf").replace(target)
    return None


def page_of(request: ExportRequest, rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """What the page says, as data."""
    year = request.options.school_year
    shown = [row for row in rows if "image" in row]
    left_out = f" (只印前 {MOST} 件)" if len(shown) < len(rows) else ""
    artists = len({row["artist"] for row in rows})
    return {
        "title": f"{request.unit_name} {year}—{year + 1} 学年书法作品",
        "summary": f"{len({row['show']['number'] for row in rows})} 次展示, {artists} 位作者, {len(rows)} 件作品{left_out}; "
        f"{request.today} 打印",
        "shows": [_show(list(group)) for _, group in groupby(shown, key=lambda row: row["show"]["number"])],
    }


def _show(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    works = list(rows)
    show = works[0]["show"]
    kind = "作品展" if show["kind"] == EXHIBITION else "三笔字展示"
    particulars = [str(show["on_date"]), kind, *([f"主题: {show['theme']}"] if show["theme"] else [])]
    return {
        "title": show["title"],
        "particulars": "  ".join(particulars),
        "works": [
            {
                "image": row["image"],
                "title": row["title"],
                "artist": row["artist"],
                "script": SCRIPT_NAMES[row["script"]],
                "result": row["result"],
            }
            for row in works
        ],
    }


PAGE = Exporter(
    "calligraphy_works_pdf",
    title=Text(zh="书法作品集", en="Works of calligraphy"),
    media_type="application/pdf",
    extension="pdf",
    write=write,
    subject=SCHOOL,
    options=PageOptions,
    reads={
        "rows": Read(
            "CalligraphyWork",
            selection(
                "title",
                "artist",
                "script",
                "result",
                "thumbnail_id",
                pick("show", "number", "title", "theme", "kind", "on_date"),
            ),
            where=_of_the_year,
            order=Order("shows", lambda work: (work.c.on_date, work.c.show_id, work.c.script, work.c.title)),
        )
    },
)
