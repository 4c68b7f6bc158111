"""The references: what the product does, written by hand in SQL, without a rule engine.

Judging (`reference_county.sql`) is one statement, the same for a county and, with a person named, for one.

One new participation has two references. The *bare* one inserts the row and its two ledger lines and adds the person up
again: nothing is looked at before. The *kept* one also keeps the promises that any service of the county must keep: it takes
the tenant's moment (and with it the lock on which `knownAt` rests), refuses what cannot be (the activity is
looked at, its segment, the person, the status, an entry that stands already), and leaves the audit record. A program that
skips these is not the same program, so the kept reference is the fair one; both ratios are printed.

Both know by heart what the product looks up or has compiled (the window, the adoption, the rules, what a session is worth);
both write the same rows as the product, which the benchmark compares. Their statements run on the product's own connections
and are prepared on them where the product's are (`REPEATED`), as a driver would do by itself with what is repeated.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from yanxiu_core.access.actor import OPERATOR
from yanxiu_core.audit.service import digest
from yanxiu_core.database.repeated import REPEATED
from yanxiu_core.work import Work

HERE = Path(__file__).parent
YEAR_END = date(2025, 12, 31)
_COUNTY = (HERE / "reference_county.sql").read_text(encoding="utf-8")
_MARKED = re.compile(r"/\*one(.*?)\*/", re.DOTALL)


def _statement(sql: str) -> TextClause:
    return text(re.sub(r"^--.*\n", "", sql, flags=re.MULTILINE))


def _repeated(sql: str) -> TextClause:
    return _statement(sql).execution_options(**REPEATED)


COUNTY = _statement(_MARKED.sub("", _COUNTY))
PERSON = _repeated(_MARKED.sub(r"\1", _COUNTY))
AS_OF = _statement(
    _MARKED.sub("", _COUNTY).split("INSERT INTO", maxsplit=1)[0]
    + """SELECT rule, count(*) AS people, count(*) FILTER (WHERE measured >= required) AS met, sum(measured) AS measured
         FROM judged GROUP BY rule ORDER BY rule"""
)
PLAIN = text(
    """SELECT person_id, sum(amount) FROM ledger_lines
       WHERE tenant_id = :tenant AND policy = 'bench' AND on_date BETWEEN date '2025-01-01' AND date '2025-12-31'
       GROUP BY person_id"""
)
LOCK, ACTIVITY, PERSON_THERE, PARTICIPATION, LINES, AUDIT = map(
    _repeated, (HERE / "reference_participation.sql").read_text(encoding="utf-8").split("----\n")
)

NOW = _repeated("SELECT clock_timestamp()")

Ids = Mapping[str, Any]


def ids(work: Work) -> Ids:
    """What the references know by heart: tenant, window and adoption, and the day until which lines count."""
    window = work.session.scalar(text("SELECT id FROM windows WHERE key = '2025' AND kind = 'calendar_year'"))
    adoption = work.session.scalar(text("SELECT id FROM adoptions WHERE policy = 'bench'"))
    return {"tenant": work.tenant_id, "window": window, "adoption": adoption, "until": YEAR_END}


def judge_county(work: Work, known: Ids) -> None:
    """Judge the county and write the verdicts."""
    work.session.execute(COUNTY, known)


def record_bare(session: Session, known: Ids, activity: UUID, person: UUID) -> None:
    """Insert a participation and its lines, and judge the person."""
    now = session.scalar(NOW)
    _write(session, {**known, "activity": activity, "person": person, "recorded_at": now})


def record_kept(session: Session, known: Ids, activity: UUID, person: UUID) -> None:
    """The same, with the promises kept that a service must keep."""
    values = {**known, "activity": activity, "person": person}
    values["recorded_at"] = session.scalar(LOCK, values)
    held = session.execute(ACTIVITY, values).one()
    there = session.execute(PERSON_THERE, values).one()
    if (
        held.state != "confirmed"
        or 1 not in held.positions
        or there.id is not None
        or there.meaning != "present"
    ):
        raise ValueError("the reference knows one case alone")
    _write(session, values)
    said = {
        "actor": OPERATOR.name,
        "counts": json.dumps({"added": 1, "corrected": 0}),
        "detail": json.dumps({"number": held.number}),
        "digest": digest([(activity, person, 1, "参加", "出席")]),
    }
    session.execute(AUDIT, {**values, **said})


def _write(session: Session, values: dict[str, Any]) -> None:
    values["participation"] = uuid7()
    for statement in (PARTICIPATION, LINES, PERSON):
        session.execute(statement, values)
