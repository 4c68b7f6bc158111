"""What an explanation says, in both languages, for each form of rule."""

from datetime import date
from decimal import Decimal

import pytest

from yanxiu_core.obligations import service as obligations
from yanxiu_core.obligations.inputs import ObligationInput
from yanxiu_core.people.models import PersonFact
from yanxiu_core.reads.selection import Pick
from yanxiu_core.verdicts.job import UNITS
from yanxiu_core.verdicts.phrases import ENGLISH

DAY, LATER = date(2025, 9, 10), date(2025, 11, 3)
OPENING, ENDING = (
    "2025（2025-01-01至2025-12-31）“学时”",
    "依据：样例办法，第一条（样例，最初版本）。",
)


@pytest.fixture
def said(verdicts_of):
    """`said(county)`: by 工号 or unit, what the explanation says between its opening and its source, in Chinese and English."""

    def look(county, ending=ENDING, **clocks):
        if not clocks:
            with county.work() as work:
                UNITS.handle(work, None, lambda *_: None)
        subject = [
            Pick("person", "person", of=(Pick("number", "number"),)),
            Pick("unit", "unit", of=(Pick("name", "name"),)),
        ]
        english = Pick("en", "explanation", {"language": "en"})
        found = {}
        for row in verdicts_of(county, "explanation", english, *subject, policy="sample", **clocks):
            words = row["explanation"]
            assert words.startswith(OPENING)
            assert words.endswith(ending)
            assert row["en"].startswith("学时, 2025 (2025-01-01 to 2025-12-31): ")
            who = row["person"]["number"] if row["person"] else row["unit"]["name"]
            found[who] = words[len(OPENING) : -len(ending)], row["en"].split("): ", 1)[1].split(" Source:")[0]
        return found

    return look


def test_each_cap_tells_what_it_took(judged_county, fill, held, figure, said):
    caps = [
        {"per": "category", "only": ["听课", "阅读"], "limit": figure(6)},
        {"per": "day", "limit": figure(4)},
        {"per": "window", "limit": figure(9)},
        {"per": "window", "limit": figure(900)},
    ]
    made = judged_county(version={"caps": caps, "threshold": figure(10), "valid_from": "2025-01-01"})
    fill(
        made,
        [
            held("A1", "2025-03-01", "8:00", "14:00"),
            held("A2", "2025-03-02", "8:00", "11:00"),
            held("A3", "2025-03-03", "8:00", "14:00", kind="讲座"),
            held("A4", "2025-03-04", "8:00", "9:30", kind="讲座", there=(("T1", "参加", "请假"),)),
        ],
    )
    chinese, english = said(made, "依据：样例办法，第一条（样例，2025-01-01 起的版本）。")["T1"]
    assert chinese == (
        "计 8 学时，要求 10 学时，还差 2 学时。共 2 项活动计入。“听课、阅读”每类最多计 6 学时，超出的 6 学时不计。"
        "每天最多计 4 学时，超出的 6 学时不计。未计入 1 项（请假 1）。"
    )
    assert english == (
        "8 hours, 10 required; 2 still missing. Activities that count: 2. At most 6 of 听课, 阅读 count a category; "
        "6 above that do not. At most 4 count a day; 6 above that do not. 1 left out (on leave 1)."
    )


def test_left_out_is_only_what_the_rule_would_have_counted(judged_county, fill, held, verdicts_of):
    """Whoever missed a meeting has not written a note less."""
    asked = {
        "sample.hours": ([], "未计入 2 项（缺席 1、请假 1）。"),
        "sample.hours_1": ([{"kinds": ["讲座"]}], "未计入 1 项（请假 1）。"),
        "sample.hours_2": ([{"kinds": ["讲座"], "roles": ["主讲"]}], ""),
        "sample.hours_3": ([{"kinds": ["notes"]}], ""),
        "sample.hours_4": ([{"activity": False}], ""),
        "sample.hours_5": (
            [{"kinds": ["听课"], "between": ["08:00", "09:00"]}, {"kinds": ["notes"]}],
            "未计入 1 项（缺席 1）。",
        ),
    }
    first, *others = [{"caps": [], "lines": lines} for lines, _ in asked.values()]
    made = judged_county(rule={"source": "facts", "measure": "count"}, version=first, more=others)
    fill(
        made,
        [
            held("A1", "2025-03-01", "8:00", "9:00", (("T1", "参加", "旷会"),)),
            held("A2", "2025-03-02", "8:00", "9:00", (("T1", "参加", "请假"),), kind="讲座"),
        ],
    )
    found = {
        row["rule"]: row["explanation"] for row in verdicts_of(made, "rule", "explanation", policy="sample")
    }
    missing = f"{OPENING}计 0 学时，要求 40 学时，还差 40 学时。"
    assert found == {rule: f"{missing}{left}{ENDING}" for rule, (_, left) in asked.items()}


def test_each_asks_for_the_figure_of_the_adoption_and_names_at_most_five(
    judged_county, listed, recorded, said
):
    least = {"value": 1, "unit": "篇", "parameter": "notes", "min": 1, "max": 9}
    rule = {"source": "facts", "measure": "count", "aggregation": "school", "unit": "篇"}
    version = {"threshold": least, "lines": [{"kinds": ["notes"]}], "each": {"kind": "person"}}
    made = judged_county(rule=rule, version=version, parameters={"notes": 2})
    made.bring("roster", listed("学校 工号 姓名", *(("甲校", f"T{n}", f"教师{n}") for n in range(1, 9))))
    recorded(made, *(("T1", "notes", DAY, {}) for _ in range(2)), ("T2", "notes", DAY, {}))
    chinese, english = said(made)["甲校"]
    assert chinese == (
        "：8 人中有 1 人做到（每人要求 2 篇），应全部做到，还差 7 人。没有做到的：教师2、教师3、教师4、教师5、教师6等 7 人。"
        "共 3 条记录计入。当地规定：要求 2 篇（未注明文件）。"
    )
    assert english.startswith("done for 1 of 8 people (each: 2 required), all required; 7 still missing.")


def test_what_is_set_locally_is_what_is_asked_of_this_person(judged_county, listed, recorded, said):
    """Whoever has another threshold is not told the general one; the word is that of the comparator."""

    def asked(parameters, **version):
        notes = {"unit": "项", "parameter": "notes", "min": 1, "max": 99}
        fewer = {"unit": "项", "parameter": "fewer", "min": 1, "max": 99}
        older = {"all": [{"fact": "age", "least": 50}], "threshold": {**fewer, "value": 20}}
        both = {"threshold": {**notes, "value": 40}, "instead": [older], "lines": [{"kinds": ["notes"]}]}
        rule = {"source": "facts", "measure": "count", "unit": "项"}
        made = judged_county(rule=rule, version={**both, **version}, parameters=parameters)
        people = [("甲校", "T1", "张一", "1990-01-01"), ("甲校", "T2", "张二", "1960-01-01")]
        made.bring("roster", listed("学校 工号 姓名 出生日期", *people))
        recorded(made, ("T1", "notes", DAY, {}), ("T1", "budget", DAY, {}), ("T2", "notes", DAY, {}))
        return {who: text.split("当地规定：")[1:] for who, (text, _) in said(made).items()}

    local = "{}（未注明文件）。"
    assert asked({"notes": 45}) == {"T1": [local.format("要求 45 项")], "T2": []}
    assert asked({"notes": 45, "fewer": 25}) == {
        "T1": [local.format("要求 45 项")],
        "T2": [local.format("要求 25 项")],
    }
    assert asked({"notes": 45}, comparator="lte", instead=[])["T1"] == [local.format("最多 45 项")]
    part = {"value": "0.05", "unit": "比例", "parameter": "part", "min": 0, "max": 1}
    found = asked({"part": "0.1"}, threshold=part, instead=[], relative_to=[{"kinds": ["budget"]}])
    assert found == {"T1": [local.format("要求 10%")], "T2": []}  # T2 has nothing of which it could be a part


def test_shares_ranges_and_most(made, recorded, said):
    share = {"relative_to": [{"kinds": ["budget"]}], "threshold": {"value": "0.05", "unit": "比例"}}
    county = made({"lines": [{"kinds": ["training"]}], **share}, "school", "yuan")
    money = {"measure": "yuan"}
    recorded(
        county,
        ("甲校", "budget", DAY, {**money, "amount": Decimal(100000)}),
        ("甲校", "training", DAY, {**money, "amount": Decimal("4999.99")}),
    )
    found = said(county)
    assert found["甲校"][0] == (
        "计 4999.99 项，占 100000 项的 4.99%，要求 5%（5000 项），还差 0.01 项。共 1 条记录计入。"
    )
    assert found["乙校"] == (
        "：没有需要计算的对象，不适用。",
        "there is nothing to count, not applicable.",
    )
    county = made({"lines": [{"kinds": ["notes"]}], "comparator": "lte"})
    recorded(county, ("T1", "notes", DAY, {}), ("T1", "notes", LATER, {}), ("T2", "notes", LATER, {}))
    found = said(county)
    assert [found[who][0] for who in ("T1", "T2", "T3")] == [
        "计 2 项，最多 1 项，超出 1 项。共 2 条记录计入。",
        "计 1 项，最多 1 项，符合要求。共 1 条记录计入。",
        "计 0 项，最多 1 项，符合要求。",
    ]


def test_levels_and_days(made, recorded, said):
    scale = {
        "figure": "level",
        "scale": ["三级", "二级乙等", "二级甲等"],
        "threshold": {"value": 2, "unit": "级"},
    }
    county = made({"lines": [{"kinds": ["certificate"]}], **scale})
    recorded(
        county,
        ("T1", "certificate", DAY, {"category": "二级甲等"}),
        ("T2", "certificate", DAY, {"category": "三级"}),
    )
    found = said(county)
    assert found["T1"][0] == "最高为“二级甲等”，要求“二级乙等”及以上，已达到要求。共 1 条记录计入。"
    assert found["T2"][0] == "最高为“三级”，要求“二级乙等”及以上，尚未达到要求。共 1 条记录计入。"
    assert found["T3"][0] == "还没有可以判定的记录，要求“二级乙等”及以上，尚未达到要求。"
    late = {"figure": "lateness", "due": "end", "comparator": "lte", "threshold": {"value": 0, "unit": "天"}}
    county = made({"lines": [{"kinds": ["essay"]}], "since": "ever", **late})
    recorded(county, ("T1", "essay", date(2025, 12, 31), {}), ("T2", "essay", date(2025, 12, 30), {}))
    found = said(county)
    assert found["T1"][0].startswith("在规定日期当天完成，应不晚于规定日期，符合要求。")
    assert found["T2"][1].startswith("1 days before the date set, due by the date set; as required.")


def test_why_less_is_asked(made, recorded, said, ids):
    population = {"share": "months", "all": [{"fact": "on_post", "in": ["true"], "default": "false"}]}
    county = made(
        {"lines": [{"kinds": ["notes"]}], "threshold": {"value": 12, "unit": "项"}, "population": population}
    )
    with county.work() as work:
        known = ids(work)
        for number, since in (("T1", date(2025, 9, 1)), ("T2", date(2020, 1, 1)), ("T3", date(2020, 1, 1))):
            fact = PersonFact(
                kind="on_post", value="true", valid_from=since, recorded_at=work.record(), **known[number]
            )
            fact.tenant_id = work.tenant_id
            work.session.add(fact)
        for number, kind, amount in (("T2", "exempt", None), ("T3", "pro_rata", Decimal("0.5"))):
            reason = "产假" if kind == "exempt" else "病假"
            obligations.register(
                work,
                ObligationInput(
                    person_id=known[number]["person_id"],
                    rule="sample.hours",
                    window="2025",
                    kind=kind,
                    amount=amount,
                    reason=reason,
                    document="县教发1号",
                    approver="局长",
                ),
            )
    recorded(county, ("T1", "notes", DAY, {}))
    found = said(county)
    assert found["T1"][0] == "计 1 项，按符合条件的时间折算，要求 4 项，还差 3 项。共 1 条记录计入。"
    assert found["T2"] == ("计 0 项，免考核（产假）。", "0 items, exempt from the requirement (产假).")
    assert found["T3"][0] == "计 0 项，按比例折算（病假），要求 6 项，还差 6 项。"


def test_every_unit_of_a_judged_rule_has_an_english_name(platform):
    units = {
        unit
        for policy in platform.registry.policies.values()
        for rule in policy.judged
        for unit in (rule.unit, *(version.threshold.unit for version in rule.versions))
        if not unit.isascii()
    }
    assert units - set(ENGLISH.units) == set()
