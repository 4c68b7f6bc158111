"""Every small change of a rule's figures that some case must notice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.policies.parts import SHARE, Figure
from yanxiu_core.policies.rule import Rule, RuleVersion

STEP, SHARE_STEP, HALF = Decimal(1), Decimal("0.1"), Decimal("0.5")
TWO = 2


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: the version it belongs to, what it is, and the rule or the window's end as they would be then."""

    version: str
    name: str
    rule: Rule
    days: int = 0

    def bounds(self, given: Bounds) -> Bounds:
        """The window as it would be."""
        return replace(given, ends_on=given.ends_on + timedelta(days=self.days)) if self.days else given


def mutations(rule: Rule) -> list[Mutation]:
    """All changes of all versions of a rule."""
    found: list[Mutation] = []
    for place, version in enumerate(rule.versions):
        for name, changed in _changes(version):
            versions = (*rule.versions[:place], changed, *rule.versions[place + 1 :])
            found.append(Mutation(version.name, name, rule.model_copy(update={"versions": versions})))
        found += [Mutation(version.name, f"window.ends_on {days:+}", rule, days) for days in (-1, 1)]
    return found


def _changes(version: RuleVersion) -> Iterator[tuple[str, RuleVersion]]:
    for name in ("threshold", "upper"):
        figure: Figure | None = getattr(version, name)
        if figure is not None:
            step = SHARE_STEP if _is_share(version, figure) else STEP
            for change in (-step, step):
                yield f"{name} {change:+}", version.model_copy(update={name: _moved(figure, change)})
    for place, cap in enumerate(version.caps):
        for change in (-STEP, STEP):
            moved = cap.model_copy(update={"limit": _moved(cap.limit, change)})
            caps = (*version.caps[:place], moved, *version.caps[place + 1 :])
            yield f"caps.{place}.limit {change:+}", version.model_copy(update={"caps": caps})
    for place, item in enumerate(version.instead):
        for name, changed in [
            *(
                (f"threshold {c:+}", [item.model_copy(update={"threshold": _moved(item.threshold, c)})])
                for c in (-STEP, STEP)
            ),
            ("left out", []),
        ]:
            others = (*version.instead[:place], *changed, *version.instead[place + 1 :])
            yield f"instead.{place} {name}", version.model_copy(update={"instead": others})
    yield from _changes_of_each(version)
    if version.population.all or version.population.units:
        inverted = version.population.model_copy(update={"inverted": True})
        yield "population inverted", version.model_copy(update={"population": inverted})


def _changes_of_each(version: RuleVersion) -> Iterator[tuple[str, RuleVersion]]:
    each = version.each
    if each is None:
        return
    if each.kind == "period":
        more = each.model_copy(update={"every": each.every + 1})
        yield "each.every +1", version.model_copy(update={"each": more})
    share = each.share or Figure(value=Decimal(1), unit=SHARE)
    for change in (-HALF,) if share.value == 1 else (-SHARE_STEP, SHARE_STEP):
        other = each.model_copy(update={"share": _moved(share, change)})
        yield f"each.share {change:+}", version.model_copy(update={"each": other})


def _is_share(version: RuleVersion, figure: Figure) -> bool:
    return figure.value < TWO and (bool(version.relative_to) or figure.unit == SHARE)


def _moved(figure: Figure, change: Decimal) -> Figure:
    # A parameter's bounds are the county's business and not the mutation's.
    return figure.model_copy(update={"value": figure.value + change})
