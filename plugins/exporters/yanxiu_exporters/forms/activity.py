"""What a form of one activity is filled with: the facts of 活动记录表 and the list of 签到表."""

from yanxiu_core.exports.declarations import ExportRequest, Reads
from yanxiu_exporters.documents.activity_reads import activity_facts, names
from yanxiu_exporters.documents.activity_record import absentees, kept_texts
from yanxiu_exporters.documents.words import PARTLY_SEEN
from yanxiu_exporters.forms.filling import Filling
from yanxiu_exporters.forms.unit import of_county
from yanxiu_exporters.paper.blocks import Value

PARTS = {"host": "hosts", "organiser": "organisers", "assistant": "assistants"}


def activity_filling(request: ExportRequest, reads: Reads) -> Filling:
    """The values."""
    facts = activity_facts(request, reads)
    process, summary = kept_texts(reads)
    rows: list[dict[str, Value]] = [
        {
            "place": place,
            **{name: getattr(person, name) for name in ("school", "name", "number", "title", "subject")},
            "roles": "、".join(person.roles),
            "status": "、".join(person.statuses),
        }
        for place, person in enumerate(facts.people, start=1)
    ]
    came = sum(person.came for person in facts.people)
    single: dict[str, Value] = {
        **of_county(request),
        **{name: facts.row[name] for name in ("title", "number", "kind", "theme", "place", "leader")},
        **{name: facts.units(part) for part, name in PARTS.items()},
        "time": facts.time,
        "speakers": names(facts.speakers),
        "listed": len(rows),
        "came": came,
        "away": len(rows) - came,
        "absentees": absentees(facts),
        "process": process,
        "summary": summary,
        "note": PARTLY_SEEN if request.limited else "",
    }
    return Filling(single, lambda: iter(rows))
