"""Import of 校外培训登记: certificates of external training, known by person and number."""

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.external_trainings import repository as trainings
from yanxiu_core.external_trainings.checks import CHECKS
from yanxiu_core.imports.checks import Check
from yanxiu_core.imports.forms import EXTERNAL_TRAININGS
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.ledger.models import CERTIFIED, REGISTERED
from yanxiu_core.work import Work

PEOPLE = (
    Check(
        "unknown_person",
        "工号",
        "SELECT line, number, NULL, NULL FROM staged WHERE number IS NOT NULL AND person_id IS NULL",
        "花名册中没有工号 %1$s；请核对工号，或先导入花名册",
        "Nobody on the roster has the number %1$s; check it, or import the roster first",
    ),
    Check(
        "name_mismatch",
        "姓名",
        """SELECT s.line, s.name, p.name, s.number FROM staged s
           JOIN people p ON p.tenant_id = :tenant AND p.id = s.person_id
           WHERE s.name IS NOT NULL AND replace(s.name, ' ', '') <> replace(p.name, ' ', '')""",
        "姓名“%1$s”与工号 %3$s 不符（花名册为“%2$s”）；请核对是谁的证书",
        "The name %1$s does not fit the number %3$s (on the roster: %2$s); check whose certificate it is",
    ),
)


def _prepare(work: Work) -> None:
    """Whose they are, and what they are against what is known. The county's list is certified, others' is registered."""
    work.session.execute(
        text(
            "UPDATE staged s SET person_id = p.id FROM people p WHERE p.tenant_id = :tenant AND p.number = s.number"
        ),
        {"tenant": work.tenant_id},
    )
    decides = work.access.reach(Permission.TRAININGS_CONFIRM).everything
    trainings.compare(work, CERTIFIED if decides else REGISTERED)


def _apply(work: Work, _options: ImportOptions, report: ImportReport) -> None:
    posting = trainings.write(work)
    report.lines_posted, report.lines_reversed = posting.posted, posting.reversed


SPEC = ImportSpec(
    form=EXTERNAL_TRAININGS,
    types=trainings.TYPES,
    permissions=(Permission.IMPORTS_RUN, Permission.TRAININGS_WRITE),
    prepare=_prepare,
    checks=(*PEOPLE, *CHECKS),
    apply=_apply,
)
