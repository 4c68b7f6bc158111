"""One rule as it is judged in one window: its version, and its figures under each adoption."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause

from yanxiu_core.engine.scope import Scope
from yanxiu_core.engine.selectors import Around
from yanxiu_core.engine.terms import Terms
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.rule import Rule, RuleVersion, side_by_side
from yanxiu_core.policies.selection import FactTest


@dataclass(frozen=True, slots=True)
class Brief:
    """What the compiler needs of a rule. `verdicts` are the judged rows of the rule that `verdicts_of` names."""

    policy: Policy
    rule: Rule
    version: RuleVersion
    terms: tuple[Terms, ...]
    scope: Scope
    verdicts: FromClause | None = None

    @property
    def of_people(self) -> bool:
        """Whether people are judged, and not units."""
        return self.rule.aggregation == "person"

    @property
    def around(self) -> Around:
        """What its selectors look at besides the lines."""
        return Around(self.policy.vocabulary, self.scope.zone, self.scope.known_at)

    @property
    def plain(self) -> bool:
        """A sum of the window's own lines: many such rules share one reading of the ledger."""
        version = self.version
        return (
            self.of_people
            and self.rule.source != "verdicts"
            and version.figure == "sum"
            and version.each is None
            and not version.relative_to
            and version.since == "window"
            and not self.scope.makeups
            and side_by_side(version.caps)
            and self.uniform
        )

    @property
    def uniform(self) -> bool:
        """All adoptions that judge here set the same limits."""
        return len({item.limits for item in self.terms if item.applies}) <= 1

    @property
    def instead(self) -> tuple[tuple[FactTest, ...], ...]:
        """The tests of those who have other thresholds."""
        return tuple(item.all for item in self.version.instead)

    @property
    def key(self) -> tuple[Any, ...]:
        """Rules that concern the same people have this in common."""
        return (
            self.version.population,
            self.instead,
            tuple((item.adoption, item.applies) for item in self.terms),
        )
