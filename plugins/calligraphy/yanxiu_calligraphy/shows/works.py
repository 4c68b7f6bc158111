"""Hang a work, take it down, give it a result, and remark on it."""

from uuid import UUID, uuid5

from sqlalchemy import delete, select

from yanxiu_calligraphy.checks import NAME, of_the_school, written
from yanxiu_calligraphy.errors import CalligraphyStateRefused
from yanxiu_calligraphy.models import HELD, Artwork, Remark, Show
from yanxiu_calligraphy.settings import Settings
from yanxiu_calligraphy.shows import service as shows
from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import Forbidden, NotFound
from yanxiu_core.files import service as files
from yanxiu_core.files import tidying
from yanxiu_core.files.models import StoredFile
from yanxiu_core.images import service as images
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.people.models import Person
from yanxiu_core.switches.state import require_on, settings_of
from yanxiu_core.work import Work

IMAGE = "imageId"
REMARK = 500
"""Characters of a remark."""


def hang(work: Work, show_id: UUID, person_id: UUID, *, script: str, title: str, upload_id: UUID) -> Artwork:
    """Add a teacher's work to an open show: one's own, or anybody's of a school where one may record.

    The upload is read, written anew without its metadata, and let go. Raises ImageInvalid (field `imageId`),
    CalligraphyInvalid, CalligraphyStateRefused, NotFound, Conflict, Forbidden, PluginDisabled.
    """
    show = shows.locked(work, show_id)
    own = work.access.reach(Permission.EVIDENCE_WRITE).person_id
    if own is None or own != person_id:
        work.require(Permission.ACTIVITIES_WRITE, show.unit_id)
    require_on(work, NAME, show.unit_id)
    shows.require_open(show)
    title = written(title, "title", "作品名称")
    of_the_school(work, [person_id], show.unit_id, show.on_date, "personId")
    upload = files.own(work, upload_id, field=IMAGE)
    settings: Settings = settings_of(work, NAME, show.unit_id)
    work_id = uuid5(upload_id, "calligraphy.work")
    most = settings.image_megabytes * 1_000_000
    made = images.keep(work, upload, of=work_id, title=title, field=IMAGE, most_bytes=most)
    artwork = Artwork(
        tenant_id=work.tenant_id,
        id=work_id,
        show_id=show.id,
        unit_id=show.unit_id,
        person_id=person_id,
        on_date=show.on_date,
        script=script,
        title=title,
        image_id=made.image.id,
        thumbnail_id=made.thumbnail.id,
        width=made.width,
        height=made.height,
    )
    work.session.add(artwork)
    _flushed(work, "calligraphy.hang", artwork, made.image.sha256)
    tidying.leave(work)
    return artwork


def take_down(work: Work, work_id: UUID) -> Show:
    """Remove a work, its picture and what was said of it, while the show is open; returns the show.

    Raises CalligraphyStateRefused, NotFound, Forbidden, PluginDisabled.
    """
    artwork, show = _found(work, work_id)
    own = work.access.reach(Permission.EVIDENCE_WRITE).person_id
    if own is None or own != artwork.person_id:
        work.require(Permission.ACTIVITIES_WRITE, show.unit_id)
    require_on(work, NAME, show.unit_id)
    shows.require_open(show)
    for file_id in (artwork.image_id, artwork.thumbnail_id):
        files.release(work.session.get_one(StoredFile, (work.tenant_id, file_id)))
    work.session.execute(
        delete(Remark).where(Remark.tenant_id == work.tenant_id, Remark.work_id == artwork.id)
    )
    work.session.delete(artwork)
    _flushed(work, "calligraphy.take_down", artwork)
    tidying.leave(work)
    return show


def award(work: Work, work_id: UUID, result: str) -> Artwork:
    """Say what the work was awarded (such as 一等奖; empty takes it back), once the show has been held.

    Raises CalligraphyStateRefused, CalligraphyInvalid, NotFound, Forbidden, PluginDisabled.
    """
    artwork, show = _found(work, work_id)
    work.require(Permission.ACTIVITIES_WRITE, show.unit_id)
    require_on(work, NAME, show.unit_id)
    if show.state != HELD:
        raise CalligraphyStateRefused(
            f"“{show.title}”还没有办完或已撤销, 不能评奖",
            f"{show.title} is {show.state}: no results",
            field="workId",
        )
    artwork.result = written(result, "result", "结果", longest=20, required=False)
    _flushed(work, "calligraphy.award", artwork, artwork.result)
    return artwork


def remark(work: Work, work_id: UUID, body: str) -> Remark:
    """Write about a work: whoever belongs to the school, or may record for it.

    Raises CalligraphyInvalid, NotFound, Forbidden, PluginDisabled.
    """
    artwork, show = _found(work, work_id)
    author_id = _author(work, show.unit_id)
    require_on(work, NAME, show.unit_id)
    author = work.session.get(Person, (work.tenant_id, author_id)) if author_id else None
    new = Remark(
        tenant_id=work.tenant_id,
        work_id=artwork.id,
        unit_id=show.unit_id,
        person_id=author_id,
        author=author.name if author else work.actor.name,
        body=written(body, "body", "评语", longest=REMARK),
    )
    work.session.add(new)
    work.session.flush()
    audit.record(work, "calligraphy.remark", counts={"remarks": 1}, rows=[(new.id, artwork.id, new.body)])
    return new


def unsay(work: Work, remark_id: UUID) -> Artwork:
    """Remove a remark: whoever wrote it, or whoever may record for the school. Returns the work.

    Raises NotFound, Forbidden, PluginDisabled.
    """
    said = work.session.get(Remark, (work.tenant_id, remark_id))
    if said is None:
        raise NotFound("没有这条评语", "No such remark", field="remarkId")
    artwork, show = _found(work, said.work_id)
    own = work.access.reach(Permission.EVIDENCE_WRITE).person_id
    if own is None or own != said.person_id:
        work.require(Permission.ACTIVITIES_WRITE, show.unit_id)
    require_on(work, NAME, show.unit_id)
    work.session.delete(said)
    work.session.flush()
    audit.record(work, "calligraphy.unsay", counts={"remarks": 1}, rows=[(said.id, artwork.id, said.body)])
    return artwork


def _author(work: Work, unit_id: UUID) -> UUID | None:
    """Who speaks: a person of the school. Raises Forbidden for somebody from elsewhere."""
    reach = work.access.reach(Permission.EVIDENCE_WRITE)
    if reach.covers_unit(unit_id):
        return work.actor.person_id
    home = work.session.scalar(select(home_unit_on(work.tenant_id, reach.person_id, work.today)))
    if reach.person_id is None or home != unit_id:
        raise Forbidden(
            "只有本校教师可以评论本校的作品", "Only teachers of the school may remark on its works"
        )
    return reach.person_id


def _found(work: Work, work_id: UUID) -> tuple[Artwork, Show]:
    artwork = work.session.get(Artwork, (work.tenant_id, work_id))
    if artwork is None:
        raise NotFound("没有这件作品", "No such work", field="workId")
    return artwork, shows.locked(work, artwork.show_id)


def _flushed(work: Work, command: str, artwork: Artwork, *more: str | None) -> None:
    work.session.flush()
    rows = [(artwork.id, artwork.show_id, artwork.person_id, artwork.script, artwork.title, *more)]
    audit.record(work, command, counts={"works": 1}, rows=rows)
