"""Record dated facts of one person or unit: the same again is nothing, another value of that day is a correction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID

from yanxiu_core.database import superseding
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.facts.errors import FactInvalid
from yanxiu_core.facts.inputs import Fact
from yanxiu_core.tabular.cells import prose
from yanxiu_core.tabular.moments import YEARS
from yanxiu_core.work import Work

MOST, LONGEST = 100, 200
"""Facts in one call; characters of a value."""


def record(
    work: Work, model: Any, facts: Sequence[Fact], known: Collection[str], **subject: UUID
) -> list[Fact]:
    """Write the facts that say something new as rows of `model`; returns those. Raises FactInvalid.

    `known` are the kinds that anything reads: another one is most likely a slip of the pen, and would be read by nobody.
    """
    facts = [replace(fact, kind=prose(fact.kind), value=prose(fact.value)) for fact in facts]
    _check(facts, known)
    recorded_at = work.record()
    written = []
    for fact in facts:
        key = {**subject, "kind": fact.kind, "valid_from": fact.valid_from}
        present = superseding.present(work.session, model, work.tenant_id, **key)
        if present is not None and present.value == fact.value:
            continue
        superseding.close(work.session, present, recorded_at)
        work.session.add(model(tenant_id=work.tenant_id, value=fact.value, recorded_at=recorded_at, **key))
        written.append(fact)
    work.session.flush()
    return written


def _check(facts: Sequence[Fact], known: Collection[str]) -> None:
    if not 1 <= len(facts) <= MOST:
        raise FactInvalid(f"一次登记 1 至 {MOST} 项", f"Record 1 to {MOST} facts at a time", field="facts")
    seen: set[tuple[object, ...]] = set()
    for index, fact in enumerate(facts):
        if fact.kind not in known:
            kinds = "、".join(sorted(known))
            _refuse(
                index,
                "kind",
                f"没有“{fact.kind}”这种情况; 可用: {kinds}",
                f"No such fact; there are: {kinds}",
            )
        if not fact.value or len(fact.value) > LONGEST:
            _refuse(
                index,
                "value",
                f"请写明内容, 不超过 {LONGEST} 个字",
                f"Give a value of at most {LONGEST} characters",
            )
        if fact.valid_from != BEGINNING and fact.valid_from.year not in YEARS:
            _refuse(
                index, "validFrom", f"日期 {fact.valid_from} 有误, 请核对年份", "The year cannot be right"
            )
        if (fact.kind, fact.valid_from) in seen:
            _refuse(index, "kind", "同一天同一种情况只写一次", "It stands twice for that day")
        seen.add((fact.kind, fact.valid_from))


def _refuse(index: int, field: str, zh: str, en: str) -> NoReturn:
    raise FactInvalid(f"第 {index + 1} 项: {zh}", f"Fact {index + 1}: {en}", field=f"facts.{index}.{field}")
