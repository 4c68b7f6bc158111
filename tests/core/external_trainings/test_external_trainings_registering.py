"""Certificates: registered, corrected, confirmed, returned and withdrawn; their lines and who may."""

from datetime import date
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from yanxiu_core.access.permissions import Permission
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.errors import Conflict, Forbidden, NotFound
from yanxiu_core.external_trainings import decisions, service
from yanxiu_core.external_trainings.errors import OwnTraining, TrainingInvalid, TrainingState
from yanxiu_core.files import service as files
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.verdicts import service as verdicts

D = Decimal


@pytest.fixture(scope="module")
def shared(counting):
    """A county for what leaves nothing behind."""
    return counting()


def register(county, who, entry, number="T1", **options):
    with county.work(**options) as work:
        return service.register(work, who.id(number), entry)


def test_from_the_teacher_to_the_county_and_every_step_has_its_lines(
    counting, who, entry, lines, hours, states
):
    """Registered by the teacher, reviewed by the school, certified by the county: reversals and new lines each time."""
    county = counting()
    people = who(county)
    mine = people.as_("teacher", person="T1")
    school = people.as_("admin", unit="甲校")
    one = register(county, people, entry(level="national", hours=D("16.5")), **mine)
    fact = [("T1", "", "count", 1, "national"), ("T1", "", "hours", D("16.50"), "national")]
    # 8 of each of the two days count, the state's double.
    worth = ("T1", "sample", "hours", D("32.00"), "校外")
    posted = [(*line, "registered", False) for line in (*fact, worth)]
    assert lines(county) == posted
    assert hours(county) == (32, 32, 0, 0)
    before = lines(county)
    with county.work(**mine) as work:
        again = service.register(
            work, people.id("T1"), entry(level="national", hours=D("16.50"), certificate=" 证-1")
        )
    assert (again.id, lines(county)) == (one.id, before)
    with county.work(**school) as work:
        assert [row.state for row in decisions.confirm(work, [one.series_id, one.series_id])] == ["reviewed"]
        assert decisions.confirm(work, [one.series_id])[0].by == "admin 甲校"
    back = [(n, p, m, -a, c, "registered", True) for n, p, m, a, c, *_ in (fact[1], fact[0], worth)]
    reviewed = [(*line, "reviewed", False) for line in (*fact, worth)]
    assert sorted(lines(county)[3:6]) == sorted((*line[:3], *line[3:]) for line in back)
    assert lines(county)[6:] == reviewed
    assert hours(county) == (32, 0, 32, 0)
    with county.work() as work:
        decisions.confirm(work, [one.series_id])
    assert hours(county) == (32, 0, 0, 32)
    assert states(county) == [
        ("证-1", "registered", False),
        ("证-1", "reviewed", False),
        ("证-1", "certified", True),
    ]


def test_returned_with_a_reason_corrected_and_counted_again(counting, who, entry, hours, query, states):
    county = counting()
    people = who(county)
    mine, school = people.as_("teacher", person="T1"), people.as_("admin", unit="甲校")
    one = register(county, people, entry(), **mine)
    with county.work(**school) as work:
        decisions.send_back(work, [one.series_id], " 学时与证书不符 ")
    assert hours(county) == (0, 0, 0, 0)
    with pytest.raises(TrainingState, match="已退回"), county.work(**school) as work:
        decisions.confirm(work, [one.series_id])
    with county.work(**mine) as work:
        fixed = service.correct(work, one.series_id, entry(hours=D(10), certificate="证-1a"))
    assert (fixed.series_id, fixed.state, fixed.reason) == (one.series_id, "registered", "")
    assert hours(county) == (10, 10, 0, 0)
    with county.work() as work:
        decisions.confirm(work, [one.series_id])
    for attempt in (
        lambda work: service.correct(work, one.series_id, entry(hours=D(11), certificate="证-1a")),
        lambda work: service.register(work, people.id("T1"), entry(hours=D(11), certificate="证-1a")),
        lambda work: decisions.withdraw(work, one.series_id, "误登"),
    ):
        with pytest.raises(TrainingState, match="退回"), county.work(**mine) as work:
            attempt(work)
    with pytest.raises(TrainingState, match="已经审核"), county.work(**school) as work:
        decisions.send_back(work, [one.series_id], "再看")
    assert hours(county) == (10, 0, 0, 10)
    with county.work() as work:
        decisions.withdraw(work, one.series_id, "重复登记")
    assert hours(county) == (0, 0, 0, 0)
    assert query(county, "SELECT sum(amount) FROM ledger_lines") == [(0,)]
    with pytest.raises(TrainingState, match="已撤销"), county.work() as work:
        decisions.withdraw(work, one.series_id, "重复登记")
    register(county, people, entry(hours=D(10), certificate="证-1a"), **mine)
    assert hours(county) == (10, 10, 0, 0)
    assert states(county)[-1] == ("证-1a", "registered", True)
    reasons = "SELECT reason, by FROM external_trainings WHERE reason <> '' ORDER BY recorded_at"
    assert query(county, reasons) == [("学时与证书不符", "admin 甲校"), ("重复登记", "平台操作员")]
    audits = "SELECT command, counts, detail FROM audit_records WHERE command LIKE 'external%' ORDER BY id"
    assert query(county, audits)[:2] == [
        ("external_training.register", {"added": 1, "posted": 3, "reversed": 0}, {}),
        (
            "external_training.return",
            {"posted": 0, "reversed": 3, "trainings": 1},
            {"reason": "学时与证书不符"},
        ),
    ]


BAD = [
    ({"certificate": " "}, "certificate", "不能为空"),
    ({"project": ""}, "project", "不能为空"),
    ({"organiser": "某" * 201}, "certificate", "不超过 200"),
    ({"level": "planet"}, "level", "planet.*national"),
    ({"form": "电视"}, "form", "remote"),
    ({"ends_on": date(2025, 5, 29)}, "ends_on", "早于开始日期 2025-05-30"),
    ({"starts_on": date(1025, 5, 30)}, "starts_on", "年份"),
    ({"starts_on": date(2099, 5, 30), "ends_on": date(2099, 5, 31)}, "ends_on", "结束后"),
    ({"hours": D(0)}, "hours", "大于 0"),
    ({"hours": D("24.01")}, "hours", "2 天的培训最多 24"),
    ({"starts_on": date(2024, 1, 1), "hours": D("1000.01")}, "hours", "最多 1000"),
    ({"hours": D("Infinity")}, "hours", "核对"),
]


def test_every_bad_certificate_names_its_field_and_changes_nothing(shared, who, entry, rows_in):
    people = who(shared)
    before = rows_in(shared)
    for changes, field, said in BAD:
        with pytest.raises(TrainingInvalid, match=said) as refused, shared.work() as work:
            service.register(work, people.id("T1"), entry(**changes))
        assert refused.value.details["field"] == field, changes
    for attempt, error in (
        (lambda work: service.register(work, uuid7(), entry()), NotFound),
        (lambda work: service.correct(work, uuid7(), entry()), NotFound),
        (lambda work: decisions.confirm(work, [uuid7()]), NotFound),
        (lambda work: decisions.confirm(work, []), TrainingInvalid),
        (lambda work: service.register(work, people.id("T1"), entry(file_id=uuid7())), NotFound),
    ):
        with pytest.raises(error), shared.work() as work:
            attempt(work)
    assert rows_in(shared) == before


def test_a_certificate_is_one_persons_and_days_do_not_overlap(counting, who, entry, states, rows_in):
    county = counting()
    people = who(county)
    first = register(county, people, entry())
    before = rows_in(county)
    with pytest.raises(TrainingInvalid, match="张三（工号 T1）名下") as refused:
        register(county, people, entry(project="另一项目"), "T2")
    assert refused.value.details["field"] == "certificate"
    last_day = {
        "certificate": "证-2",
        "starts_on": date(2025, 5, 31),
        "ends_on": date(2025, 6, 2),
        "project": "班主任",
    }
    with pytest.raises(TrainingInvalid, match="国培计划”（2025-05-30 – 2025-05-31）日期重叠") as refused:
        register(county, people, entry(**last_day))
    assert refused.value.details["field"] == "starts_on"
    with pytest.raises(TrainingInvalid, match="日期重叠"):
        register(county, people, entry(**{**last_day, "project": "国培计划", "form": "remote"}))
    assert rows_in(county) == before
    # Online beside the place where one is; a colleague at the same days; the day after.
    register(county, people, entry(**last_day, form="remote"))
    register(county, people, entry(certificate="证-3"), "T2")
    register(
        county,
        people,
        entry(**{**last_day, "certificate": "证-4", "project": "阅读", "starts_on": date(2025, 6, 1)}),
    )
    with pytest.raises(TrainingInvalid, match="已有编号为 证-2"), county.work() as work:
        service.correct(work, first.series_id, entry(certificate="证-2", form="remote", project="班主任研修"))
    # What has been returned as somebody else's is that somebody's to register.
    with county.work() as work:
        decisions.send_back(work, [first.series_id], "不是本人的证书")
    register(county, people, entry(), "T3")
    with pytest.raises(TrainingInvalid, match="王五"):
        register(county, people, entry())
    assert len(states(county)) == 6


def test_who_may_not_is_refused_and_nothing_changes(counting, who, entry, rows_in, shared):
    county = counting()
    people = who(county)
    mine, other = people.as_("teacher", person="T1"), people.as_("teacher", person="T2")
    one = register(county, people, entry(), **mine)
    elsewhere = people.as_("admin", unit="乙校")
    own_school = people.as_("admin", person="T1", unit="甲校")
    before = rows_in(county)
    for options, attempt, error in (
        (other, lambda work: service.register(work, people.id("T1"), entry(certificate="证-2")), Forbidden),
        (other, lambda work: service.correct(work, one.series_id, entry()), Forbidden),
        (other, lambda work: decisions.withdraw(work, one.series_id, "误登"), Forbidden),
        (people.as_("auditor"), lambda work: service.register(work, people.id("T1"), entry()), Forbidden),
        (people.as_("auditor"), lambda work: service.correct(work, one.series_id, entry()), Forbidden),
        (mine, lambda work: decisions.confirm(work, [one.series_id]), Forbidden),
        (elsewhere, lambda work: decisions.confirm(work, [one.series_id]), Forbidden),
        (elsewhere, lambda work: decisions.send_back(work, [one.series_id], "错"), Forbidden),
        (own_school, lambda work: decisions.confirm(work, [one.series_id]), OwnTraining),
        ({}, lambda work: decisions.send_back(work, [one.series_id], "  "), TrainingInvalid),
        ({}, lambda work: decisions.withdraw(work, one.series_id, ""), TrainingInvalid),
    ):
        with pytest.raises(error), county.work(**options) as work:
            attempt(work)
    assert rows_in(county) == before
    # Another county knows none of it.
    for attempt in (
        lambda work: service.correct(work, one.series_id, entry()),
        lambda work: decisions.confirm(work, [one.series_id]),
        lambda work: service.register(work, people.id("T1"), entry()),
    ):
        with pytest.raises(NotFound), shared.work() as work:
            attempt(work)
    assert rows_in(county) == before
    # Whoever brings lists for others registers; his word confirms nothing. Own school or not, nobody confirms himself.
    integrator = people.as_("integrator")
    assert register(county, people, entry(certificate="证-8"), "T3", **integrator).state == "registered"
    register_own = entry(certificate="证-9", starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 2))
    assert register(county, people, register_own, **own_school).state == "registered"
    assert register(county, people, entry(certificate="证-7"), "T2", **own_school).state == "reviewed"


def test_a_scan_is_the_callers_own_upload_and_stays(counting, who, entry, query, tmp_path):
    county = counting()
    people = who(county)
    mine, other = people.as_("teacher", person="T1"), people.as_("teacher", person="T2")
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7")
    with county.work(**mine) as work:
        file_id = files.announce(work, name="证书.pdf", media_type="application/pdf").id
    with pytest.raises(Conflict, match="还没有上传"), county.work(**mine) as work:
        service.register(work, people.id("T1"), entry(file_id=file_id))
    with county.work() as work:
        files.arrived(work, file_id, scan, sha256="0" * 64, size=4)
    with pytest.raises(NotFound), county.work(**other) as work:
        service.register(work, people.id("T2"), entry(file_id=file_id))
    assert register(county, people, entry(file_id=file_id), **mine).file_id == file_id
    assert query(county, "SELECT expires_at FROM files") == [(None,)]
    corrected = register(county, people, entry(hours=D(10)), **mine)
    assert (corrected.file_id, corrected.hours) == (file_id, 10)
    assert not people.as_("auditor")["access"].reach(Permission.TRAININGS_WRITE).everything


def test_what_a_certificate_is_worth_follows_the_adoption_and_its_window_its_last_day(
    counting, who, entry, hours, lines, query
):
    """Excluded by default: facts alone. The county includes it: posted and judged anew; and back."""
    county = counting(counts="excluded")
    people = who(county)
    new_year = {"starts_on": date(2024, 12, 30), "ends_on": date(2025, 1, 1), "form": "remote"}
    register(county, people, entry(**new_year, hours=D(30)))
    assert [line[1:3] for line in lines(county)] == [("", "count"), ("", "hours")]
    assert hours(county) == (0, 0, 0, 0)
    for counts, external_day, expected in (("included", 8, 24), ("included", 10, 30), ("excluded", 8, 0)):
        with county.work() as work:
            parameters = {"external_counts": counts, "external_day": external_day}
            adoptions.adopt(work, "sample", root_id(work), parameters=parameters)
            verdicts.rejudge_county(work, repost=True)
        assert hours(county)[0] == expected
        assert hours(county, key="2024") is None
    with county.work() as work:
        assert verdicts.rejudge_county(work, repost=True) == 1
    jobs = "SELECT DISTINCT kind, input ->> 'repost' FROM jobs WHERE kind = 'judge'"
    assert query(county, jobs) == [("judge", "true")]
