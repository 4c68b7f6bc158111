"""`yanxiu policy`: from the trial to the adoption, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.org_units.repository import root_id

POLICY = "shaanxi.yuyang"
MORE = ("--set", "required_hours=45", "--from", "2025-01-01", "--source", "县教发3号")


@pytest.fixture(scope="module")
def filled(county, office_files):
    """A county with its year."""
    made = county()
    made.bring_all(office_files)
    return made


def test_tried_adopted_amended_and_retired(yanxiu, filled, county):
    other = county()
    slug, before, others = filled.slug, adopted(filled), adopted(other)
    tried = yanxiu("policy", "try", POLICY, "--tenant", slug, *MORE, "--window", "2025", "--json").json
    assert tried["total"] == len(tried["changes"]) > 0
    assert {(change["before"], change["after"]) for change in tried["changes"]} == {("met", "missed")}
    table = yanxiu("policy", "try", POLICY, "--tenant", slug, *MORE, "--window", "2025")
    assert table.out.splitlines()[0].split()[:4] == ["规则", "工号", "姓名", "单位"]
    assert table.out.count("未达标") == tried["total"]
    assert tried["digest"] in table.out
    assert adopted(filled) == before
    made = yanxiu("policy", "adopt", POLICY, "--tenant", slug, *MORE, "--digest", tried["digest"])
    assert (made.code, made.err) == (0, "")
    stale = yanxiu("policy", "adopt", POLICY, "--tenant", slug, *MORE, "--digest", tried["digest"])
    assert (stale.code, stale.out) == (2, "")
    assert "请重新试算" in stale.err
    number = made.out.splitlines()[0]
    amended = yanxiu(
        "policy", "amend", number, "--tenant", slug, "--from", "2026-01-01", "--set", "day_maximum=6", "--source", "4号"
    )  # fmt: skip
    assert (amended.code, amended.err) == (0, "")
    retired = yanxiu(
        "policy", "retire", amended.out.splitlines()[0], "--tenant", slug, "--last-day", "2026-12-31", "--source", "5号"
    )  # fmt: skip
    assert (retired.code, retired.err) == (0, "")
    assert "最后一天 / last day: 2026-12-31" in retired.out
    listed = yanxiu("policy", "list", "--tenant", slug, "--json").json
    rows = [(row["valid_from"], row["valid_to"], row["parameters"]) for row in listed]
    assert rows == [
        ("1900-01-01", "2026-12-31", {}),
        ("2025-01-01", "2026-12-31", {"required_hours": "45"}),
        ("2026-01-01", "2026-12-31", {"required_hours": "45", "day_maximum": "6"}),
    ]
    assert adopted(other) == others


def adopted(made):
    """What a county has adopted: unit, edition, first day, parameters."""
    with made.work() as work:
        rows = work.session.execute(
            select(OrgUnit.name, Adoption.edition, Adoption.valid_from, Adoption.parameters, Adoption.id)
            .join(OrgUnit, (OrgUnit.tenant_id == Adoption.tenant_id) & (OrgUnit.id == Adoption.unit_id))
            .where(Adoption.tenant_id == made.tenant_id, Adoption.superseded_at.is_(None))
            .order_by(Adoption.valid_from, Adoption.edition, OrgUnit.name)
        )
        return [tuple(row) for row in rows]


def test_upgraded_and_overridden_within_bounds(yanxiu, county):
    made, other = county(policies=()), county()
    # The county adopted what the plugin brought before the edition that is installed.
    earlier = made.platform.registry.policies[POLICY].model_copy(update={"edition": 0})
    registry = replace(made.platform.registry, policies={POLICY: earlier})
    with replace(made.platform, registry=registry).work(made.tenant_id) as work:
        org_units.create(work, kind="school", name="甲校", parent_id=root_id(work))
        adoptions.adopt(work, POLICY, root_id(work), valid_from=date(2025, 1, 1))
    [first], others = adopted(made), adopted(other)
    number = str(first[-1])

    def run(command, *arguments, slug=made.slug, since="2026-01-01", source="县教发9号"):
        return yanxiu("policy", command, *arguments, "--tenant", slug, "--from", since, "--source", source)

    for answer, words in (
        (run("upgrade", number, source=" "), "依据"),
        (run("upgrade", number, "--set", "required_hours=401"), "1 到 400 学时"),
        (run("upgrade", number, slug=other.slug), "没有"),
    ):
        assert (answer.code, answer.out, words in answer.err) == (2, "", True), answer
    assert (adopted(made), adopted(other)) == ([first], others)
    upgraded = run("upgrade", number)
    assert (upgraded.code, upgraded.err) == (0, "")
    override = ("override", POLICY, "--unit", "甲校", "--set")
    above = run(*override, "required_hours=401")
    assert (above.code, "1 到 400 学时" in above.err) == (2, True)
    assert run(*override, "required_hours=30", since="2026-02-01").code == 0
    assert [row[:-1] for row in adopted(made)] == [
        ("样例县", 0, date(2025, 1, 1), {}),
        ("样例县", 1, date(2026, 1, 1), {}),
        ("甲校", 1, date(2026, 2, 1), {"required_hours": "30"}),
    ]
    retired = yanxiu(
        "policy", "retire", upgraded.out.splitlines()[0], "--tenant", made.slug, "--last-day", "2026-12-31",
        "--source", "10号",
    )  # fmt: skip
    assert (retired.code, retired.out.splitlines()[-1].endswith("that ended with it: 甲校")) == (0, True)
    assert adopted(other) == others


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("adopt", "no.such", "--from", "2026-01-01"), "没有安装策略 no.such"),
        (("adopt", POLICY, "--from", "2026-01-01", "--set", "required_hours=0"), "1 到 400 学时"),
        (("adopt", POLICY, "--from", "2026-01-01", "--set", "required_hours"), "名称=取值"),
        (("adopt", POLICY, "--from", "2026-01-01", "--set", "a=1", "--set", "a=2"), "a 写了两次"),
        (("adopt", POLICY, "--from", "2026-01-01", "--unit", "没有的校"), "没有的校"),
        (("override", POLICY, "--from", "2026-01-01", "--unit", "没有的校", "--source", "号"), "没有的校"),
    ],
)
def test_what_is_refused_changes_nothing(yanxiu, filled, arguments, words):
    before = adopted(filled)
    answer = yanxiu("policy", *arguments, "--tenant", filled.slug)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert adopted(filled) == before
