"""Nouns and fields as plugins declare them."""

from yanxiu_core.plugins.declarations import Plugin
from yanxiu_core.plugins.parts import Part
from yanxiu_core.plugins.prefixes import require_field_prefix, require_type_prefix
from yanxiu_core.policies.parts import Text
from yanxiu_core.reads.registry import Contribution


def _check(plugin: Plugin, given: Contribution) -> None:
    if given.owner != plugin.name:
        raise ValueError(f"Contribution(owner={given.owner!r}): the owner is the plugin, {plugin.name!r}")
    own = {noun.name for noun in given.nouns}
    for noun in given.nouns:
        require_type_prefix(plugin, noun.name)
        if noun.permission is None:
            raise ValueError(f"noun {noun.name}: name the permission without which nobody sees it")
        if plugin.level == "school" and noun.home is None:
            raise ValueError(
                f"noun {noun.name}: give its `home` unit, since the plugin is switched for schools"
            )
    for noun_name, fields in given.fields.items():
        for name in fields:
            if noun_name not in own:
                require_field_prefix(plugin, name)


NOUNS = Part(
    hook="yanxiu_reads",
    kind=Contribution,
    title=Text(zh="可读对象", en="readable things of plugin"),
    names=lambda given: [given.owner],
    check=_check,
    several=False,
)
