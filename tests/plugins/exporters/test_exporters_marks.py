"""性别, 认定状态 and 备注 in words."""

import pytest

from yanxiu_exporters.marks import assurance, remark, sex, worded


@pytest.mark.parametrize(
    ("code", "word"),
    [("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明"), ("7", "7"), ("", ""), (None, "")],
)
def test_sex_by_the_national_code(code, word):
    assert sex(code) == word


@pytest.mark.parametrize(
    ("registered", "reviewed", "certified", "word"),
    [
        ("40.00", "0.00", "0.00", "已登记"),
        ("0.50", "0.00", "39.50", "已登记"),
        ("0.00", "0.50", "39.50", "校审通过"),
        ("0.00", "40.00", "0.00", "校审通过"),
        ("0.00", "0.00", "40.00", "县认定"),
        ("0.00", "0.00", "0.00", ""),
    ],
)
def test_assurance_is_that_of_the_least_assured_hours(registered, reviewed, certified, word):
    row = {"registered": registered, "reviewed": reviewed, "certified": certified, "certified_result": None}
    assert assurance(row) == word


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "还差 2 学时"),
        ({"missing": "0.00"}, ""),
        ({"missing": "6.50"}, "还差 6.5 学时"),
        ({"missing": "100.00"}, "还差 100 学时"),
        ({"eligibility": "exempt"}, "免考核"),
        ({"eligibility": "exempt", "provisional": True}, "免考核；暂按当前信息"),
        ({"provisional": True}, "暂按当前信息；还差 2 学时"),
    ],
)
def test_remarks(make_row, changes, text):
    assert remark(make_row(**changes), "学时") == text


def test_categories_and_forms_of_training_are_words(make_row):
    line = {"category": "embed.presence", "role": "in_person", "gross": "1.00"}
    hours = {"embed.presence": "19.50", "听课": "2.00", "蹲点在校": "1.00"}
    row = worded(make_row(hours=hours, trace_lines=[line]), {"embed.presence": "蹲点在校"})
    assert row["by_category"] == [
        {"category": "蹲点在校", "hours": "20.50"},
        {"category": "听课", "hours": "2.00"},
    ]
    assert row["trace_lines"] == [{"category": "蹲点在校", "role": "集中面授", "gross": "1.00"}]
