"""Verdict rows with their windows: the stored ones, or those that the rules give for another day or moment."""

from typing import Any

from sqlalchemy import ARRAY, Date, FromClause, Select, Text, cast, func, literal, select

from yanxiu_core.calendars.models import Window
from yanxiu_core.calendars.weeks import teaching_weeks
from yanxiu_core.engine import compiler
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.briefs import Rules
from yanxiu_core.engine.judge import Clocks, select_verdicts
from yanxiu_core.verdicts.models import Verdict
from yanxiu_core.work import Work

Rows = Select[Any]

STORED: FromClause = (
    select(
        *Verdict.__table__.c,
        Window.kind.label("window_kind"),
        Window.key.label("window_key"),
        Window.starts_on,
        Window.ends_on,
        Window.teaching_weeks,
    )
    .join(Window, (Window.tenant_id == Verdict.tenant_id) & (Window.id == Verdict.window_id))
    .subquery("stored_verdicts")
)
"""The noun's table: every verdict with the dates of its window."""


def derived(work: Work, rules: Rules, bounds: Bounds, clocks: Clocks, *, some: bool = False) -> Rows | None:
    """The same rows, derived now by the same compiled rules and not stored; None where the rules judge nobody.

    Of the whole county, or of `some` people, who are bound as `people` when it runs.
    """
    judged = select_verdicts(work, rules, bounds, clocks, some=some)
    if judged is None:
        return None
    rows = judged.subquery()
    weeks = list(teaching_weeks(work, bounds.starts_on, bounds.ends_on))
    extra = {
        "id": compiler.verdict_id(rows),
        "judged_at": func.transaction_timestamp(),
        "window_kind": cast(literal(bounds.kind), Text()),
        "window_key": cast(literal(bounds.key), Text()),
        "starts_on": cast(literal(bounds.starts_on), Date()),
        "ends_on": cast(literal(bounds.ends_on), Date()),
        "teaching_weeks": cast(literal(weeks, ARRAY(Date())), ARRAY(Date())),
    }
    return select(*(extra[c.name].label(c.name) if c.name in extra else rows.c[c.name] for c in STORED.c))
