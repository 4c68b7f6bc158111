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
            "person": {"number": "T01", "name": name, "sex": "2", "title": "一级教师", "subject": "语文"},
            "unit": {"name": "样例第1小学", "code": "S01"},
            "__noun": "Verdict",
        }
        by_category = hours or {"集体备课": "30.00", "听课评课": "10.00"}
        values["by_category"] = [{"category": key, "hours": value} for key, value in by_category.items()]
        return {**values, **changes}

    return make


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
