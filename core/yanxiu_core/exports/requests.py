"""From what a caller names to what a document is about: checked, permitted, complete."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.activities.models import Activity, ActivityUnit
from yanxiu_core.calendars.models import Window
from yanxiu_core.errors import Invalid, NotFound
from yanxiu_core.exports.declarations import Exporter, ExportRequest, Judged
from yanxiu_core.exports.subjects import Part, Subject
from yanxiu_core.notices.models import PublicNotice
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.service import descendants
from yanxiu_core.org_units.standing import name_on
from yanxiu_core.people.homes import home_unit_id
from yanxiu_core.people.models import Person
from yanxiu_core.policies.errors import PolicyNotAdopted
from yanxiu_core.policies.lookup import rule_of
from yanxiu_core.records.kinds import RECORD_KINDS
from yanxiu_core.templates.models import ExportTemplate
from yanxiu_core.tenancy.models import Tenant
from yanxiu_core.verdicts.reading import reading
from yanxiu_core.verdicts.sources import bounds_of
from yanxiu_core.work import Work

NAMES: Mapping[Part, tuple[str, str]] = {
    "rule": ("规则", "a rule"),
    "window": ("时段", "a window"),
    "unit": ("单位", "a unit"),
    "person": ("人员", "a person"),
    "activity": ("活动", "an activity"),
    "notice": ("公示", "a notice"),
}

IDS = ("unit", "person", "activity", "notice", "template")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller names: a rule's id, a window's key, ids of a unit, person, activity, notice and form, and options."""

    rule: str | None = None
    window: str | None = None
    unit: UUID | None = None
    person: UUID | None = None
    activity: UUID | None = None
    notice: UUID | None = None
    template: UUID | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        ids = {name: str(value) if (value := getattr(self, name)) else None for name in IDS}
        return {"rule": self.rule, "window": self.window, **ids, "options": dict(self.options)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Asked":
        """As a job kept it; one that was started by an earlier version lacks what there was not."""
        ids = {name: UUID(kept[name]) if kept.get(name) else None for name in IDS}
        return cls(rule=kept.get("rule"), window=kept.get("window"), options=kept["options"], **ids)


def request_of(work: Work, exporter: Exporter, asked: Asked) -> ExportRequest:
    """The request in full, if the caller may have this document.

    Raises Forbidden, Invalid with the part or option that is missing or wrong, NotFound, PolicyUnknown,
    PolicyNotAdopted, WindowUnknown.
    """
    _check_parts(exporter.subject, asked)
    if asked.notice:
        asked = replace(asked, unit=_shown_by(work, asked, asked.notice))
    _allow(work, exporter.subject, asked)
    _check_template(work, exporter, asked.template)
    judged = judged_of(work, asked.rule, asked.window) if asked.rule and asked.window else None
    tenant = work.session.scalars(select(Tenant.name).where(Tenant.tenant_id == work.tenant_id)).one()
    made = ExportRequest(
        tenant_name=tenant,
        today=work.today,
        made_at=datetime.now(work.zone),
        language=work.language,
        options=options_of(exporter.options, asked.options),
        judging=judged,
        unit_id=asked.unit,
        unit_name=tenant,
        unit_ids=frozenset(descendants(work, asked.unit)) if asked.unit else frozenset(),
        person_id=asked.person,
        activity_id=asked.activity,
        notice_id=asked.notice,
        kinds={name: kind.thing.title.zh for name, kind in work.registry.of(RECORD_KINDS).items()},
        template_id=asked.template,
        limited=not work.access.reach(Permission.PEOPLE_READ).everything,
    )
    return replace(made, unit_name=_named(work, asked.unit, made.named_on)) if asked.unit else made


def _named(work: Work, unit_id: UUID, on: date) -> str:
    named = select(name_on(OrgUnit, on)).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.id == unit_id)
    return work.session.scalars(named).one()


def judged_of(work: Work, rule_id: str, window: str) -> Judged:
    """Rule and window as the county judges it. Raises PolicyUnknown, PolicyNotAdopted, WindowUnknown."""
    policy, rule = rule_of(work.registry.policies, rule_id)
    found = bounds_of(work, policy, rule, window)
    if not found:
        raise PolicyNotAdopted(
            f"本县没有采用 {policy.id}", f"This county has not adopted {policy.id}", field="rule"
        )
    return Judged(policy, rule, window, found[0].starts_on, found[0].ends_on)


def options_of(model: type[BaseModel], given: Mapping[str, Any]) -> BaseModel:
    """The options as the exporter's model. Raises Invalid with the first that is wrong, as a path."""
    if not isinstance(given, Mapping):
        raise Invalid("options 应为键值", "options must be an object", field="options")
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        known = "、".join(model.model_fields) or "(无)"
        raise Invalid(
            f"选项 {path} 不能接受: {first['msg']}; 可用的选项: {known}",
            f"Option {path} cannot be accepted: {first['msg']}; options there are: {known}",
            field=f"options.{path}",
        ) from error


def _check_parts(subject: Subject, asked: Asked) -> None:
    for name in NAMES:
        zh, en = NAMES[name]
        if name in subject.needs and not getattr(asked, name):
            raise Invalid(
                f"这份文件是关于“{subject.title.zh}”的, 请给出{zh}",
                f"Name {en}: this document needs it",
                field=name,
            )
        if name not in (*subject.needs, *subject.may) and getattr(asked, name):
            raise Invalid(
                f"这份文件与{zh}无关, 请不要给出",
                f"This document is not about {en}; leave it out",
                field=name,
            )


def _check_template(work: Work, exporter: Exporter, asked: UUID | None) -> None:
    if exporter.template is None and asked:
        raise Invalid(f"{exporter.name} 不填写模板", f"{exporter.name} fills no templates", field="template")
    if exporter.template is None:
        return
    if asked is None:
        raise Invalid(
            f"{exporter.name} 填写本县的模板; 请先保存一个模板 (templateKeep), 再指明它",
            f"{exporter.name} fills a template of the county's; keep one (templateKeep) and name it",
            field="template",
        )
    template = work.session.get(ExportTemplate, (work.tenant_id, asked))
    if template is None or template.exporter != exporter.name:
        raise NotFound(
            f"{exporter.name} 没有这个模板", f"{exporter.name} has no such template", field="template"
        )


def _allow(work: Work, subject: Subject, asked: Asked) -> None:
    """The permission must reach what the document is about: the county, a unit, a person, an activity's unit."""
    reach = work.access.reach(Permission.EXPORTS_RUN)
    if asked.activity:
        _known(work, Activity, asked.activity, "activity")
        if not reach.everything and not reach.units.intersection(_units_of(work, asked.activity)):
            work.require(Permission.EXPORTS_RUN)
    elif asked.person:
        _known(work, Person, asked.person, "person")
        own = reach.person_id is not None and reach.person_id == asked.person
        if not own and not reach.covers_unit(_home_of(work, asked.person)):
            work.require(Permission.EXPORTS_RUN)
    elif {"window", "unit"}.intersection(subject.needs):
        work.require(Permission.EXPORTS_RUN, asked.unit)
        if asked.unit:
            _known(work, OrgUnit, asked.unit, "unit")
    elif reach.nothing:
        work.require(Permission.EXPORTS_RUN)


def _shown_by(work: Work, asked: Asked, notice: UUID) -> UUID:
    """The unit that has published the notice. Raises NotFound for one of another rule, window or unit than is asked."""
    published = (
        select(PublicNotice.unit_id, PublicNotice.policy)
        .join(Window, (Window.tenant_id == PublicNotice.tenant_id) & (Window.id == PublicNotice.window_id))
        .where(
            PublicNotice.tenant_id == work.tenant_id, PublicNotice.id == notice, Window.key == asked.window
        )
    )
    found = work.session.execute(published).one_or_none()
    policy = work.registry.policies.get(found.policy) if found else None
    rule = policy.review.rule if policy and policy.review else None
    if found is None or rule != asked.rule or asked.unit not in {None, found.unit_id}:
        raise NotFound(
            "没有这项公示, 或者它不是这条规则、时段和单位的; 请核对",
            "There is no such notice of this rule, window and unit",
            field="notice",
        )
    return UUID(str(found.unit_id))


def _known(work: Work, kind: type[Activity] | type[Person] | type[OrgUnit], found: UUID, name: Part) -> None:
    if work.session.get(kind, (work.tenant_id, found)) is None:
        zh, en = NAMES[name]
        raise NotFound(f"没有这个{zh}", f"There is no such {en.split()[-1]}", field=name)


def _home_of(work: Work, person: UUID) -> UUID | None:
    rows = Person.__table__.alias()
    return work.session.scalar(
        select(home_unit_id(rows, reading(work))).where(
            rows.c.tenant_id == work.tenant_id, rows.c.id == person
        )
    )


def _units_of(work: Work, activity: UUID) -> list[UUID]:
    return list(
        work.session.scalars(
            select(ActivityUnit.unit_id).where(
                ActivityUnit.tenant_id == work.tenant_id,
                ActivityUnit.activity_id == activity,
                ActivityUnit.superseded_at.is_(None),
                ActivityUnit.unit_id.is_not(None),
            )
        )
    )
