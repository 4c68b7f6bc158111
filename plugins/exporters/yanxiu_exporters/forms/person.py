"""What a form of one teacher is filled with: the facts and lines of 学时登记表."""

from yanxiu_core.exports.declarations import ExportRequest, Reads
from yanxiu_exporters.documents.register import register_code, register_rows
from yanxiu_exporters.documents.words import UNCERTIFIED
from yanxiu_exporters.forms.filling import Filling
from yanxiu_exporters.forms.unit import of_verdict, of_window
from yanxiu_exporters.forms.vocabulary import PERSON
from yanxiu_exporters.marks import is_open, sex, worded
from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.paper.text import day


def person_filling(request: ExportRequest, reads: Reads) -> Filling:
    """The values; the check code is that of the 登记表 of the same data."""
    [person] = reads("person")
    verdict = next((worded(row, request.kinds) for row in reads("verdict")), None)
    rows = [dict(zip(PERSON.rows, row, strict=True)) for row in register_rows(verdict)]
    code = register_code(request, person, verdict)
    facts: dict[str, Value] = {
        f"person.{name}": person[name] for name in ("name", "number", "title", "subject", "stage", "post")
    }
    pending = verdict is not None and is_open(verdict)
    single: dict[str, Value] = {
        **of_window(request),
        **facts,
        "person.sex": sex(person["sex"]),
        "person.birth_date": day(person["birth_date"]),
        "person.unit": (person["home_unit"] or {}).get("name"),
        "person.groups": "、".join(unit["name"] for unit in person["groups"] or []),
        **(of_verdict(request, verdict) if verdict else {}),
        "check": code,
        "note": UNCERTIFIED.format(day=day(request.today), count=1) if pending else "",
    }
    return Filling(single, lambda: iter(rows), code)
