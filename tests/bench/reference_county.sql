-- What re-judging a county takes at least: one statement written by hand for the five rules of policy/, with the caps of a
-- day, the population, the home unit and the adoption, and the verdicts written. Each ledger is read once. It must yield
-- the same rows as the engine; the benchmark compares them. Judging one person is the same statement with what stands
-- between the marks taken in; a county as of another day is its SELECT with that day as :until.
WITH hour_days AS (
    SELECT person_id, on_date, sum(amount) AS gross,
           sum(amount) FILTER (WHERE assurance = 'reviewed') AS reviewed,
           sum(amount) FILTER (WHERE assurance = 'certified') AS certified
    FROM ledger_lines
    WHERE tenant_id = :tenant AND policy = 'bench' AND measure = 'hours' AND assurance <> 'returned'
      AND on_date BETWEEN date '2025-01-01' AND :until /*one AND person_id = :person */
    GROUP BY person_id, on_date
), hours AS (
    SELECT person_id, sum(gross) AS gross, sum(least(gross, 8)) AS counted, sum(reviewed) AS reviewed,
           sum(certified) AS certified
    FROM hour_days GROUP BY person_id
), fact_days AS (
    SELECT person_id, on_date, sum(amount) AS gross,
           sum(amount) FILTER (WHERE assurance = 'reviewed') AS reviewed,
           sum(amount) FILTER (WHERE assurance = 'certified') AS certified,
           sum(amount) FILTER (WHERE kind = '集体备课') AS preparing,
           sum(amount) FILTER (WHERE kind IN ('听课', '公开课', '研讨课')) AS observing,
           sum(amount) FILTER (WHERE kind = '专题讲座') AS lectures
    FROM ledger_lines
    WHERE tenant_id = :tenant AND policy = '' AND measure = 'count' AND assurance <> 'returned' AND person_id IS NOT NULL
      AND on_date BETWEEN date '2025-01-01' AND :until /*one AND person_id = :person */
    GROUP BY person_id, on_date
), facts AS (
    SELECT person_id, sum(gross) AS gross, sum(least(gross, 2)) AS counted, sum(reviewed) AS reviewed,
           sum(certified) AS certified, sum(preparing) AS preparing, sum(observing) AS observing, sum(lectures) AS lectures
    FROM fact_days GROUP BY person_id
), homes AS (
    SELECT DISTINCT ON (person_id) person_id, unit_id FROM person_units
    WHERE tenant_id = :tenant AND relation = 'home' AND superseded_at IS NULL AND valid_from <= :until
      /*one AND person_id = :person */
    ORDER BY person_id, valid_from DESC
), posts AS (
    SELECT DISTINCT ON (person_id) person_id, value FROM person_facts
    WHERE tenant_id = :tenant AND kind = 'on_post' AND superseded_at IS NULL AND valid_from <= :until
      /*one AND person_id = :person */
    ORDER BY person_id, valid_from DESC
), judged AS (
    SELECT p.id AS person_id, h.unit_id, r.*
    FROM people p
    JOIN homes h ON h.person_id = p.id
    LEFT JOIN posts o ON o.person_id = p.id
    LEFT JOIN hours a ON a.person_id = p.id
    LEFT JOIN facts f ON f.person_id = p.id
    CROSS JOIN LATERAL (VALUES
        ('bench.hours', coalesce(a.counted, 0), 40, coalesce(a.gross, 0), coalesce(a.reviewed, 0), coalesce(a.certified, 0)),
        ('bench.preparing', coalesce(f.preparing, 0), 10, coalesce(f.preparing, 0), 0, 0),
        ('bench.observing', coalesce(f.observing, 0), 12, coalesce(f.observing, 0), 0, 0),
        ('bench.lectures', coalesce(f.lectures, 0), 6, coalesce(f.lectures, 0), 0, 0),
        ('bench.taking_part', coalesce(f.counted, 0), 30, coalesce(f.gross, 0), coalesce(f.reviewed, 0), coalesce(f.certified, 0))
    ) AS r (rule, measured, required, gross, reviewed, certified)
    WHERE p.tenant_id = :tenant /*one AND p.id = :person */ AND coalesce(o.value, 'true') = 'true'
)
INSERT INTO verdicts (tenant_id, id, policy, rule, window_id, subject_id, person_id, unit_id, adoption_id, measured, required,
    capped, registered, reviewed, certified, comparator, eligibility, eligible_on, rule_version, judged_at)
SELECT :tenant, md5(concat_ws('/', cast(:tenant AS text), rule, cast(:window AS text), person_id))::uuid, 'bench', rule, :window,
    person_id, person_id, unit_id, :adoption, measured, required, gross - measured, gross - reviewed - certified, reviewed,
    certified, 'gte', 'eligible', date '2025-12-31', '1900-01-01', clock_timestamp()
FROM judged
ON CONFLICT (tenant_id, rule, window_id, subject_id) DO UPDATE SET
    unit_id = excluded.unit_id, measured = excluded.measured, required = excluded.required, capped = excluded.capped,
    registered = excluded.registered, reviewed = excluded.reviewed, certified = excluded.certified,
    judged_at = excluded.judged_at
