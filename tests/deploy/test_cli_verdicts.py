"""`yanxiu verdicts`: the county's list, against hours reckoned anew from the files."""

import csv
import io
from collections import defaultdict
from datetime import date

import openpyxl
import pytest
from python_calamine import load_workbook
from sqlalchemy import text

from yanxiu_core.notices.models import PublicNotice

PRESENT = {"出席", "迟到", "早退"}
RULE = ("--rule", "yuyang.annual_hours", "--window", "2025")


@pytest.fixture(scope="module")
def filled(county, office_files):
    """A county with its year."""
    made = county()
    made.bring_all(office_files)
    return made


def rows_of(path):
    return load_workbook(path).get_sheet_by_index(0).to_python()[2:]


def minutes(clock):
    return int(clock[:2]) * 60 + int(clock[3:])


def reckoned(files):
    """工号 -> (学时, 超出上限): 45 minutes are one, the rest is dropped, 8 a day in order of start."""
    events = {
        row[0]: (row[4], row[5], (minutes(row[6]) - minutes(row[5])) // 45)
        for row in rows_of(files.activities)
    }
    days = defaultdict(list)
    for number, teacher, _, _, status in rows_of(files.attendance):
        day, start, hours = events[number]
        if status in PRESENT and day.year == 2025:
            days[teacher, day].append((start, number, hours))
    found = {row[2]: (0, 0) for row in rows_of(files.roster)}
    for (teacher, _), sessions in days.items():
        left = 8
        for _, _, hours in sorted(sessions):
            counted = min(hours, left)
            left -= counted
            total, over = found[teacher]
            found[teacher] = total + counted, over + hours - counted
    return found


def test_csv_holds_every_teacher_with_the_hours_reckoned_anew(yanxiu, filled, office_files):
    answer = yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--format", "csv")
    assert (answer.code, answer.err) == (0, "")
    assert "\r" not in answer.out
    head, *rows = csv.reader(io.StringIO(answer.out))
    assert head == ["工号", "学校", "学时", "超出上限", "结论", "姓名", "要求", "还差"]
    people = {row[2]: (row[0], row[3]) for row in rows_of(office_files.roster)}
    expected = [
        [
            *(number, people[number][0], str(hours), str(over), "达标" if hours >= 40 else "未达标"),
            *(people[number][1], "40", str(max(40 - hours, 0))),
        ]
        for number, (hours, over) in sorted(reckoned(office_files).items())
    ]
    assert rows == expected
    assert {row[4] for row in rows} == {"达标", "未达标"}
    assert sum(int(row[3]) for row in rows) > 0


def test_json_and_table_tell_the_same(yanxiu, filled, office_files):
    records = yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--format", "json").json
    expected = reckoned(office_files)
    assert {item["工号"]: (item["学时"], item["超出上限"]) for item in records} == expected
    table = yanxiu("verdicts", "--tenant", filled.slug, *RULE).out.splitlines()
    assert table[0].split() == ["工号", "学校", "学时", "超出上限", "结论", "姓名", "要求", "还差"]
    assert [line.split()[0] for line in table[1:]] == sorted(expected)


def test_another_day_and_another_moment(yanxiu, filled):
    before = yanxiu(
        "verdicts", "--tenant", filled.slug, *RULE, "--as-of", "2024-12-31", "--format", "json"
    ).json
    assert {item["学时"] for item in before} == {0}
    assert {item["结论"] for item in before} <= {"预计达标", "进度滞后"}
    long_ago = yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--known-at", "2020-01-01T00:00")
    assert long_ago.code == 2
    assert "shaanxi.yuyang" in long_ago.err
    assert yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--known-at", "yesterday").code == 2


def test_unknown_rules_and_windows_are_refused(yanxiu, filled):
    rule = yanxiu("verdicts", "--tenant", filled.slug, "--rule", "yuyang.hours", "--window", "2025")
    assert rule.code == 2
    assert "没有规则 yuyang.hours; 可判的规则中相近的: yuyang.annual_hours、" in rule.err
    window = yanxiu(
        "verdicts", "--tenant", filled.slug, "--rule", "yuyang.annual_hours", "--window", "sometime"
    )
    assert window.code == 2
    assert "sometime" in window.err


def test_judging_anew_and_a_document(yanxiu, filled, tmp_path):
    before = yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--format", "csv").out
    assert yanxiu("rejudge", "--tenant", filled.slug).code == 0
    assert yanxiu("verdicts", "--tenant", filled.slug, *RULE, "--format", "csv").out == before
    target = tmp_path / "汇总.csv"
    answer = yanxiu("export", "summary_csv", "--tenant", filled.slug, *RULE, "--output", target)
    assert (answer.code, answer.err) == (0, "")
    assert target.read_text(encoding="utf-8").count("未达标") == before.count("未达标") > 0
    for exporter, output, words in (
        ("nothing", target, "没有导出格式 nothing"),
        ("summary_csv", tmp_path / "无" / "汇总.csv", f"没有文件夹 {tmp_path / '无'}"),
        ("summary_csv", tmp_path / "汇总.xlsx", "写出 .csv 文件"),
    ):
        answer = yanxiu("export", exporter, "--tenant", filled.slug, *RULE, "--output", output)
        assert (answer.code, answer.out, words in answer.err) == (2, "", True), answer


def test_a_day_on_which_several_units_show_a_notice_needs_the_unit(yanxiu, filled, tmp_path):
    first = date(2026, 6, 8)
    with filled.work() as work:
        window = work.session.scalar(text("SELECT id FROM windows LIMIT 1"))
        for unit in work.session.scalars(text("SELECT id FROM org_units ORDER BY name LIMIT 2")).all():
            shown = {
                "policy": "shaanxi.yuyang",
                "window_id": window,
                "step": "notice",
                "unit_id": unit,
                "days": 5,
            }
            days = {"starts_on": first, "ends_on": first, "recorded_at": work.record()}
            work.session.add(PublicNotice(tenant_id=work.tenant_id, **shown, **days))
    given = ("notice_xlsx", "--tenant", filled.slug, *RULE, "--output", tmp_path / "公示.xlsx", "--notice")
    for day, words in (
        (first, "本县不止一个这样的对象; 请加上 --unit"),
        ("2026-06-09", "本县没有这样的对象; 请核对"),
    ):
        answer = yanxiu("export", *given, day)
        assert (answer.code, answer.out) == (2, "")
        assert f"--notice {day}: {words}" in answer.err


def test_a_form_of_the_countys_own(yanxiu, filled, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(("{{ 行.学校 }}", "{{ 行.姓名 }}", "{{ 行.学时 }}"))
    form, target = tmp_path / "表.xlsx", tmp_path / "汇总.xlsx"
    book.save(form)
    kept = yanxiu("template", "keep", "form_unit_xlsx", form, "--tenant", filled.slug, "--title", "本县表")
    assert (kept.code, kept.err) == (0, "")
    given = ("form_unit_xlsx", "--tenant", filled.slug, *RULE, "--output", target, "--template")
    answer = yanxiu("export", *given, "本县表", "--check", "AAAA-BBBB-CCCC-DDDD")
    assert answer.out.startswith("已导出 40 行到")
    assert (answer.code, "与 AAAA-BBBB-CCCC-DDDD 不符: 那张表之后数据有变, 已作废" in answer.out) == (1, True)
    assert len(load_workbook(target).get_sheet_by_index(0).to_python()) == 40
    refused = yanxiu("export", *given, "另一表")
    assert (refused.code, "没有模板“另一表”; 已有: 本县表" in refused.err) == (2, True)
