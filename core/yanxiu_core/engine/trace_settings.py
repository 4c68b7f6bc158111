"""What a county has set of a rule: its figures and choices as they are for a verdict, and by which document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    ScalarSelect,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)

from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.engine.bounds import Bounds
from yanxiu_core.engine.briefs import Clocks
from yanxiu_core.engine.terms import Adopted, adoptions, overrides
from yanxiu_core.engine.trace_members import windows_of
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.work import Work


@dataclass(frozen=True, slots=True)
class Followed:
    """An adoption that follows another, whole, as it is in one window."""

    window_id: UUID
    adopted: Adopted


def followed(
    work: Work, policies: Sequence[Policy], clocks: Clocks, window: str | None = None
) -> tuple[Followed, ...]:
    """Those of these policies in the windows with this key, or all open ones; none where no unit has an override."""
    return tuple(
        Followed(item.id_in(work.tenant_id), adopted)
        for policy in policies
        if overrides(work, policy.id, clocks.known_at)
        for item in dict.fromkeys(_windows(work, policy, window))
        for adopted in adoptions(work, policy.id, item.ends_on, clocks.known_at, clocks.as_of)
        if adopted.follows
    )


def _windows(work: Work, policy: Policy, window: str | None) -> Iterator[Bounds]:
    for rule in policy.judged:
        yield from windows_of(work, policy, rule, window)


def figure(verdict: FromClause, figure: Figure, above: Sequence[Followed]) -> ColumnElement[Any]:
    """The figure, or what the verdict's adoption makes of it."""
    kind = Numeric(12, 2)
    default = cast(literal(figure.value), kind)
    return func.coalesce(cast(chosen(verdict, figure, above), kind), default) if figure.parameter else default


def chosen(
    verdict: FromClause, value: Figure | Choice, above: Sequence[Followed]
) -> ColumnElement[str | None]:
    """What the verdict's adoption, or the one that it follows, sets under the value's name, as text; null where nothing."""
    own = _of_adoption(verdict, Adoption.parameters[value.parameter].astext)
    return _first(own, verdict, [(item, item.adopted.parameters.get(str(value.parameter))) for item in above])


def document(
    verdict: FromClause, value: Figure | Choice, above: Sequence[Followed]
) -> ColumnElement[str | None]:
    """The document by which it is set; null where it is the policy's own."""
    names = Adoption.parameters.has_key(value.parameter)
    own = _of_adoption(verdict, case((names, Adoption.source)))
    return _first(own, verdict, [(item, item.adopted.documents.get(str(value.parameter))) for item in above])


def _of_adoption(verdict: FromClause, column: ColumnElement[Any]) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(Adoption.tenant_id == verdict.c.tenant_id, Adoption.id == verdict.c.adoption_id)
        .correlate(verdict)
        .scalar_subquery()
    )


def _first(
    own: ScalarSelect[Any], verdict: FromClause, above: Sequence[tuple[Followed, Any]]
) -> ColumnElement[Any]:
    whens = [
        (
            and_(verdict.c.adoption_id == item.adopted.id, verdict.c.window_id == item.window_id),
            literal(str(value), Text()),
        )
        for item, value in above
        if value is not None
    ]
    return func.coalesce(own, case(*whens)) if whens else own
