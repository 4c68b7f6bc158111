"""What a form of a unit or county is filled with: the lines and sums of 学时认定汇总表."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yanxiu_core.exports.declarations import ExportRequest, Reads, Row
from yanxiu_exporters.documents.summary import summary_code
from yanxiu_exporters.documents.words import UNCERTIFIED
from yanxiu_exporters.forms.filling import Filling, amount
from yanxiu_exporters.marks import assurance, certified, conclusion, measured, remark, sex, worded
from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.paper.text import day
from yanxiu_exporters.table import gathered


def unit_filling(request: ExportRequest, reads: Reads) -> Filling:
    """The values; the check code is that of the 汇总表 of the same data."""
    kept: list[dict[str, Value]] = []

    def once(name: str = "rows") -> Iterator[Row]:
        for place, row in enumerate(reads(name), start=1):
            kept.append({"place": place, **_line(request, worded(row, request.kinds))})
            yield row

    with TemporaryDirectory(prefix="filling-") as folder, gathered(request, once, Path(folder)) as table:
        tally, code = table.tally, summary_code(request, table)
    single = {
        **of_window(request),
        "unit": request.unit_name,
        "people": tally.people,
        "exempt": tally.exempt,
        "met": tally.met,
        "certified": tally.certified,
        "rate": tally.rate,
        "check": code,
        "note": UNCERTIFIED.format(day=day(request.today), count=tally.open) if tally.open else "",
    }
    return Filling(single, lambda: iter(kept), code)


def of_window(request: ExportRequest) -> dict[str, Value]:
    """The county, and the rule and window of the request."""
    judged = request.judged
    return {
        **of_county(request),
        "rule": judged.rule.title.zh,
        "rule.unit": judged.rule.unit,
        "window": judged.window,
        "window.starts_on": day(judged.starts_on),
        "window.ends_on": day(judged.ends_on),
    }


def of_county(request: ExportRequest) -> dict[str, Value]:
    """What every form can hold."""
    return {"county": request.tenant_name, "today": day(request.today)}


def of_verdict(request: ExportRequest, row: Row) -> dict[str, Value]:
    """What a verdict says of a person."""
    return {
        "measured": amount(measured(row)),
        **{name: amount(row[name]) for name in ("required", "missing", "capped")},
        "conclusion": conclusion(row, request.judged.policy),
        "assurance": assurance(row),
        "remark": remark(row, request.judged.rule.unit),
        **(
            {"result": result["number"], "result.check": result["check_code"]}
            if (result := certified(row))
            else {}
        ),
        **{f"hours.{item['category']}": amount(item["hours"]) for item in row["by_category"] or []},
    }


def _line(request: ExportRequest, row: Row) -> dict[str, Value]:
    person: dict[str, Any] = row["person"] or {}
    return {
        "school": (row["unit"] or {}).get("name"),
        **{name: person.get(name) for name in ("name", "number", "title", "subject")},
        "sex": sex(person.get("sex")),
        **of_verdict(request, row),
    }
