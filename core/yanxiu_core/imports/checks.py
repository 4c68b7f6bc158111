"""Checks of staged rows as a set: each is one statement that writes problems with the row's place and what to do.

The texts use format(): %1$s is the offending value, further ones are named beside each check.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `rows` is SQL that gives line, value and up to two further texts for the message.

    A check that is `last` looks at the rows that all others left good. One with `asked` is made only where the options
    ask for what it is about.
    """

    code: str
    heading: str
    rows: str
    zh: str
    en: str
    severity: str = "error"
    last: bool = False
    asked: Callable[[ImportOptions], bool] | None = None

    def concerns(self, options: ImportOptions) -> bool:
        """Whether it is made in an import with these options."""
        return self.asked is None or self.asked(options)

    def run_in(self, work: Work, day: date | None = None) -> None:
        """Write this check's problems, with those of tenant, today and the day that its statement names.

        `day` is that from which on the list holds (default: today).
        """
        known = {"tenant": work.tenant_id, "today": work.today, "day": day or work.today}
        self.run(work.session, **{name: value for name, value in known.items() if f":{name}" in self.rows})

    def run(self, session: Session, **parameters: Any) -> None:
        """Write this check's problems."""
        session.execute(
            text(
                f"""
                INSERT INTO problems (line, sheet, row_number, heading, value, code, severity, zh, en)
                SELECT s.line, s.sheet, s.row_number, :heading, coalesce(f.value, ''), :code, :severity,
                       format(:zh, f.value, f.first, f.second), format(:en, f.value, f.first, f.second)
                FROM ({self.rows}) AS f(line, value, first, second) JOIN staged s ON s.line = f.line
                """
            ),
            {
                "heading": self.heading,
                "code": self.code,
                "severity": self.severity,
                "zh": self.zh,
                "en": self.en,
                **parameters,
            },
        )


def of_people(zh: str, en: str, column: str = "number") -> tuple[Check, Check]:
    """The 工号 in this column is on the roster, and the name beside it is that person's; the texts say what to check."""
    return (
        Check(
            "unknown_person",
            "工号",
            f"SELECT line, {column}, NULL, NULL FROM staged WHERE {column} IS NOT NULL AND person_id IS NULL",
            "花名册中没有工号 %1$s；请核对工号，或先导入花名册",
            "Nobody on the roster has the number %1$s; check it, or import the roster first",
        ),
        Check(
            "name_mismatch",
            "姓名",
            f"""SELECT s.line, s.name, p.name, s.{column} FROM staged s
                JOIN people p ON p.tenant_id = :tenant AND p.id = s.person_id
                WHERE s.name IS NOT NULL AND replace(s.name, ' ', '') <> replace(p.name, ' ', '')""",
            f"姓名“%1$s”与工号 %3$s 不符（花名册为“%2$s”）；{zh}",
            f"The name %1$s does not fit the number %3$s (on the roster: %2$s); {en}",
        ),
    )


def duplicates(
    keys: tuple[str, ...], contents: tuple[str, ...], heading: str, value: str, shown: str
) -> tuple[Check, Check]:
    """The same key twice in one file: a plain repetition refuses the later rows, a contradiction refuses all.

    Only rows without another error are compared: a row that is refused anyway must not take a good one with it.
    Which of two contradicting rows is right is never guessed. `value` is the column shown, `shown` names the key.
    """
    content = "ROW(" + ", ".join(f'"{name}"' for name in contents) + ")::text"
    differs = f"min({content}) OVER whole <> max({content}) OVER whole"
    counted = _counted(keys, value, shown, differs)
    return (
        Check(
            "duplicate_row",
            heading,
            f"SELECT line, value, first_row::text, shown FROM ({counted}) c WHERE place > 1 AND NOT differs",
            "此行与第 %2$s 行完全重复（%3$s），只计一次；请删去此行",
            "This row repeats row %2$s (%3$s) and is not counted again; delete it",
            last=True,
        ),
        Check(
            "contradiction",
            heading,
            f"SELECT line, value, {PLACES_ZH}, {PLACES_EN} FROM ({counted}) c WHERE differs",
            "%2$s的内容互相矛盾；请核实后只保留正确的一行",
            "%3$s with different contents; keep the right one only",
            last=True,
        ),
    )


def disagreement(
    key: str, columns: tuple[str, ...], *, several: str, code: str, heading: str, zh: str, en: str
) -> Check:
    """Rows that describe one thing together, told apart by `several`, and say different things of it: all are refused.

    A blank cell says nothing. In the texts %2$s and %3$s name the thing and its rows.
    """
    pairs = " OR ".join(f'min("{name}") OVER whole <> max("{name}") OVER whole' for name in columns)
    differs = f"min({several}) OVER whole <> max({several}) OVER whole AND ({pairs})"
    counted = _counted((key,), key, key, differs)
    rows = f"SELECT line, value, {PLACES_ZH}, {PLACES_EN} FROM ({counted}) c WHERE differs"
    return Check(code, heading, rows, zh, en, last=True)


# The first row, the last and how many: naming all in each would be as long as the square of their number.
PLACES_ZH = """concat(shown, ' 在第 ', first_row, '、', last_row, CASE WHEN rows > 2 THEN concat(' 等 ', rows) END, ' 行')"""
PLACES_EN = """concat(shown, ' stands in rows ', first_row, CASE WHEN rows > 2 THEN ' to ' ELSE ' and ' END, last_row,
               CASE WHEN rows > 2 THEN concat(' (', rows, ' rows)') END)"""


def _counted(keys: tuple[str, ...], value: str, shown: str, differs: str) -> str:
    """SQL: the good rows with what there is of the same key: the first and last row, how many, whether they differ."""
    key = ", ".join(f'"{name}"' for name in keys)
    return f"""
        SELECT line, {value} AS value, {shown} AS shown, row_number() OVER inorder AS place,
               first_value(row_number) OVER whole AS first_row, last_value(row_number) OVER whole AS last_row,
               count(*) OVER whole AS rows, {differs} AS differs
        FROM staged WHERE ok
        WINDOW inorder AS (PARTITION BY {key} ORDER BY line),
               whole AS (inorder ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    """
