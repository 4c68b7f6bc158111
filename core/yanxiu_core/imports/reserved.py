"""What a plugin writes alone is changed by no list; see `Kind.own`."""

from sqlalchemy import text

from yanxiu_core.imports.checks import Check
from yanxiu_core.kinds.declarations import Of
from yanxiu_core.kinds.service import reserved
from yanxiu_core.work import Work


def stage_reserved(work: Work, of: Of) -> None:
    """Put the codes that are reserved into the temporary table that the check below reads."""
    work.session.execute(text("DROP TABLE IF EXISTS reserved_kinds"))
    work.session.execute(
        text(
            "CREATE TEMPORARY TABLE reserved_kinds ON COMMIT DROP AS SELECT unnest(CAST(:codes AS text[])) AS code"
        ),
        {"codes": list(reserved(work, of))},
    )


def reserved_check(heading: str, known: str) -> Check:
    """Refuse rows under the number of what a plugin has written; `known` is SQL that gives number, kind and plugin_kind."""
    return Check(
        "reserved",
        heading,
        f"""SELECT s.line, s.number, r.kind, NULL FROM staged s JOIN ({known}) r ON r.number = s.number
            JOIN reserved_kinds k ON k.code = r.plugin_kind""",
        "%1$s（%2$s）由插件登记，只能用它的功能修改；请删去此行",
        "%1$s (%2$s) was entered by a plugin and is changed by its own commands alone; remove the row",
    )
