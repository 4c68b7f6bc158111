"""`yanxiu policy`: from the trial to the adoption, and what is refused."""

import pytest

POLICY = "shaanxi.yuyang"
MORE = ("--set", "required_hours=45", "--from", "2025-01-01", "--source", "县教发3号")


@pytest.fixture(scope="module")
def filled(county, office_files):
    """A county with its year."""
    made = county()
    made.bring_all(office_files)
    return made


def listed(yanxiu, slug):
    return yanxiu("policy", "list", "--tenant", slug, "--json").json


def test_tried_adopted_amended_and_retired(yanxiu, filled, county):
    other = county()
    slug, before, others = filled.slug, listed(yanxiu, filled.slug), listed(yanxiu, other.slug)
    tried = yanxiu("policy", "try", POLICY, "--tenant", slug, *MORE, "--window", "2025", "--json").json
    assert tried["total"] == len(tried["changes"]) > 0
    assert {(change["before"], change["after"]) for change in tried["changes"]} == {("met", "missed")}
    table = yanxiu("policy", "try", POLICY, "--tenant", slug, *MORE, "--window", "2025")
    assert table.out.splitlines()[0].split()[:4] == ["规则", "工号", "姓名", "单位"]
    assert table.out.count("未达标") == tried["total"]
    assert tried["digest"] in table.out
    assert listed(yanxiu, slug) == before
    adopted = yanxiu("policy", "adopt", POLICY, "--tenant", slug, *MORE, "--digest", tried["digest"])
    assert (adopted.code, adopted.err) == (0, "")
    stale = yanxiu("policy", "adopt", POLICY, "--tenant", slug, *MORE, "--digest", tried["digest"])
    assert (stale.code, stale.out) == (2, "")
    assert "请重新试算" in stale.err
    number = adopted.out.splitlines()[0]
    amended = yanxiu(
        "policy", "amend", number, "--tenant", slug, "--from", "2026-01-01", "--set", "day_maximum=6", "--source", "4号"
    )  # fmt: skip
    assert (amended.code, amended.err) == (0, "")
    retired = yanxiu(
        "policy", "retire", amended.out.splitlines()[0], "--tenant", slug, "--last-day", "2026-12-31", "--source", "5号"
    )  # fmt: skip
    assert (retired.code, retired.err) == (0, "")
    rows = [(row["valid_from"], row["valid_to"], row["parameters"]) for row in listed(yanxiu, slug)]
    assert rows == [
        ("1900-01-01", "2026-12-31", {}),
        ("2025-01-01", "2026-12-31", {"required_hours": "45"}),
        ("2026-01-01", "2026-12-31", {"required_hours": "45", "day_maximum": "6"}),
    ]
    assert listed(yanxiu, other.slug) == others


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("adopt", "no.such", "--from", "2026-01-01"), "没有安装策略 no.such"),
        (("adopt", POLICY, "--from", "2026-01-01", "--set", "required_hours=0"), "1 到 400 学时"),
        (("adopt", POLICY, "--from", "2026-01-01", "--set", "required_hours"), "名称=取值"),
        (("adopt", POLICY, "--from", "2026-01-01", "--unit", "没有的校"), "没有的校"),
        (("override", POLICY, "--from", "2026-01-01", "--unit", "没有的校", "--source", "号"), "没有的校"),
    ],
)
def test_what_is_refused_changes_nothing(yanxiu, filled, arguments, words):
    before = listed(yanxiu, filled.slug)
    answer = yanxiu("policy", *arguments, "--tenant", filled.slug)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert listed(yanxiu, filled.slug) == before
