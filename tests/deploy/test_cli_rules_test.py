"""`yanxiu rules new` and `yanxiu rules test` bring servers of their own."""

import pytest
import yaml

ALONE = {"YANXIU_DATABASE_URL": None, "YANXIU_REDIS_URL": None}


@pytest.fixture
def written(yanxiu, tmp_path):
    """The folder of a new policy."""
    assert yanxiu("rules", "new", "baiheplan", "--directory", tmp_path, **ALONE).code == 0
    return tmp_path / "yanxiu-baiheplan" / "yanxiu_baiheplan" / "policies" / "baiheplan"


def test_a_new_policy_is_a_distribution_whose_cases_hold(yanxiu, written, tmp_path):
    root = tmp_path / "yanxiu-baiheplan"
    assert sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()) == [
        "README.md",
        "pyproject.toml",
        "tests/conftest.py",
        "tests/test_baiheplan_cases.py",
        "yanxiu_baiheplan/__init__.py",
        "yanxiu_baiheplan/plugin.py",
        "yanxiu_baiheplan/policies/baiheplan/cases/observe.yaml",
        "yanxiu_baiheplan/policies/baiheplan/policy.yaml",
        "yanxiu_baiheplan/policies/baiheplan/rules/observe.yaml",
        "yanxiu_baiheplan/py.typed",
    ]
    for path in root.rglob("*.*"):
        assert "sample" not in path.read_text(encoding="utf-8") if path.is_file() else True, path
    compile((root / "yanxiu_baiheplan" / "plugin.py").read_text(encoding="utf-8"), "plugin.py", "exec")
    tried = yanxiu("rules", "test", written, **ALONE)
    assert tried.code == 0, tried.err
    assert "baiheplan: 可判规则 1 条, 算例通过 2 个, 未通过 0 个, 改动 4 处, 未被发现 0 处" in tried.out


def test_wrong_and_weak_cases_are_told_and_end_with_1(yanxiu, written):
    path = written / "cases" / "observe.yaml"
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    cases["cases"] = cases["cases"][1:]
    cases["cases"][0]["expect"]["T1"] = {"measured": 20, "status": "missed"}
    path.write_text(yaml.safe_dump(cases, allow_unicode=True), encoding="utf-8")
    tried = yanxiu("rules", "test", written, **ALONE)
    assert tried.code == 1, tried.err
    assert "算例通过 0 个, 未通过 1 个, 改动 4 处, 未被发现 4 处" in tried.out
    assert (
        "baiheplan.observe “少一节, 次日补的不算” T1: 应为 / expected status missed, measured 20; "
        "实为 / found status missed, measured 19"
    ) in tried.out
    assert "未被发现 / survived: baiheplan.observe 1900-01-01 threshold +1" in tried.out
    assert "缺少算例 / no case: baiheplan.observe met" in tried.out


def test_a_bad_name_and_a_folder_that_is_there_are_refused(yanxiu, written, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    for name, said in (("Bad-Name", "不合要求"), ("../out", "不合要求"), ("baiheplan", "已存在")):
        answer = yanxiu("rules", "new", name, "--directory", tmp_path, **ALONE)
        assert (answer.code, said in answer.err) == (2, True), answer
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_wrong_is_named_with_its_line(yanxiu, written):
    (written / "cases" / "observe.yaml").write_text(
        "cases:\n  - {rule: nobody.knows, title: 无}\n", encoding="utf-8"
    )
    answer = yanxiu("rules", "test", written, **ALONE)
    assert answer.code == 2
    assert "observe.yaml:2:" in answer.err
