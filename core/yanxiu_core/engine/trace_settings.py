"""What a county has set of a rule: its figures and choices as they are for a verdict, and by which document."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Numeric,
    ScalarSelect,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.briefs import Clocks
from yanxiu_core.engine.terms import adoptions, overrides
from yanxiu_core.engine.trace_members import windows_of
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.work import Work

Followed = BindParameter[Any] | None
"""What adoptions that follow others take from above, as one bound value: `window/adoption` to parameter to value and
document. None where no unit has an override.
"""


def followed(work: Work, policies: Sequence[Policy], clocks: Clocks, window: str | None = None) -> Followed:
    """What the overrides of these policies take from above in the windows with this key, or in all open ones."""
    found = {
        f"{item.id_in(work.tenant_id)}/{adopted.id}": {
            name: (str(adopted.parameters[name]), document) for name, document in adopted.documents.items()
        }
        for policy in policies
        if overrides(work, policy.id, clocks.known_at)
        for item in dict.fromkeys(_windows(work, policy, window))
        for adopted in adoptions(work, policy.id, item.ends_on, clocks.known_at, clocks.as_of)
        if adopted.follows
    }
    # One value however many there are, and however often a trace looks into it: what may be bound is limited.
    return bindparam("followed", found, JSONB(), unique=True) if found else None


def _windows(work: Work, policy: Policy, window: str | None) -> Iterator[Bounds]:
    for rule in policy.judged:
        yield from windows_of(work, policy, rule, window)


def figure(verdict: FromClause, figure: Figure, above: Followed) -> ColumnElement[Any]:
    """The figure, or what the verdict's adoption makes of it."""
    kind = Numeric(12, 2)
    default = cast(literal(figure.value), kind)
    return func.coalesce(cast(chosen(verdict, figure, above), kind), default) if figure.parameter else default


def chosen(verdict: FromClause, value: Figure | Choice, above: Followed) -> ColumnElement[str | None]:
    """What the verdict's adoption, or the one that it follows, sets under the value's name, as text; null where nothing."""
    own = _of_adoption(verdict, Adoption.parameters[value.parameter].astext)
    return _or_above(own, verdict, value, above, "0")


def document(verdict: FromClause, value: Figure | Choice, above: Followed) -> ColumnElement[str | None]:
    """The document by which it is set; null where it is the policy's own."""
    by = func.coalesce(Adoption.documents[value.parameter].astext, Adoption.source)
    own = _of_adoption(verdict, case((Adoption.parameters.has_key(value.parameter), by)))
    return _or_above(own, verdict, value, above, "1")


def _of_adoption(verdict: FromClause, column: ColumnElement[Any]) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(Adoption.tenant_id == verdict.c.tenant_id, Adoption.id == verdict.c.adoption_id)
        .correlate(verdict)
        .scalar_subquery()
    )


def _or_above(
    own: ScalarSelect[Any], verdict: FromClause, value: Figure | Choice, above: Followed, place: str
) -> ColumnElement[Any]:
    if above is None:
        return own
    key = cast(verdict.c.window_id, Text()) + "/" + cast(verdict.c.adoption_id, Text())
    return func.coalesce(own, func.jsonb_extract_path_text(above, key, str(value.parameter), place))
