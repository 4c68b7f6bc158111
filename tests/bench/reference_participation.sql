-- What one new participation in a confirmed activity takes, written by hand; the person is judged after it by
-- reference_county.sql for one. Statements are divided by lines of dashes and named in by_hand.py.
UPDATE tenant_heads SET recorded_at = greatest(clock_timestamp(), recorded_at + interval '1 microsecond')
WHERE tenant_id = :tenant RETURNING recorded_at
----
SELECT number, state, (SELECT array_agg(position) FROM activity_segments s
                       WHERE s.tenant_id = :tenant AND s.activity_id = a.id AND superseded_at IS NULL) AS positions
FROM activities a WHERE tenant_id = :tenant AND id = :activity
----
SELECT p.id AS person_id, x.id, x.position, x.role, x.status, x.attended_minutes, c.meaning
FROM people p
LEFT JOIN codes c ON c.tenant_id = p.tenant_id AND c.system = 'attendance_status' AND c.code = '出席'
LEFT JOIN participations x ON x.tenant_id = p.tenant_id AND x.person_id = p.id AND x.activity_id = :activity
    AND x.superseded_at IS NULL
WHERE p.tenant_id = :tenant AND p.id = :person
----
INSERT INTO participations (tenant_id, id, activity_id, position, person_id, role, status, recorded_at)
VALUES (:tenant, :participation, :activity, 1, :person, '参加', '出席', :recorded_at)
----
INSERT INTO ledger_lines (tenant_id, id, person_id, policy, measure, amount, on_date, starts_at, recorded_at, activity_id,
    activity_number, kind, category, role, unit_id, source_id, conversion, assurance, item)
SELECT :tenant, uuidv7(), :person, l.policy, l.measure, l.amount, s.on_date, s.starts_at, :recorded_at, a.id, a.number, a.kind,
    a.kind, '参加', (SELECT unit_id FROM person_units u WHERE u.tenant_id = :tenant AND u.person_id = :person
                     AND u.relation = 'home' AND u.superseded_at IS NULL AND u.valid_from <= s.on_date
                     ORDER BY u.valid_from DESC LIMIT 1), :participation, l.conversion, 'registered', ''
FROM activities a JOIN activity_segments s ON s.tenant_id = a.tenant_id AND s.activity_id = a.id AND s.superseded_at IS NULL
CROSS JOIN LATERAL (VALUES
    ('', 'count', 1, ''),
    ('bench', 'hours', coalesce(s.periods, floor(extract(epoch FROM s.ends_at - s.starts_at) / 60 / 45)), '1900-01-01')
) l (policy, measure, amount, conversion)
WHERE a.tenant_id = :tenant AND a.id = :activity AND s.position = 1
----
INSERT INTO audit_records (tenant_id, id, command, actor_kind, actor_id, actor_name, request_id, counts, detail, digest)
VALUES (:tenant, uuidv7(), 'participation.record', 'operator', NULL, :actor, 'cli', cast(:counts AS jsonb),
    cast(:detail AS jsonb), :digest)
