"""The exporters that fill a county's own forms: one for each subject and format."""

from collections.abc import Callable
from pathlib import Path

from yanxiu_core.exports.declarations import (
    VERDICTS,
    Exporter,
    ExportRequest,
    ExportWriter,
    Reads,
    TemplateForm,
)
from yanxiu_core.exports.subjects import ACTIVITY as ACTIVITY_SUBJECT
from yanxiu_core.exports.subjects import PERSON as PERSON_SUBJECT
from yanxiu_core.exports.subjects import UNIT as UNIT_SUBJECT
from yanxiu_core.policies.parts import Text
from yanxiu_exporters.documents.activity_reads import ACTIVITY_READS
from yanxiu_exporters.documents.register import REGISTER_READS
from yanxiu_exporters.forms.activity import activity_filling
from yanxiu_exporters.forms.docx_form import check_docx, fill_docx
from yanxiu_exporters.forms.filling import Filling
from yanxiu_exporters.forms.person import person_filling
from yanxiu_exporters.forms.unit import unit_filling
from yanxiu_exporters.forms.vocabulary import ACTIVITY, PERSON, UNIT, Vocabulary
from yanxiu_exporters.forms.xlsx_form import check_xlsx, fill_xlsx
from yanxiu_exporters.media import MEDIA

Fill = Callable[[Path, Vocabulary, Filling, Path], None]
Check = Callable[[Path, Vocabulary], None]
FORMATS: tuple[tuple[str, Fill, Check], ...] = (
    ("docx", fill_docx, check_docx),
    ("xlsx", fill_xlsx, check_xlsx),
)
SUBJECTS = (
    (UNIT_SUBJECT, UNIT, {"rows": VERDICTS}, unit_filling, Text(zh="本县汇总表模板", en="County's own summary form")),
    (PERSON_SUBJECT, PERSON, REGISTER_READS, person_filling, Text(zh="本县教师表模板", en="County's own form of a teacher")),
    (ACTIVITY_SUBJECT, ACTIVITY, ACTIVITY_READS, activity_filling, Text(zh="本县活动表模板", en="County's own form of an activity")),
)  # fmt: skip


def own_forms() -> list[Exporter]:
    """Named `form_subject_format`."""
    return [
        Exporter(
            f"form_{subject.name}_{form}",
            title,
            MEDIA[form],
            form,
            _writer(vocabulary, filling, fill),
            subject,
            reads,
            template=TemplateForm(_checker(vocabulary, check), vocabulary.placeholders()),
        )
        for subject, vocabulary, reads, filling, title in SUBJECTS
        for form, fill, check in FORMATS
    ]


def _writer(
    vocabulary: Vocabulary, filling: Callable[[ExportRequest, Reads], Filling], fill: Fill
) -> ExportWriter:
    def write(request: ExportRequest, reads: Reads, target: Path) -> str | None:
        if request.template is None:
            raise LookupError("core gives a template to an exporter that fills one")
        found = filling(request, reads)
        fill(request.template, vocabulary, found, target)
        return found.check

    return write


def _checker(vocabulary: Vocabulary, check: Check) -> Callable[[Path], None]:
    return lambda template: check(template, vocabulary)
