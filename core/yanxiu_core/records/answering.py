"""What entries are as rows: kinds of plugins told from words, answers checked as one set."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import text

from yanxiu_core.forms.answers import Accepted, Asked, accept_all
from yanxiu_core.kinds import service as kinds
from yanxiu_core.kinds.service import Known
from yanxiu_core.records.errors import RecordInvalid
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.work import Work

PLAIN = tuple(field.name for field in fields(RecordInput) if field.name not in {"kind", "fields", "answers"})


def rows(work: Work, entries: Sequence[RecordInput]) -> list[dict[str, Any]]:
    """The entries as `repository.stage` takes them. Raises RecordInvalid, AnswersInvalid, PluginDisabled."""
    units = _units(work, entries)
    known = [
        kinds.known(work, "record", entry.kind, units.get(line, ()))
        for line, entry in enumerate(entries, start=1)
    ]
    accepted = _accepted(work, entries, known, units)
    return [
        _row(line, entry, kind, accepted.get(line))
        for line, (entry, kind) in enumerate(zip(entries, known, strict=True), start=1)
    ]


def _accepted(
    work: Work, entries: Sequence[RecordInput], known: Sequence[Known], units: Mapping[int, tuple[UUID, ...]]
) -> dict[int, Accepted]:
    asked: dict[int, Asked] = {}
    for line, (entry, kind) in enumerate(zip(entries, known, strict=True), start=1):
        field = f"records.{line - 1}.answers"
        if entry.answers is not None:
            asked[line] = Asked(entry.answers, kind.form, units.get(line, ()), field)
        elif kind.form is not None:
            raise RecordInvalid(
                f"第 {line} 条: {kind.word}须填写表单",
                f"Record {line}: {entry.kind} needs answers",
                field=field,
            )
    return dict(zip(asked, accept_all(work, list(asked.values())), strict=True))


def _row(line: int, entry: RecordInput, kind: Known, accepted: Accepted | None) -> dict[str, Any]:
    told = entry.fields or (accepted.filled if accepted else ())
    return {
        "line": line,
        **{name: getattr(entry, name) for name in PLAIN},
        "kind": kind.word,
        "fields": list(told) or None,
        "plugin_kind": kind.code,
        "form_version_id": accepted.version_id if accepted else None,
        "answers": accepted.values if accepted else None,
    }


def _units(work: Work, entries: Sequence[RecordInput]) -> dict[int, tuple[UUID, ...]]:
    """By line the unit whose record it is, for a person the home unit on the day; one statement for all people."""
    lines = range(1, len(entries) + 1)
    people = [(line, entry) for line, entry in zip(lines, entries, strict=True) if entry.person_id]
    homes = work.session.execute(
        text(
            """
            SELECT g.line, (SELECT h.unit_id FROM person_units h
                            WHERE h.tenant_id = :tenant AND h.person_id = g.person_id AND h.relation = 'home'
                              AND h.superseded_at IS NULL AND h.valid_from <= g.on_date
                            ORDER BY h.valid_from DESC LIMIT 1) AS unit_id
            FROM unnest(CAST(:lines AS integer[]), CAST(:people AS uuid[]), CAST(:days AS date[])) g(line, person_id, on_date)
            """
        ),
        {
            "tenant": work.tenant_id,
            "lines": [line for line, _ in people],
            "people": [entry.person_id for _, entry in people],
            "days": [entry.on_date for _, entry in people],
        },
    )
    found: dict[int, tuple[UUID, ...]] = {row.line: (row.unit_id,) for row in homes if row.unit_id}
    found |= {line: (entry.unit_id,) for line, entry in zip(lines, entries, strict=True) if entry.unit_id}
    return found
