"""Confirmation: the unit where something took place says that it did; until then it is shown and counts for no rule."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.errors import NotFound
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import RECORD_REGISTERED
from yanxiu_core.ledger.models import REGISTERED, REVIEWED
from yanxiu_core.ledger.records import post_records
from yanxiu_core.records.checks import kinds_here
from yanxiu_core.records.errors import RecordInvalid, RecordNotConfirmable, RecordWithdrawn
from yanxiu_core.records.inputs import MOST
from yanxiu_core.records.kinds import RecordKind
from yanxiu_core.records.models import Record
from yanxiu_core.records.repository import CONTENT
from yanxiu_core.work import Work


def confirm(work: Work, numbers: Sequence[str]) -> int:
    """Confirm records as one set, all of them or none; one that is confirmed already stays. Returns how many were.

    By a credential of the unit where it took place (or of one above it), and never by the person whose record it is.
    Raises RecordInvalid, RecordNotConfirmable, RecordWithdrawn, NotFound (field `numbers.N`), Forbidden.
    """
    if work.access.reach(Permission.ACTIVITIES_CONFIRM).nothing:
        work.require(Permission.ACTIVITIES_CONFIRM)
    work.record()
    if not 1 <= len(numbers) <= MOST:
        raise RecordInvalid(f"一次确认 1 至 {MOST} 条", f"Confirm 1 to {MOST} at a time", field="numbers")
    found = [present_record(work, number, f"numbers.{index}") for index, number in enumerate(numbers)]
    kinds = kinds_here(work)
    for index, record in enumerate(found):
        _check(work, kinds, record, f"numbers.{index}")
    waiting = {record.id: record for record in found if record.assurance == REGISTERED}
    review(work, list(waiting.values()), work.actor.name)
    audit.record(
        work,
        "record.confirm",
        counts={"records": len(waiting)},
        rows=[(record.id, record.number) for record in waiting.values()],
    )
    return len(waiting)


def review(work: Work, waiting: Sequence[Record], by: str) -> None:
    """Supersede these records by confirmed ones; their lines are reversed and posted again as reviewed."""
    recorded_at = work.record()
    confirmed = []
    for record in waiting:
        superseding.close(work.session, record, recorded_at)
        kept = {name: getattr(record, name) for name in (*CONTENT, "number", "withdrawn")}
        confirmed.append(
            Record(
                tenant_id=work.tenant_id,
                assurance=REVIEWED,
                confirmed_by=by,
                recorded_at=recorded_at,
                **kept,
            )
        )
    work.session.add_all(confirmed)
    work.session.flush()
    post_records(work, [record.id for record in waiting], [record.id for record in confirmed])
    if confirmed:
        events.tell(work, RECORD_REGISTERED, [record.id for record in confirmed])


def may_confirm(work: Work, kinds: Mapping[str, RecordKind], record: Record) -> bool:
    """The kind is one that a unit confirms, and the caller acts for that unit and is not the person concerned."""
    kind = kinds.get(record.kind)
    return (
        kind is not None
        and kind.confirmed
        and _acts_for(work, record.at_unit_id)
        and (work.actor.person_id is None or work.actor.person_id != record.person_id)
    )


def present_record(work: Work, number: str, field: str = "number") -> Record:
    """The record under this number. Raises NotFound."""
    present = superseding.present(work.session, Record, work.tenant_id, number=number)
    if present is None:
        raise NotFound(f"没有台账 {number}", f"No record {number}", field=field)
    return present


def withdrawn(number: str, field: str = "number") -> RecordWithdrawn:
    """The refusal of whatever is asked of a withdrawn record."""
    return RecordWithdrawn(
        f"台账 {number} 已撤销; 如系误撤销, 请用新编号重新登记",
        f"Record {number} was withdrawn; register it again under a new number",
        field=field,
    )


def _acts_for(work: Work, unit_id: UUID | None) -> bool:
    """The county as a whole was not there: only a credential that is narrowed to units can speak for one."""
    return unit_id is not None and unit_id in work.access.reach(Permission.ACTIVITIES_CONFIRM).units


def _check(work: Work, kinds: Mapping[str, RecordKind], record: Record, field: str) -> None:
    kind = kinds.get(record.kind)
    if kind is None or not kind.confirmed:
        raise RecordNotConfirmable(
            f"“{record.kind}”登记即可, 无须确认", f"{record.kind!r} needs no confirmation", field=field
        )
    if work.actor.person_id is not None and work.actor.person_id == record.person_id:
        raise RecordNotConfirmable(
            "本人的记录不能由本人确认; 请由所在学校确认",
            "Nobody confirms an own record; the school does",
            field=field,
        )
    if not _acts_for(work, record.at_unit_id):
        raise RecordNotConfirmable(
            f"台账 {record.number} 须由所在学校确认; 请使用该校的令牌",
            f"Record {record.number} is confirmed by the school where it took place; use a token of that school",
            field=field,
        )
    if record.withdrawn:
        raise withdrawn(record.number, field)
