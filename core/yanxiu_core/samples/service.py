"""Draw the claims that the county looks at: by risk, from a published seed, so that anybody can draw them again.

A claim's score is -ln(u) / weight, where u in (0, 1) is made of the first 52 bits of SHA-256 over `seed/工号`; the claims
with the lowest scores are drawn (weighted sampling without replacement, Efraimidis and Spirakis 2006).
"""

from math import ceil
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Text,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import BIT, insert

from yanxiu_core.access.permissions import Permission
from yanxiu_core.audit import service as audit
from yanxiu_core.claims.bodies import member_of
from yanxiu_core.claims.deciding import pass_on
from yanxiu_core.claims.errors import NotMember
from yanxiu_core.claims.exceptions import exceptions
from yanxiu_core.claims.flow import waiting_at
from yanxiu_core.claims.lookup import somebody
from yanxiu_core.claims.rows import CLAIMS
from yanxiu_core.claims.terms import Terms, terms_of
from yanxiu_core.database.base import QUANTITY
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.people.models import Person
from yanxiu_core.policies.review import Step
from yanxiu_core.samples.errors import SampleInvalid
from yanxiu_core.samples.models import Sample, SampleRow
from yanxiu_core.work import Work

BITS, DIGITS = 52, 13
"""As many bits as a double holds exactly, and the hexadecimal digits that they are."""


def draw(work: Work, policy: str, window: str, seed: str, source: str) -> Sample:
    """Draw from the claims at the sample step; those that are not drawn go on, the others wait for a decision.

    `source` says how the seed came about (a public lottery, a draw before witnesses). Raises SampleInvalid, NotMember,
    ReviewNone, WindowUnknown, PersonNeeded, Forbidden.
    """
    somebody(work)
    work.require(Permission.RESULTS_SEAL, root_id(work))
    recorded_at = work.record()
    terms = terms_of(work, policy, window)
    step = terms.step_of("sample")
    _check(work, terms, seed, source)
    scored = _scored(work, terms, step, seed.strip())
    population = int(work.session.scalar(select(func.count()).select_from(scored.subquery())) or 0)
    if not population:
        raise SampleInvalid("没有等待抽样的登记表", "No claim waits to be sampled", field="window")
    share = terms.share(step.share)
    sample = Sample(
        tenant_id=work.tenant_id,
        policy=policy,
        window_id=terms.window_id,
        step=step.id,
        seed=seed.strip(),
        source=source.strip(),
        share=share,
        population=population,
        drawn=min(population, ceil(population * share)),
        recorded_at=recorded_at,
    )
    work.session.add(sample)
    work.session.flush()
    _write(work, scored, sample)
    undrawn = select(SampleRow.claim_id).where(
        SampleRow.tenant_id == work.tenant_id, SampleRow.sample_id == sample.id, ~SampleRow.drawn
    )
    pass_on(work, terms, step, list(work.session.scalars(undrawn)))
    audit.record(
        work,
        "sample.draw",
        counts={"population": population, "drawn": sample.drawn},
        rows=[(sample.id, sample.seed, sample.source)],
        detail={"policy": policy, "window": window, "seed": sample.seed},
    )
    return sample


def _check(work: Work, terms: Terms, seed: str, source: str) -> None:
    if not member_of(work, terms, root_id(work)):
        raise NotMember(
            f"抽样由县级的{terms.review.title.zh}办理", "The sample is drawn by the county's review group"
        )
    for field, value in (("seed", seed), ("source", source)):
        if not value.strip():
            raise SampleInvalid(
                "请写明种子及其来历, 任何人都可据此重抽", "Give the seed and where it comes from", field=field
            )


def _scored(work: Work, terms: Terms, step: Step, seed: str) -> Any:
    """The claims at the step with weight and score; a claim is drawn from once a version."""
    claim, person = CLAIMS.alias("claim"), Person.__table__.alias()
    before = select(SampleRow.id).where(
        SampleRow.tenant_id == work.tenant_id, SampleRow.version_id == claim.c.version_id
    )
    # Materialized: each exception is looked for once, however often the weight names it.
    found = (
        select(
            claim.c.id.label("claim_id"),
            claim.c.version_id,
            person.c.number,
            exceptions(claim).label("exceptions"),
        )
        .join(person, (person.c.tenant_id == claim.c.tenant_id) & (person.c.id == claim.c.person_id))
        .where(
            *waiting_at(work, terms, step, claim),
            ~before.correlate(claim).exists(),
        )
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    weight = cast(_weight(terms, found.c.exceptions), QUANTITY)
    return select(
        found.c.claim_id,
        found.c.version_id,
        weight.label("weight"),
        (-func.ln(_uniform(seed, found.c.number)) / cast(weight, Double())).label("score"),
    )


def _weight(terms: Terms, found: Any) -> ColumnElement[Any]:
    total: ColumnElement[Any] = literal(1)
    for name, risk in terms.version.risk.items():
        total = total + case((literal(name, Text()) == func.any(found), literal(risk)), else_=literal(0))
    return total


def _uniform(seed: str, number: ColumnElement[str]) -> ColumnElement[Any]:
    """A number between 0 and 1, neither included, made of the seed and the 工号."""
    digest = func.encode(func.sha256(func.convert_to(func.concat(seed, "/", number), "UTF8")), "hex")
    bits = cast(cast(func.concat("x", func.left(digest, DIGITS)), BIT(BITS)), BigInteger())
    return (cast(bits, Double()) + cast(0.5, Double())) / cast(float(2**BITS), Double())


def _write(work: Work, scored: Any, sample: Sample) -> None:
    rows = scored.subquery("scored")
    place = func.row_number().over(order_by=(rows.c.score, rows.c.claim_id))
    values = select(
        literal(work.tenant_id),
        func.uuidv7(),
        literal(sample.id),
        rows.c.claim_id,
        rows.c.version_id,
        rows.c.weight,
        rows.c.score,
        place,
        place <= sample.drawn,
    )
    names = ["tenant_id", "id", "sample_id", "claim_id", "version_id", "weight", "score", "place", "drawn"]
    work.session.execute(insert(SampleRow).from_select(names, values, include_defaults=False))
