"""What can be read of external training: the present version of each certificate, under the id of its series."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.access.port import Reach
from yanxiu_core.database.clocks import known
from yanxiu_core.external_trainings.models import ExternalTraining
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.reads.declarations import Guard, Noun, One, ReadContext, by, columns, link
from yanxiu_core.reads.guards import within

SHOWN = (
    "person_id", "certificate", "project", "level", "organiser", "starts_on", "ends_on", "form", "hours", "file_id",
    "state", "reason", "by", "recorded_at", "superseded_at",
)  # fmt: skip
SERIES = select(
    ExternalTraining.tenant_id,
    ExternalTraining.series_id.label("id"),
    *(getattr(ExternalTraining, name) for name in SHOWN),
).subquery("external_training_series")


def _known(rows: FromClause, context: ReadContext) -> ColumnElement[bool]:
    return known(rows.c, context.known_at)


def _reached(rows: FromClause, reach: Reach, context: ReadContext) -> ColumnElement[bool]:
    """Those of people who were at home in a unit that is reached when the training ended, as who may decide on them."""
    home: Any = home_unit_on(context.tenant_id, rows.c.person_id, rows.c.ends_on)
    return within(home, reach.units)


def matching(rows: FromClause, context: ReadContext, args: Any) -> list[ColumnElement[bool]]:
    """Filters `state`, `level` (lists), `person_id`, `unit_id` (where the person was at home), `from_date`, `to_date`."""
    conditions: list[ColumnElement[bool]] = [
        rows.c[name].in_(args[name]) for name in ("state", "level") if args.get(name)
    ]
    if args.get("person_id"):
        conditions.append(rows.c.person_id == args["person_id"])
    if args.get("unit_id"):
        conditions.append(
            home_unit_on(context.tenant_id, rows.c.person_id, rows.c.ends_on) == args["unit_id"]
        )
    if args.get("from_date"):
        conditions.append(rows.c.ends_on >= args["from_date"])
    if args.get("to_date"):
        conditions.append(rows.c.ends_on <= args["to_date"])
    return conditions


EXTERNAL_TRAINING = Noun(
    name="ExternalTraining",
    table=SERIES,
    permission=Permission.EVIDENCE_READ,
    guard=Guard(person=lambda rows: rows.c.person_id, rows=_reached),
    rows=_known,
    order={
        **by("ends_on", "certificate"),
        **by("ends_on", "certificate", name="latest", descending=True),
        **by("recorded_at", "certificate", name="registered"),
    },
    fields={
        **columns(
            "certificate", "project", "level", "organiser", "starts_on", "ends_on", "form", "hours", "file_id", "state",
            "reason", "by", "recorded_at",
        ),
        "person": One("Person", link("person_id")),
    },
)  # fmt: skip
