"""Tell a plugin's kind from a county's own word, and refuse the kind of a plugin that is off."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from yanxiu_core.kinds.declarations import KINDS, Of
from yanxiu_core.switches.state import require_on_in_one
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Known:
    """A kind as it is recorded: the word under which it is listed and counted; for a plugin's kind its code, its form, and
    whether evidence of it is a picture.
    """

    word: str
    code: str | None = None
    form: str | None = None
    picture: bool = False


def known(work: Work, of: Of, given: str, units: Collection[UUID] = ()) -> Known:
    """The kind that is meant: a plugin's code, or any other word, which is the county's own.

    `units` are those to which the thing belongs: a plugin of schools must be on in one of them. Raises PluginDisabled.
    """
    contributed = work.registry.of(KINDS).get(f"{of} {given}")
    if contributed is None:
        return Known(given)
    require_on_in_one(work, contributed.plugin, units)
    kind = contributed.thing
    return Known(kind.title.zh, kind.code, kind.form, kind.picture)
