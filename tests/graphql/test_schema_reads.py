"""Every root field that reads, over HTTP."""

from decimal import Decimal

from yanxiu_core.plugins.tables import TABLES

POLICY, WINDOW = "shaanxi.yuyang", "2025"


def test_viewer(county):
    data = county.admin.ask("{ viewer { kind name role permissions tenant { name zone } person { name } } }")
    assert data["viewer"]["role"] == "admin"
    assert data["viewer"]["kind"] == "token"
    assert "ACTIVITIES_CONFIRM" in data["viewer"]["permissions"]
    assert data["viewer"]["tenant"]["zone"] == "Asia/Shanghai"
    assert data["viewer"]["person"] is None


def test_people_with_everything_below(county):
    data = county.admin.ask(
        """{ people(first: 3, order: NAME) { totalCount nodes {
            __typename id number name sex birthDate title subject stage post establishment entryDate
            homeUnit { id name parent { name children(first: 2) { totalCount nodes { name } } } }
            teachingUnits { name } groups { name }
            ledger(first: 2) { totalCount nodes { amount measure onDate startsAt recordedAt activityNumber kind category
                role conversion assurance reversed reversesId policy activity { title } unit { name } } }
            verdicts(policy: "shaanxi.yuyang", window: "2025") { rule status measured }
            participations(first: 2) { nodes { position role status attendedMinutes activity { number state } person { number } } }
        } } }"""
    )["people"]
    assert data["totalCount"] == 60
    assert [row["name"] for row in data["nodes"]] == sorted(row["name"] for row in data["nodes"])
    for row in data["nodes"]:
        assert row["__typename"] == "Person"
        assert row["homeUnit"]["parent"]["children"]["totalCount"] == 3
        assert len(row["verdicts"]) == 1
        assert {line["assurance"] for line in row["ledger"]["nodes"]} <= {"REGISTERED"}
        assert {each["person"]["number"] for each in row["participations"]["nodes"]} == {row["number"]}


def test_an_alias_may_take_another_fields_name(county):
    row = county.admin.ask(
        """{ people(first: 1) { nodes { number: name name: number rank: title title: homeUnit { name: kind } homeUnit { name } } } }"""
    )["people"]["nodes"][0]
    assert row["name"].startswith("T")
    assert row["title"] == {"name": "school"}
    assert isinstance(row["rank"], str)
    assert not row["number"].startswith("T")
    assert row["homeUnit"]["name"] != "school"


def test_one_field_twice_with_other_arguments(county):
    data = county.admin.ask(
        """query ($number: String!) {
            few: people(first: 1) { nodes { ...Few } }
            many: people(first: 2, filter: {search: $number}) { nodes { number } }
        }
        fragment Few on Person { one: ledger(first: 1) { nodes { amount } } two: ledger(first: 2) { nodes { amount } totalCount } }""",
        number="T",
    )
    [row] = data["few"]["nodes"]
    assert (len(row["one"]["nodes"]), len(row["two"]["nodes"])) == (1, 2)
    assert row["two"]["totalCount"] > 2
    assert len(data["many"]["nodes"]) == 2


def test_skip_and_include_decide_what_is_read(county):
    query = """query ($more: Boolean!) { people(first: 2) { nodes { name ledger(first: 1) @include(if: $more) { totalCount }
        ... on Person @skip(if: $more) { number } } } }"""
    with county.statements() as seen:
        data = county.admin.ask(query, more=False)
    assert set(data["people"]["nodes"][0]) == {"name", "number"}
    assert not any("ledger_lines" in statement for statement in seen)
    with county.statements() as seen:
        data = county.admin.ask(query, more=True)
    assert set(data["people"]["nodes"][0]) == {"name", "ledger"}
    assert any("ledger_lines" in statement for statement in seen)


def test_person_activity_and_org_units(county):
    person = county.admin.ask("{ people(first: 1) { nodes { id number } } }")["people"]["nodes"][0]
    found = county.admin.ask(
        "query ($id: ID!) { person(id: $id) { number } activity(id: $id) { number } }", id=person["id"]
    )
    assert found == {"person": {"number": person["number"]}, "activity": None}
    units = county.admin.ask(
        '{ orgUnits(filter: {kind: "school"}, order: NAME) { totalCount nodes { id name kind } } }'
    )["orgUnits"]
    assert units["totalCount"] == 3
    staff = county.admin.ask(
        "query ($unit: ID!) { people(filter: {unitId: $unit}) { totalCount } }", unit=units["nodes"][0]["id"]
    )
    assert staff["people"]["totalCount"] == 20


def test_activities(county):
    data = county.admin.ask(
        """{ activities(first: 2, order: LATEST, filter: {state: CONFIRMED, fromDate: "2025-03-01"}) { nodes {
            number title kind state startsOn theme place leader cancelReason createdAt
            segments { position onDate startsAt endsAt periods title } units { name part unit { name } }
            participations(first: 1) { totalCount nodes { person { name } } } } } }"""
    )["activities"]["nodes"]
    assert data[0]["startsOn"] >= data[1]["startsOn"] >= "2025-03-01"
    assert [unit["part"] for unit in data[0]["units"]] == ["HOST"]
    assert data[0]["segments"][0]["startsAt"].endswith("Z")
    assert data[0]["participations"]["totalCount"] >= 1


VERDICTS = """query ($first: Int, $status: [VerdictStatus!], $asOf: Date) {
    verdicts(policy: "shaanxi.yuyang", window: "2025", first: $first, filter: {status: $status}, asOf: $asOf) {
        totalCount nodes { id policy rule title ruleVersion window { kind key startsOn end: endsOn } measured required missing capped
            registered reviewed certified status statusLabel eligibility provisional judgedAt person { name } unit { name }
            byCategory { category hours } explanation en: explanation(language: EN) source { document clause }
            trace { lines { activityNumber activityId lineId title onDate category role gross counted capped assurance conversion }
                leftOut { activityNumber activityId title onDate role status reason reasonLabel cancelReason } caps { per only unit limit capped } } } } }"""


def test_verdicts_open_to_their_lines(county):
    data = county.admin.ask(VERDICTS, first=15)["verdicts"]
    assert data["totalCount"] == 60
    for row in data["nodes"]:
        assert row["window"] == {
            "kind": "calendar_year", "key": "2025", "startsOn": "2025-01-01", "end": "2025-12-31",
        }  # fmt: skip
        assert sum(Decimal(line["counted"]) for line in row["trace"]["lines"]) == Decimal(row["measured"])
        assert sum(Decimal(line["capped"]) for line in row["trace"]["lines"]) == Decimal(row["capped"])
        assert sum(Decimal(each["hours"]) for each in row["byCategory"]) == Decimal(
            row["measured"]
        ) + Decimal(row["capped"])
        assert [(cap["per"], cap["only"], cap["unit"], cap["limit"]) for cap in row["trace"]["caps"]] == [
            ("DAY", [], "学时", "8.00"),
            ("CATEGORY", ["校外培训"], "学时", "20.00"),
        ]
        assert sum(Decimal(cap["capped"]) for cap in row["trace"]["caps"]) == Decimal(row["capped"])
        assert row["status"] in {"MET", "MISSED"}
        assert row["statusLabel"] == {"MET": "达标", "MISSED": "未达标"}[row["status"]]
        assert row["explanation"] != row["en"]
        assert row["source"]["clause"] == "教师每年参加校本研修不少于40学时"
    reasons = {
        each["reason"]: each["reasonLabel"] for row in data["nodes"] for each in row["trace"]["leftOut"]
    }
    assert reasons["EXCUSED"] == "请假"


def test_verdicts_by_status_and_as_of_an_earlier_day(county):
    missed = county.admin.ask(VERDICTS, first=1, status=["MISSED"])["verdicts"]
    met = county.admin.ask(VERDICTS, first=1, status=["MET"])["verdicts"]
    assert missed["totalCount"] + met["totalCount"] == 60
    early = county.admin.ask(VERDICTS, first=15, asOf="2025-04-30")["verdicts"]["nodes"]
    assert {row["status"] for row in early} <= {"MET", "ON_TRACK", "BEHIND"}
    assert all(line["onDate"] <= "2025-04-30" for row in early for line in row["trace"]["lines"])


def test_compliance_adds_up_to_the_verdicts(county):
    query = """query ($asOf: Date) { complianceByUnit(policy: "shaanxi.yuyang", window: "2025", asOf: $asOf, first: 2) {
        totalCount pageInfo { hasNextPage endCursor } nodes { rule people met missed onTrack behind exempt measured capped rate
            unit { name } } } }"""
    page = county.admin.ask(query)["complianceByUnit"]
    assert (page["totalCount"], len(page["nodes"]), page["pageInfo"]["hasNextPage"]) == (3, 2, True)
    row = page["nodes"][0]
    assert row["people"] == 20 == row["met"] + row["missed"]
    assert Decimal(row["rate"]) == round(Decimal(row["met"]) * 100 / 20, 1)
    early = county.admin.ask(query, asOf="2025-04-30")["complianceByUnit"]["nodes"][0]
    assert early["missed"] == 0
    assert Decimal(early["measured"]) < Decimal(row["measured"])


def test_jobs(county):
    data = county.admin.ask(
        """{ importJobs(order: LATEST) { totalCount nodes { __typename id state form fileName createdAt startedAt finishedAt error
            progress { done total stage at } problemsUrl problems { totalCount nodes { row column code severity message } }
            result { rows good refused warnings added corrected unchanged activitiesConfirmed linesPosted linesReversed
                dryRun written } } }
            exportJobs { totalCount nodes { id } } }"""
    )
    newest = data["importJobs"]["nodes"][0]
    assert [job["form"] for job in data["importJobs"]["nodes"]] == ["ATTENDANCE", "ACTIVITIES", "ROSTER"]
    assert newest["state"] == "SUCCEEDED"
    assert newest["result"]["rows"] == newest["result"]["added"] == county.files.attendance_count
    assert newest["result"]["written"] is True
    assert newest["progress"] is None
    assert data["exportJobs"]["totalCount"] == 0
    again = county.admin.ask(
        "query ($id: ID!) { importJob(id: $id) { form } exportJob(id: $id) { rule } }", id=newest["id"]
    )
    assert again == {"importJob": {"form": "ATTENDANCE"}, "exportJob": None}


def test_rules_need_no_statement_and_plugins_that_of_their_switches(county):
    api = county.admin
    api.ask("{ viewer { name } }")
    with county.statements() as constant:
        api.ask("{ __typename }")
    with county.statements() as seen:
        data = api.ask(
            """{ plugins { name title version level state failure } rules(policy: "shaanxi.yuyang") { id title policy plugin strength
                state reason unit versions { validFrom threshold unit window source { document clause } caps { per only limit unit } } } }"""
        )
    # Of each plugin with tables it is asked whether they are there: is there a version table, and which version.
    of_tables = 2 * len({found.plugin for found in county.platform.registry.of(TABLES).values()})
    # A plugin's own model of settings is asked under its guard: two savepoints around the row of its switches.
    with_settings = sum(plugin.settings is not None for plugin in county.platform.registry.plugins.values())
    assert len(seen) == len(constant) + 1 + of_tables + 5 * with_settings
    assert len([statement for statement in seen if "plugin_switches" in statement]) == 1 + with_settings
    shaanxi = next(plugin for plugin in data["plugins"] if plugin["name"] == "shaanxi")
    assert (shaanxi["title"], shaanxi["state"], shaanxi["level"]) == ("陕西学时规则", "ENABLED", "TENANT")
    [rule] = [rule for rule in data["rules"] if rule["id"] == "yuyang.annual_hours"]
    assert (rule["plugin"], rule["strength"], rule["state"]) == ("shaanxi", "MUST", "JUDGED")
    assert rule["versions"][0]["threshold"] == "40"


def test_unknown_policy_and_window_are_told_in_the_callers_language(county):
    query = "query ($p: String!, $w: String!) { verdicts(policy: $p, window: $w) { totalCount } }"
    assert county.admin.refused(query, p="nowhere", w="2025")["code"] == "POLICY_UNKNOWN"
    answer = county.admin.send(query, "en", p=POLICY, w="soon")
    assert answer["errors"][0]["extensions"]["code"] == "WINDOW_UNKNOWN"
    assert answer["errors"][0]["message"].startswith("No window 'soon'")
    assert county.admin.send(query, "zh", p=POLICY, w="soon")["errors"][0]["message"].startswith("没有“soon”")
