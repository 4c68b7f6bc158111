"""Checks of staged rows as a set: each is one statement that writes problems with the row's place and what to do.

The texts use format(): %1$s is the offending value, further ones are named beside each check.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `rows` is SQL that gives line, value and up to two further texts for the message.

    A check that is `last` looks at the rows that all others left good.
    """

    code: str
    heading: str
    rows: str
    zh: str
    en: str
    severity: str = "error"
    last: bool = False

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


def duplicates(
    keys: tuple[str, ...], contents: tuple[str, ...], heading: str, value: str, shown: str
) -> tuple[Check, Check]:
    """The same key twice in one file: a plain repetition refuses the later rows, a contradiction refuses all.

    Only rows without another error are compared: a row that is refused anyway must not take a good one with it.
    Which of two contradicting rows is right is never guessed. `value` is the column shown, `shown` names the key.
    """
    key = ", ".join(f'"{name}"' for name in keys)
    content = "ROW(" + ", ".join(f'"{name}"' for name in contents) + ")::text"
    counted = f"""
        SELECT line, {value} AS value, {shown} AS shown,
               first_value(row_number) OVER inorder AS first_row, row_number() OVER inorder AS place,
               min({content}) OVER whole <> max({content}) OVER whole AS differs,
               string_agg(row_number::text, '、') OVER whole AS all_rows
        FROM staged WHERE ok
        WINDOW inorder AS (PARTITION BY {key} ORDER BY line),
               whole AS (inorder ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    """
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
            f"SELECT line, value, all_rows, shown FROM ({counted}) c WHERE differs",
            "%3$s 在第 %2$s 行的内容互相矛盾；请核实后只保留正确的一行",
            "%3$s stands in rows %2$s with different contents; keep the right one only",
            last=True,
        ),
    )
