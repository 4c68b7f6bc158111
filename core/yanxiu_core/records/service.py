"""Register and withdraw records (台账): of people and of units, many at a time."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.events import service as events
from yanxiu_core.events.kinds import RECORD_REGISTERED
from yanxiu_core.kinds import service as plugin_kinds
from yanxiu_core.ledger.records import post_records
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.plugins.calling import call
from yanxiu_core.records import answering, repository
from yanxiu_core.records.checks import check, kinds_here, tidied
from yanxiu_core.records.confirmation import may_confirm, present_record, withdrawn
from yanxiu_core.records.errors import RecordInvalid
from yanxiu_core.records.inputs import RecordInput, Registered
from yanxiu_core.records.kinds import RECORD_KINDS, Placed
from yanxiu_core.records.models import Record
from yanxiu_core.work import Work


def register_many(work: Work, entries: Sequence[RecordInput]) -> Registered:
    """Register records as one set; their lines and the verdicts of whom they concern follow at once.

    The same number with identical content is nothing; with other content it is superseded, its lines are reversed and
    new ones posted. Raises RecordInvalid and AnswersInvalid (field `records.N.…`), RecordWithdrawn, PluginDisabled for
    the kind of a plugin that is off, KindReserved for what its plugin registers, Forbidden.
    """
    _gate(work)
    work.record()
    entries = [tidied(entry) for entry in entries]
    check(work, entries)
    _check_kinds(work, entries)
    entries = [replace(entry, number=entry.number or uuid7().hex.upper()) for entry in entries]
    rows = answering.rows(work, entries)
    repository.stage(work, rows)
    repository.compare(work)
    for person_id, unit_id in repository.subjects(work):
        _require(work, person_id, unit_id)
    _refuse_withdrawn(work)
    _refuse_reserved(work)
    posting = repository.write(work)
    counts = repository.counts(work)
    audit.record(
        work,
        "record.register",
        counts={**counts, "posted": posting.posted, "reversed": posting.reversed},
        rows=[tuple(row.values()) for row in rows],
    )
    return Registered(
        **counts,
        lines_posted=posting.posted,
        lines_reversed=posting.reversed,
        numbers=tuple(entry.number for entry in entries),
    )


def withdraw(work: Work, number: str, reason: str) -> Record:
    """Withdraw a record: its lines are reversed, visibly; its row stays. Its owner may, or the unit that confirms it.

    What a plugin has registered for itself its own commands withdraw, or the county where the plugin is off. Raises
    RecordInvalid without a reason, RecordWithdrawn when it is withdrawn already, KindReserved, NotFound, Forbidden.
    """
    if work.access.reach(Permission.ACTIVITIES_CONFIRM).nothing:
        _gate(work)
    recorded_at = work.record()
    present = present_record(work, number)
    home = select(home_unit_on(work.tenant_id, present.person_id, present.on_date))
    unit_id = present.unit_id or work.session.scalar(home)
    if not may_confirm(work, kinds_here(work), present):
        _require(work, present.person_id, unit_id)
    plugin_kinds.require_withdrawer(work, "record", present.plugin_kind, unit_id, "number")
    if not reason.strip():
        raise RecordInvalid("请写明撤销的原因", "Say why the record is withdrawn", field="reason")
    if present.withdrawn:
        raise withdrawn(number)
    superseding.close(work.session, present, recorded_at)
    kept = {name: getattr(present, name) for name in repository.CONTENT}
    record = Record(tenant_id=work.tenant_id, number=number, withdrawn=True, recorded_at=recorded_at, **kept)
    work.session.add(record)
    work.session.flush()
    posting = post_records(work, [present.id], [])
    audit.record(
        work,
        "record.withdraw",
        counts={"records": 1, "reversed": posting.reversed},
        rows=[(record.id, number, reason.strip())],
        detail={"number": number, "reason": reason.strip()},
    )
    events.tell(work, RECORD_REGISTERED, [record.id])
    return record


def _check_kinds(work: Work, entries: Sequence[RecordInput]) -> None:
    """Kinds with rules of their own are checked by their plugins, each with all of its entries."""
    kinds = kinds_here(work)
    placed: dict[str, list[Placed]] = {}
    for index, entry in enumerate(entries):
        if entry.kind in kinds:
            placed.setdefault(kinds[entry.kind].name, []).append((index, entry))
    for name, mine in placed.items():
        check_kind = kinds[name].check
        if check_kind is not None:
            owner = work.registry.of(RECORD_KINDS)[name].plugin
            call(work, owner, f"check {name}", partial(check_kind, entries=mine))


def _gate(work: Work) -> None:
    """Who may write no record at all is refused before anything is read or the moment is taken."""
    reach = work.access.reach(Permission.EVIDENCE_WRITE)
    if work.access.reach(Permission.ACTIVITIES_WRITE).nothing and reach.person_id is None:
        work.require(Permission.ACTIVITIES_WRITE)


def _require(work: Work, person_id: UUID | None, unit_id: UUID | None) -> None:
    """A unit's records, and those of people at home in it, need `activities.write` there; one's own `evidence.write`."""
    own = work.access.reach(Permission.EVIDENCE_WRITE).person_id
    if person_id is None or person_id != own:
        work.require(Permission.ACTIVITIES_WRITE, unit_id)


def _refuse_withdrawn(work: Work) -> None:
    first = text("SELECT line, number FROM staged_records WHERE withdrawn ORDER BY line LIMIT 1")
    row = work.session.execute(first).one_or_none()
    if row is not None:
        raise withdrawn(row.number, field=f"records.{row.line - 1}.number")


def _refuse_reserved(work: Work) -> None:
    """What a plugin has registered for itself is corrected by nobody else, under whatever word."""
    for line, code in repository.corrected_kinds(work):
        plugin_kinds.require_writer(work, "record", code, f"records.{line - 1}.number")
