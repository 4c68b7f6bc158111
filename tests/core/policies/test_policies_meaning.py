"""What would mean something else than is written, or could never hold, is refused with its file."""

import pytest
import yaml

from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.loader import load_policy

TITLE = {"zh": "阶段", "en": "Phase"}
HOURS = "rules/hours.yaml"


def refused(folder):
    with pytest.raises(PolicyFileError) as error:
        load_policy(folder)
    return error.value


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("010", "write 010 as a plain decimal number"),
        ("14:00", "write 14:00 as a plain decimal number"),
        ("0x1F", "write 0x1F as a plain decimal number"),
        ("9" * 5_000, "write 9999"),
        ("&again [*again]", "refers to itself"),
        ("[" * 2_000 + "]" * 2_000, "nested too deeply"),
    ],
    ids=["octal", "time", "hexadecimal", "long", "circle", "deep"],
)
def test_what_yaml_reads_as_something_else(tmp_path, policy_files, written, words):
    path = policy_files(tmp_path) / HOURS
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}further: {written}\n", encoding="utf-8")
    error = refused(tmp_path)
    assert words in error.en
    last = len(text.splitlines()) + 1
    assert error.details == {"file": str(path), "line": 1 if "deeply" in words else last}


CAP = {"per": "day", "limit": {"value": -1, "unit": "学时"}}
SHARE = {"kind": "period", "share": {"value": 1.5, "unit": "比例"}}
AGE = {"fact": "age", "least": 36, "most": 35}
WINDOW = {"kind": "sample.phase", "title": TITLE}


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        (HOURS, {"version": {"valid_from": 20250101}}, "write a day as 2025-09-01"),
        (HOURS, {"version": {"lines": [{"between": [840, 1080]}]}}, "a time as '14:00'"),
        (HOURS, {"version": {"caps": [CAP]}}, "must not be below 0"),
        (HOURS, {"version": {"each": SHARE}}, "between 0 and 1"),
        (HOURS, {"version": {"population": {"all": [AGE]}}}, "`least` is above `most`"),
        (HOURS, {"version": {"edition": 2}}, "the policy is at edition 1, not 2"),
        (HOURS, {"version": {"edition": 0}}, "it is at least 1"),
        (HOURS, {"rule": {"measure": "count"}}, "write measure: hours"),
        (HOURS, {"rule": {"id": "sample hours"}}, "an id has no spaces"),
        ("conversion.yaml", {"conversion": {"hours_per_period": CAP["limit"]}}, "must not be below 0"),
        ("policy.yaml", {"head": {"windows": [WINDOW, WINDOW]}}, "a window 'sample.phase' already"),
        ("policy.yaml", {"head": {"windows": [{**WINDOW, "kind": "semester"}]}}, "a window 'semester' already"),
    ],
)  # fmt: skip
def test_what_could_never_hold(tmp_path, policy_files, name, given, words):
    error = refused(policy_files(tmp_path, **given))
    assert words in error.en
    assert error.details["file"] == str(tmp_path / name)


@pytest.mark.parametrize(
    ("named", "over", "words"),
    [
        ({"state": "recorded", "reason": TITLE}, {}, "this policy judges no rule sample.hours"),
        ({"aggregation": "zone"}, {}, "is judged of each zone, of which no school is made up"),
        ({}, {"window": {"value": "school_year"}}, "write the same `window`"),
    ],
)
def test_verdicts_that_there_are_not_are_not_counted(tmp_path, policy_files, named, over, words):
    rule = yaml.safe_load((policy_files(tmp_path, rule=named) / HOURS).read_text(encoding="utf-8"))
    rule["versions"][0] |= {"verdicts_of": "sample.hours", "threshold": {"value": 1, "unit": "人"}, **over}
    counting = {
        "id": "sample.over",
        "state": "judged",
        "aggregation": "school",
        "source": "verdicts",
        "unit": "人",
    }
    path = tmp_path / "rules" / "over.yaml"
    path.write_text(yaml.safe_dump(rule | counting | {"measure": "count"}, sort_keys=False), encoding="utf-8")
    error = refused(tmp_path)
    assert words in error.en
    (line,) = [n for n, text in enumerate(path.read_text().splitlines(), 1) if "verdicts_of" in text]
    assert error.details == {"file": str(path), "line": line}


def test_what_stands_twice_in_a_list(tmp_path, policy_files):
    policy_files(tmp_path)
    system = {
        "id": "s",
        "title": TITLE,
        "strength": "must",
        "state": "recorded",
        "reason": TITLE,
        "source": "x",
    }
    codes = {"system": "kind", "title": TITLE, "codes": [{"code": "甲", "en": "a"}]}
    for name, item in (("systems.yaml", system), ("codes.yaml", codes)):
        path = tmp_path / name
        path.write_text(yaml.safe_dump({"systems": [item, item]}), encoding="utf-8")
        assert "stands twice" in refused(tmp_path).en
        path.unlink()
