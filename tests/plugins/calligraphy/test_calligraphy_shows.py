"""Shows from their announcement to the verdict: recorded once, counted once, each school by itself."""

import pytest

from .calligraphy_school import ADD, CREATE, HOLD, picture

WALL = """{ calligraphyWorks { totalCount nodes { artist title script result unit { name } show { title state } } } }"""
VERDICT = """query ($unit: ID!, $rule: String!) { verdicts(policy: "library.weifeng", window: "2025-2026-1", asOf: "2026-01-17",
    filter: {rule: $rule, unitId: $unit, ofUnits: true}) { nodes { measured required status } } }"""
RECORDS = """query ($unit: ID!) { records(filter: {unitId: $unit}) { nodes { number kind pluginKind onDate withdrawn } } }"""
AWARD = """mutation ($id: ID!, $result: String!) { calligraphyWorkAward(input: {workId: $id, result: $result}) {
    work { result } userErrors { code field } } }"""
REMARK = """mutation ($id: ID!) { calligraphyWorkRemark(input: {workId: $id, body: "结体舒展"}) {
    remark { author body } userErrors { code field } } }"""
UNSAY = """mutation ($id: ID!) { calligraphyRemarkRemove(input: {remarkId: $id}) {
    work { remarks { totalCount } } userErrors { code field } } }"""
REMOVE = """mutation ($id: ID!) { calligraphyWorkRemove(input: {workId: $id}) {
    show { works { totalCount } } userErrors { code field } } }"""
WITHDRAW = """mutation ($id: ID!) { calligraphyShowWithdraw(input: {showId: $id, reason: "没有办成"}) {
    show { state } userErrors { code field } } }"""
NUMBER = "query ($id: ID!) { calligraphyShow(id: $id) { number } }"
TAKE_BACK = "mutation ($input: RecordWithdrawInput!) { recordWithdraw(input: $input) { userErrors { code field message } } }"
REGISTER = "mutation ($input: RecordRegisterInput!) { recordRegister(input: $input) { userErrors { code } } }"
SHOWS = "{ calligraphyShows(filter: {state: HELD}) { nodes { id } } }"
UNITS = "{ orgUnits { nodes { name calligraphyWorks { totalCount } } } }"
MONTHS = ("2025-09-20", "2025-10-20", "2025-11-20", "2025-12-20", "2026-01-15")


def verdict(school, rule):
    """How the school stands at the end of the semester."""
    [found] = school.principal.ask(VERDICT, unit=school.unit, rule=rule)["verdicts"]["nodes"]
    return found["measured"], found["required"], found["status"]


def recorded(school):
    rows = school.principal.ask(RECORDS, unit=school.unit)["records"]["nodes"]
    return [(row["kind"], row["pluginKind"], row["onDate"], row["withdrawn"]) for row in rows]


def test_a_semester_of_exhibitions_meets_the_rule_and_counts_once(wall, api):
    made, first, second = wall()
    shows = [first.exhibit(day, title=f"{day[:7]} 作品展") for day in MONTHS[:-1]]
    assert verdict(first, "weifeng.calligraphy_monthly") == ("4.00", "5.00", "MISSED")
    shows.append(first.exhibit(MONTHS[-1]))
    assert verdict(first, "weifeng.calligraphy_monthly") == ("5.00", "5.00", "MET")
    # Holding a show again is refused and recorded no second time; another show of the month makes no sixth month.
    assert first.hold(shows[0])[1][0]["code"] == "CALLIGRAPHY_STATE_REFUSED"
    first.exhibit("2025-09-28", title="教师节作品展")
    assert verdict(first, "weifeng.calligraphy_monthly") == ("5.00", "5.00", "MET")
    assert recorded(first) == [
        ("教师书法作品展", "calligraphy.exhibition", day, False) for day in sorted((*MONTHS, "2025-09-28"))
    ]
    # The show and its record are one thing: neither is changed without the other.
    number = first.principal.ask(NUMBER, id=shows[1])["calligraphyShow"]["number"]
    entry = {"kind": "教师书法作品展", "number": number, "onDate": "2026-01-05", "unitId": first.unit}
    for query, name, given in (
        (TAKE_BACK, "recordWithdraw", {"number": number, "reason": "误"}),
        (REGISTER, "recordRegister", {"records": [entry]}),
        (
            REGISTER,
            "recordRegister",
            {"records": [{**entry, "kind": "calligraphy.exhibition", "number": ""}]},
        ),
    ):
        refused = first.principal.ask(query, input=given)[name]["userErrors"]
        assert [error["code"] for error in refused] == ["CONFLICT"]
    # A month that was withdrawn counts no more; its record stays, and so do the works.
    assert first.ask(WITHDRAW, "calligraphyShowWithdraw", id=shows[1]) == ({"state": "WITHDRAWN"}, [])
    assert verdict(first, "weifeng.calligraphy_monthly") == ("4.00", "5.00", "MISSED")
    assert sum(withdrawn for *_, withdrawn in recorded(first)) == 1
    assert (made.count("plg_calligraphy_works"), recorded(second)) == (6, [])


def test_the_three_scripts_are_one_show(wall, counts):
    made, first, _ = wall()
    show = first.create("2025-10-15", kind="SKILLS", title="三笔字展示")
    for script in ("PEN", "BRUSH"):
        first.add(show, script=script)
    before = counts(made)
    [error] = first.hold(show)[1]
    assert (error["code"], error["field"]) == ("CALLIGRAPHY_INVALID", ["input", "showId"])
    assert "粉笔" in error["message"]
    assert counts(made) == before
    work, _ = first.add(show, script="CHALK")
    assert first.ask(AWARD, "calligraphyWorkAward", id=work["id"], result="一等奖")[1][0]["code"] == (
        "CALLIGRAPHY_STATE_REFUSED"
    )
    assert first.hold(show) == ({"state": "HELD"}, [])
    assert verdict(first, "weifeng.sanbizi") == ("1.00", "1.00", "MET")
    assert first.ask(AWARD, "calligraphyWorkAward", id=work["id"], result="一等奖") == (
        {"result": "一等奖"},
        [],
    )
    assert first.ask(REMARK, "calligraphyWorkRemark", id=work["id"]) == (
        {"author": "张三", "body": "结体舒展"}, [],
    )  # fmt: skip
    assert (
        first.ask(REMOVE, "calligraphyWorkRemove", id=work["id"])[1][0]["code"] == "CALLIGRAPHY_STATE_REFUSED"
    )
    assert [row["result"] for row in first.principal.ask(WALL)["calligraphyWorks"]["nodes"]] == [
        "",
        "一等奖",
        "",
    ]


@pytest.fixture(scope="module")
def denied(wall, api):
    """A county for what is refused, with an open show of 甲校."""
    made, first, second = wall()
    return made, first, second, first.create("2025-09-20")


def test_what_is_not_allowed_changes_nothing(denied, counts, api, wall):
    made, first, second, show = denied
    teacher, colleague = api(made, "teacher", "T3"), first.kept["other"]
    image, others = first.upload(picture()), first.upload(picture(), client=teacher)
    before = counts(made)
    given = first.work(show, image)
    assert second.principal.refused(ADD, input=given)["code"] == "FORBIDDEN"
    assert second.principal.refused(HOLD, id=show)["code"] == "FORBIDDEN"
    assert teacher.refused(HOLD, id=show)["code"] == "FORBIDDEN"
    assert teacher.refused(ADD, input=given)["code"] == "FORBIDDEN"  # another's work
    assert api(made, "auditor").refused(ADD, input=given)["code"] == "FORBIDDEN"
    for wrong, code, field in (
        ({"personId": second.person}, "CALLIGRAPHY_INVALID", "personId"),
        ({"imageId": others}, "NOT_FOUND", "imageId"),
        ({"title": " "}, "CALLIGRAPHY_INVALID", "title"),
    ):
        [error] = first.ask(ADD, "calligraphyWorkAdd", input=given | wrong)[1]
        assert (error["code"], error["field"]) == (code, ["input", field])
    assert counts(made) == before
    # Another county knows nothing of it, not even by id.
    _, stranger, _ = wall("邻县")
    [error] = stranger.hold(show)[1]
    assert (error["code"], counts(made)) == ("NOT_FOUND", before)
    assert stranger.principal.ask(WALL)["calligraphyWorks"]["totalCount"] == 0
    # A teacher hangs and takes down an own work, and nobody else's.
    own, errors = teacher.ask(ADD, input=given | {"personId": colleague, "imageId": others})[
        "calligraphyWorkAdd"
    ].values()
    assert (errors, own["artist"]) == ([], "王五")
    theirs, _ = first.ask(ADD, "calligraphyWorkAdd", input=given)
    assert teacher.refused(REMOVE, id=theirs["id"])["code"] == "FORBIDDEN"
    assert second.principal.refused(REMARK, id=theirs["id"])["code"] == "FORBIDDEN"
    said = first.ask(REMARK.replace("{ author", "{ id author"), "calligraphyWorkRemark", id=theirs["id"])[0]
    assert teacher.refused(UNSAY, id=said["id"])["code"] == "FORBIDDEN"
    done = first.ask(UNSAY, "calligraphyRemarkRemove", id=said["id"])
    assert done == ({"remarks": {"totalCount": 0}}, [])
    for work in (own, theirs):
        first.ask(REMOVE, "calligraphyWorkRemove", id=work["id"])
    assert counts(made) == before


def test_one_school_has_it_off_and_its_data_come_back(wall, api):
    made, first, second = wall()
    first.exhibit("2025-09-20")
    second.exhibit("2025-09-22")
    admin = api(made)
    made.disable("calligraphy", unit="乙校")
    shown = admin.ask(WALL)["calligraphyWorks"]
    assert [row["unit"]["name"] for row in shown["nodes"]] == ["甲校"]
    given = {"unitId": second.unit, "kind": "EXHIBITION", "title": "十月作品展", "onDate": "2025-10-20"}
    before = made.count("plg_calligraphy_shows")
    assert second.principal.refused(CREATE, input=given)["code"] == "PLUGIN_DISABLED"
    assert second.principal.refused(HOLD, id=admin.ask(SHOWS)["calligraphyShows"]["nodes"][0]["id"])[
        "code"
    ] == ("FORBIDDEN")
    answer = admin.send(UNITS)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"PLUGIN_DISABLED"}
    numbers = {row["name"]: row["calligraphyWorks"] for row in answer["data"]["orgUnits"]["nodes"]}
    assert (numbers["甲校"], numbers["乙校"]) == ({"totalCount": 1}, None)
    assert made.count("plg_calligraphy_shows") == before
    assert first.create("2025-10-20")
    # What was recorded stays recorded and judged meanwhile, and everything is there again afterwards.
    assert recorded(second) == [("教师书法作品展", "calligraphy.exhibition", "2025-09-22", False)]
    made.enable("calligraphy", unit="乙校")
    assert admin.ask(WALL)["calligraphyWorks"]["totalCount"] == 2


def test_the_county_withdraws_what_a_plugin_that_is_off_has_recorded(wall, api, counts):
    made, first, second = wall()
    kept, lost = first.exhibit("2025-09-20"), second.exhibit("2025-09-22")
    numbers = [api(made).ask(NUMBER, id=show)["calligraphyShow"]["number"] for show in (kept, lost)]
    made.disable("calligraphy", unit="乙校")
    before = counts(made)
    # Not the school itself, and nothing of a school where the plugin is on.
    for client, number, message in (
        (second.principal, numbers[1], "它在这里已停用; 请由有权确认全县活动的人员撤销"),
        (api(made), numbers[0], "只能在插件“悦心书法”(calligraphy)中登记、修改、确认和撤销; 请使用它的功能"),
    ):
        answer = client.ask(TAKE_BACK, input={"number": number, "reason": "误"})["recordWithdraw"]
        assert [(each["code"], each["field"]) for each in answer["userErrors"]] == [
            ("CONFLICT", ["input", "number"])
        ]
        assert answer["userErrors"][0]["message"].endswith(message)
    assert counts(made) == before
    given = {"number": numbers[1], "reason": "没有办成"}
    assert api(made).ask(TAKE_BACK, input=given) == {"recordWithdraw": {"userErrors": []}}
    assert recorded(second) == [("教师书法作品展", "calligraphy.exhibition", "2025-09-22", True)]
    # On again, the show follows its record.
    made.enable("calligraphy", unit="乙校")
    assert second.ask(WITHDRAW, "calligraphyShowWithdraw", id=lost) == ({"state": "WITHDRAWN"}, [])
    assert counts(made)["records"] == before["records"] + 1
