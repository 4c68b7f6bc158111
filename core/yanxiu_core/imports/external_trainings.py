"""Import of 校外培训登记: certificates of external training, known by person and number."""

from sqlalchemy import text

from yanxiu_core.access.permissions import Permission
from yanxiu_core.external_trainings import repository as trainings
from yanxiu_core.external_trainings.checks import CHECKS
from yanxiu_core.imports.checks import of_people
from yanxiu_core.imports.forms import EXTERNAL_TRAININGS
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.imports.report import ImportReport
from yanxiu_core.imports.spec import ImportSpec
from yanxiu_core.ledger.models import CERTIFIED, REGISTERED
from yanxiu_core.work import Work

PEOPLE = of_people("请核对是谁的证书", "check whose certificate it is")


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
