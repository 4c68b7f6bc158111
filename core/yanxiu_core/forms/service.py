"""Publish a county's or school's own version of a form, and list the forms there are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.errors import NotFound
from yanxiu_core.forms import schemas
from yanxiu_core.forms.declarations import FORMS, ShippedForm
from yanxiu_core.forms.errors import FormInvalid, FormVersionTaken
from yanxiu_core.forms.models import COUNTY, PLUGIN, SCHOOL, FormVersion
from yanxiu_core.forms.versions import Version, current, digest, published, store, version_id
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.standing import require_open
from yanxiu_core.policies.parts import Text
from yanxiu_core.switches.state import require_on
from yanxiu_core.work import Work

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})?")
LONGEST = 200
"""Characters of a title."""


@dataclass(frozen=True, slots=True)
class NewFormVersion:
    """An own version, of the county or of a unit for itself and all below it."""

    form: str
    title: Text
    schema: Any
    ui: Mapping[str, Any] = field(default_factory=dict)
    unit_id: UUID | None = None


def publish(work: Work, new: NewFormVersion) -> Version:
    """Publish a version: answers from now on are given to it, earlier ones keep theirs.

    The same schema, hints and titles again are nothing new. Raises FormInvalid (place named), FormVersionTaken when
    somebody else publishes at the same time, UnitClosed, NotFound, Forbidden.
    """
    work.require(Permission.FORMS_WRITE, new.unit_id)
    if new.unit_id is not None:
        require_open(work, [new.unit_id], work.today, "unitId")
    _check(work, new)
    own = [each for each in published(work, new.form) if each.unit_id == new.unit_id]
    made = digest(new.schema)
    if own and (own[0].digest, own[0].ui, own[0].title) == (made, new.ui, new.title):
        return own[0]
    origin, number = (SCHOOL if new.unit_id else COUNTY), own[0].number + 1 if own else 1
    version = Version(
        id=version_id(work.tenant_id, new.form, origin, new.unit_id, number),
        form=new.form,
        origin=origin,
        unit_id=new.unit_id,
        number=number,
        title=new.title,
        schema=new.schema,
        ui=new.ui,
        digest=made,
        stored=True,
    )
    if not store(work, version):
        raise FormVersionTaken(
            "刚刚有人发布了这个表单的新版本; 请查看后再发布",
            "Somebody has just published a version of this form; look at it, then publish again",
            field="form",
        )
    audit.record(
        work,
        "form.publish",
        counts={"versions": 1},
        rows=[(version.id, new.form, number, made)],
        detail={"form": new.form, "number": number},
    )
    return version


def available(work: Work, unit_id: UUID | None = None) -> list[tuple[str | None, Version]]:
    """Every form: the plugin that brings it, and the version that is current for a unit or for the county; by name.

    A unit sees its own forms and those of what stands above it.
    """
    own = work.session.scalars(
        select(FormVersion.form)
        .where(FormVersion.tenant_id == work.tenant_id, FormVersion.origin != PLUGIN)
        .distinct()
    )
    units = [unit_id] if unit_id else []
    found = []
    shipped = work.registry.of(FORMS)
    for name in sorted({*shipped, *own}):
        try:
            found.append((shipped[name].plugin if name in shipped else None, current(work, name, units)))
        except NotFound:  # a form that only other schools have
            continue
    return found


def _check(work: Work, new: NewFormVersion) -> None:
    declared = work.registry.of(FORMS).get(new.form)
    if not NAME.fullmatch(new.form) or ("." in new.form and declared is None):
        raise FormInvalid(
            f"没有插件提供表单 {new.form}; 自己的表单请用小写字母、数字和下划线命名",
            f"No plugin brings the form {new.form}; name your own in lower case letters, digits and underscores",
            field="form",
        )
    for name, title in (("zh", new.title.zh), ("en", new.title.en)):
        if not title.strip() or len(title) > LONGEST:
            raise FormInvalid(
                f"标题不能为空, 且不超过 {LONGEST} 个字",
                f"A title has 1 to {LONGEST} characters",
                field="title" if name == "zh" else "titleEn",
            )
    if new.unit_id and work.session.get(OrgUnit, (work.tenant_id, new.unit_id)) is None:
        raise NotFound("没有这个单位", "No such unit", field="unitId")
    schemas.check(new.schema)
    if not isinstance(new.ui, Mapping):
        raise FormInvalid("ui 应为键值", "ui must be an object", field="ui")
    schemas.measure(new.ui, "ui")
    if declared is not None:
        require_on(work, declared.plugin, new.unit_id)
        _check_fixed(declared.thing, new.schema)


def _check_fixed(declared: ShippedForm, schema: schemas.Schema) -> None:
    """What the plugin reads must be in every version as the plugin has it."""
    shipped = declared.newest.schema
    for name in declared.fixed:
        place = f"schema.properties.{name}"
        if _plain(schema, name) != _plain(shipped, name):
            raise FormInvalid(
                f"栏目 {name} 由插件使用, 须与插件的版本一致",
                f"The plugin reads the field {name}: it must be as in the plugin's version",
                field=place,
            )
        if name in shipped.get("required", ()) and name not in schema.get("required", ()):
            raise FormInvalid(
                f"栏目 {name} 由插件使用, 须为必填", f"The field {name} must stay required", field=place
            )


def _plain(schema: schemas.Schema, name: str) -> str:
    part = schema.get("properties", {}).get(name)
    # What it refers to must be the same as well.
    return schemas.text([part, schema.get("$defs") if "$ref" in schemas.text(part) else None])
