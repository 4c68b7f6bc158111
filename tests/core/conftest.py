"""Small lists of an office, policies for one test, and looks at whole tables."""

import csv
from dataclasses import replace
from itertools import count

import pytest
import yaml
from sqlalchemy import text

from yanxiu.platform import MODELS
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.verdicts.reading import reading as reads_of

TENANT_TABLES = sorted(
    model.__tablename__ for model in MODELS if model.__table__.info.get("scope", "tenant") == "tenant"
)


def text_of(value):
    return {"zh": value, "en": value}


@pytest.fixture(scope="session")
def listed(tmp_path_factory):
    """`listed("工号 姓名", ("T1", "张三"), ...)`: a list as Excel saves it on a Chinese Windows."""
    folder, numbers = tmp_path_factory.mktemp("lists"), count(1)

    def write(headings, *rows):
        path = folder / f"list-{next(numbers)}.csv"
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([headings.split(), *rows])
        return path

    return write


@pytest.fixture(scope="session")
def rows_in():
    """`rows_in(county)`: how many rows of the county each table holds."""

    def look(county, *without):
        with county.work() as work:
            return {
                name: work.session.scalar(text(f"SELECT count(*) FROM {name}"))
                for name in TENANT_TABLES
                if name not in without
            }

    return look


@pytest.fixture(scope="session")
def query():
    """`query(county, sql)`: the rows of a statement in the county, as plain tuples."""

    def run(county, statement, **parameters):
        with county.work() as work:
            return [tuple(row) for row in work.session.execute(text(statement), parameters)]

    return run


@pytest.fixture(scope="session")
def measured(query):
    """`measured(county, key="2025")`: 工号 to measured and capped, of the stored verdicts of a window."""

    def look(county, key="2025", rule="yuyang.annual_hours"):
        rows = query(
            county,
            """SELECT p.number, v.measured, v.capped FROM verdicts v
               JOIN people p ON p.tenant_id = v.tenant_id AND p.id = v.person_id
               JOIN windows w ON w.tenant_id = v.tenant_id AND w.id = v.window_id
               WHERE w.key = :key AND v.rule = :rule ORDER BY p.number""",
            key=key,
            rule=rule,
        )
        return {number: (hours, capped) for number, hours, capped in rows}

    return look


@pytest.fixture(scope="session")
def reading():
    """`reading(work)`: the context of the work's own reads, with the given clocks."""

    def make(work, *, today=None, known_at=None, as_of=None):
        made = reads_of(work, known_at=known_at, as_of=as_of)
        return replace(made, today=today) if today else made

    return make


def quantity(value, parameter=None, least=0, most=1000):
    bounds = {"parameter": parameter, "min": least, "max": most} if parameter else {}
    return {"value": value, "unit": "学时", **bounds}


@pytest.fixture(scope="session")
def policy_files():
    """`policy_files(folder, version=..., conversion=...)`: a policy folder; `more` are further rules' versions."""

    def write(
        folder,
        *,
        policy_id="sample",
        rule=None,
        version=None,
        conversion=None,
        head=None,
        more=(),
        versions_of_conversion=None,
    ):
        source = {"document": "样例办法", "clause": "第一条"}
        labels = dict.fromkeys(
            ("met", "missed", "on_track", "behind", "exempt", "not_judged"), text_of("结果")
        )
        made = {
            "valid_from": "1900-01-01",
            "source": source,
            "window": {"value": "calendar_year"},
            "threshold": quantity(40),
            **(version or {}),
        }
        files = {
            "policy.yaml": {
                "id": policy_id,
                "title": text_of("样例"),
                "source": source,
                "labels": labels,
                **(head or {}),
            },
            "conversion.yaml": {
                "unit": "学时",
                "versions": versions_of_conversion
                or [
                    {
                        "valid_from": "1900-01-01",
                        "source": source,
                        "minutes_per_hour": quantity(45),
                        "hours_per_period": quantity(1),
                        "counts": ["present", "partial"],
                        **(conversion or {}),
                    }
                ],
            },
            "rules/hours.yaml": {
                "id": f"{policy_id}.hours",
                "title": text_of("学时"),
                "strength": "must",
                "state": "judged",
                "source": "converted",
                "measure": "hours",
                "unit": "学时",
                "versions": [made],
                **(rule or {}),
            },
        }
        for number, other in enumerate(more, start=1):
            base = files["rules/hours.yaml"]
            files[f"rules/hours_{number}.yaml"] = {
                **base,
                "id": f"{policy_id}.hours_{number}",
                "versions": [{**made, **other}],
            }
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(
                yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
            )
        return folder

    return write


@pytest.fixture(scope="session")
def judged_county(county, policy_files, tmp_path_factory):
    """`judged_county(version=...)`: a county whose one policy says this; rule `sample.hours`."""

    def make(parameters=None, **contents):
        policy = load_policy(policy_files(tmp_path_factory.mktemp("policy"), **contents))
        plain = county(policies=())
        registry = replace(plain.platform.registry, policies={policy.id: policy})
        made = replace(plain, platform=replace(plain.platform, registry=registry))
        with made.work() as work:
            adoptions.adopt(work, policy.id, root_id(work), parameters=parameters)
        return made

    return make


@pytest.fixture(scope="session")
def figure():
    """`figure(8, "day_maximum")`: a number of a policy file, a parameter if it is named."""
    return quantity
