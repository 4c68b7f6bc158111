"""What the documents of one activity read, and what they make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from yanxiu_core.exports.declarations import ExportRequest, Read, Reads
from yanxiu_core.reads.selection import pick
from yanxiu_core.reads.selection import select as selection
from yanxiu_exporters.paper.text import day

LISTENING = ("听课", "评课")
ORDINARY = "参加"
PHOTO = "照片"
"""Evidence whose kind says this are the activity's photographs; a scan of its list is none."""
PARTS = {"host": "主办", "organiser": "承办", "assistant": "协办"}

ACTIVITY_READS = {
    "activity": Read(
        "Activity",
        selection(
            "number", "kind", "title", "theme", "place", "leader", "state", "starts_on",
            pick("segments", "position", "title", "on_date", "starts_at", "ends_at", "periods"),
            pick("units", "name", "part"),
        ),
        where=lambda activity, request: activity.c.id == request.activity_id,
    ),
    "people": Read(
        "Participation",
        selection(
            "position", "role", "status", "meaning",
            pick("person", "number", "name", "title", "subject", pick("home_unit", "name", "position")),
        ),
        where=lambda rows, request: rows.c.activity_id == request.activity_id,
    ),
    "texts": Read(
        "Evidence",
        selection("kind", "title", "body"),
        where=lambda evidence, request: evidence.c.activity_id == request.activity_id,
    ),
    "photos": Read(
        "Evidence",
        selection("title", "on_date", "file_id"),
        # What has a thumbnail has been decoded: it is a picture.
        where=lambda evidence, request: (
            (evidence.c.activity_id == request.activity_id)
            & evidence.c.thumbnail_id.is_not(None)
            & evidence.c.kind.contains(PHOTO, autoescape=True)
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Participant:
    """A person on an activity's list, once: the roles and the statuses of all segments, in their order."""

    number: str
    name: str
    school: str
    title: str
    subject: str
    roles: tuple[str, ...]
    statuses: tuple[str, ...]
    came: bool

    @property
    def spoke(self) -> bool:
        """Whether in a role of those who lead: 主讲, 主备, ..."""
        return any(role not in (*LISTENING, ORDINARY) for role in self.roles)


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity as its documents show it."""

    row: Mapping[str, Any]
    people: Sequence[Participant]
    zone: tzinfo | None

    @property
    def time(self) -> str:
        """Days, hours and 节次 of the segments."""
        return "；".join(_time(segment, self.zone) for segment in self.row["segments"])

    def units(self, part: str) -> str:
        """The units with this part in it."""
        return "、".join(unit["name"] for unit in self.row["units"] if unit["part"] == part)

    @property
    def speakers(self) -> list[Participant]:
        """Who led it."""
        return [person for person in self.people if person.spoke]

    @property
    def listeners(self) -> list[Participant]:
        """Who came and did not lead it."""
        return [person for person in self.people if person.came and not person.spoke]


def names(people: Sequence[Participant]) -> str:
    """Their names, one after the other."""
    return "、".join(person.name for person in people)


def activity_facts(request: ExportRequest, reads: Reads) -> ActivityFacts:
    """The activity with its people in school order."""
    [row] = reads("activity")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for entry in reads("people"):
        if entry["person"]:
            found.setdefault(entry["person"]["number"], []).append(entry)
    ordered = sorted(found.values(), key=_place)
    return ActivityFacts(row, [_participant(entries) for entries in ordered], request.made_at.tzinfo)


def _place(entries: Sequence[Mapping[str, Any]]) -> tuple[int, str, str]:
    school = entries[0]["person"]["home_unit"] or {"position": 0, "name": ""}
    return school["position"], school["name"], entries[0]["person"]["number"]


def _participant(entries: Sequence[Mapping[str, Any]]) -> Participant:
    person = entries[0]["person"]
    return Participant(
        number=person["number"],
        name=person["name"],
        school=(person["home_unit"] or {}).get("name") or "",
        title=person["title"] or "",
        subject=person["subject"] or "",
        roles=tuple(dict.fromkeys(entry["role"] for entry in entries)),
        statuses=tuple(dict.fromkeys(entry["status"] for entry in entries)),
        came=any(entry["meaning"] in {"present", "partial"} for entry in entries),
    )


def _time(segment: Mapping[str, Any], zone: tzinfo | None) -> str:
    starts, ends = (
        datetime.fromisoformat(segment[name]).astimezone(zone) if segment[name] else None
        for name in ("starts_at", "ends_at")
    )
    hours = f" {starts:%H:%M}" if starts else ""
    hours += f"–{ends:%H:%M}" if ends else ""
    periods = f"（{segment['periods'].removesuffix('.00')} 节）" if segment["periods"] else ""
    title = f"{segment['title']} " if segment["title"] else ""
    return f"{title}{day(segment['on_date'])}{hours}{periods}"
