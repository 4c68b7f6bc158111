"""`review.yaml`: loaded with its policy, and refused with file and line where it is wrong."""

import shutil
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.loader import load_policy

AUDIT = Path(str(files("yanxiu_jiyuan") / "policies" / "audit"))


def test_the_steps_and_what_a_county_may_set():
    policy = load_policy(AUDIT)
    [version] = policy.review.versions
    assert [(step.id, step.kind, step.at) for step in version.steps] == [
        ("confirm", "confirm", ""),
        ("verify", "decide", "subject_group"),
        ("school_review", "decide", "school"),
        ("notice", "notice", "school"),
        ("collect", "decide", "central_school"),
        ("sample", "sample", "county"),
        ("certify", "decide", "county"),
    ]
    assert [step.id for step in version.after(version.step("notice"))] == ["collect", "sample"]
    assert version.after(version.step("certify")) == ()
    assert version.assured_from == ("notice", "collect", "sample", "certify")
    bounds = {
        name: (figure.value, figure.min, figure.max)
        for name, figure in policy.parameters().items()
        if name != "reviewed_at"
    }
    assert bounds["notice_days"] == (Decimal(5), Decimal(3), Decimal(15))
    assert bounds["least_members"] == (Decimal(3), Decimal(3), Decimal(9))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("rule: jiyuan.total_hours", "rule: jiyuan.notes_of", 3, "没有判定个人的规则 jiyuan.notes_of"),
        ("rule: jiyuan.total_hours", "rule: jiyuan.audit_group", 3, "没有判定个人的规则 jiyuan.audit_group"),
        ("        kind: confirm\n", "        kind: decide\n", 14, "at 写明由哪一级单位办理"),
        ("      - id: collect\n", "      - id: notice\n", 10, "步骤的 id 重复了"),
        ("        days: {value: 5, unit: 工作日, parameter: notice_days, min: 3, max: 15}\n", "", 29, "notice 须写 days"),
        ("shows: [unit, name, hours, conclusion]", "shows: [unit, birth_date]", 34, "birth_date"),
        ("value: 2, unit: 人, parameter: school_quorum, min: 1, max: 3", "value: 4, unit: 人", 22, "quorum 不能多于 least"),
        ("allowed: [teaching, home]", "allowed: [teaching, home, elsewhere]", 10, "reviewed_at 只能是 teaching 或 home"),
        ("risk: {addition: 4", "risk: {weather: 4", 51, "weather"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_line(tmp_path, old, new, line, words):
    folder = tmp_path / "audit"
    shutil.copytree(AUDIT, folder)
    path = folder / "review.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyFileError) as caught:
        load_policy(folder)
    assert words in caught.value.zh
    assert (caught.value.details["file"], caught.value.details["line"]) == (str(path), line)
