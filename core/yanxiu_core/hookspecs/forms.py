"""Hooks for authors of forms."""

from collections.abc import Sequence

from yanxiu_core.forms.declarations import ShippedForm
from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_forms() -> Sequence[ShippedForm]:  # type: ignore[empty-body] # a specification
    """Name the forms that you bring, each with all its versions.

    Called once, at start. A form's name begins with the plugin's (`observation.record`); a schema that is no JSON
    Schema 2020-12 of a closed object, or that refers to anything outside itself, keeps the plugin from loading. Answers
    are checked on the server against their version and stay with it for ever: a version becomes the county's with its
    first answer, so a record can be read when the plugin is off or gone. What has changed is a new version; a version
    that is in use and has changed is refused with `FORM_CHANGED`. Counties and schools may publish versions of their
    own, which keep what `fixed` names. A text with `format` `file`, `person`, `unit` or `activity` is the id of one in
    the county, checked to be there; a file's `x-accept` and `x-max-bytes` are
    checked too, pictures and PDFs by their content; the picture that is made of an upload then stands in its place.

    Return: the forms. An empty answer means that the plugin brings none.

    Example::

        class Remark(BaseModel):
            model_config = ConfigDict(extra="forbid")
            text: str = Field(title="评语", min_length=1, max_length=500)

        @hookimpl
        def yanxiu_forms() -> Sequence[ShippedForm]:
            return [ShippedForm("sample.remark", Text(zh="评语", en="Remark"), (ShippedVersion.of(1, Remark),))]
    """
