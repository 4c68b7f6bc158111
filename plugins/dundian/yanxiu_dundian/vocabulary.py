"""What the plugin's relations, records and facts are called."""

from yanxiu_core.plugins.registry import Registry
from yanxiu_core.work import Work

POLICY = "dundian.qingan"
EMBED, COVER = "dundian.embed", "dundian.cover"
"""蹲点: the researcher stays at the school; 包校: the school is one of those that the researcher looks after."""
PRESENCE = "embed.presence"
RESEARCHER = "researcher"
"""The fact of a person that says whether somebody is a 教研员."""
RESEARCHERS = ("专职", "兼职")
LOCALE = "locale"


def words(registry: Registry, kind: str) -> tuple[str, ...]:
    """The kind and the words under which the policy knows it."""
    policy = registry.policies.get(POLICY)
    return (kind, *policy.vocabulary.get(kind, ())) if policy else (kind,)


def locales(work: Work) -> list[tuple[str, frozenset[str]]]:
    """The two kinds of school with the values of the fact `locale` that belong to them: said once, in the rule."""
    policy = work.registry.policies.get(POLICY)
    rule = policy.rule("qingan.two_schools") if policy else None
    each = rule.versions[-1].each if rule else None
    return [
        (part.title.to(work.language), frozenset(part.lines[0].categories))
        for part in (each.parts if each else ())
    ]
