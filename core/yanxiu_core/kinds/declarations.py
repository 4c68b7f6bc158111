"""What a plugin's kind is; see hook `yanxiu_kinds`."""

from dataclasses import dataclass
from typing import Literal

from yanxiu_core.forms.declarations import FORMS
from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_prefix
from yanxiu_core.policies.parts import Text

Of = Literal["activity", "evidence", "record"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity, evidence or record (台账) that a plugin brings.

    `code` begins with the plugin's name (`observation.lesson`), so it can never be a word that a county uses already.
    Under `title.zh` it is listed and counted: rules see that word, whether a thing came by the code or by the county's
    own plain word. With `form` it carries answers to that form, checked on the server: evidence and records at once,
    an activity from its planning on. Evidence of a kind with `picture` comes with an upload that is a picture. An `own`
    kind is written by the plugin's commands alone, which know more of it than the platform: what those of the platform
    would add, change, confirm or withdraw is refused; an activity may be cancelled, and where the plugin is off the county
    may withdraw a record.
    """

    of: Of
    code: str
    title: Text
    form: str | None = None
    picture: bool = False
    own: bool = False


def _check(plugin: Plugin, kind: Kind) -> None:
    require_prefix(plugin, kind.code)


KINDS = Part(
    hook="yanxiu_kinds",
    kind=Kind,
    title=Text(zh="类型", en="kind"),
    names=lambda kind: [f"{kind.of} {kind.code}"],
    check=_check,
    refers=lambda kind: [(FORMS.hook, kind.form)] if kind.form else [],
)
