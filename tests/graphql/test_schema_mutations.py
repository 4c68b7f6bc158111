"""Mutations over HTTP: what they do, what they refuse, and that a refusal leaves nothing behind."""

from decimal import Decimal

from yanxiu_core.audit import service as audit

TABLES = ("activities", "activity_segments", "activity_units", "participations", "ledger_lines", "jobs", "files", "outbox", "audit_records")  # fmt: skip

CREATE = """mutation ($input: ActivityCreateInput!) { activityCreate(input: $input) {
    activity { id number state startsOn segments { position onDate startsAt endsAt periods } units { name part } }
    userErrors { field message code } } }"""
RECORD = """mutation ($input: ParticipationRecordInput!) { participationRecord(input: $input) { added corrected unchanged
    activity { participations { nodes { role status person { number } } } } userErrors { __typename field message code ... on UserError { m: message } } } }"""
CONFIRM = """mutation ($id: ID!) { activityConfirm(input: {id: $id}) { userErrors { field message code } activity { state number
    participations { nodes { person { number verdicts(policy: "shaanxi.yuyang", window: "2025") { measured trace { lines { activityNumber counted } } } } } } } } }"""
CANCEL = """mutation ($id: ID!, $reason: String!) { activityCancel(input: {id: $id, reason: $reason}) {
    userErrors { field message code } activity { state cancelReason } } }"""
PERSON = """query ($id: ID!, $known: DateTime) { person(id: $id) {
    verdicts(policy: "shaanxi.yuyang", window: "2025") { id measured trace { lines { activityNumber counted } leftOut { activityNumber reason cancelReason } } }
    now: ledger(first: 100, policy: "shaanxi.yuyang") { totalCount nodes { amount activityNumber reversed reversesId recordedAt } }
    then: ledger(first: 100, policy: "shaanxi.yuyang", knownAt: $known) { totalCount nodes { amount activityNumber reversed } } } }"""


def new(county, number="N1", **more):
    unit = county.admin.ask('{ orgUnits(filter: {kind: "school"}, first: 1) { nodes { id name } } }')[
        "orgUnits"
    ]["nodes"][0]
    segment = {"onDate": "2025-11-15", "starts": "08:00", "ends": "09:30"}
    return {
        "number": number,
        "kind": "专题讲座",
        "title": "读书分享",
        "segments": [segment],
        "hostIds": [unit["id"]],
        **more,
    }


def person_of(county):
    return county.admin.ask("{ people(first: 1) { nodes { id number } } }")["people"]["nodes"][0]


def attended(county, number="N1"):
    """A new activity that one person attended, not confirmed yet."""
    person = person_of(county)
    activity = county.admin.ask(CREATE, input=new(county, number))["activityCreate"]["activity"]
    entry = {"personId": person["id"], "status": "出席"}
    done = county.admin.ask(RECORD, input={"activityId": activity["id"], "entries": [entry]})[
        "participationRecord"
    ]
    assert (done["added"], done["userErrors"]) == (1, [])
    return activity["id"], person


def test_create_record_confirm_and_the_verdict_follows_at_once(own_county):
    api = own_county.admin
    made = api.ask(CREATE, input=new(own_county))["activityCreate"]
    assert made["userErrors"] == []
    assert made["activity"]["state"] == "PLANNED"
    assert made["activity"]["segments"] == [
        {
            "position": 1, "onDate": "2025-11-15", "startsAt": "2025-11-15T00:00:00.000000Z",
            "endsAt": "2025-11-15T01:30:00.000000Z", "periods": None,
        }
    ]  # fmt: skip
    assert [unit["part"] for unit in made["activity"]["units"]] == ["HOST"]
    person = person_of(own_county)
    before = api.ask(PERSON, id=person["id"])["person"]["verdicts"][0]
    entry = {"personId": person["id"], "status": "出席"}
    record = {"activityId": made["activity"]["id"], "entries": [entry]}
    assert api.ask(RECORD, input=record)["participationRecord"]["added"] == 1
    again = api.ask(RECORD, input=record)["participationRecord"]
    assert (again["added"], again["corrected"], again["unchanged"]) == (0, 0, 1)
    assert again["activity"]["participations"]["nodes"] == [
        {"role": "参加", "status": "出席", "person": {"number": person["number"]}}
    ]
    planned = api.ask(PERSON, id=person["id"])["person"]["verdicts"][0]
    assert planned["measured"] == before["measured"]
    assert {"activityNumber": "N1", "reason": "PLANNED", "cancelReason": None} in planned["trace"]["leftOut"]

    done = api.ask(CONFIRM, id=made["activity"]["id"])["activityConfirm"]
    assert done["userErrors"] == []
    assert done["activity"]["state"] == "CONFIRMED"
    [nested] = done["activity"]["participations"]["nodes"]
    [verdict] = nested["person"]["verdicts"]
    assert Decimal(verdict["measured"]) == Decimal(before["measured"]) + 2
    assert {"activityNumber": "N1", "counted": "2.00"} in verdict["trace"]["lines"]
    assert api.ask(PERSON, id=person["id"])["person"]["verdicts"][0]["measured"] == verdict["measured"]


def test_cancelling_takes_the_hours_away_and_both_clocks_remember(own_county):
    api = own_county.admin
    activity, person = attended(own_county)
    confirmed = api.ask(CONFIRM, id=activity)["activityConfirm"]["activity"]["participations"]["nodes"][0][
        "person"
    ]["verdicts"][0]
    known = max(line["recordedAt"] for line in api.ask(PERSON, id=person["id"])["person"]["now"]["nodes"])
    done = api.ask(CANCEL, id=activity, reason="主讲人请假")["activityCancel"]
    assert done == {"userErrors": [], "activity": {"state": "CANCELLED", "cancelReason": "主讲人请假"}}

    after = api.ask(PERSON, id=person["id"], known=known)["person"]
    [verdict] = after["verdicts"]
    assert Decimal(verdict["measured"]) == Decimal(confirmed["measured"]) - 2
    assert {"activityNumber": "N1", "reason": "CANCELLED", "cancelReason": "主讲人请假"} in verdict["trace"][
        "leftOut"
    ]
    lines = [line for line in after["now"]["nodes"] if line["activityNumber"] == "N1"]
    assert [(line["amount"], line["reversed"], line["reversesId"] is None) for line in lines] == [
        ("2.00", True, True),
        ("-2.00", False, False),
    ]
    assert [line for line in after["then"]["nodes"] if line["activityNumber"] == "N1"] == [
        {"amount": "2.00", "activityNumber": "N1", "reversed": False}
    ]
    assert after["now"]["totalCount"] == after["then"]["totalCount"] + 1

    query = """query ($person: ID!, $known: DateTime) { verdicts(policy: "shaanxi.yuyang", window: "2025", knownAt: $known,
        filter: {personId: $person}) { nodes { id measured trace { lines { activityNumber } } } } }"""
    [then] = api.ask(query, person=person["id"], known=known)["verdicts"]["nodes"]
    assert then["measured"] == confirmed["measured"]
    assert then["id"] == verdict["id"]
    assert {"activityNumber": "N1"} in then["trace"]["lines"]
    [now] = api.ask(query, person=person["id"])["verdicts"]["nodes"]
    assert now["measured"] == verdict["measured"]
    sums = """query ($known: DateTime) { complianceByUnit(policy: "shaanxi.yuyang", window: "2025", knownAt: $known) { nodes { measured } } }"""
    total = {
        known_at: sum(
            Decimal(row["measured"]) for row in api.ask(sums, known=known_at)["complianceByUnit"]["nodes"]
        )
        for known_at in (known, None)
    }
    assert total[known] - total[None] == 2


def test_refusals_are_in_the_payload_in_both_languages_and_change_nothing(own_county):
    activity, _ = attended(own_county)
    own_county.admin.ask(CONFIRM, id=activity)
    before = own_county.rows(*TABLES)
    api = own_county.admin
    [chinese] = api.ask(CONFIRM, id=activity)["activityConfirm"]["userErrors"]
    [english] = api.ask(CONFIRM, "en", id=activity)["activityConfirm"]["userErrors"]
    assert chinese == {"field": None, "message": "活动 N1 已经确认, 不能再确认", "code": "ACTIVITY_STATE"}
    assert english["code"] == "ACTIVITY_STATE"
    assert english["message"] == "Activity N1 is confirmed and cannot be confirmed"
    [reason] = api.ask(CANCEL, id=activity, reason="  ")["activityCancel"]["userErrors"]
    assert (reason["field"], reason["code"]) == (["input", "reason"], "ACTIVITY_INVALID")
    [taken] = api.ask(CREATE, input=new(own_county))["activityCreate"]["userErrors"]
    assert (taken["field"], taken["code"]) == (["input", "number"], "ACTIVITY_NUMBER_TAKEN")
    late = {"onDate": "2025-11-15", "starts": "10:00", "ends": "09:00"}
    [segment] = api.ask(CREATE, input=new(own_county, "N2", segments=[late]))["activityCreate"]["userErrors"]
    assert (segment["field"], segment["code"]) == (["input", "segments", "0", "ends"], "ACTIVITY_INVALID")
    assert own_county.rows(*TABLES) == before


def test_ids_that_are_malformed_or_of_another_type(own_county):
    person = person_of(own_county)
    before = own_county.rows(*TABLES)
    api = own_county.admin
    refused = api.ask(CONFIRM, id="???")["activityConfirm"]
    assert refused["activity"] is None
    assert [(each["field"], each["code"]) for each in refused["userErrors"]] == [(["input", "id"], "INVALID")]
    [other] = api.ask(CONFIRM, id=person["id"])["activityConfirm"]["userErrors"]
    assert (other["field"], other["code"]) == (["input", "id"], "NOT_FOUND")
    activity = api.ask("{ activities(first: 1) { nodes { id } } }")["activities"]["nodes"][0]["id"]
    entries = [{"personId": person["id"], "status": "出席"}, {"personId": activity, "status": "出席"}]
    [entry] = api.ask(RECORD, input={"activityId": activity, "entries": entries})["participationRecord"][
        "userErrors"
    ]
    assert entry["field"] == ["input", "entries", "1", "personId"]
    assert (entry["__typename"], entry["code"]) == ("ParticipationUserError", "INVALID")
    entries = [{"personId": person["id"], "status": "睡着"}]
    [status] = api.ask(RECORD, input={"activityId": activity, "entries": entries})["participationRecord"][
        "userErrors"
    ]
    assert status["field"] == ["input", "entries", "0", "status"]
    assert status["m"] == status["message"]
    assert own_county.rows(*TABLES) == before


def test_mutations_of_one_document_stand_by_themselves(own_county):
    api = own_county.admin
    before = own_county.rows("activities", "audit_records")
    data = api.ask(
        """mutation ($a: ActivityCreateInput!, $c: ActivityCreateInput!) {
            a: activityCreate(input: $a) { activity { number } userErrors { code } }
            b: activityCreate(input: $a) { activity { number } userErrors { code } }
            c: activityCreate(input: $c) { activity { number } userErrors { code } } }""",
        a=new(own_county, "N1"),
        c=new(own_county, "N2"),
    )
    assert data["a"] == {"activity": {"number": "N1"}, "userErrors": []}
    assert data["b"] == {"activity": None, "userErrors": [{"code": "ACTIVITY_NUMBER_TAKEN"}]}
    assert data["c"] == {"activity": {"number": "N2"}, "userErrors": []}
    after = own_county.rows("activities", "audit_records")
    assert {name: after[name] - before[name] for name in before} == {"activities": 2, "audit_records": 2}


def test_confirm_and_cancel_in_one_document_have_moments_of_their_own(own_county):
    activity, person = attended(own_county)
    api = own_county.admin
    api.ask(
        """mutation ($id: ID!) { one: activityConfirm(input: {id: $id}) { userErrors { code } }
            again: activityConfirm(input: {id: $id}) { userErrors { code } }
            two: activityCancel(input: {id: $id, reason: "误确认"}) { userErrors { code } } }""",
        id=activity,
    )
    lines = [
        line
        for line in api.ask(PERSON, id=person["id"])["person"]["now"]["nodes"]
        if line["activityNumber"] == "N1"
    ]
    assert [line["amount"] for line in lines] == ["2.00", "-2.00"]
    assert lines[0]["recordedAt"] < lines[1]["recordedAt"]


def test_a_payload_that_cannot_be_read_undoes_its_mutation(own_county):
    given = new(own_county)
    before = own_county.rows(*TABLES)
    query = "mutation ($input: ActivityCreateInput!) { activityCreate(input: $input) { activity { participations(first: 0) { totalCount } } } }"
    assert own_county.admin.refused(query, input=given)["code"] == "INVALID"
    assert own_county.rows(*TABLES) == before


def test_an_unexpected_error_is_masked_and_undoes_its_field_alone(own_county, monkeypatch):
    given = {"a": new(own_county, "N1"), "b": new(own_county, "N2")}
    record = audit.record

    def failing(work, command, **more):
        record(work, command, **more)
        if more["detail"]["number"] == "N1":
            raise RuntimeError("secret of the machine")

    monkeypatch.setattr(audit, "record", failing)
    before = own_county.rows("activities", "audit_records")
    answer = own_county.admin.send(
        """mutation ($a: ActivityCreateInput!, $b: ActivityCreateInput!) {
            a: activityCreate(input: $a) { activity { number } } b: activityCreate(input: $b) { activity { number } } }""",
        **given,
    )
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in str(answer)
    assert answer["data"] == {"a": None, "b": {"activity": {"number": "N2"}}}
    after = own_county.rows("activities", "audit_records")
    assert after == {name: number + 1 for name, number in before.items()}
