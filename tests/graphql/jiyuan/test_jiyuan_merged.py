"""A school is merged while its claims are shown in public: the group above closes the notice, and the claim is sealed."""

from datetime import date

from .jiyuan_facts import POLICY, WINDOW

BOTH = {"policy": POLICY, "window": WINDOW}


def test_a_review_under_way_goes_through_to_its_end(year):
    found(year)
    close = {"noticeId": shown(year)}
    year.clock.today = date(2026, 6, 17)
    merge = {"unitIds": [year.units["甲校"]], "intoId": year.units["乙校"], "validFrom": "2026-06-17"}
    year.done(year.admin, "orgUnitMerge", {**merge, "source": "济教〔2026〕17号"})
    group = {"policy": POLICY, "unitId": year.units["甲校"], "title": "小组", "document": "甲校〔2026〕4号"}
    chair = [{"personId": year.people["A1"], "office": "CHAIR"}]
    for day in ("2026-06-01", "2026-06-17"):  # it has no last day, and would outlast the closing
        appointed = {**group, "members": chair, "validFrom": day}
        assert "“乙校”接续" in year.refused(year.admin, "reviewGroupAppoint", appointed, "CONFLICT")
    year.clock.today = date(2026, 6, 30)
    others = (("certifier", "A1", "济州县"), ("reviewer", "B1", "乙校"), ("certifier", "K1", "济州县"))
    for someone in others:
        message = year.refused(year.as_(*someone), "noticeClose", close, "NOT_MEMBER")
        assert "“清河中心校”" in message
    c1 = year.as_("reviewer", "C1", "清河中心校")
    closed = year.done(c1, "noticeClose", close, "moved objected")
    assert (closed["moved"], closed["objected"]) == (1, 0)
    assert year.decide(c1, "A4")["step"] == "sample"
    to_the_seal(year)


def found(year):
    """Three schools of a county, each with a group of three, and a teacher of 甲校 whose claim is reviewed."""
    year.clock.today = date(2026, 6, 13)
    period = {"kind": "jiyuan.audit_year", "key": WINDOW, "title": "学时审核年度"}
    year.done(year.admin, "calendarPublish", {**period, "startsOn": "2025-07-01", "endsOn": "2026-05-30"})
    year.unit("central_school", "清河中心校", "济州县")
    year.unit("school", "甲校", "清河中心校")
    year.unit("school", "乙校", "清河中心校")
    for letter, name in zip("ABCK", ("甲校", "乙校", "清河中心校", "济州县"), strict=True):
        members = [f"{letter}{place}" for place in (1, 2, 3)]
        for number in members:
            year.person(number, name, audited=False)
        year.group(name, members)
    year.person("A4", "甲校")


def shown(year):
    """The id of the notice in which the claim is shown."""
    year.done(year.as_("certifier", "K1"), "claimsDraft", BOTH)
    year.done(year.as_("teacher", "A4"), "claimConfirm", {"claimId": year.ids["A4"]})
    a1, a2 = (year.as_("reviewer", each, "甲校") for each in ("A1", "A2"))
    steps = [year.decide(one, "A4")["step"] for one in (a1, a1, a2)]
    assert steps == ["school_review", "school_review", "notice"]
    given = {**BOTH, "unitId": year.units["甲校"]}
    return year.done(a1, "noticePublish", given, "notice { id }")["notice"]["id"]


def to_the_seal(year):
    """Drawn and certified by the county; what is sealed bears the name that the school had when the window ended."""
    k1, k2 = year.as_("certifier", "K1"), year.as_("certifier", "K2")
    year.done(k1, "sampleDraw", {**BOTH, "seed": "20260630", "source": "公开摇号"})
    for one, expected in ((k1, "certify"), (k1, "certify"), (k2, "")):
        assert year.decide(one, "A4")["step"] == expected
    asked = "seal { results(first: 5) { nodes { personName unitName measured } } }"
    sealed = year.done(k1, "resultsSeal", {**BOTH, "document": "济教〔2026〕30号"}, asked)["seal"]
    assert sealed["results"]["nodes"] == [{"personName": "教师A4", "unitName": "甲校", "measured": "0.00"}]
