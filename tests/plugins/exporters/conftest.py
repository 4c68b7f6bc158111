"""A made-up county's request and rows, in the form in which an export job hands them to an exporter."""

from datetime import UTC, date, datetime

import pytest

from yanxiu_core.exports.declarations import ExportRequest, Judged, Options
from yanxiu_core.policies.model import Policy
from yanxiu_exporters.plugin import yanxiu_exporters


@pytest.fixture
def policy():
    def label(zh):
        return {"zh": zh, "en": zh.encode("punycode").decode()}

    source = {"document": "样例办法", "clause": "每年不少于40学时"}
    version = {
        "valid_from": "2020-01-01",
        "source": source,
        "window": {"value": "calendar_year"},
        "threshold": {"value": 40, "unit": "学时"},
    }
    rule = {
        "id": "sample.hours",
        "title": {"zh": "年度校本研修学时", "en": "Hours in a year"},
        "strength": "must",
        "state": "judged",
        "source": "converted",
        "measure": "hours",
        "unit": "学时",
        "versions": [version],
    }
    labels = {
        "met": label("合格"),
        "missed": label("不合格"),
        "on_track": label("预计达标"),
        "behind": label("进度滞后"),
        "exempt": label("免考核"),
        "not_judged": label("暂不判定"),
    }
    return Policy.model_validate(
        {"id": "sample", "title": label("样例"), "source": source, "labels": labels, "rules": [rule]}
    )


@pytest.fixture
def make_request(policy):
    def make(**changes):
        judged = Judged(policy, policy.rule("sample.hours"), "2025", date(2025, 1, 1), date(2025, 12, 31))
        values = {
            "options": Options(),
            "tenant_name": "样例县",
            "unit_name": "样例县",
            "judging": judged,
            "today": date(2026, 1, 5),
            "made_at": datetime(2026, 1, 5, 1, 30, tzinfo=UTC),
            "language": "zh",
        }
        return ExportRequest(**{**values, **changes})

    return make


@pytest.fixture
def make_row():
    """A teacher with 38 hours after the caps took 2, all registered; hours by category as keyword `hours`."""

    def make(name="张三", hours=None, **changes):
        values = {
            "measured": "38.00",
            "required": "40.00",
            "capped": "2.00",
            "missing": "2.00",
            "status": "missed",
            "status_label": "不合格",
            "eligibility": "eligible",
            "provisional": False,
            "registered": "40.00",
            "reviewed": "0.00",
            "certified": "0.00",
            "under_review": True,
            "certified_result": None,
            "person": {"number": "T01", "name": name, "sex": "2", "title": "一级教师", "subject": "语文"},
            "unit": {"name": "样例第1小学", "code": "S01"},
            "__noun": "Verdict",
        }
        by_category = hours or {"集体备课": "30.00", "听课评课": "10.00"}
        values["by_category"] = [{"category": key, "hours": value} for key, value in by_category.items()]
        return {**values, **changes}

    return make


def sealed(measured, status):
    """What the county has certified for a person, in its third seal."""
    seal = {"number": 3, "document": "样教发〔2026〕1号", "recorded_at": "2026-01-04T01:00:00.000000Z"}
    return {
        "number": "2025-003-00002",
        "check_code": "A1B2C3D4E5",
        "measured": measured,
        "required": "40.00",
        "status": status,
        "seal": seal,
    }


@pytest.fixture
def county(make_row):
    """Three people: one misses two hours, one is certified, one is exempt and has no hours."""
    return [
        make_row(),
        make_row(
            "李四",
            {"听课评课": "40.50"},
            measured="40.50",
            capped="0.00",
            missing="0.00",
            status="met",
            registered="0.00",
            certified="40.50",
            certified_result=sealed("40.50", "met"),
        ),
        make_row(
            "王五",
            measured="0.00",
            required="0.00",
            capped="0.00",
            missing="0.00",
            status="exempt",
            eligibility="exempt",
            provisional=True,
            registered="0.00",
            by_category=[],
            person={"number": "T03", "name": "王五", "sex": "1", "title": None, "subject": None},
            unit={"name": "样例第2小学", "code": "S02"},
        ),
    ]


@pytest.fixture(scope="session")
def exporters():
    """Ours, by name."""
    return {exporter.name: exporter for exporter in yanxiu_exporters()}


@pytest.fixture
def rows_of():
    """Rows as an exporter gets them; `.reads` counts how often they were read."""

    def make(rows):
        def read(_name="rows"):
            read.reads += 1
            yield from rows

        read.reads = 0
        return read

    return make


LONG = "样例县东北片区第二十一附属实验学校（北校区）低年级语文与道德与法治联合教研组"


def participant(
    number, name, role="参加", status="出席", meaning="present", school="样例第1小学", position=1
):
    home = {"name": school, "position": position} if school else None
    person = {"number": number, "name": name, "title": "一级教师", "subject": "语文", "home_unit": home}
    return {"position": 1, "role": role, "status": status, "meaning": meaning, "person": person}


@pytest.fixture
def activity():
    """Reads of one activity: two schools, one speaker, two who did not come, a guest who may not be seen."""
    segment = {
        "position": 1, "title": "", "on_date": "2025-03-08", "periods": None,
        "starts_at": "2025-03-08T06:10:00.000000Z", "ends_at": "2025-03-08T07:40:00.000000Z",
    }  # fmt: skip
    return {
        "activity": [
            {
                "number": "A001", "kind": "研讨课", "title": "《秋天的雨》教学研讨", "theme": "朗读指导",
                "place": "录播教室", "leader": "周主任", "state": "confirmed", "starts_on": "2025-03-08",
                "segments": [segment], "units": [{"name": LONG, "part": "host"}, {"name": "样例第2小学", "part": "assistant"}],
            }
        ],
        "people": [
            participant("T9", "孙九", school="样例第2小学", position=2),
            participant("T1", "张一", "主讲"),
            participant("T2", "李二", status="请假", meaning="excused"),
            participant("T3", "=王三", "评课", status="迟到", meaning="partial"),
            participant("T4", "欧阳买买提·阿不都热合曼诺夫", status="旷会", meaning="absent", school=""),
            {**participant("T5", "看不见"), "person": None},
        ],
        "photos": [],
        "texts": [{"kind": "活动小结", "title": "小结", "body": "一致认为：\n先读后讲。"}],
    }  # fmt: skip


@pytest.fixture
def person(make_row):
    """Reads of one teacher: two lines, one left out, two policies' verdicts."""
    line = {
        "activity_number": "A001", "title": "《秋天的雨》教学研讨", "on_date": "2025-03-08", "category": "听课评课",
        "role": "主讲", "assurance": "registered", "gross": "4.00", "counted": "2.50",
    }  # fmt: skip
    left = {"title": "读书交流", "on_date": "2025-04-01", "reason": "excused"}
    verdict = make_row(trace_lines=[line, {**line, "activity_number": "A002"}], trace_left_out=[left])
    activity = {
        "number": "A001",
        "title": "《秋天的雨》教学研讨",
        "kind": "研讨课",
        "starts_on": "2025-03-08",
        "state": "confirmed",
    }
    reason = "计 38 学时，要求 40 学时，还差 2 学时。"
    facts = {
        "number": "T1", "name": "张一", "sex": "2", "birth_date": "1980-02-29", "title": "一级教师", "subject": None,
        "stage": "小学", "post": None, "home_unit": {"name": LONG}, "teaching_units": [], "groups": [{"name": "语文组"}],
    }  # fmt: skip
    evidence = {
        "kind": "教学反思",
        "title": "反思",
        "on_date": "2025-03-09",
        "characters": 1200,
        "sha256": "ab" * 32,
    }
    return {
        "person": [facts],
        "verdict": [verdict],
        "verdicts": [{**verdict, "policy": "sample", "rule": "sample.hours", "title": "年度学时", "explanation": reason}],
        "participations": [{"role": "主讲", "status": "出席", "activity": activity}],
        "evidence": [evidence],
    }  # fmt: skip
