"""A Jiyuan audit year over GraphQL alone: from the first day to a correction after the seal, with exact values."""

from datetime import date

from .jiyuan_county import after_the_seal, amended, neighbours, seal, to_the_county
from .jiyuan_facts import POLICY, WINDOW, found, late_days, study
from .jiyuan_sheets import corrected_sheets, sealed_sheets


def test_a_year(year, neighbour):
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
    sealed_sheets(year)
    after_the_seal(year)
    corrected_sheets(year)
    amended(year)
    neighbours(year, neighbour)


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
    # Appointing the groups is what the audit's own rules ask about: who sits in one, and that none audits itself.
    own = """{ verdicts(policy: "jiyuan.audit", window: "2025-2026", first: 100, filter: {rule: "jiyuan.members_not_self"}) {
        nodes { status person { number } } } }"""
    members = year.admin.ask(own)["verdicts"]["nodes"]
    assert {row["status"] for row in members} == {"MET"}
    assert {row["person"]["number"] for row in members} == {
        "A1", "A2", "A3", "A6", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4", "K1", "K2", "K3",
    }  # fmt: skip
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
    # A file that proves it is what it says, and stays however long the audit takes.
    proof = {**missing, "onDate": "2026-03-02", "uploadId": year.sent(a3, b"no PDF")}
    assert "不是 PDF" in year.refused(a3, "claimAdd", proof, "INVALID")
    proof["uploadId"] = year.sent(a3, b"%PDF-1.7")
    added = year.done(a3, "claimAdd", proof, "addition { additionId state hours }")
    assert year.kept() == [("签到表.pdf", True), ("签到表.pdf", False)]
    assert added["addition"]["state"] == "PENDING"
    year.addition = added["addition"]["additionId"]
    again = {**missing, "onDate": "2026-03-02", "hours": "4"}
    assert "已经补充过" in year.refused(a3, "claimAdd", again, "ADDITION_INVALID")
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
    # What its person has not seen does not come in with an addition.
    year.taken_anew("A3", "P2")
    assert "请退回" in year.refused(a6, "claimAdditionDecide", grant, "CLAIM_STALE")
    assert year.decide(a6, "A3", "RETURN", "签到更正过, 请重新确认")["state"] == "RETURNED"
    year.done(year.as_("teacher", "A3"), "claimConfirm", {"claimId": year.ids["A3"]})
    year.done(a6, "claimAdditionDecide", grant, "addition { state granted }")
    assert year.claims(selection="measured version exceptions")["A3"] == {
        "measured": "72.00", "version": 3, "exceptions": ["ADDITION"], "person": {"number": "A3"},
    }  # fmt: skip
    assert year.accept(a6, "verify") == (2, 2, 3)  # A2 and A5; A1, A3 and A4 are looked at one by one
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
    assert year.accept(b1, "school_review") == (1, 0, 2)  # B4; A7 and A8 have exceptions
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
    c4 = year.as_("teacher", "C4")
    other = year.done(c4, "objectionRegister", objection, "objection { id }")["objection"]["id"]
    year.own_objection = {"objectionId": other, "upheld": True, "reason": "我看到的"}
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
