"""Plugin `exporters`: the documents that every county's office asks for."""

from collections.abc import Mapping, Sequence

from yanxiu_core.exports.declarations import VERDICTS, Exporter, ExportWriter, Options, Read
from yanxiu_core.exports.subjects import ACTIVITY, PERSON, SHOWN, TENANT, UNIT, Subject
from yanxiu_core.hookspecs.marker import hookimpl
from yanxiu_core.kinds.declarations import Kind
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.policies.parts import Text
from yanxiu_exporters.documents.activity_reads import ACTIVITY_READS, PHOTO
from yanxiu_exporters.documents.activity_record import RecordOptions, activity_record
from yanxiu_exporters.documents.archive import ARCHIVE_READS, archive
from yanxiu_exporters.documents.lesson_notes import LessonOptions, lesson_notes
from yanxiu_exporters.documents.notice import NOTICE_READS, NoticeOptions, notice
from yanxiu_exporters.documents.observation import ObservationOptions, blank, of_activity
from yanxiu_exporters.documents.register import REGISTER_READS, register
from yanxiu_exporters.documents.summary import summary
from yanxiu_exporters.forms.exporters import own_forms
from yanxiu_exporters.media import MEDIA
from yanxiu_exporters.paper.formats import at_once, docx, pdf, xlsx
from yanxiu_exporters.summary_csv import write_summary_csv


@hookimpl
def yanxiu_plugin() -> Plugin:
    """Who this is."""
    return Plugin(
        name="exporters",
        title=Text(zh="常用报表", en="Common documents"),
        version="0.3.0",
        level="tenant",
        starts_on=True,
    )


@hookimpl
def yanxiu_kinds() -> Sequence[Kind]:
    """The photographs of an activity, of which its record prints three. A county's own word with 照片 in it does too."""
    photo = Text(zh=f"活动{PHOTO}", en="Photograph of an activity")
    return [Kind("evidence", "exporters.photo", photo, picture=True)]


@hookimpl
def yanxiu_exporters() -> Sequence[Exporter]:
    """What an office prints: to sign on paper (.pdf), to go on working in (.xlsx, .docx), for programs (.csv)."""
    return [*_of_units(), *_of_people(), *_of_activities(), *own_forms()]


def _of_units() -> list[Exporter]:
    title, reads = Text(zh="学时认定汇总表", en="Summary of study hours"), {"rows": VERDICTS}
    notice_title = Text(zh="学时公示表", en="Public notice of study hours")
    return [
        *_each("summary", title, UNIT, reads, Options, xlsx=xlsx(summary, "学时认定汇总"), pdf=pdf(summary), csv=write_summary_csv),
        *_each("notice", notice_title, SHOWN, NOTICE_READS, NoticeOptions, xlsx=xlsx(notice, "学时公示"), pdf=pdf(notice)),
    ]  # fmt: skip


def _of_people() -> list[Exporter]:
    registered = at_once(register)
    return [
        *_each("register", Text(zh="学时登记表", en="Register of a teacher's hours"), PERSON, REGISTER_READS, Options,
               xlsx=xlsx(registered, "学时登记"), pdf=pdf(registered)),
        *_each("archive", Text(zh="研修档案", en="A teacher's file"), PERSON, ARCHIVE_READS, Options, pdf=pdf(at_once(archive))),
    ]  # fmt: skip


def _of_activities() -> list[Exporter]:
    notes, form, empty = map(at_once, (lesson_notes, of_activity, blank))
    form_title = Text(zh="课堂观察量表", en="Lesson observation form")
    empty_title = Text(zh="课堂观察量表（空白）", en="Lesson observation form, blank")
    return [
        *_each("activity_record", Text(zh="校本研修活动记录表", en="Record of an activity, with its attendance list"),
               ACTIVITY, ACTIVITY_READS, RecordOptions, docx=docx(activity_record), pdf=pdf(activity_record),
               xlsx=xlsx(activity_record, "活动记录")),
        *_each("lesson_notes", Text(zh="听课记录表", en="Notes of a lesson listened to"), ACTIVITY, ACTIVITY_READS,
               LessonOptions, docx=docx(notes), pdf=pdf(notes)),
        *_each("observation", form_title, ACTIVITY, ACTIVITY_READS, ObservationOptions, docx=docx(form), pdf=pdf(form)),
        *_each("observation_blank", empty_title, TENANT, {}, ObservationOptions, docx=docx(empty), pdf=pdf(empty)),
    ]  # fmt: skip


def _each(
    name: str,
    title: Text,
    subject: Subject,
    reads: Mapping[str, Read],
    options: type[Options],
    **writers: ExportWriter,
) -> list[Exporter]:
    """One exporter a format, named `name_format`."""
    return [
        Exporter(f"{name}_{form}", title, MEDIA[form], form, write, subject, reads, options)
        for form, write in writers.items()
    ]
