"""A Jiyuan audit year over GraphQL alone: from the first day to a correction after the seal, with exact values."""

import hashlib
import json
import math
from datetime import date

from .conftest import POLICY, WINDOW


def found(year):
    """Units, people and groups. 甲校 stands under a 中心校, 乙校 directly under the county."""
    for kind, name, parent in (
        ("central_school", "清河中心校", "济州县"),
        ("school", "甲校", "清河中心校"),
        ("school", "乙校", "济州县"),
        ("subject_group", "甲校语文组", "甲校"),
        ("subject_group", "乙校数学组", "乙校"),
    ):
        year.unit(kind, name, parent)
    for number in ("A1", "A2", "A3", "A4", "A5", "A6"):
        year.person(number, "甲校", "甲校语文组")
    for number in ("B1", "B2", "B3", "B4"):
        year.person(number, "乙校", "乙校数学组")
    year.person("A7", "甲校")  # moves to 乙校 in February
    year.person("A8", "甲校")  # teaches at 乙校 all year
    for number in ("C1", "C2", "C3"):
        year.person(number, "清河中心校", audited=False)
    for number in ("K1", "K2", "K3"):
        year.person(number, "济州县", audited=False)
    year.belongs("A8", "乙校", "teaching", "2025-09-01")
    year.group("甲校语文组", ["A6"])
    year.group("乙校数学组", ["B4"])
    year.group("甲校", ["A1", "A2", "A3", "A6"])
    year.group("乙校", ["B1", "B2", "B3"])
    year.group("清河中心校", ["C1", "C2", "C3"])
    year.group("济州县", ["K1", "K2", "K3"])


def study(year):
    """Nine days of 8 学时 make 72, five of them reading; what is out of the ordinary is of a few."""
    for place, day in enumerate(("09-15", "10-13", "10-20", "11-03", "11-10"), start=1):
        year.held(f"R{place}", "专业阅读", f"2025-{day}")
    year.held("R6", "人文阅读", "2025-11-17", present=["A1"])
    year.held("P1", "集体备课", "2025-12-01")
    year.held("P2", "集体备课", "2025-12-08")
    year.clock.today = date(2026, 2, 1)
    year.belongs("A7", "乙校", "home", "2026-02-01")
    year.belongs("A7", "乙校", "teaching", "2026-02-01")
    year.belongs("A7", "乙校数学组", "group", "2026-02-01")
    year.held("P3", "集体备课", "2026-03-02", absent=("A3", "A4"))
    year.held("P4", "集体备课", "2026-05-30", absent=("A4", "A5"))
    leave = {
        "personId": year.people["A4"], "rule": "jiyuan.total_hours", "window": WINDOW, "kind": "EXEMPT",
        "reason": "产假", "document": "甲校人〔2026〕2号", "approver": "王局",
    }  # fmt: skip
    year.done(year.admin, "obligationRegister", leave)


def late_days(year):
    """31 May and June lie in no window: they wait, and a decision of the county carries them."""
    year.clock.today = date(2026, 6, 11)
    year.held("L1", "专题讲座", "2026-05-31", present=["A5"])
    year.held("L2", "专题讲座", "2026-06-10", present=["B1"])
    waiting = (
        '{ unassignedLines(policy: "jiyuan.audit") { nodes { onDate amount unassigned person { number } } } }'
    )
    assert year.admin.ask(waiting)["unassignedLines"]["nodes"] == [
        {"onDate": "2026-05-31", "amount": "8.00", "unassigned": True, "person": {"number": "A5"}},
        {"onDate": "2026-06-10", "amount": "8.00", "unassigned": True, "person": {"number": "B1"}},
    ]
    decision = {"policy": POLICY, "document": "济教〔2026〕9号", "approver": "王局"}
    for number, activity, window in (("A5", "L1", WINDOW), ("B1", "L2", "2026-2027")):
        given = {
            **decision,
            "personId": year.people[number],
            "activityId": year.activities[activity],
            "window": window,
        }
        year.done(year.admin, "makeupDecide", given)
    assert year.admin.ask(waiting)["unassignedLines"]["nodes"] == []
    assert year.verdict("B1", "measured", "2026-2027") == {"measured": "8.00"}


def test_a_year(year):
    for start in (2025, 2026):
        period = {"kind": "jiyuan.audit_year", "key": f"{start}-{start + 1}", "title": "学时审核年度"}
        period |= {"startsOn": f"{start}-07-01", "endsOn": f"{start + 1}-05-30"}
        year.done(year.admin, "calendarPublish", period)
    found(year)
    study(year)
    late_days(year)
    draft(year)
    confirm(year)
    verify(year)
    review(year)
    show(year)
    to_the_county(year)
    seal(year)
    after_the_seal(year)


def draft(year):
    k1 = year.as_("certifier", "K1")
    missing = {"policy": POLICY, "window": "2030-2031"}
    assert "须先由县局发布" in year.refused(k1, "claimsDraft", missing, "WINDOW_UNKNOWN")
    made = year.done(k1, "claimsDraft", {"policy": POLICY, "window": WINDOW}, "drafted corrected unchanged")
    assert (made["drafted"], made["corrected"], made["unchanged"]) == (12, 0, 0)
    again = year.done(k1, "claimsDraft", {"policy": POLICY, "window": WINDOW}, "drafted corrected unchanged")
    assert (again["drafted"], again["corrected"], again["unchanged"]) == (0, 0, 12)
    rows = year.claims(
        selection="measured required capped exceptions conclusion state step unit { name } reviewUnit { name } groupUnit { name }"
    )
    assert {number: (row["measured"], row["exceptions"]) for number, row in rows.items()} == {
        "A1": ("72.00", ["CAPPED"]),
        "A2": ("72.00", []),
        "A3": ("64.00", ["BELOW"]),
        "A4": ("56.00", ["LEAVE"]),
        "A5": ("72.00", []),
        "A6": ("72.00", []),
        "A7": ("72.00", ["TRANSFER"]),
        "A8": ("72.00", ["SECONDMENT"]),
        "B1": ("72.00", []),
        "B2": ("72.00", []),
        "B3": ("72.00", []),
        "B4": ("72.00", []),
    }
    assert list(rows)[-1] == "A6"
    assert {rows[each]["exceptions"] != [] for each in list(rows)[:5]} == {True}  # exceptions first
    units = {
        number: [row[name] and row[name]["name"] for name in ("unit", "reviewUnit", "groupUnit")]
        for number, row in rows.items()
    }
    assert units["A7"] == ["乙校", "乙校", "乙校数学组"]  # totals follow the post, which has moved
    assert units["A8"] == ["甲校", "乙校", None]  # the school where one teaches reviews first
    assert units["A1"] == ["甲校", "甲校", "甲校语文组"]
    # Nobody reads 合格 before the county has said so.
    assert {row["conclusion"] for row in rows.values()} == {"预计合格", "进度滞后", "免考核"}
    label = year.verdict("A2", "status statusLabel final registered reviewed certified")
    assert label == {
        "status": "MET", "statusLabel": "预计合格", "final": False, "registered": "72.00", "reviewed": "0.00", "certified": "0.00",
    }  # fmt: skip


def confirm(year):
    a3 = year.as_("teacher", "A3")
    assert list(year.claims(a3)) == ["A3"]
    own = {"claimId": year.ids["A3"]}
    assert "本人办理" in year.refused(a3, "claimConfirm", {"claimId": year.ids["A2"]}, "CLAIM_NOT_OWN")
    missing = {
        **own,
        "kind": "专题讲座",
        "title": "县级专题讲座",
        "onDate": "2026-05-31",
        "hours": "8",
        "proof": "签到表复印件",
    }
    assert "不在时段 2025-2026" in year.refused(a3, "claimAdd", missing, "ADDITION_INVALID")
    known = {**missing, "onDate": "2025-12-01", "title": "集体备课P1"}
    assert "已经登记" in year.refused(a3, "claimAdd", known, "ADDITION_INVALID")
    assert "证明材料" in year.refused(
        a3, "claimAdd", {**missing, "onDate": "2026-03-02", "proof": ""}, "ADDITION_INVALID"
    )
    added = year.done(
        a3, "claimAdd", {**missing, "onDate": "2026-03-02"}, "addition { additionId state hours }"
    )
    assert added["addition"]["state"] == "PENDING"
    year.addition = added["addition"]["additionId"]
    frozen = year.done(
        a3,
        "claimConfirm",
        own,
        "claim { state step version measured trace { lines { onDate counted } leftOut { reason } } }",
    )["claim"]
    assert (frozen["state"], frozen["step"], frozen["version"], frozen["measured"]) == (
        "OPEN",
        "verify",
        1,
        "64.00",
    )
    assert len(frozen["trace"]["lines"]) == 8
    assert "已经确认" in year.refused(a3, "claimConfirm", own, "CLAIM_STATE")
    for number in year.ids:
        if number != "A3":
            year.done(year.as_("teacher", number), "claimConfirm", {"claimId": year.ids[number]})


def verify(year):
    """教研组长 核实. The head's own claim, and those of people without a group, are the school's."""
    a6, b4 = year.as_("reviewer", "A6", "甲校"), year.as_("reviewer", "B4", "乙校")
    outsider = year.as_("reviewer", "A2", "甲校")
    claim = {"outcome": "ACCEPT", "claimId": year.ids["A5"]}
    assert "“甲校语文组”" in year.refused(outsider, "claimDecide", claim, "NOT_MEMBER")
    assert "本人" in year.refused(a6, "claimDecide", {**claim, "claimId": year.ids["A6"]}, "OWN_CLAIM")
    assert "退回须写明原因" in year.refused(
        a6, "claimDecide", {**claim, "outcome": "RETURN"}, "DECISION_INVALID"
    )
    assert "先逐项准予" in year.refused(
        a6, "claimDecide", {**claim, "claimId": year.ids["A3"]}, "CLAIM_STATE"
    )
    grant = {"additionId": year.addition, "granted": "8"}
    assert "请由其成员办理" in year.refused(outsider, "claimAdditionDecide", grant, "NOT_MEMBER")
    assert "不予的须写明原因" in year.refused(
        a6, "claimAdditionDecide", {"additionId": year.addition}, "ADDITION_INVALID"
    )
    assert "到申请的 8.00 之间" in year.refused(
        a6, "claimAdditionDecide", {**grant, "granted": "9"}, "ADDITION_INVALID"
    )
    year.done(a6, "claimAdditionDecide", grant, "addition { state granted }")
    assert year.claims(selection="measured version exceptions")["A3"] == {
        "measured": "72.00", "version": 2, "exceptions": ["ADDITION"], "person": {"number": "A3"},
    }  # fmt: skip
    assert year.accept(a6, "verify", "甲校") == (2, 2, 3)  # A2 and A5; A1, A3 and A4 are looked at one by one
    for number in ("A1", "A3", "A4"):
        assert year.decide(a6, number) == {"state": "OPEN", "step": "school_review"}
    assert year.decide(year.as_("reviewer", "A1", "甲校"), "A6") == {"state": "OPEN", "step": "school_review"}
    assert year.accept(b4, "verify", "乙校") == (3, 3, 1)
    assert year.decide(b4, "A7") == {"state": "OPEN", "step": "school_review"}
    b1 = year.as_("reviewer", "B1", "乙校")
    assert year.decide(b1, "B4") == {"state": "OPEN", "step": "school_review"}  # the head's own: one level up
    assert year.decide(b1, "A8") == {
        "state": "OPEN",
        "step": "school_review",
    }  # no group at the school: likewise


def review(year):
    """学校初审 by two of the group; one return; own claims of 乙校's three members go one level up."""
    a1, a2, a3 = (year.as_("reviewer", each, "甲校") for each in ("A1", "A2", "A3"))
    assert year.accept(a2, "school_review", "甲校") == (2, 0, 3)  # A5, A6; A1, A3 and A4 have exceptions
    twice = {"claimId": year.ids["A5"], "outcome": "ACCEPT"}
    assert "已经作过决定" in year.refused(a2, "claimDecide", twice, "DECIDED_ALREADY")
    returned = year.decide(a1, "A5", "RETURN", "补学认定文件请附上")
    assert returned == {"state": "RETURNED", "step": "confirm"}
    a5 = year.as_("teacher", "A5")
    seen = year.claims(a5, "state decisions { outcome reason step }")["A5"]
    assert seen["decisions"][-1] == {
        "outcome": "RETURN",
        "reason": "补学认定文件请附上",
        "step": "school_review",
    }
    year.done(a5, "claimConfirm", {"claimId": year.ids["A5"]})
    assert year.decide(year.as_("reviewer", "A6", "甲校"), "A5") == {"state": "OPEN", "step": "school_review"}
    assert year.accept(a2, "school_review", "甲校") == (1, 0, 3)
    assert year.accept(a3, "school_review", "甲校") == (3, 2, 2)  # A5 and A6 go on, A2 gets a first vote
    for number in ("A2", "A4"):
        assert year.decide(a1, number)["step"] == ("notice" if number == "A2" else "school_review")
    assert year.decide(a3, "A4")["step"] == "notice"
    for one, number in ((a2, "A1"), (a3, "A1"), (a1, "A3"), (a2, "A3")):
        step = year.decide(one, number)["step"]
    assert step == "notice"
    b1, b2 = (year.as_("reviewer", each, "乙校") for each in ("B1", "B2"))
    assert year.accept(b1, "school_review", "乙校") == (1, 0, 2)  # B4; A7 and A8 have exceptions
    assert year.accept(b2, "school_review", "乙校") == (1, 1, 2)
    for one in (b1, b2):
        for number in ("A7", "A8"):
            year.decide(one, number)
    mine = {"claimId": year.ids["B2"], "outcome": "ACCEPT"}
    assert "“济州县”" in year.refused(b1, "claimDecide", mine, "NOT_MEMBER")
    k1, k2 = year.as_("certifier", "K1"), year.as_("certifier", "K2")
    assert year.accept(k1, "school_review") == (3, 0, 0)
    assert year.accept(k2, "school_review") == (3, 3, 0)
    assert {row["step"] for row in year.claims(selection="step").values()} == {"notice"}
    assert year.verdict("A2", "statusLabel registered reviewed certified") == {
        "statusLabel": "预计合格", "registered": "0.00", "reviewed": "72.00", "certified": "0.00",
    }  # fmt: skip


def show(year):
    """公示 for five working days: 端午 is none, and the county has made one of the days free and a Saturday a working day."""
    for kind, day in (("holiday", "2026-06-17"), ("workday", "2026-06-20")):
        given = {"kind": kind, "key": day, "title": day, "startsOn": day, "endsOn": day}
        year.done(year.admin, "calendarPublish", given)
    year.clock.today = date(2026, 6, 13)
    a1, b1 = year.as_("reviewer", "A1", "甲校"), year.as_("reviewer", "B1", "乙校")
    notices = {}
    for one, unit, rows in ((a1, "甲校", 6), (b1, "乙校", 6)):
        given = {"policy": POLICY, "window": WINDOW, "unitId": year.units[unit]}
        notice = year.done(
            one,
            "noticePublish",
            given,
            "notice { id days startsOn endsOn rows { totalCount nodes { id unit name hours conclusion } } }",
        )["notice"]
        assert (notice["days"], notice["startsOn"], notice["endsOn"]) == (5, "2026-06-15", "2026-06-22")
        assert notice["rows"]["totalCount"] == rows
        notices[unit] = notice
    first = notices["甲校"]["rows"]["nodes"][0]
    assert {name: first[name] for name in ("unit", "name", "hours", "conclusion")} == {
        "unit": "甲校", "name": "教师A1", "hours": "72.00", "conclusion": "预计合格",
    }  # fmt: skip
    b2 = year.as_("teacher", "B2")
    objection = {"rowId": first["id"], "text": "11月17日没有参加阅读"}
    assert "公示期为" in year.refused(b2, "objectionRegister", objection, "OBJECTION_STATE")
    year.clock.today = date(2026, 6, 16)
    raised = year.done(b2, "objectionRegister", objection, "objection { id state }")["objection"]
    assert raised["state"] == "OPEN"
    close = {"noticeId": notices["甲校"]["id"]}
    assert "2026-06-22" in year.refused(a1, "noticeClose", close, "NOTICE_RUNNING")
    year.clock.today = date(2026, 6, 23)
    closed = year.done(a1, "noticeClose", close, "moved objected")
    assert (closed["moved"], closed["objected"]) == (5, 1)
    closed = year.done(b1, "noticeClose", {"noticeId": notices["乙校"]["id"]}, "moved objected")
    assert (closed["moved"], closed["objected"]) == (6, 0)
    year.objection = {"objectionId": raised["id"], "upheld": False, "reason": "签到表和照片齐全"}
    steps = {number: row["step"] for number, row in year.claims(selection="step").items()}
    assert steps.pop("A1") == "notice"
    # Those whom 甲校 reviewed stand under a 中心校, the others do not.
    assert {number for number, step in steps.items() if step == "collect"} == {"A2", "A3", "A4", "A5", "A6"}
    assert set(steps.values()) == {"collect", "sample"}


def settle(year):
    """复核 by others than those who decided first: 甲校 has none left, so the 中心校 does."""
    assert "“清河中心校”" in year.refused(
        year.as_("reviewer", "A2", "甲校"), "objectionSettle", year.objection, "NOT_MEMBER"
    )
    c1 = year.as_("reviewer", "C1", "清河中心校")
    assert "须写明理由" in year.refused(
        c1, "objectionSettle", {**year.objection, "reason": " "}, "OBJECTION_INVALID"
    )
    done = year.done(c1, "objectionSettle", year.objection, "objection { state reason claim { step } }")[
        "objection"
    ]
    assert done == {"state": "DISMISSED", "reason": "签到表和照片齐全", "claim": {"step": "collect"}}
    assert "已经复核" in year.refused(c1, "objectionSettle", year.objection, "OBJECTION_STATE")
    return c1


def to_the_county(year):
    k1 = year.as_("certifier", "K1")
    document = {"policy": POLICY, "window": WINDOW, "document": "济教〔2026〕30号"}
    assert "1 项异议" in year.refused(k1, "resultsSeal", document, "SEAL_REFUSED")
    c1 = settle(year)
    assert year.accept(c1, "collect", "清河中心校") == (3, 3, 3)
    for number in ("A1", "A3", "A4"):
        assert year.decide(c1, number)["step"] == "sample"
    drawn = sample(year, k1)
    k2, k3 = year.as_("certifier", "K2"), year.as_("certifier", "K3")
    for number in drawn:
        assert year.decide(k2, number)["step"] == "certify"
    assert year.accept(k1, "certify") == (7, 0, 5)
    assert year.accept(k2, "certify") == (7, 7, 5)
    for number in ("A1", "A3", "A4", "A7", "A8"):
        assert year.decide(k1, number) == {"state": "OPEN", "step": "certify"}
        assert year.decide(k3, number) == {"state": "READY", "step": ""}
    assert year.accept(k3, "certify") == (0, 0, 0)


def sample(year, k1):
    """Anybody can draw again from the published seed."""
    given = {"policy": POLICY, "window": WINDOW, "seed": "20260623", "source": ""}
    assert "种子" in year.refused(k1, "sampleDraw", given, "SAMPLE_INVALID")
    given["source"] = "2026年6月23日公开摇号"
    drawn = year.done(
        k1, "sampleDraw", given,
        "sample { population drawn share rows(first: 100) { nodes { weight place drawn claim { person { number } } } } }",
    )["sample"]  # fmt: skip
    assert (drawn["population"], drawn["drawn"], drawn["share"]) == (12, 2, "0.1000")
    rows = [
        (row["claim"]["person"]["number"], float(row["weight"]), row["drawn"])
        for row in drawn["rows"]["nodes"]
    ]
    assert {number: weight for number, weight, _ in rows} == {
        "A1": 6, "A2": 1, "A3": 5, "A4": 2, "A5": 1, "A6": 1, "A7": 3, "A8": 3, "B1": 1, "B2": 1, "B3": 1, "B4": 1,
    }  # fmt: skip

    def score(number, weight):
        digest = hashlib.sha256(f"20260623/{number}".encode()).hexdigest()
        return -math.log((int(digest[:13], 16) + 0.5) / 2**52) / weight

    again = sorted(rows, key=lambda row: score(row[0], row[1]))
    assert [number for number, _, _ in rows] == [number for number, _, _ in again]
    return [number for number, _, taken in rows if taken]


def seal(year):
    k1 = year.as_("certifier", "K1")
    given = {"policy": POLICY, "window": WINDOW, "document": "济教〔2026〕30号"}
    assert "请写明认定文件" in year.refused(k1, "resultsSeal", {**given, "document": ""}, "SEAL_INVALID")
    sealed = year.done(
        k1, "resultsSeal", given,
        """seal { number rowCount manifest results(first: 100) { nodes {
            id number checkCode personName measured required statusLabel canonicalRow rowSha256 } } }""",
    )["seal"]  # fmt: skip
    results = sealed["results"]["nodes"]
    assert (sealed["number"], sealed["rowCount"], len(results)) == (1, 12, 12)
    for row in results:
        assert hashlib.sha256(row["canonicalRow"].encode()).hexdigest() == row["rowSha256"]
        assert row["checkCode"] == row["rowSha256"][:10].upper()
    lines = "\n".join(row["rowSha256"] for row in results)
    assert hashlib.sha256(lines.encode()).hexdigest() == sealed["manifest"]
    year.results = {json.loads(row["canonicalRow"])[3]: row for row in results}
    assert {number: (row["measured"], row["statusLabel"]) for number, row in year.results.items()} == {
        **dict.fromkeys(
            ("A1", "A2", "A3", "A5", "A6", "A7", "A8", "B1", "B2", "B3", "B4"), ("72.00", "合格")
        ),
        "A4": ("56.00", "免考核"),
    }
    assert year.results["A7"]["number"].startswith("2025-2026-001-")
    assert "没有可封存的" in year.refused(k1, "resultsSeal", given, "SEAL_REFUSED")
    assert year.verdict("A3", "statusLabel final registered reviewed certified") == {
        "statusLabel": "合格", "final": True, "registered": "0.00", "reviewed": "0.00", "certified": "72.00",
    }  # fmt: skip
    hours = """query ($id: ID!) { person(id: $id) {
        hours(policy: "jiyuan.audit", window: "2025-2026") { registered reviewed certified } } }"""
    assert year.admin.ask(hours, id=year.people["A2"])["person"]["hours"] == {
        "registered": "0.00", "reviewed": "0.00", "certified": "72.00",
    }  # fmt: skip
    verified = "query ($n: String!, $c: String!) { resultVerify(number: $n, checkCode: $c) { personName measured statusLabel supersededBy } }"
    year.ask_verified = lambda row, code=None: year.as_("teacher", "B3").ask(
        verified, n=row["number"], c=code or row["checkCode"]
    )["resultVerify"]
    assert year.ask_verified(year.results["A2"]) == {
        "personName": "教师A2", "measured": "72.00", "statusLabel": "合格", "supersededBy": None,
    }  # fmt: skip
    assert year.ask_verified(year.results["A2"], "0000000000") is None


def after_the_seal(year):
    """A correction of a fact: the result stands until the county supersedes it, and then both are shown."""
    year.clock.today = date(2026, 9, 1)
    k1 = year.as_("certifier", "K1")
    old = year.results["A2"]
    given = {"resultIds": [old["id"]], "document": "济教〔2026〕41号", "reason": "签到更正"}
    assert "没有变化" in year.refused(k1, "resultsSupersede", given, "SEAL_REFUSED")
    absent = {
        "activityId": year.activities["P1"],
        "entries": [{"personId": year.people["A2"], "status": "旷会"}],
    }
    year.done(year.admin, "participationRecord", absent)
    assert year.verdict("A2", "measured statusLabel certified") == {
        "measured": "64.00", "statusLabel": "合格", "certified": "64.00",
    }  # fmt: skip
    changed = """{ certifiedResults(policy: "jiyuan.audit", filter: { changed: true }) { nodes { number measured } } }"""
    assert year.admin.ask(changed)["certifiedResults"]["nodes"] == [
        {"number": old["number"], "measured": "72.00"}
    ]
    assert "请写明更正的原因" in year.refused(k1, "resultsSupersede", {**given, "reason": ""}, "SEAL_INVALID")
    new = year.done(
        k1, "resultsSupersede", given,
        """seal { number rowCount reason results { nodes { number measured statusLabel
            supersedes { number measured statusLabel supersededAt } } } }""",
    )["seal"]  # fmt: skip
    [result] = new["results"]["nodes"]
    assert (new["number"], new["rowCount"], new["reason"]) == (2, 1, "签到更正")
    assert (result["number"], result["measured"], result["statusLabel"]) == (
        "2025-2026-002-00001",
        "64.00",
        "不合格",
    )
    assert result["supersedes"] == {
        "number": old["number"], "measured": "72.00", "statusLabel": "合格", "supersededAt": result["supersedes"]["supersededAt"],
    }  # fmt: skip
    assert result["supersedes"]["supersededAt"] is not None
    assert year.ask_verified(old)["supersededBy"] == result["number"]
    assert year.verdict("A2", "statusLabel") == {"statusLabel": "不合格"}
    assert "已被更正" in year.refused(k1, "resultsSupersede", given, "SEAL_REFUSED")
    versions = year.claims(selection="versions { number reason measured }")["A2"]["versions"]
    assert versions == [
        {"number": 1, "reason": "confirmed", "measured": "72.00"},
        {"number": 2, "reason": "superseded", "measured": "64.00"},
    ]
