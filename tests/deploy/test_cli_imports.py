"""`yanxiu import`: exit codes, reports, what is written and what is not."""

import csv

import pytest
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine
from sqlalchemy import func, select

from yanxiu.demo.generator import generate_county
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.participations.models import Participation

HEADINGS = ("活动编号", "工号", "姓名", "角色", "状态")


@pytest.fixture
def place(county, office_files):
    """A county with its people and activities, nobody's attendance yet."""
    made = county()
    made.bring("roster", office_files.roster)
    made.bring("activities", office_files.activities)
    return made


def count(place, model):
    with place.work() as work:
        return work.session.scalar(select(func.count()).where(model.tenant_id == place.tenant_id))


def signed(office_files, number):
    """The first rows of the attendance list."""
    return calamine(office_files.attendance).get_sheet_by_index(0).to_python()[2 : 2 + number]


def write(path, rows):
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def test_a_county_from_its_three_files_and_once_more(yanxiu, county, office_files, tmp_path):
    made = county()
    tenant = ("--tenant", made.slug, "--json")
    roster = yanxiu("import", "roster", office_files.roster, *tenant)
    activities = yanxiu("import", "activities", office_files.activities, *tenant)
    attendance = yanxiu("import", "attendance", office_files.attendance, *tenant)
    assert [answer.code for answer in (roster, activities, attendance)] == [0, 0, 0]
    assert (roster.json["good"], roster.json["added"], roster.json["problems"]) == (40, 40, [])
    assert activities.json["added"] == 100
    rows = office_files.attendance_count
    assert attendance.json["rows"] == attendance.json["added"] == rows
    assert (attendance.json["activities_confirmed"], attendance.json["written"]) == (100, True)

    # The same list as CSV in GB18030, as Excel saves it on a Chinese Windows.
    small = {"seed": 5, "schools": 4, "teachers": 40, "activities": 100, "year": 2025, "format": "csv"}
    again = generate_county(tmp_path, slug="liulin", name="柳林", **small)
    lines = count(made, LedgerLine)
    second = yanxiu("import", "attendance", again.attendance, *tenant)
    assert second.code == 0
    changes = ("added", "corrected", "unchanged", "lines_posted", "lines_reversed")
    assert [second.json[name] for name in changes] == [0, 0, rows, 0, 0]
    assert count(made, LedgerLine) == lines > 0


@pytest.fixture
def dirty(office_files, tmp_path):
    """Six rows, of which rows 3 (unknown 工号), 5 (unknown status) and 6 (unknown activity) are bad."""
    rows = signed(office_files, 5)
    rows[1][1], rows[3][4] = "T9999999", "溜号"
    rows.insert(4, ["A9999999", *rows[4][1:]])
    return write(tmp_path / "签到.csv", rows)


def test_bad_rows_are_named_and_nothing_is_written(yanxiu, place, dirty):
    answer = yanxiu("import", "attendance", dirty, "--tenant", place.slug, "--json")
    assert answer.code == 1
    counts = [answer.json[name] for name in ("rows", "good", "refused", "added", "written")]
    assert counts == [6, 3, 3, 0, False]
    found = [(item["row"], item["column"], item["value"]) for item in answer.json["problems"]]
    assert found == [(3, "工号", "T9999999"), (5, "状态", "溜号"), (6, "活动编号", "A9999999")]
    assert set(answer.json["problems"][0]) == {
        *("sheet", "row", "column", "value", "code", "severity"),
        *("zh", "en"),
    }
    assert {item["severity"] for item in answer.json["problems"]} == {"error"}
    assert count(place, Participation) == 0


def test_good_rows_are_kept_when_asked_and_bad_ones_saved(yanxiu, place, dirty, tmp_path):
    saved = tmp_path / "错误.xlsx"
    answer = yanxiu(
        "import", "attendance", dirty, "--tenant", place.slug, "--keep-valid", "--errors", saved
    )  # fmt: skip
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == "签到表 签到.csv: 共 6 行, 无误 3 行, 有错误 3 行, 提示 0 条"
    assert lines[1] == "已写入: 新增 3 行, 更正 0 行, 不变 0 行"
    assert [line.split(": ")[0] for line in lines[3:6]] == [
        '[错误] CSV 第 3 行, 工号 = "T9999999"',
        '[错误] CSV 第 5 行, 状态 = "溜号"',
        '[错误] CSV 第 6 行, 活动编号 = "A9999999"',
    ]
    assert lines[6] == f"有错误的行另存于: {saved}"
    assert count(place, Participation) == 3
    assert [row[1] for row in load_workbook(saved).active.iter_rows(values_only=True)] == [
        *("行号", "3", "5", "6"),
    ]


def test_a_trial_and_a_list_that_confirms_nothing(yanxiu, place, office_files, tmp_path):
    good = write(tmp_path / "签到.csv", signed(office_files, 4))
    trial = yanxiu("import", "attendance", good, "--tenant", place.slug, "--dry-run")
    assert (trial.code, trial.out.splitlines()[-1]) == (0, "试运行: 没有写入任何一行")
    assert count(place, Participation) == 0
    planned = yanxiu("import", "attendance", good, "--tenant", place.slug, "--no-confirm", "--json")
    assert [planned.json[name] for name in ("added", "activities_confirmed", "lines_posted")] == [4, 0, 0]


def test_what_cannot_be_imported_is_refused_without_a_traceback(yanxiu, place, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    cases = {
        ("roster", broken, place.slug): "broken",
        ("roster", tmp_path / "absent.xlsx", place.slug): "absent.xlsx",
        ("roster", broken, "nowhere"): "没有短名为 nowhere 的县",
        ("salaries", broken, place.slug): "salaries",
    }
    for (kind, file, slug), words in cases.items():
        answer = yanxiu("import", kind, file, "--tenant", slug)
        assert (answer.code, answer.out) == (2, ""), answer
        assert "Traceback" not in answer.err
        assert words in answer.err or words == "broken"


def test_a_changed_fact_holds_from_the_day_given(yanxiu, county, office_files):
    made = county()
    answer = yanxiu(
        "import", "roster", office_files.roster, "--tenant", made.slug, "--valid-from", "2025-09-01"
    )
    assert answer.code == 0
    wrong = yanxiu("import", "roster", office_files.roster, "--tenant", made.slug, "--valid-from", "1.9.2025")
    assert wrong.code == 2
