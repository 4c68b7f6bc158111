"""Two counties in one database: neither sees, fills or refers to the other's rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from yanxiu.platform import MODELS
from yanxiu_core.activities.models import ActivityAnswers
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.calendars.models import CalendarPeriod
from yanxiu_core.claims.models import Claim, ClaimAddition, ClaimDecision, ClaimVersion
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.external_trainings import service as trainings
from yanxiu_core.external_trainings.inputs import TrainingInput
from yanxiu_core.files import service as files
from yanxiu_core.forms.models import COUNTY, FormVersion
from yanxiu_core.imports.models import ImportProblem
from yanxiu_core.jobs.models import Job
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.notices.models import NoticeRow, PublicNotice
from yanxiu_core.objections.models import Objection
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.org_units import service as org_units
from yanxiu_core.org_units.models import OrgSuccession
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.people.models import Person, PersonFact
from yanxiu_core.records.models import Record
from yanxiu_core.review_groups.models import ReviewGroup, ReviewMember
from yanxiu_core.samples.models import Sample, SampleRow
from yanxiu_core.schedules.models import ScheduleMark
from yanxiu_core.seals.models import CertifiedResult, Seal
from yanxiu_core.switches import service as switches
from yanxiu_core.templates.models import ExportTemplate
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.verdicts.models import StaleWindow
from yanxiu_tenants.tokens import service as tokens

TABLES = sorted(model.__tablename__ for model in MODELS if model.__table__.info.get("scope") != "local")
DAY = date(2025, 3, 1)


def fill(county, listed):
    """A row of the county in every table."""
    county.bring("roster", listed("学校 工号 姓名 职称", ("甲校", "T1", "张三", "一级教师")))
    county.bring(
        "activities",
        listed(
            "活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间",
            ("A1", "听课", "听课1", "甲校", "2025-03-01", "8:00", "9:30"),
        ),
    )
    county.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    county.bring("attendance", listed("活动编号 工号 姓名 状态", ("A9", "T1", "张三", "出席")))
    with county.work() as work:
        person = work.session.scalars(text("SELECT id FROM people")).one()
        at = work.record()
        common = {"tenant_id": work.tenant_id, "recorded_at": at}
        activity = work.session.scalars(text("SELECT id FROM activities LIMIT 1")).one()
        form = FormVersion(
            tenant_id=work.tenant_id, id=uuid4(), form="sample", origin=COUNTY, number=1, title_zh="表", title_en="form",
            schema={}, ui={}, refers=False, digest="",
        )  # fmt: skip
        work.session.add(form)
        work.session.flush()
        work.session.add_all(
            [
                CalendarPeriod(
                    kind="semester", key="2025-1", title="上学期", starts_on=DAY, ends_on=DAY, **common
                ),
                Obligation(
                    person_id=person,
                    rule="r",
                    window_key="2025",
                    kind="exempt",
                    reason="产假",
                    document="",
                    approver="",
                    **common,
                ),
                Record(
                    number="R1",
                    kind="plan.annual",
                    unit_id=root_id(work),
                    on_date=DAY,
                    starts_at=at,
                    **common,
                ),
                Makeup(
                    policy="p",
                    person_id=person,
                    activity_id=activity,
                    window_kind="calendar_year",
                    window_key="2024",
                    document="文件",
                    approver="局长",
                    **common,
                ),
                StaleWindow(
                    tenant_id=work.tenant_id,
                    window_id=work.session.scalars(text("SELECT id FROM windows LIMIT 1")).one(),
                    since=at,
                ),
                ActivityAnswers(activity_id=activity, form_version_id=form.id, answers={}, **common),
                OrgSuccession(
                    unit_id=root_id(work), kind="renamed", on_date=DAY, source="县编办1号", **common
                ),
            ]
        )
        work.session.add(ScheduleMark(tenant_id=work.tenant_id, schedule="s", due_at=at))
        reviewed(work, person, at)
        org_units.create(work, kind="school", name="乙校", code="1", parent_id=root_id(work))
        evidence.record(work, NewEvidence(person, "essay", "心得", DAY, body="正文"))
        certificate = TrainingInput("Z1", "国培", "national", "师大", DAY, DAY, "remote", Decimal(8))
        trainings.register(work, person, certificate)
        tokens.issue(work, name="集成", role="integrator")
        file = files.announce(work, name="表.xlsx", media_type="application/octet-stream")
        work.session.add(ExportTemplate(tenant_id=work.tenant_id, exporter="x", title="表", file_id=file.id))
        switches.enable(work, "exporters")


def reviewed(work, person, at):
    """A row in every table of a review."""

    def add(model, **values):
        row = model(tenant_id=work.tenant_id, **values)
        work.session.add(row)
        work.session.flush()
        return row

    unit = root_id(work)
    window = work.session.scalars(text("SELECT id FROM windows LIMIT 1")).one()
    of_window = {"policy": "p", "window_id": window, "recorded_at": at}
    group = add(ReviewGroup, body="b", unit_id=unit, title="组", document="d", valid_from=DAY, recorded_at=at)
    add(ReviewMember, group_id=group.id, person_id=person, office="chair")
    claim = add(
        Claim, policy="p", rule="r", window_id=window, person_id=person, unit_id=unit, review_unit_id=unit,
        state="drafted", step="confirm", drafted_at=at,
    )  # fmt: skip
    figures = dict.fromkeys(("measured", "required", "capped", "gross"), 1)
    version = add(
        ClaimVersion, claim_id=claim.id, number=1, reason="confirmed", recorded_at=at, unit_id=unit,
        eligibility="eligible", met=True, rule_version="v", figures=[], trace={}, line_ids=[], **figures,
    )  # fmt: skip
    of_claim = {"claim_id": claim.id, "version_id": version.id}
    add(
        ClaimAddition, claim_id=claim.id, series_id=uuid4(), kind="k", title="t", on_date=DAY, hours=1, proof="p",
        state="pending", recorded_at=at,
    )  # fmt: skip
    notice = add(PublicNotice, step="n", unit_id=unit, days=5, starts_on=DAY, ends_on=DAY, **of_window)
    row = add(NoticeRow, notice_id=notice.id, position=1, **of_claim)
    objection = add(
        Objection, notice_row_id=row.id, claim_id=claim.id, person_id=person, text="t", recorded_at=at
    )
    add(
        ClaimDecision, step="n", outcome="accept", reason="", decider_id=person, body_unit_id=unit,
        objection_id=objection.id, recorded_at=at, **of_claim,
    )  # fmt: skip
    sample = add(Sample, step="s", seed="s", source="s", share=1, population=1, drawn=1, **of_window)
    add(SampleRow, sample_id=sample.id, weight=1, score=1, place=1, drawn=True, **of_claim)
    seal = add(Seal, number=1, manifest="m", rows=1, document="d", reason="", sealed_by=person, **of_window)
    words = dict.fromkeys(
        ("window_key", "person_number", "person_name", "unit_name", "row", "row_sha256", "check_code"), "x"
    )
    add(
        CertifiedResult, seal_id=seal.id, person_id=person, unit_id=unit, policy="p", number="1", measured=1, required=1,
        status="met", recorded_at=at, **words, **of_claim,
    )  # fmt: skip


@pytest.fixture(scope="module")
def two(county, listed):
    counties = county("甲县"), county("乙县")
    for one in counties:
        fill(one, listed)
    return counties


def seen(session, table):
    return set(session.scalars(text(f"SELECT tenant_id FROM {table}")))


def test_bound_to_one_county_nothing_of_the_other_is_seen(two):
    first, second = two
    for own in (first, second):
        with own.work() as work:
            assert {table: seen(work.session, table) for table in TABLES} == {
                table: {own.tenant_id} for table in TABLES
            }


def test_the_operator_sees_both_so_that_there_is_something_to_hide(two):
    with two[0].platform.operator.transaction(None) as session:
        for table in TABLES:
            assert {county.tenant_id for county in two} <= seen(session, table), table


def test_unbound_nothing_is_seen(two):
    with two[0].platform.app.transaction(None) as session:
        assert {table: seen(session, table) for table in TABLES} == {table: set() for table in TABLES}


def test_the_binding_ends_with_its_transaction(two):
    first = two[0]
    database = first.platform.app
    for _ in range(3):  # whichever connection of the pool
        with database.transaction(first.tenant_id) as session:
            assert seen(session, "people") == {first.tenant_id}
    with database.transaction(None) as session:
        assert session.scalar(text("SELECT nullif(current_setting('app.tenant', true), '')")) is None


def test_a_row_for_the_other_county_is_refused(two, rows_in):
    first, second = two
    before = rows_in(second)
    with pytest.raises(DBAPIError, match="row-level security"), first.work() as work:
        work.session.add(Person(tenant_id=second.tenant_id, number="T9", name="李四"))
    with pytest.raises(DBAPIError, match="row-level security"), first.work() as work:
        work.session.execute(text("UPDATE people SET tenant_id = :other"), {"other": second.tenant_id})
    assert rows_in(second) == before


def test_a_reference_to_the_other_countys_person_is_refused(two, query, rows_in):
    first, second = two
    (foreign,) = query(second, "SELECT id FROM people")[0]
    before = rows_in(first)
    with pytest.raises(IntegrityError, match="fk_person_facts_tenant_id_person_id"), first.work() as work:
        work.session.add(
            PersonFact(
                tenant_id=first.tenant_id,
                person_id=foreign,
                kind="title",
                value="x",
                valid_from=DAY,
                recorded_at=work.record(),
            )
        )
    assert rows_in(first) == before


def test_updates_and_deletes_do_not_reach_the_other_county(two, query):
    first, second = two
    with first.work() as work:
        parameters = {"other": second.tenant_id}
        changed = work.session.execute(
            text("UPDATE people SET name = '改' WHERE tenant_id = :other"), parameters
        )
        gone = work.session.execute(text("DELETE FROM verdicts WHERE tenant_id = :other"), parameters)
        assert (changed.rowcount, gone.rowcount) == (0, 0)
    assert query(second, "SELECT name FROM people") == [("张三",)]
    assert query(second, "SELECT count(*) FROM verdicts") == [(1,)]


def test_judging_one_county_leaves_the_other_alone(two, query):
    first, second = two
    stamp = "SELECT max(judged_at), count(*) FROM verdicts"
    before, recorded = query(second, stamp), "SELECT recorded_at FROM tenant_heads"
    head = query(second, recorded)
    with first.work() as work:
        assert verdicts.rejudge_county(work) == 1
    assert query(second, stamp) == before
    assert query(second, recorded) == head


@pytest.mark.parametrize("statement", ["UPDATE ledger_lines SET amount = 0", "DELETE FROM audit_records"])
def test_the_service_may_not_rewrite_the_past(two, statement):
    with pytest.raises(DBAPIError, match="permission denied"), two[0].work() as work:
        work.session.execute(text(statement))


@pytest.mark.parametrize("model", [ImportProblem, Job, Adoption])
def test_the_tables_looked_at_hold_something(two, query, model):
    assert query(two[0], f"SELECT count(*) FROM {model.__tablename__}")[0][0] > 0


def test_ids_may_repeat_in_another_county(two):
    chosen = uuid4()
    for county in two:
        with county.work() as work:
            work.session.add(
                CalendarPeriod(
                    tenant_id=county.tenant_id, id=chosen, kind="holiday", key="x", title="节", starts_on=DAY, ends_on=DAY,
                    recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
                )
            )  # fmt: skip
