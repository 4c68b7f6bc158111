"""Counties of three schools with a year behind them, under a policy that judges people, groups, schools and the county."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
import yaml
from sqlalchemy import text

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.records import service as records
from yanxiu_core.records.inputs import RecordInput

FIGURE = {"value": 1, "unit": "项"}
UNIT_RULES = {
    "school": {"aggregation": "school", "lines": [{"kinds": ["plan"]}]},
    "group": {"aggregation": "group", "lines": [{"kinds": ["notes"]}], "each": {"kind": "person"}},
    "county": {"aggregation": "county", "lines": [{"kinds": ["plan"]}], "each": {"kind": "school"}},
}
ROSTER = (
    ("甲校", "T1", "张一", "语文组"),
    ("甲校", "T2", "张二", "语文组"),
    ("乙校", "T3", "李三", "语文组"),
    ("乙校", "T4", "李四", "数学组"),
    ("丙校", "T5", "王五", "语文组"),
)
DAYS = ("2025-02-28", "2025-03-01", "2025-06-10")


@dataclass(frozen=True)
class Office:
    """A county with its units by name and its people by 工号."""

    county: object
    units: dict
    people: dict

    def work(self, **options):
        """One transaction here."""
        return self.county.work(**options)


def _rule(name, aggregation, **version):
    made = {
        "id": f"sample.{name}",
        "title": {"zh": name, "en": name},
        "strength": "must",
        "state": "judged",
        "source": "facts",
        "measure": "count",
        "unit": "项",
        "aggregation": aggregation,
    }
    one = {
        "valid_from": "1900-01-01",
        "source": {"document": "样例办法", "clause": "第二条"},
        "window": {"value": "calendar_year"},
        "threshold": FIGURE,
    }
    return {**made, "versions": [{**one, **version}]}


@pytest.fixture(scope="session")
def registry_with(policy_files, tmp_path_factory):
    """`registry_with(registry)`: with the one policy `sample` in it."""
    folder = policy_files(tmp_path_factory.mktemp("policy"))
    for name, rule in UNIT_RULES.items():
        content = yaml.safe_dump(_rule(name, **rule), allow_unicode=True, sort_keys=False)
        (folder / "rules" / f"{name}.yaml").write_text(content, encoding="utf-8")
    policy = load_policy(folder)
    return lambda registry: replace(registry, policies={policy.id: policy})


@pytest.fixture(scope="session")
def office(county, registry_with, listed):
    """`office(host, prepare)`: a new county; `host` says who hosts the activity of a school on a day, `prepare` does what
    is known before the year is recorded. Without a year there are only its people.
    """

    def make(host=lambda school, _day: school, prepare=lambda _made: None, *, year=True):
        plain = county(policies=())
        platform = replace(plain.platform, registry=registry_with(plain.platform.registry))
        made = replace(plain, platform=platform)
        made.bring("roster", listed("学校 工号 姓名 教研组", *ROSTER))
        with made.work() as work:
            root = root_id(work)
            adoptions.adopt(work, "sample", root, source="县教发1号")
            org_units.create(work, kind="teaching_point", name="甲校分校", parent_id=unit_of(work, "甲校"))
        prepare(made)
        with made.work() as work:
            units = dict(work.session.execute(text("SELECT name, id FROM org_units ORDER BY id")).all())
            people = dict(work.session.execute(text("SELECT number, id FROM people")).all())
        made = Office(made, units, people)
        if year:
            _bring_year(made, host, listed)
        return made

    return make


def _bring_year(made, host, listed):
    events = [
        (f"{school}{day}", "听课", "听课", host(school, day), day, "8:00", "9:30")
        for school in ("甲校", "乙校", "丙校")
        for day in DAYS
    ]
    made.county.bring(
        "activities", listed("活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间", *events)
    )
    there = [(event[0], number, name, "出席") for event in events for _, number, name, _ in ROSTER]
    assert made.county.bring("attendance", listed("活动编号 工号 姓名 状态", *there)).refused == 0
    notes = [
        RecordInput(kind="notes", on_date=date.fromisoformat(day), person_id=made.people[who])
        for who in ("T1", "T3", "T5")
        for day in DAYS
    ]
    plans = [
        RecordInput(kind="plan", on_date=date(2025, 1, 15), unit_id=made.units[name])
        for name in ("甲校", "丙校")
    ]
    with made.work() as work:
        records.register_many(work, [*notes, *plans])


def unit_of(work, name):
    return work.session.scalar(text("SELECT id FROM org_units WHERE name = :name"), {"name": name})


VERDICTS = """
    SELECT v.rule, coalesce(p.number, '') AS who, CASE WHEN p.id IS NULL THEN s.name ELSE u.name END AS unit,
           v.measured, v.required, v.base, v.capped, v.eligibility, a.source
    FROM verdicts v LEFT JOIN people p ON p.tenant_id = v.tenant_id AND p.id = v.person_id
    LEFT JOIN org_units u ON u.tenant_id = v.tenant_id AND u.id = v.unit_id
    LEFT JOIN org_units s ON s.tenant_id = v.tenant_id AND s.id = v.subject_id
    JOIN adoptions a ON a.tenant_id = v.tenant_id AND a.id = v.adoption_id
    JOIN windows w ON w.tenant_id = v.tenant_id AND w.id = v.window_id AND w.key = '2025'
    ORDER BY 1, 2, 3
"""
LINES = """
    SELECT coalesce(p.number, ''), u.name, l.on_date, l.policy, l.measure, l.kind, l.activity_number, sum(l.amount)
    FROM ledger_lines l LEFT JOIN people p ON p.tenant_id = l.tenant_id AND p.id = l.person_id
    JOIN org_units u ON u.tenant_id = l.tenant_id AND u.id = l.unit_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(l.amount) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""


@pytest.fixture(scope="session")
def roster():
    """The five people: school, 工号, name, 教研组."""
    return ROSTER


@pytest.fixture(scope="session")
def pictures(query):
    """`pictures(office)`: all verdicts of 2025 and what stands in the ledger, by names."""
    return lambda made: (query(made.county, VERDICTS), query(made.county, LINES))
