"""Every form in which offices write a value, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from yanxiu_core.tabular.cells import Cell, is_blank, quoted, shown
from yanxiu_core.tabular.errors import CellError
from yanxiu_core.tabular.values import Parser, choice, code, date, decimal, integer, text, time, yes_no

DAY = dt.date(2025, 3, 1)
STATUS = choice({"出席": "present", "迟到": "late", "1": "present", "OK": "present"}, "状态")


def refusal(parse: Parser, cell: Cell) -> CellError:
    with pytest.raises(CellError) as caught:
        parse(cell)
    return caught.value


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张三", "张三"),
        ("　张　三 ", "张三"),
        ("张 \n 三", "张三"),
        ("Book  1 第 二 章", "Book 1 第二章"),
        ("ＡＢＣ（１）", "ABC(1)"),
        ("李\u200b四\x07\ufeff", "李四"),
        ("欧阳·娜", "欧阳·娜"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (dt.date(2025, 3, 1), "2025-03-01"),
        (dt.datetime.fromisoformat("2025-03-01T08:30"), "2025-03-01 08:30"),
        (dt.time(8, 30, 5), "08:30:05"),
    ],
)
def test_text(cell, expected):
    assert text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("T0100001", "T0100001"),
        (" Ｔ０１ ０００　０１ ", "T0100001"),
        ("t01a", "t01a"),
        ("0012", "0012"),
        (12.0, "12"),
        (3610801001.0, "3610801001"),
        (7, "7"),
    ],
)
def test_code(cell, expected):
    assert code(cell) == expected


@pytest.mark.parametrize(
    "cell", [6.10801199001011e17, "6.10801E+17", 1e15, True, dt.date(2025, 3, 1), dt.time(8)]
)
def test_code_that_excel_has_spoilt(cell):
    assert "“文本”格式" in refusal(code, cell).zh


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        dt.datetime.fromisoformat("2025-03-01T00:00"),
        45717.0,
        45717,
        "45717",
        20250301.0,
        "20250301",
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025.3.1",
        "2025年3月1日",
        "2025年3月1号",
        "2025年3月1",
        "2025 年 3 月 1 日",
        "２０２５年３月１日",
        "２０２５－０３－０１",
        "　2025．3．1 ",
        "2025–03–01",
        "2025-03-01 00:00:00",
        "2025-03-01T00:00:00.000",
        "2025/3/1 0:00",
        "2025年3月1日 00:00",
        "2025年3月1日00:00",
    ],
)
def test_date(cell):
    assert date(cell) == DAY


def test_date_beside_a_midnight_keeps_both_digits_of_the_day():
    assert date("2025-3-10 0:00") == dt.date(2025, 3, 10)
    assert date("2024-2-29") == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "cell",
    [
        "2025年2月30日",
        "2025-02-29",
        "2025-13-01",
        "0000-01-01",
        "2025年3月",
        "2025",
        2025.0,
        45717.5,
        1e20,
        float("nan"),
        "25.3.1",
        "3/1/2025",
        "2025-3.1",
        "2025-03-01 08:30",
        dt.datetime.fromisoformat("2025-03-01T08:30"),
        dt.time(8, 30),
        True,
        "待定",
        "2025-03-01至2025-03-02",
    ],
)
def test_date_refused(cell):
    refused = refusal(date, cell)
    assert refused.zh.startswith(f"“{quoted(cell)}”不是有效的日期。")
    assert "2025年3月1日" in refused.zh
    assert refused.en.startswith(f'"{quoted(cell)}" is not a valid date.')


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=8, minutes=30), "08:30:00"),
        (0.3541666666666667, "08:30:00"),
        (0.3541666667, "08:30:00"),
        ("0.354166667", "08:30:00"),
        ("8:30", "08:30:00"),
        ("08:30:15", "08:30:15"),
        ("8：30", "08:30:00"),
        ("８ ： ３０", "08:30:00"),
        ("8时30分", "08:30:00"),
        ("14点30分", "14:30:00"),
        ("14时30分20秒", "14:30:20"),
        ("8点半", "08:30:00"),
        ("8点", "08:00:00"),
        ("8点整", "08:00:00"),
        ("上午8:30", "08:30:00"),
        ("下午2:30", "14:30:00"),
        ("下午 2点半", "14:30:00"),
        ("下午14:30", "14:30:00"),
        ("下午12:30", "12:30:00"),
        ("中午12:10", "12:10:00"),
        ("中午1点", "13:00:00"),
        ("晚上7:00", "19:00:00"),
        ("2:30 PM", "14:30:00"),
        ("8:30am", "08:30:00"),
        ("0830", "08:30:00"),
        ("1430", "14:30:00"),
        (830.0, "08:30:00"),
        (1430, "14:30:00"),
        ("0:00", "00:00:00"),
        ("23:59", "23:59:00"),
    ],
)
def test_time(cell, expected):
    assert time(cell) == dt.time.fromisoformat(expected)


@pytest.mark.parametrize(
    "cell",
    [
        "24:00",
        "8:60",
        "8.30",
        8.3,
        -0.5,
        0.9999999,
        "8:30-10:00",
        "上午14:00",
        "上午12:30",
        "晚上0点",
        "中午8点",
        "第三节",
        "2525",
        "8",
        dt.datetime.fromisoformat("2025-03-01T08:30"),
        dt.date(2025, 3, 1),
        dt.timedelta(hours=30),
        True,
        float("nan"),
    ],
)
def test_time_refused(cell):
    refused = refusal(time, cell)
    assert refused.zh.startswith(f"“{quoted(cell)}”不是有效的时间。")
    assert refused.en.startswith(f'"{quoted(cell)}" is not a valid time of day.')


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12.0, 12),
        ("12", 12),
        ("１２", 12),
        (" 1 2 ", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("-3", -3),
        ("12.0", 12),
    ],
)
def test_integer(cell, expected):
    assert integer(cell) == expected


@pytest.mark.parametrize("cell", [12.5, "12.5", "12分钟", "一", "1,23", True, DAY, float("inf"), "1e3", "٣"])
def test_integer_refused(cell):
    assert "不是整数" in refusal(integer, cell).zh


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (40.0, "40"),
        ("１．５", "1.5"),
        ("1,234.50", "1234.50"),
        ("1 234.5", "1234.5"),
        ("－0.5", "-0.5"),
        ("−2", "-2"),
    ],
)
def test_decimal(cell, expected):
    assert decimal(cell) == Decimal(expected)
    assert str(decimal(cell)) == expected


@pytest.mark.parametrize(
    "cell", ["3学时", "1,23.5", "1.2.3", ".5", "1E3", True, dt.time(8), float("nan"), "NaN"]
)
def test_decimal_refused(cell):
    assert "不是数字" in refusal(decimal, cell).zh


@pytest.mark.parametrize(
    ("cell", "expected"), [("出 席", "present"), ("迟到", "late"), (1.0, "present"), ("ｏｋ", "present")]
)
def test_choice(cell, expected):
    assert STATUS(cell) == expected


def test_choice_lists_what_is_allowed():
    refused = refusal(STATUS, "旷会")
    assert refused.zh == "“旷会”不是可用的状态。可以填写：出席、迟到、1、OK。"
    assert refused.en == '"旷会" is not an accepted value of 状态. Accepted: 出席, 迟到, 1, OK.'


@pytest.mark.parametrize("cell", ["是", "有", "√", "Y", "ｙ", "1", 1.0, True, " 是 "])
def test_yes(cell):
    assert yes_no(cell) is True


@pytest.mark.parametrize("cell", ["否", "无", "×", "X", "N", "0", 0.0, False])
def test_no(cell):
    assert yes_no(cell) is False


@pytest.mark.parametrize("cell", ["也许", "2", 2.0, "是否"])
def test_neither_yes_nor_no(cell):
    assert "有/无、√/×、Y/N、1/0" in refusal(yes_no, cell).zh


def test_blank_cells():
    assert all(is_blank(cell) for cell in (None, "", " ", "　", "\n\t", "\u200b", "\ufeff"))
    assert not any(is_blank(cell) for cell in ("0", "-", 0.0, False, "张"))


def test_messages_quote_a_long_value_briefly():
    assert quoted("长" * 100) == "长" * 60 + "…"
    assert shown(1234567.0) == "1234567"
