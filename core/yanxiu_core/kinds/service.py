"""Tell a plugin's kind from a county's own word; refuse the kind of a plugin that is off, or that writes it alone."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from yanxiu_core.access.permissions import Permission
from yanxiu_core.kinds.declarations import KINDS, Of
from yanxiu_core.kinds.errors import KindReserved
from yanxiu_core.switches.state import is_on, require_on_in_one
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

    `units` are those to which the thing belongs: a plugin of schools must be on in one of them. Raises PluginDisabled,
    KindReserved.
    """
    contributed = work.registry.of(KINDS).get(f"{of} {given}")
    if contributed is None:
        return Known(given)
    require_on_in_one(work, contributed.plugin, units)
    require_writer(work, of, given)
    kind = contributed.thing
    return Known(kind.title.zh, kind.code, kind.form, kind.picture)


def reserved(work: Work, of: Of) -> frozenset[str]:
    """The codes of kinds that a plugin writes alone, and that is not the one whose command this is."""
    brought = (found for found in work.registry.of(KINDS).values() if found.thing.of == of)
    return frozenset(found.thing.code for found in brought if found.thing.own and found.plugin != work.plugin)


def require_withdrawer(work: Work, of: Of, code: str | None, unit_id: UUID | None, field: str) -> None:
    """Refuse to withdraw what its plugin withdraws; where the plugin is off, who confirms for the whole county may.

    `unit_id` is the unit that it belongs to. Raises KindReserved.
    """
    brought = work.registry.of(KINDS).get(f"{of} {code}") if code in reserved(work, of) else None
    if brought is None:
        return
    if is_on(work, brought.plugin, unit_id):
        require_writer(work, of, code, field)
    elif not work.access.reach(Permission.ACTIVITIES_CONFIRM).everything:
        word, plugin = brought.thing.title, work.registry.plugin(brought.plugin).title
        raise KindReserved(
            f"“{word.zh}”由插件“{plugin.zh}”({brought.plugin})登记, 它在这里已停用; 请由有权确认全县活动的人员撤销",
            f"{word.en} was entered by the plugin {plugin.en} ({brought.plugin}), which is off here; ask whoever "
            "confirms activities for the whole county to withdraw it",
            field=field,
        )


def require_writer(work: Work, of: Of, code: str | None, field: str = "kind") -> None:
    """Refuse to write what its plugin writes alone. Raises KindReserved."""
    if code is None or code not in reserved(work, of):
        return
    brought = work.registry.of(KINDS)[f"{of} {code}"]
    word, plugin = brought.thing.title, work.registry.plugin(brought.plugin)
    raise KindReserved(
        f"“{word.zh}”只能在插件“{plugin.title.zh}”({plugin.name})中登记、修改、确认和撤销; 请使用它的功能",
        f"{word.en} is written by the plugin {plugin.title.en} ({plugin.name}) alone; use its own commands",
        field=field,
    )
