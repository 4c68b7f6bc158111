"""Trying a draft: what would change is what does change, and nothing remains of the trial."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select, text

from yanxiu_core.access.port import NoAccess
from yanxiu_core.adoptions import drafts
from yanxiu_core.adoptions.drafts import Draft
from yanxiu_core.adoptions.errors import DraftStale
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.engine.bounds import WindowUnknown
from yanxiu_core.errors import Forbidden
from yanxiu_core.verdicts import service as verdicts
from yanxiu_core.verdicts.sources import verdict_rows
from yanxiu_core.verdicts.status import status
from yanxiu_core.verdicts.trial import policy_try

POLICY = "shaanxi.yuyang"
OUTBOX = "SELECT count(*) FROM outbox WHERE tenant_id = :tenant"


def draft_of(work, rooted, valid_from=BEGINNING, **parameters):
    return Draft(POLICY, rooted(work), parameters, valid_from, source="县教发〔2026〕3号")


def statuses(work):
    rows = verdict_rows(work, POLICY, "2025")
    found = work.session.execute(select(rows.c.person_id, status(rows, work.today), rows.c.measured))
    return {person: (state, measured) for person, state, measured in found}


def contents(county, query):
    tables = ("adoptions", "verdicts", "ledger_lines", "windows", "jobs", "audit_records", "tenant_heads")
    return {
        name: query(county, f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")
        for name in tables
    }


def test_more_hours_tried_then_adopted(adopted, rooted, rows_in, query):
    before = rows_in(adopted), contents(adopted, query), query(adopted, OUTBOX, tenant=adopted.tenant_id)
    with adopted.work() as work:
        old = statuses(work)
        draft = draft_of(work, rooted, required_hours=45)
        trial = policy_try(work, draft, "2025")
        short = policy_try(work, draft, "2025", first=1)
    assert (
        rows_in(adopted),
        contents(adopted, query),
        query(adopted, OUTBOX, tenant=adopted.tenant_id),
    ) == before
    with adopted.work() as work:
        drafts.adopt_draft(work, draft, trial.digest)
    with adopted.work() as work:
        verdicts.rejudge_county(work, repost=True)
    with adopted.work() as work:
        new = statuses(work)
    sides = Counter((old[person][0], new[person][0]) for person in old)
    tried = Counter()
    for count in trial.counts:
        tried[count.before, count.after] += count.subjects
    assert tried == sides
    assert sides["met", "missed"] > 0
    assert trial.total == sides["met", "missed"] == len(trial.changes)
    assert short.changes == trial.changes[:1]
    assert (short.total, short.counts) == (trial.total, trial.counts)
    for change in trial.changes:
        assert (change.required_before, change.required_after) == (40, 45)
        assert 40 <= change.measured_before == change.measured_after < 45
        assert (change.before, change.after) == (old[change.person_id][0], new[change.person_id][0])
    assert {change.number for change in trial.changes} <= {f"T01{number:05}" for number in range(100)}


def test_other_minutes_are_posted_in_the_trial_alone(adopted, rooted, rows_in, query):
    before = rows_in(adopted), contents(adopted, query)
    with adopted.work() as work:
        draft = draft_of(work, rooted, minutes_per_hour=60)
        trial = policy_try(work, draft, "2025")
        again = policy_try(work, draft, "2025")
    assert again == trial
    assert (rows_in(adopted), contents(adopted, query)) == before
    with adopted.work() as work:
        old = statuses(work)
        drafts.adopt_draft(work, draft, trial.digest)
    with adopted.work() as work:
        verdicts.rejudge_county(work, repost=True)
        new = statuses(work)
    assert trial.total > 0
    assert {c.person_id: (c.measured_before, c.measured_after) for c in trial.changes} == {
        person: (old[person][1], new[person][1]) for person in old if old[person][0] != new[person][0]
    }


def test_a_draft_that_no_longer_fits_is_refused(adopted, rooted, rows_in):
    with adopted.work() as work:
        draft = draft_of(work, rooted, required_hours=45)
        same = draft_of(work, rooted, required_hours="45.0")
        digest = draft.digest(work)
        assert same.digest(work) == digest
        assert draft_of(work, rooted, required_hours=46).digest(work) != digest
        assert draft_of(work, rooted, date(2025, 1, 1), required_hours=45).digest(work) != digest
    with adopted.work() as work:
        drafts.adopt_draft(work, draft, digest)
    before = rows_in(adopted)
    with pytest.raises(DraftStale) as refused, adopted.work() as work:
        drafts.adopt_draft(work, draft, digest)
    assert (refused.value.code, refused.value.details["field"]) == ("POLICY_DRAFT_STALE", "digest")
    assert rows_in(adopted) == before


def test_two_counties_and_a_policy_not_adopted_yet(adopted, county, rooted, rows_in):
    other = county(policies=())
    before = rows_in(adopted)
    with other.work() as work:
        trial = policy_try(work, draft_of(work, rooted), "2025")
        digest = trial.digest
    assert (trial.counts, trial.changes, trial.total) == ((), (), 0)
    with adopted.work() as work:
        assert draft_of(work, rooted).digest(work) != digest
    assert rows_in(adopted) == before
    with adopted.work() as work, pytest.raises(WindowUnknown):
        policy_try(work, draft_of(work, rooted), "某年")


def test_who_may_not_adopt_may_not_try(adopted, rooted, rows_in):
    before = rows_in(adopted)
    with adopted.work(access=NoAccess()) as work:
        draft = draft_of(work, rooted)
        for run in (lambda: policy_try(work, draft, "2025"), lambda: drafts.adopt_draft(work, draft, "x")):
            with pytest.raises(Forbidden):
                run()
        assert work.session.scalar(text("SELECT 1")) == 1
    assert rows_in(adopted) == before


def test_a_window_of_the_same_key_that_nobody_has_touched_changes_nothing(judged_county, listed, rooted):
    days = [{"key": "2025", "starts_on": "2025-03-10", "ends_on": "2025-06-20"}]
    phase = {"kind": "sample.phase", "title": {"zh": "阶段", "en": "Phase"}, "dates": days}
    made = judged_county(head={"windows": [phase]}, more=[{"window": {"value": "sample.phase"}}])
    made.bring("roster", listed("学校 工号 姓名", ("甲校", "T1", "张三")))
    first = ("A1", "听课", "听课", "甲校", "2025-01-10", "8:00", "9:30")
    made.bring("activities", listed("活动编号 活动类型 活动名称 主办单位 日期 开始时间 结束时间", first))
    made.bring("attendance", listed("活动编号 工号 姓名 状态", ("A1", "T1", "张三", "出席")))
    with made.work() as work:
        trial = policy_try(work, Draft("sample", rooted(work), {}, BEGINNING), "2025")
    counts = [(count.rule, count.before, count.after) for count in trial.counts]
    assert (counts, trial.total) == (
        [(f"sample.{name}", "missed", "missed") for name in ("hours", "hours_1")],
        0,
    )
