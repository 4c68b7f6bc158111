"""Find the version of a form: the current one for a unit, or the one that answers were filled in with."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from yanxiu_core.errors import NotFound
from yanxiu_core.forms.declarations import FORMS, ShippedForm, ShippedVersion
from yanxiu_core.forms.errors import FormChanged, FormInvalid
from yanxiu_core.forms.models import COUNTY, PLUGIN, FormVersion
from yanxiu_core.forms.schemas import refers, text
from yanxiu_core.org_units.service import ancestors
from yanxiu_core.policies.parts import Text
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Version:
    """A version, whether it is a row already or is shipped by a plugin and unused so far (`stored`)."""

    id: UUID
    form: str
    origin: str
    unit_id: UUID | None
    number: int
    title: Text
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    digest: str
    stored: bool


def version_id(tenant_id: UUID, form: str, origin: str, unit_id: UUID | None, number: int) -> UUID:
    """A version's id, the same wherever it is made."""
    return uuid5(tenant_id, f"form/{form}/{unit_id or origin}/{number}")


def digest(schema: Mapping[str, Any]) -> str:
    """What tells whether a schema has changed."""
    return hashlib.sha256(text(schema).encode()).hexdigest()


def shipped(work: Work, form: ShippedForm, version: ShippedVersion) -> Version:
    """A plugin's version as one of this tenant."""
    made_of = (work.tenant_id, form.name, PLUGIN, None, version.version)
    return Version(
        id=version_id(*made_of),
        form=form.name,
        origin=PLUGIN,
        unit_id=None,
        number=version.version,
        title=form.title,
        schema=version.schema,
        ui=version.ui,
        digest=digest(version.schema),
        stored=False,
    )


def of_row(row: FormVersion) -> Version:
    """A stored version."""
    return Version(
        row.id, row.form, row.origin, row.unit_id, row.number, Text(zh=row.title_zh, en=row.title_en),
        row.schema, row.ui, row.digest, stored=True,
    )  # fmt: skip


def published(work: Work, form: str) -> list[Version]:
    """The versions that the county and its schools have published, newest first."""
    rows = work.session.scalars(
        select(FormVersion)
        .where(
            FormVersion.tenant_id == work.tenant_id, FormVersion.form == form, FormVersion.origin != PLUGIN
        )
        .order_by(FormVersion.number.desc())
    )
    return [of_row(row) for row in rows]


def current(work: Work, form: str, units: Iterable[UUID]) -> Version:
    """The version that new answers are given to: the newest of the nearest unit that has its own, else of the county,
    else of the plugin. Raises NotFound where no such form is.
    """
    own = published(work, form)
    for unit_id in _above(work, units) if own else ():
        found = next((each for each in own if each.unit_id == unit_id), None)
        if found is not None:
            return found
    found = next((each for each in own if each.origin == COUNTY), None)
    if found is not None:
        return found
    declared = work.registry.of(FORMS).get(form)
    if declared is None:
        raise NotFound(f"没有表单 {form}", f"No form {form}", field="form")
    return shipped(work, declared.thing, declared.thing.newest)


def by_id(work: Work, version: UUID) -> Version | None:
    """The version of this id, stored or shipped."""
    row = work.session.get(FormVersion, (work.tenant_id, version))
    if row is not None:
        return of_row(row)
    ours = (
        shipped(work, form.thing, each)
        for form in work.registry.of(FORMS).values()
        for each in form.thing.versions
    )
    return next((each for each in ours if each.id == version), None)


def usable(work: Work, version: UUID | None, form: str | None, units: Sequence[UUID], field: str) -> Version:
    """The version that answers name, if it is one of the form and open to the units. Raises FormInvalid, NotFound."""
    if version is None:
        raise FormInvalid(
            "请写明是按表单的哪一版填写的", "Name the form version that was filled in", field=field
        )
    found = by_id(work, version)
    if found is None:
        raise NotFound("没有这个表单版本", "No such form version", field=field)
    if form is not None and found.form != form:
        raise FormInvalid(
            f"这一类要填表单 {form}, 所给的是 {found.form} 的版本",
            f"This kind takes the form {form}, not {found.form}",
            field=field,
        )
    if found.unit_id is not None and found.unit_id not in _above(work, units):
        raise FormInvalid("这是别的单位自己的表单", "This form is another unit's own", field=field)
    return found


def keep(work: Work, version: Version) -> None:
    """Make a plugin's version a row of the tenant, so that it outlives the plugin.

    Raises FormChanged where the plugin has since changed that version.
    """
    if version.stored:
        return
    store(work, version)
    kept = work.session.get_one(FormVersion, (work.tenant_id, version.id))
    if kept.digest != version.digest:
        raise FormChanged(
            f"插件改动了已在使用的表单 {version.form} 第 {version.number} 版; 请联系插件作者: 改动应作为新的版本发布",
            f"The plugin has changed version {version.number} of form {version.form}, which is in use; "
            "its author must publish the change as a new version",
            form=version.form,
        )


def store(work: Work, version: Version) -> bool:
    """Make a version a row; False where there is one of its publisher and number already."""
    written = work.session.scalar(
        insert(FormVersion)
        .values(
            tenant_id=work.tenant_id,
            id=version.id,
            form=version.form,
            origin=version.origin,
            unit_id=version.unit_id,
            number=version.number,
            title_zh=version.title.zh,
            title_en=version.title.en,
            schema=dict(version.schema),
            ui=dict(version.ui),
            refers=refers(version.schema),
            digest=version.digest,
        )
        .on_conflict_do_nothing()
        .returning(FormVersion.id)
    )
    return written is not None


def _above(work: Work, units: Iterable[UUID]) -> list[UUID]:
    """The units and what stands above them, nearest first."""
    found: dict[UUID, None] = {}
    for unit_id in units:
        found.update(dict.fromkeys(ancestors(work, unit_id)))
    return list(found)
