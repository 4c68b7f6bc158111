"""Thousands of overrides: judging, explaining and freezing bind arrays, not a value for each."""

from datetime import date

from sqlalchemy import text

from yanxiu_core.adoptions import service
from yanxiu_core.reads.executor import fetch_many
from yanxiu_core.reads.selection import select
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.verdicts.sources import verdict_rows

POLICY, RULE, FIRST = "shaanxi.yuyang", "yuyang.annual_hours", date(2024, 1, 1)
MANY = 3000
"""What is bound for each, three times for each figure that a trace looks up, would be more than 65,535."""
GROUPS = """
    WITH units AS (
        INSERT INTO org_units (tenant_id, id, kind, name, position)
        SELECT :tenant, uuidv7(), 'subject_group', 'G' || n, n FROM generate_series(1, :many) n RETURNING id
    ), edges AS (
        INSERT INTO org_edges (tenant_id, id, unit_id, parent_id, structure, valid_from, recorded_at)
        SELECT :tenant, uuidv7(), id, :school, 'management', :day, :at FROM units
    )
    INSERT INTO adoptions (tenant_id, id, policy, unit_id, parameters, edition, follows, valid_from, source, recorded_at)
    SELECT :tenant, uuidv7(), :policy, id, '{"required_hours": "30"}', 1, true, :day, '各组', :at FROM units
"""


def test_three_thousand_overrides(adopted, rooted, reading, query):
    [(school,)] = query(adopted, "SELECT id FROM org_units WHERE kind = 'school' ORDER BY name LIMIT 1")
    with adopted.work() as work:
        terms = {"parameters": {"day_maximum": 3}, "valid_from": FIRST, "source": "县"}
        # Each override takes these people from above.
        service.adopt(
            work, POLICY, rooted(work), **terms, population=[{"fact": "rank", "in": ["无"], "default": "无"}]
        )
        service.override(
            work, POLICY, school, parameters={"required_hours": 20}, valid_from=FIRST, source="校"
        )
        values = {"tenant": work.tenant_id, "school": school, "policy": POLICY, "day": FIRST, "many": MANY}
        work.session.execute(text(GROUPS), {**values, "at": work.record()})
    with adopted.work() as work:
        verdicts.rejudge_county(work)
    with adopted.work() as work:
        rows = fetch_many(
            work.session,
            work.registry.nouns,
            reading(work),
            "Verdict",
            select("rule", "required", "trace_caps", "trace_settings", "explanation"),
            where=lambda verdict: verdict.c.unit_id == school,
            source=verdict_rows(work, POLICY, "2025"),
        )
    row = next(row for row in rows if row["rule"] == RULE)
    assert (row["required"], row["trace_caps"][0]["limit"]) == ("20.00", "3.00")
    assert "要求 20 学时（校）、每天最多计 3 学时（县）" in row["explanation"]
