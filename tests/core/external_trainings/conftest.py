"""A county that counts external training in 学时, and its people."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from yanxiu_core.access.actor import Actor
from yanxiu_core.external_trainings.inputs import TrainingInput
from yanxiu_tenants.roles.access import RoleAccess


def choice(value):
    return {"value": value, "parameter": "external_counts", "allowed": ["included", "excluded"]}


@pytest.fixture(scope="module")
def counting(judged_county, listed, figure):
    """A new county: T1 张三 and T2 李四 of 甲校, T3 王五 of 乙校; 8 学时 a day, 国家级 double, 20 学时 a year."""

    def make(parameters=None, counts="included"):
        external = {
            "counts": choice(counts),
            "day_maximum": figure(8, "external_day"),
            "category": "校外",
            "level_factor": {"by": {"national": 2}},
        }
        made = judged_county(
            parameters=parameters,
            conversion={"external": external},
            version={"threshold": figure(20, "required")},
        )
        people = (("甲校", "T1", "张三"), ("甲校", "T2", "李四"), ("乙校", "T3", "王五"))
        assert made.bring("roster", listed("学校 工号 姓名", *people)).refused == 0
        return made

    return make


@pytest.fixture(scope="module")
def entry():
    """`entry(hours=16, ...)`: a certificate of two days in May."""

    def make(**changes):
        given = {
            "certificate": "证-1",
            "project": "国培计划",
            "level": "county",
            "organiser": "省教师学院",
            "starts_on": date(2025, 5, 30),
            "ends_on": date(2025, 5, 31),
            "form": "in_person",
            "hours": Decimal(12),
            **changes,
        }
        return TrainingInput(**given)

    return make


@pytest.fixture(scope="module")
def who(query):
    """`who(county)`: ids by 工号 and 学校, and the options of work as a teacher, a school or an integrator."""

    def look(county):
        ids = dict(query(county, "SELECT number, id FROM people UNION ALL SELECT name, id FROM org_units"))

        def as_(role, *, person=None, unit=None):
            person_id, unit_id = ids.get(person), ids.get(unit)
            below = lambda given: frozenset({given})  # noqa: E731 - one unit without any below
            return {
                "actor": Actor(
                    "token", uuid4(), f"{role} {person or unit or ''}".strip(), role, person_id, unit_id
                ),
                "access": RoleAccess(role, person_id=person_id, unit_id=unit_id, below=below),
            }

        return SimpleNamespace(id=ids.__getitem__, as_=as_)

    return look


@pytest.fixture(scope="module")
def lines(query):
    """`lines(county)`: 工号, policy, measure, amount, category, assurance, whether taken back; in their order."""

    def look(county, **_):
        return query(
            county,
            """SELECT p.number, l.policy, l.measure, l.amount, l.category, l.assurance, l.reverses_id IS NOT NULL
               FROM ledger_lines l JOIN people p ON p.id = l.person_id
               ORDER BY l.recorded_at, l.reverses_id IS NULL, p.number, l.policy, l.measure, l.amount""",
        )

    return look


@pytest.fixture(scope="module")
def hours(query):
    """`hours(county, "T1")`: measured, registered, reviewed and certified of 2025."""

    def look(county, number="T1", key="2025"):
        rows = query(
            county,
            """SELECT v.measured, v.registered, v.reviewed, v.certified FROM verdicts v
               JOIN people p ON p.tenant_id = v.tenant_id AND p.id = v.person_id
               JOIN windows w ON w.tenant_id = v.tenant_id AND w.id = v.window_id
               WHERE p.number = :number AND w.key = :key""",
            number=number,
            key=key,
        )
        return rows[0] if rows else None

    return look


@pytest.fixture(scope="module")
def states(query):
    """`states(county)`: certificate, state and whether it is the present version, in their order."""

    def look(county):
        return query(
            county,
            "SELECT certificate, state, superseded_at IS NULL FROM external_trainings ORDER BY recorded_at, certificate",
        )

    return look
