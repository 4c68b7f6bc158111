"""A policy folder is loaded whole, or refused with file, line and what is wrong."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.policies.parts import in_force

SOURCE = {"document": "样例办法", "clause": "第一条"}


@pytest.fixture
def folder(tmp_path, policy_files):
    return policy_files(tmp_path)


def edit(folder, name, change):
    path = folder / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def refused(folder):
    with pytest.raises(PolicyFileError) as error:
        load_policy(folder)
    return error.value


def line_with(path, words, nth=1):
    lines = [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line]
    return lines[nth - 1]


def test_a_folder_becomes_a_policy(folder):
    policy = load_policy(folder)
    assert (policy.id, [rule.id for rule in policy.rules]) == ("sample", ["sample.hours"])
    version = policy.rules[0].versions[0]
    assert (version.name, version.threshold.value, version.window.value) == (
        "1900-01-01",
        Decimal(40),
        "calendar_year",
    )
    assert policy.conversion.versions[0].minutes_per_hour.value == 45


def set_in(*path, value):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def drop(*path):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


RULE, CONVERSION, HEAD = "rules/hours.yaml", "conversion.yaml", "policy.yaml"


@pytest.mark.parametrize(
    ("name", "change", "at", "where"),
    [
        (RULE, set_in("versions", 0, "treshold", value=1), "treshold", "versions.0.treshold"),
        (RULE, set_in("versions", 0, "threshold", "value", value="vierzig"), "vierzig", "versions.0.threshold.value"),
        (RULE, set_in("versions", 0, "comparator", value="about"), "about", "versions.0.comparator"),
        (RULE, set_in("versions", 0, "valid_from", value="2025-02-30"), "2025-02-30", "versions.0.valid_from"),
        (RULE, set_in("strength", value="perhaps"), "perhaps", "strength"),
        (RULE, set_in("source", value="guessed"), "guessed", "source"),
        (RULE, drop("unit"), None, "unit"),
        (RULE, set_in("versions", 0, "caps", value=[{"per": "day", "limit": {"value": 8}}]), "limit:", "versions.0.caps.0.limit.unit"),
        (CONVERSION, set_in("versions", 0, "counts", value=["excused"]), "excused", "versions.0.counts.0"),
        (CONVERSION, drop("versions", 0, "source"), "valid_from", "versions.0.source"),
        # The ledger keeps two decimals.
        (RULE, set_in("versions", 0, "threshold", "value", value=40.125), "40.125", "versions.0.threshold.value"),
        (RULE, set_in("versions", 0, "threshold", value={"value": 40, "unit": "学时", "parameter": "h", "min": 0.005, "max": 60}), "0.005", "versions.0.threshold.min"),
        (RULE, set_in("versions", 0, "threshold", "value", value=12345678901), "12345678901", "versions.0.threshold.value"),
        (CONVERSION, set_in("versions", 0, "partial_share", value={"value": 0.66667, "unit": "比例"}), "0.66667", "versions.0.partial_share.value"),
        (CONVERSION, set_in("versions", 0, "role_factor", value={"by": {"主讲": 1.333}}), "1.333", "versions.0.role_factor.by.主讲"),
        (CONVERSION, set_in("colour", value="red"), "red", "colour"),
        (HEAD, drop("labels", "exempt"), "labels:", "labels.exempt"),
        (HEAD, set_in("title", value="样例"), "title", "title"),
        (CONVERSION, set_in("versions", 0, "minutes_per_hour", "value", value=0), "minutes_per_hour", "versions.0.minutes_per_hour"),
        (CONVERSION, set_in("versions", 0, "minutes_per_hour", value={"value": 45, "unit": "分钟", "parameter": "m", "min": 0, "max": 60}), "minutes_per_hour", "versions.0.minutes_per_hour"),
        # A key that is written wrongly is told as such, and not as the one that is missing.
        (RULE, lambda data: data.update(strenght=data.pop("strength")), "strenght", "strenght"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named_with_file_and_line(folder, name, change, at, where):
    path = edit(folder, name, change)
    error = refused(folder)
    line = line_with(path, at) if at else 1
    assert (error.details["file"], error.details["line"]) == (str(path), line)
    assert error.zh.startswith(f"{path}:{line}: {where} 有误")
    assert error.en.startswith(f"{path}:{line}: {where}: ")


@pytest.mark.parametrize("day", ["2025-02-30", "2025-13-01", "2025-09-01 10:00:00"])
def test_a_day_that_there_is_not_is_named_with_file_and_line(folder, day):
    """Unquoted: YAML would make a date of it by itself."""
    path = folder / RULE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("'1900-01-01'", day), encoding="utf-8")
    error = refused(folder)
    assert error.zh.startswith(f"{path}:{line_with(path, day)}: versions.0.valid_from 有误: “{day}”")


def test_a_plain_sum_has_one_unit(folder):
    edit(folder, RULE, set_in("versions", 0, "threshold", "unit", value="天"))
    assert "the unit of 40 is '天', the rule's is '学时'" in refused(folder).en


def test_a_window_has_one_key(folder):
    dates = [{"key": "2025", "starts_on": f"2025-0{n}-01", "ends_on": f"2025-0{n}-28"} for n in (1, 3)]
    window = {"kind": "stage", "title": {"zh": "阶段", "en": "Stage"}, "dates": dates}
    path = edit(folder, HEAD, set_in("windows", value=[window]))
    error = refused(folder)
    assert "the window '2025' stands twice" in error.en
    assert error.details["line"] == line_with(path, "key: '2025'", nth=2)


@pytest.mark.parametrize("of", [("sample.a", "sample.a"), ("sample.b", "sample.a")])
def test_a_rule_does_not_judge_its_own_verdicts(folder, of):
    """Neither at once nor by way of another rule."""
    rule = yaml.safe_load((folder / RULE).read_text(encoding="utf-8"))
    for name, named in zip(("a", "b"), of, strict=True):
        version = {**rule["versions"][0], "verdicts_of": named}
        other = {
            **rule,
            "id": f"sample.{name}",
            "source": "verdicts",
            "measure": "count",
            "versions": [version],
        }
        (folder / "rules" / f"{name}.yaml").write_text(
            yaml.safe_dump(other, allow_unicode=True), encoding="utf-8"
        )
    error = refused(folder)
    assert error.details["file"] == str(folder / "rules" / "a.yaml")
    assert "the rule sample.a comes back to its own verdicts" in error.en


@pytest.mark.parametrize(
    ("cases", "line"), [("cases: 5\n", 1), ("cases:\n- 1\n", 2), ("cases:\n- title: x\n", 2)]
)
def test_a_case_without_its_rule_is_named(folder, cases, line):
    (folder / "cases").mkdir(exist_ok=True)
    path = folder / "cases" / "zz.yaml"
    path.write_text(cases, encoding="utf-8")
    error = refused(folder)
    assert error.details == {"file": str(path), "line": line}
    assert "each with its rule" in error.en


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("measure: hours", "measure: lessons", 8, "没有“lessons”这种计量, 可用: hours、credits、"),
        ("value: 40", "value: vierzig", 0, "“vierzig”不合要求, 应为数字, 如 40"),
        ("    unit: 学时", "    units: 学时", 0, "没有 units 这一项, 是否应为 unit"),
        ("    unit: 学时\n", "", 0, "缺少 unit, 请补上, 如 unit: 学时"),
        ("'1900-01-01'", "1900-02-30", 0, "“1900-02-30”不合要求, 应为日期, 如 2025-09-01"),
        ("strength: must", "strength: maybe", 5, "没有“maybe”这种写法, 请写 'must', 'should' 或 'target'"),
        ("strength: must", "strength: must\nstrength: must", 6, "strength 写了两次, 请只留一个"),
        (
            "value: calendar_year",
            "value: quarter",
            0,
            "没有“quarter”这种时段, 可用: calendar_year、school_year、",
        ),
        ("unit: 学时\nversions", "unit: 学时\nversion", 0, "没有 version 这一项, 是否应为 versions"),
    ],
)
def test_it_says_what_to_write_instead(folder, old, new, line, said):
    path = folder / RULE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    error = refused(folder)
    assert said in error.zh
    if line:
        assert error.details["line"] == line


LIMIT = {"value": 8, "unit": "学时"}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("threshold",), {**LIMIT, "parameter": "hours"}, "a parameter needs min and max"),
        (("threshold",), {**LIMIT, "parameter": "hours", "min": 1}, "a parameter needs min and max"),
        (("threshold",), {**LIMIT, "parameter": "hours", "min": 9, "max": 10}, "outside its own bounds"),
        (("window",), {"value": "calendar_year", "parameter": "window"}, "needs the words allowed"),
        (
            ("window",),
            {"value": "month", "parameter": "window", "allowed": ["semester"]},
            "needs the words allowed",
        ),
        (("caps",), [{"per": "day", "only": ["听课"], "limit": LIMIT}], "per neither"),
    ],
)
def test_a_parameter_needs_bounds_and_a_cap_a_meaning(folder, path, value, message):
    edit(folder, RULE, set_in("versions", 0, *path, value=value))
    error = refused(folder)
    assert message in error.en
    assert error.details["line"] > 1


HOURS = {"value": 40, "unit": "学时", "parameter": "hours", "min": 1, "max": 400}


@pytest.mark.parametrize(
    ("where", "other", "said"),
    [
        ("caps", {"max": 100}, "hours is 学时 1-100 here and 学时 1-400 at hours.yaml:"),
        ("caps", {"min": 0}, "hours is 学时 0-400 here and 学时 1-400 at hours.yaml:"),
        (CONVERSION, {"unit": "分钟"}, "hours is 学时 1-400 here and 分钟 1-400 at conversion.yaml:"),
        ("window", {}, "hours is 学时 1-400 here and calendar_year, semester at hours.yaml:"),
    ],
)
def test_one_parameter_has_one_unit_and_one_pair_of_bounds(folder, where, other, said):
    """A county sets one value under the name: here of the threshold and of something else."""
    again = {**HOURS, **other}
    if where == "caps":
        edit(folder, RULE, set_in("versions", 0, "caps", value=[{"per": "day", "limit": again}]))
    elif where == "window":
        words = {"value": "semester", "parameter": "hours", "allowed": ["calendar_year", "semester"]}
        edit(folder, RULE, set_in("versions", 0, "window", value=words))
    else:
        edit(folder, where, set_in("versions", 0, "minutes_per_hour", value=again))
    path = edit(folder, RULE, set_in("versions", 0, "threshold", value=HOURS))
    error = refused(folder)
    assert said in error.en
    assert "请写同样的单位和范围, 或另取名称" in error.zh
    later = "limit" if where == "caps" else "threshold"
    assert error.details == {"file": str(path), "line": line_with(path, f"{later}:")}


@pytest.mark.parametrize("edition", [1, 2])
def test_a_later_edition_may_bring_other_bounds(folder, edition):
    """Counties keep to those of the edition that they have adopted; within one edition there is no telling which hold."""

    def add(data):
        data["versions"][0]["threshold"] = HOURS
        later = {"valid_from": "2025-09-01", "edition": edition, "threshold": {**HOURS, "max": 80}}
        data["versions"].append({**data["versions"][0], **later})

    path = edit(folder, RULE, add)
    edit(folder, HEAD, set_in("edition", value=2))
    if edition == 2:
        policy = load_policy(folder)
        assert [policy.parameters(each)["hours"].max for each in (1, 2)] == [400, 80]
    else:
        assert refused(folder).details["line"] == line_with(path, "threshold:", nth=2)


@pytest.mark.parametrize(
    ("name", "later"), [(RULE, "1900-01-01"), (RULE, "1899-12-31"), (CONVERSION, "1900-01-01")]
)
def test_versions_that_overlap_are_refused_at_the_later_ones_line(folder, name, later):
    def add(data):
        data["versions"].append({**data["versions"][0], "valid_from": later})

    path = edit(folder, name, add)
    error = refused(folder)
    assert error.details == {"file": str(path), "line": line_with(path, "valid_from", nth=2)}
    assert f"版本 {later} 与 1900-01-01 重叠" in error.zh


def test_the_version_of_the_day_is_in_force(folder):
    def add(data):
        data["versions"].append({**data["versions"][0], "valid_from": "2025-09-01"})

    edit(folder, RULE, add)
    versions = load_policy(folder).rules[0].versions
    days = (date(1899, 12, 31), date(1900, 1, 1), date(2025, 8, 31), date(2025, 9, 1))
    names = [version and version.name for version in (in_force(versions, day) for day in days)]
    assert names == [None, "1900-01-01", "1900-01-01", "2025-09-01"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"id: [1,\ntitle: x\n: :", 3, "not YAML"),
        ("id: 样例".encode("gb18030"), 1, "not encoded in UTF-8"),
        (b"- id\n", 1, "the top level must be a mapping"),
        (b"", 1, "the top level must be a mapping"),
        (None, 1, "cannot be read"),
    ],
)
def test_a_file_that_is_no_policy_file_is_named(folder, content, line, words):
    path = folder / HEAD
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    error = refused(folder)
    assert words in error.en
    assert error.details == {"file": str(path), "line": line}


def test_one_rule_stands_in_one_file(folder):
    again = folder / "rules" / "later.yaml"
    again.write_bytes((folder / RULE).read_bytes())
    error = refused(folder)
    assert error.details == {"file": str(again), "line": 1}
    assert "the rule sample.hours stands elsewhere too" in error.en


def test_a_policy_without_a_conversion_counts_facts(folder):
    (folder / CONVERSION).unlink()
    error = refused(folder)
    assert error.details == {
        "file": str(folder / RULE),
        "line": line_with(folder / RULE, "source: converted"),
    }
    edit(folder, RULE, set_in("source", value="facts"))
    assert load_policy(folder).conversion is None
