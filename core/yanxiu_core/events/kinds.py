"""The kinds of events: when each is told, and of what its ids are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Subject = Literal["activity", "evidence", "record", "person", "window", "unit", "seal"]

ACTIVITY_CREATED = "activity.created"
ACTIVITY_MOVED = "activity.moved"
ACTIVITY_CONFIRMED = "activity.confirmed"
ACTIVITY_CANCELLED = "activity.cancelled"
EVIDENCE_RECORDED = "evidence.recorded"
RECORD_REGISTERED = "record.registered"
LEDGER_POSTED = "ledger.posted"
VERDICTS_JUDGED = "verdicts.judged"
WINDOW_CLOSED = "window.closed"
PLUGIN_ENABLED = "plugin.enabled"
PLUGIN_DISABLED = "plugin.disabled"
CERTIFICATION_SEALED = "certification.sealed"


@dataclass(frozen=True, slots=True)
class EventKind:
    """What the ids of an event name, and when it is told."""

    subject: Subject
    told: str


EVENTS: Mapping[str, EventKind] = {
    ACTIVITY_CREATED: EventKind("activity", "activities were recorded one by one; an import tells of confirmed ones"),
    ACTIVITY_MOVED: EventKind("activity", "planned activities were moved to other days or times, one by one"),
    ACTIVITY_CONFIRMED: EventKind("activity", "activities were confirmed, by hand or by an attendance list"),
    ACTIVITY_CANCELLED: EventKind("activity", "activities were cancelled; their lines are reversed"),
    EVIDENCE_RECORDED: EventKind("evidence", "evidence was recorded, or a new version of it"),
    RECORD_REGISTERED: EventKind("record", "records (台账) were registered, corrected, confirmed or withdrawn: the rows that are new"),
    LEDGER_POSTED: EventKind("person", "lines of these people were posted or reversed"),
    VERDICTS_JUDGED: EventKind(
        "person",
        "verdicts of these people were derived anew; details: window, windowKind; no ids: of the whole county",
    ),
    WINDOW_CLOSED: EventKind("window", "the last day of windows has passed"),
    PLUGIN_ENABLED: EventKind("unit", "a plugin was switched on for these units; details: plugin"),
    PLUGIN_DISABLED: EventKind("unit", "a plugin was switched off for these units; details: plugin"),
    CERTIFICATION_SEALED: EventKind(
        "seal", "certified results were sealed, or sealed anew after a change; details: policy, window"
    ),
}  # fmt: skip
"""Every event that plugins can react to; one is added here, and told with `events.service.tell`."""
