"""What is there before the audit begins: units, people and groups, what they studied, and the late days."""

from datetime import date

POLICY, WINDOW = "jiyuan.audit", "2025-2026"


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
    for number in ("C1", "C2", "C3", "C4"):
        year.person(number, "清河中心校", audited=False)
    for number in ("K1", "K2", "K3"):
        year.person(number, "济州县", audited=False)
    year.belongs("A8", "乙校", "teaching", "2025-09-01")
    year.group("甲校语文组", ["A6"])
    year.group("乙校数学组", ["B4"])
    year.group("甲校", ["A1", "A2", "A3", "A6"])
    year.group("乙校", ["B1", "B2", "B3"])
    year.group("清河中心校", ["C1", "C2", "C3", "C4"])
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
