-- What a county's re-judging of one rule takes at least: one statement written by hand, with the day's cap, the home unit and
-- the verdicts written. It must yield the same rows as the engine; the benchmark compares them.
WITH days AS (
    SELECT person_id, on_date, sum(amount) AS gross FROM ledger_lines
    WHERE tenant_id = :tenant AND policy = 'shaanxi.yuyang' AND measure = 'hours'
      AND on_date BETWEEN date '2025-01-01' AND date '2025-12-31'
    GROUP BY person_id, on_date
), totals AS (
    SELECT person_id, sum(gross) AS gross, sum(least(gross, 8)) AS counted FROM days GROUP BY person_id
), homes AS (
    SELECT DISTINCT ON (person_id) person_id, unit_id FROM person_units
    WHERE tenant_id = :tenant AND relation = 'home' AND superseded_at IS NULL AND valid_from <= date '2025-12-31'
    ORDER BY person_id, valid_from DESC
)
INSERT INTO reference_verdicts (person_id, unit_id, measured, capped, required)
SELECT p.id, h.unit_id, coalesce(t.counted, 0), coalesce(t.gross - t.counted, 0), 40
FROM people p JOIN homes h ON h.person_id = p.id LEFT JOIN totals t ON t.person_id = p.id
WHERE p.tenant_id = :tenant
