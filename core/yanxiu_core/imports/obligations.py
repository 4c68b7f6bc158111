"""Import of 免考核登记: documented exceptions of people from rules, each with document and approver."""

import json
from typing import Any

from sqlalchemy import Row, text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import DomainError
from yanxiu_core.imports.checks import Check, duplicates, of_people
from yanxiu_core.imports.forms import OBLIGATIONS
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.obligations import repository as obligations
from yanxiu_core.obligations.cases import Owed, cases_of, owed
from yanxiu_core.obligations.checks import checked_amount
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA, SET
from yanxiu_core.obligations.terms import Concerned, concerned
from yanxiu_core.work import Work

TYPES = {
    "number": "text",
    "name": "text",
    "rule": "text",
    "window": "text",
    "case": "text",
    "starts": "date",
    "ends": "date",
    "amount": "numeric",
    "document": "text",
    "approver": "text",
}

KINDS = {"免考核": EXEMPT, "按比例": PRO_RATA, "另定": SET}
HEADINGS = {
    "rule": "规则",
    "window": "时段",
    "kind": "情形",
    "startsOn": "开始日期",
    "endsOn": "结束日期",
    "amount": "数额",
}
"""The column that a refusal's field is."""

FOUND = "line integer, rule text, kind text, amount numeric(15, 6)"
REFUSED = "line integer, heading text, value text, zh text, en text"


def _prepare(work: Work) -> None:
    work.session.execute(
        text(
            "UPDATE staged s SET person_id = p.id FROM people p WHERE p.tenant_id = :tenant AND p.number = s.number"
        ),
        {"tenant": work.tenant_id},
    )
    found: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    rules: dict[tuple[str, str], list[Concerned] | DomainError] = {}
    rows = text(
        'SELECT line, coalesce(rule, \'\') AS rule, "window", "case", starts, ends, amount FROM staged WHERE ok'
    )
    for row in work.session.execute(rows):
        try:
            for item in _concerned(work, rules, (row.rule, row.window)):
                due = _owed(row, item)
                found.append({"line": row.line, "rule": item[1].id, "kind": due.kind, "amount": due.amount})
        except DomainError as error:
            heading = HEADINGS.get(str(error.details.get("field")), "规则")
            refused.append(
                {
                    "line": row.line,
                    "heading": heading,
                    "zh": error.zh,
                    "en": error.en,
                    "value": _value(row, heading),
                }
            )
    _keep(work, "owed", FOUND, found)
    _keep(work, "refused", REFUSED, refused)


def _concerned(
    work: Work, known: dict[tuple[str, str], list[Concerned] | DomainError], pair: tuple[str, str]
) -> list[Concerned]:
    """The rules of this rule and window, looked up once for all rows that name them, refused ones too."""
    if pair not in known:
        try:
            known[pair] = concerned(work, *pair)
        except DomainError as error:
            known[pair] = error
    found = known[pair]
    if isinstance(found, DomainError):
        raise found
    return found


def _owed(row: Row[Any], concern: Concerned) -> Owed:
    """What this row makes of one rule. Raises ObligationInvalid, the field naming the column."""
    policy, _, bounds = concern
    if row.case in KINDS:
        return Owed(KINDS[row.case], checked_amount(KINDS[row.case], row.amount))
    cases = cases_of(policy)
    if row.case not in cases:
        known = "、".join([*KINDS, *cases])
        raise ObligationInvalid(
            f"没有“{row.case}”这种情形; 可用: {known}",
            f"There is no case {row.case}; there are: {known}",
            field="kind",
        )
    if row.amount is not None:
        raise ObligationInvalid(
            f"{row.case}的数额按日期计算, 请删去数额",
            "The amount follows from the dates; remove it",
            field="amount",
        )
    return owed(cases[row.case], (bounds.starts_on, bounds.ends_on), row.starts, row.ends)


def _value(row: Row[Any], heading: str) -> str:
    key = next((column.key for column in OBLIGATIONS.columns if column.title == heading), "rule")
    value = getattr(row, key)
    return "" if value is None else str(value)


def _keep(work: Work, table: str, columns: str, rows: list[dict[str, Any]]) -> None:
    for statement in (
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP",
    ):
        work.session.execute(text(statement))
    work.session.execute(
        text(f"INSERT INTO {table} SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r({columns})"),
        {"rows": json.dumps(rows, default=str)},
    )


CHECKS = (
    *of_people("请核对是谁", "check who it is"),
    *(
        Check(
            f"{field.lower().removesuffix('on')}_refused",
            heading,
            f"SELECT line, value, zh, en FROM refused WHERE heading = '{heading}'",
            "%2$s",
            "%3$s",
        )
        for field, heading in HEADINGS.items()
    ),
    *duplicates(
        ("number", "rule", "window"),
        ("case", "starts", "ends", "amount", "document", "approver"),
        "工号",
        "number",
        "concat_ws(' / ', number, rule, \"window\")",
    ),
    Check(
        "rule_twice",
        "规则",
        """SELECT s.line, s.rule, min(o.rule), min(t.row_number)::text FROM staged s JOIN owed o ON o.line = s.line
           JOIN owed p ON p.rule = o.rule JOIN staged t ON t.line = p.line
           WHERE s.ok AND t.ok AND t.number = s.number AND t."window" = s."window" AND t.rule IS DISTINCT FROM s.rule
           GROUP BY s.line, s.rule""",
        "第 %3$s 行也涉及同一人同一时段的规则 %2$s；请只保留一行",
        "Row %3$s concerns the rule %2$s of the same person and window too; keep one of them",
        last=True,
    ),
)

# In the order of `obligations.GIVEN`.
GOOD = """
    SELECT s.line, s.person_id, o.rule, s."window", o.kind, o.amount,
           concat_ws(' ', CASE WHEN s."case" NOT IN ('免考核', '按比例', '另定') THEN s."case" END,
                     s.starts, CASE WHEN s.ends IS NOT NULL THEN '至' END, s.ends), s.document, s.approver
    FROM staged s JOIN owed o ON o.line = s.line WHERE s.ok
"""


def _apply(work: Work, _options: ImportOptions, _report: ImportReport) -> None:
    obligations.stage_from(work, GOOD, {})
    obligations.write(work)
    # A row may stand for several rules: it is corrected if one was, else added if one is new.
    work.session.execute(
        text(
            """
            UPDATE staged s SET change = c.change FROM (
                SELECT line, CASE WHEN bool_or(change = 'corrected') THEN 'corrected'
                                  WHEN bool_or(change = 'added') THEN 'added' ELSE 'unchanged' END AS change
                FROM staged_obligations GROUP BY line) c
            WHERE c.line = s.line
            """
        )
    )


SPEC = ImportSpec(
    form=OBLIGATIONS,
    types=TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.POLICIES_WRITE),
    prepare=_prepare,
    checks=CHECKS,
    apply=_apply,
)
