"""Answers to an activity's form: filled in when it is planned, and until it is all done."""

from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.authority import require_on_activity, units_of_activity
from yanxiu_core.activities.errors import ActivityStateRefused
from yanxiu_core.activities.models import CANCELLED, Activity, ActivityAnswers
from yanxiu_core.audit import service as audit
from yanxiu_core.database import superseding
from yanxiu_core.errors import NotFound
from yanxiu_core.forms.answers import Accepted, FormAnswers, accept
from yanxiu_core.kinds import service as kinds
from yanxiu_core.work import Work


def answer(work: Work, activity_id: UUID, given: FormAnswers) -> Activity:
    """Give an activity's answers; earlier ones are superseded and stay known for their time.

    Raises AnswersInvalid (every place that is wrong), ActivityStateRefused for a cancelled activity, PluginDisabled
    where the plugin of its kind is off, NotFound, Forbidden.
    """
    require_on_activity(work, Permission.ACTIVITIES_WRITE, activity_id)
    recorded_at = work.record()
    activity = work.session.get(Activity, (work.tenant_id, activity_id))
    if activity is None:
        raise NotFound("没有这项活动", "No such activity", field="id")
    if activity.state == CANCELLED:
        raise ActivityStateRefused(
            f"活动 {activity.number} 已取消, 不能再填表",
            f"Activity {activity.number} was cancelled",
            field="id",
        )
    units = units_of_activity(work, activity_id)
    kind = kinds.known(work, "activity", activity.plugin_kind or activity.kind, units)
    checked = accept(work, given, form=kind.form, units=units)
    present = superseding.present(work.session, ActivityAnswers, work.tenant_id, activity_id=activity_id)
    if present is not None and (present.form_version_id, present.answers) == (
        checked.version_id,
        checked.values,
    ):
        return activity
    superseding.close(work.session, present, recorded_at)
    work.session.add(row(work, activity_id, checked))
    work.session.flush()
    audit.record(
        work,
        "activity.answer",
        counts={"answers": 1},
        rows=[(activity.id, checked.version_id, checked.values)],
        detail={"number": activity.number},
    )
    return activity


def accepted(
    work: Work, given: FormAnswers | None, form: str | None, units: tuple[UUID, ...]
) -> Accepted | None:
    """The answers of a new activity, if it comes with some."""
    return None if given is None else accept(work, given, form=form, units=units)


def row(work: Work, activity_id: UUID, checked: Accepted) -> ActivityAnswers:
    """The row of accepted answers."""
    return ActivityAnswers(
        tenant_id=work.tenant_id,
        activity_id=activity_id,
        form_version_id=checked.version_id,
        answers=checked.values,
        recorded_at=work.record(),
    )
