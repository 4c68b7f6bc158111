"""The summary as CSV, byte by byte."""

import csv

from yanxiu_exporters.summary_csv import write_summary_csv


def test_bytes(make_request, county, rows_of, tmp_path):
    target = tmp_path / "summary.csv"
    write_summary_csv(make_request(), rows_of(county), target)
    lines = [
        "序号,学校,姓名,性别,职称,听课评课,集体备课,合计,超出上限,结论,认定状态,备注",
        "1,样例第1小学,张三,女,一级教师,10,30,38,2,进度滞后,已登记,还差 2 学时",
        "2,样例第1小学,李四,女,一级教师,40.5,,40.5,0,合格,县认定,认定编号 2025-003-00002",
        "3,样例第2小学,王五,男,,,,0,0,免考核,,免考核；暂按当前信息",
    ]
    assert target.read_bytes() == b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()


def test_header_alone_where_nobody_is_judged(make_request, rows_of, tmp_path):
    target = tmp_path / "summary.csv"
    write_summary_csv(make_request(), rows_of([]), target)
    header = "序号,学校,姓名,性别,职称,合计,超出上限,结论,认定状态,备注\r\n"
    assert target.read_bytes() == b"\xef\xbb\xbf" + header.encode()


def test_what_users_typed_becomes_no_formula(make_request, make_row, rows_of, tmp_path):
    target = tmp_path / "summary.csv"
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '甲,"乙"\n丙', "'已有", "7"]
    write_summary_csv(
        make_request(), rows_of([make_row(name, {"=cmd()": "-1.50"}) for name in names]), target
    )
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file)
    assert header[5] == "'=cmd()"
    assert [line[2] for line in lines] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx", '甲,"乙"\n丙', "'已有", "7",
    ]  # fmt: skip
    assert lines[0][5] == "-1.5"
