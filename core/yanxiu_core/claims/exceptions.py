"""What is out of the ordinary about a claim, so that reviewers look there first."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array

from yanxiu_core.claims.models import ClaimAddition
from yanxiu_core.objections.models import Objection
from yanxiu_core.obligations.cases import ENTRY
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.people.models import HOME, TEACHING, PersonFact, PersonUnit
from yanxiu_core.policies.review import EXCEPTIONS
from yanxiu_core.verdicts.status import MISSED

AWAY = "支教|借调"
"""Postings among the reasons of obligations."""
ISO_DATE = r"^\d{4}-\d\d-\d\d"


def exceptions(claim: FromClause) -> ColumnElement[Any]:
    """The names of `policies.review.EXCEPTIONS` that hold for a row of `rows.CLAIMS`, in that order, as an array."""
    found: dict[str, ColumnElement[bool]] = {
        "transfer": and_(_home(claim, "during"), _home(claim, "before")),
        "secondment": or_(_teaches_elsewhere(claim), _obligation(claim, AWAY)),
        "leave": _obligation(claim, f"{AWAY}|{ENTRY}", matches=False),
        "newcomer": or_(
            and_(_home(claim, "during"), ~_home(claim, "before")), _entered(claim), _obligation(claim, ENTRY)
        ),
        "addition": _has(claim, ClaimAddition),
        "capped": func.coalesce(claim.c.capped > 0, False),
        "objection": _has(claim, Objection),
        "below": claim.c.status == MISSED,
        "changed": claim.c.changed,
    }
    listed = array([case((found[name], literal(name, Text())), else_=null()) for name in EXCEPTIONS])
    return cast(func.array_remove(listed, cast(null(), Text())), ARRAY(Text()))


def _has(claim: FromClause, model: Any) -> ColumnElement[bool]:
    rows = select(model.id).where(model.tenant_id == claim.c.tenant_id, model.claim_id == claim.c.id)
    return rows.correlate(claim).exists()


def _home(claim: FromClause, when: str) -> ColumnElement[bool]:
    """A 编制单位 that began during the window, or one from before it."""
    edge = PersonUnit.__table__.alias()
    inside = and_(edge.c.valid_from > claim.c.starts_on, edge.c.valid_from <= claim.c.ends_on)
    return (
        select(edge.c.id)
        .where(
            edge.c.tenant_id == claim.c.tenant_id,
            edge.c.person_id == claim.c.person_id,
            edge.c.relation == HOME,
            edge.c.superseded_at.is_(None),
            inside if when == "during" else edge.c.valid_from <= claim.c.starts_on,
        )
        .correlate(claim)
        .exists()
    )


def _teaches_elsewhere(claim: FromClause) -> ColumnElement[bool]:
    """Taught at another school for a part of the window, without a transfer of the post."""
    edge, home = PersonUnit.__table__.alias(), PersonUnit.__table__.alias()
    posted = select(home.c.id).where(
        home.c.tenant_id == edge.c.tenant_id,
        home.c.person_id == edge.c.person_id,
        home.c.relation == HOME,
        home.c.superseded_at.is_(None),
        home.c.unit_id == edge.c.unit_id,
    )
    return (
        select(edge.c.id)
        .where(
            edge.c.tenant_id == claim.c.tenant_id,
            edge.c.person_id == claim.c.person_id,
            edge.c.relation == TEACHING,
            edge.c.superseded_at.is_(None),
            edge.c.valid_from <= claim.c.ends_on,
            or_(edge.c.valid_to.is_(None), edge.c.valid_to >= claim.c.starts_on),
            ~posted.correlate(edge).exists(),
        )
        .correlate(claim)
        .exists()
    )


def _entered(claim: FromClause) -> ColumnElement[bool]:
    """入职日期 lies in the window; a value that is no date says nothing."""
    fact = PersonFact.__table__.alias()
    # ISO dates compare as texts, and a text that is none is no error.
    day = case((fact.c.value.regexp_match(ISO_DATE), func.left(fact.c.value, 10)))
    return (
        select(fact.c.id)
        .where(
            fact.c.tenant_id == claim.c.tenant_id,
            fact.c.person_id == claim.c.person_id,
            fact.c.kind == "entry_date",
            fact.c.superseded_at.is_(None),
            day.between(cast(claim.c.starts_on, Text()), cast(claim.c.ends_on, Text())),
        )
        .correlate(claim)
        .exists()
    )


def _obligation(claim: FromClause, words: str, *, matches: bool = True) -> ColumnElement[bool]:
    """An exception from the rule whose reason has one of these words, or none of them."""
    named = Obligation.reason.regexp_match(words)
    return (
        select(Obligation.id)
        .where(
            Obligation.tenant_id == claim.c.tenant_id,
            Obligation.person_id == claim.c.person_id,
            Obligation.rule == claim.c.rule,
            Obligation.window_key == claim.c.window_key,
            Obligation.superseded_at.is_(None),
            named if matches else ~named,
        )
        .correlate(claim)
        .exists()
    )
