"""CSV files: encodings, delimiters, quotes, line numbers, memory."""

import csv
import datetime as dt
import io
import tracemalloc

import pytest

from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.reader import read

LINES = [
    ["活动登记表", "", "", "", "", ""],
    ["活动编号", "活动名称", "日期", "开始时间", "学时", "状态"],
    ["A1", '说"课", 𠮷老师', "2025年3月1日", "8:30", "1.5", "出席"],
    ["", "", "", "", "", ""],
    ["A2", "磨课", "2025-02-30", "８：３０", "", "旷会"],
    ["合计", "", "", "", "1.5", ""],
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]


def as_csv(lines, delimiter=","):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def without_place(row):
    return (
        row.number,
        dict(row.values),
        row.raw,
        [(p.row, p.column, p.value, p.code, p.zh, p.en) for p in row.problems],
    )


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_rows_as_from_xlsx(form, write_book, tmp_path, encoding, delimiter):
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(LINES, delimiter).encode(encoding))
    rows = list(read(path, form))
    assert {row.sheet for row in rows} == {"CSV"}
    assert [row.number for row in rows] == [3, 5]
    assert rows[0].values["title"] == '说"课", 𠮷老师'
    assert rows[0].values["day"] == dt.date(2025, 3, 1)
    book = read(write_book({"活动": LINES}), form)
    assert [without_place(row) for row in rows] == [without_place(row) for row in book]


def test_rows_are_numbered_as_excel_shows_them(form, tmp_path):
    path = tmp_path / "list.csv"
    head = ",".join(LINES[1])
    path.write_text(
        f'{head}\n\nA1,"第一行\n第二行\n第三行",2025-03-01,8:30,1,出席\nA2,磨课,2025-03-01,8:30,1,出席\n',
        encoding="utf-8",
    )
    rows = list(read(path, form))
    assert [(row.number, row.values["title"]) for row in rows] == [(3, "第一行第二行第三行"), (4, "磨课")]


def test_a_stray_delimiter_is_reported(form, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(",".join(LINES[1]) + "\nA1,磨课,上课,2025-03-01,8:30,1,出席\n", encoding="utf-8")
    (row,) = read(path, form)
    assert (row.problems[0].code, row.problems[0].value, row.problems[0].row) == ("extra_cells", "出席", 2)


def test_an_open_quote_is_refused_with_its_line(form, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        as_csv(LINES[1:3]) + 'A2,"磨课,2025-03-01\nA3,x,2025-03-01,8:30,1,出席\n', encoding="utf-8"
    )
    with pytest.raises(TableError, match="CSV 第 3 行的引号不成对"):
        list(read(path, form))


@pytest.mark.parametrize(
    "content",
    [
        "活动编号\0,日期".encode(),
        b"\xff\xff\xff",
        "活动编号,日期".encode("utf-16-le"),
        "活".encode()[:2] + b"\xff",
    ],
)
def test_what_is_no_text_is_refused(form, tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match="编码无法识别"):
        list(read(path, form))


def test_the_encoding_is_that_of_the_whole_file(tmp_path):
    path = tmp_path / "list.csv"
    ascii_form = Form("f", "f", (Column("number", "no"), Column("title", "title")))
    lines = [["no", "title"], *[[f"A{n}", "lesson"] for n in range(20_000)], ["A", "磨课"]]
    path.write_bytes(as_csv(lines).encode("gb18030"))
    assert list(read(path, ascii_form))[-1].values["title"] == "磨课"


def test_an_empty_file(form, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"")
    with pytest.raises(TableError, match="文件是空的"):
        list(read(path, form))


def test_rows_are_streamed(form, tmp_path):
    # Kept all at once they would take 20 MiB.
    path = tmp_path / "list.csv"
    lines = [LINES[1], *([f"A{n}", "集体备课", "2025-03-01", "8:30", "1.5", "出席"] for n in range(20_000))]
    path.write_bytes(as_csv(lines).encode("gb18030"))
    del lines
    tracemalloc.start()
    try:
        count = sum(1 for row in read(path, form) if not row.problems)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 1024 * 1024
