"""Announce a show, hold it and withdraw it. What rules count is recorded here, once for each show."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from yanxiu_calligraphy.checks import NAME, known_unit, plausible, written
from yanxiu_calligraphy.errors import CalligraphyInvalid, CalligraphyStateRefused
from yanxiu_calligraphy.models import EXHIBITION, HELD, OPEN, SCRIPTS, SKILLS, WITHDRAWN, Artwork, Show
from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.org_units import standing
from yanxiu_core.records import service as records
from yanxiu_core.records.errors import RecordWithdrawn
from yanxiu_core.records.inputs import RecordInput
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work

KINDS: Mapping[str, str] = {EXHIBITION: "calligraphy.exhibition", SKILLS: "calligraphy.skills"}
"""The kind of record that a show becomes."""
SCRIPT_NAMES: Mapping[str, str] = dict(zip(SCRIPTS, ("钢笔", "毛笔", "粉笔"), strict=True))


def announce(work: Work, unit_id: UUID, kind: str, *, title: str, theme: str, on_date: date) -> Show:
    """A show to which works can be added. Raises CalligraphyInvalid, UnitClosed for a school that is closed by that day,
    NotFound, Forbidden, PluginDisabled.
    """
    known_unit(work, unit_id)
    work.require(Permission.ACTIVITIES_WRITE, unit_id)
    require_on(work, NAME, unit_id)
    standing.require_open(work, [unit_id], plausible(on_date, "onDate"), "unitId")
    show = Show(
        tenant_id=work.tenant_id,
        unit_id=unit_id,
        kind=kind,
        title=written(title, "title", "名称"),
        theme=written(theme, "theme", "主题", required=False),
        on_date=on_date,
        number=f"SF-{uuid4().hex.upper()}",
    )
    work.session.add(show)
    work.session.flush()
    audit.record(
        work,
        "calligraphy.announce",
        counts={"shows": 1},
        rows=[(show.id, unit_id, kind, show.title, show.on_date)],
    )
    return show


def hold(work: Work, show_id: UUID) -> Show:
    """The show took place: the school's record is made, once, and rules count it from now on.

    Raises CalligraphyStateRefused unless it is open, and CalligraphyInvalid while works are missing: an exhibition has
    one at least, the three scripts one of each; UnitClosed, NotFound, Forbidden, PluginDisabled.
    """
    work.record()
    show = _allowed(work, show_id)
    require_open(show)
    if show.on_date > work.today:
        raise CalligraphyInvalid(
            f"展示日期 {show.on_date} 还没有到, 办完再确认", f"{show.on_date} lies ahead", field="showId"
        )
    # What a school had announced before it was closed, the one that follows announces anew.
    standing.require_open(work, [show.unit_id], show.on_date, "showId")
    _require_works(work, show)
    records.register_many(
        work,
        [
            RecordInput(
                KINDS[show.kind],
                show.on_date,
                unit_id=show.unit_id,
                number=show.number,
                title=show.title,
            )
        ],
    )
    show.state = HELD
    return _changed(work, show, "calligraphy.hold")


def withdraw(work: Work, show_id: UUID, reason: str) -> Show:
    """The show did not take place: its record, if there is one, is withdrawn and counts no more; its works stay.

    Raises CalligraphyInvalid without a reason, CalligraphyStateRefused when it is withdrawn, NotFound, Forbidden.
    """
    work.record()
    show = _allowed(work, show_id)
    why = written(reason, "reason", "撤销的原因")
    if show.state == WITHDRAWN:
        raise CalligraphyStateRefused("这次展示已经撤销", "This show is withdrawn already", field="showId")
    if show.state == HELD:
        with suppress(RecordWithdrawn):  # by the county, while the plugin was off
            records.withdraw(work, show.number, why)
    show.state = WITHDRAWN
    return _changed(work, show, "calligraphy.withdraw", why)


def locked(work: Work, show_id: UUID) -> Show:
    """The show, which nobody else changes until this transaction ends. Raises NotFound."""
    found = select(Show).where(Show.tenant_id == work.tenant_id, Show.id == show_id).with_for_update()
    show = work.session.scalars(found).one_or_none()
    if show is None:
        raise NotFound("没有这次展示", "No such show", field="showId")
    return show


def require_open(show: Show) -> None:
    """Refuse a show that is over. Raises CalligraphyStateRefused."""
    if show.state != OPEN:
        state = "已经办完" if show.state == HELD else "已撤销"
        raise CalligraphyStateRefused(
            f"“{show.title}”{state}, 不能再改; 有误请撤销后重新登记",
            f"{show.title} is {show.state} and cannot be changed; withdraw it and record it anew",
            field="showId",
        )


def _allowed(work: Work, show_id: UUID) -> Show:
    show = locked(work, show_id)
    work.require(Permission.ACTIVITIES_WRITE, show.unit_id)
    require_on(work, NAME, show.unit_id)
    return show


def _require_works(work: Work, show: Show) -> None:
    scripts = set(
        work.session.scalars(
            select(Artwork.script).where(Artwork.tenant_id == work.tenant_id, Artwork.show_id == show.id)
        )
    )
    missing = [SCRIPT_NAMES[script] for script in SCRIPTS if script not in scripts]
    if show.kind == EXHIBITION and not scripts:
        raise CalligraphyInvalid(
            "作品展还没有作品; 请先登记作品", "The exhibition has no work yet; add one first", field="showId"
        )
    if show.kind == SKILLS and missing:
        raise CalligraphyInvalid(
            f"三笔字展示还缺{'、'.join(missing)}作品; 请先登记",
            f"The three scripts are not complete: {', '.join(s for s in SCRIPTS if s not in scripts)} is missing",
            field="showId",
        )


def _changed(work: Work, show: Show, command: str, reason: str = "") -> Show:
    work.session.flush()
    audit.record(
        work,
        command,
        counts={"shows": 1},
        rows=[(show.id, show.state, reason)],
        detail={"number": show.number},
    )
    return show
