"""The names that units have and had, for staged lists: an office may write the name of then, or still the old one."""

from sqlalchemy import text

from yanxiu_core.org_units.standing import NAME, closed_sql
from yanxiu_core.work import Work

_STATEMENTS = (
    "DROP TABLE IF EXISTS unit_names",
    f"""
    CREATE TEMPORARY TABLE unit_names ON COMMIT DROP AS
    SELECT u.id AS unit_id, u.kind, CASE WHEN n.left_on IS NULL THEN u.name ELSE n.value END AS name,
           coalesce(n.valid_from, '-infinity') AS valid_from, n.left_on
    FROM org_units u LEFT JOIN (
        SELECT unit_id, value, valid_from, lead(valid_from) OVER (PARTITION BY unit_id ORDER BY valid_from) AS left_on
        FROM org_unit_facts WHERE tenant_id = :tenant AND kind = '{NAME}' AND superseded_at IS NULL) n ON n.unit_id = u.id
    WHERE u.tenant_id = :tenant
    """,
    "CREATE INDEX ON unit_names (name)",
    "ANALYZE unit_names",
)


def stage_names(work: Work) -> None:
    """Make the temporary table `unit_names`: each unit by each name that it has (`left_on` is null) or had before a day."""
    for statement in _STATEMENTS:
        work.session.execute(text(statement), {"tenant": work.tenant_id} if ":tenant" in statement else {})


def named_sql(name: str, on: str) -> str:
    """The unit that a list means by a name on a day, a row of org_units or none: rather one that was open then, that had
    the name then or before, and a school. `name` and `on` are SQL; `unit_names` is staged.
    """
    return f"""
        (SELECT o.* FROM unit_names called JOIN org_units o ON o.tenant_id = :tenant AND o.id = called.unit_id
         WHERE called.name = {name}
         ORDER BY {closed_sql("o", on)}, called.valid_from > {on}, (called.left_on <= {on}) IS TRUE, o.kind <> 'school', o.id
         LIMIT 1)
    """
