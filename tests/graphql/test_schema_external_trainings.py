"""External training over HTTP: scan, registration, return, correction, confirmation, and what others see of it."""

import pytest

TABLES = ("external_trainings", "ledger_lines", "verdicts", "files", "audit_records")
CONTENT = {
    "certificate": "GP-2025-17", "project": "国培计划骨干教师研修", "level": "NATIONAL", "organiser": "省师范大学",
    "startsOn": "2025-07-10", "endsOn": "2025-07-14", "form": "IN_PERSON", "hours": "40",
}  # fmt: skip
ROW = "training { id certificate state hours reason by scanUrl person { number } } userErrors { field code message }"
REGISTER = f"mutation ($input: ExternalTrainingRegisterInput!) {{ externalTrainingRegister(input: $input) {{ {ROW} }} }}"
CORRECT = f"mutation ($input: ExternalTrainingCorrectInput!) {{ externalTrainingCorrect(input: $input) {{ {ROW} }} }}"
WITHDRAW = f"mutation ($input: ExternalTrainingWithdrawInput!) {{ externalTrainingWithdraw(input: $input) {{ {ROW} }} }}"
CONFIRM = """mutation ($ids: [ID!]!) { externalTrainingConfirm(input: {ids: $ids}) {
    trainings { id state by } userErrors { field code } } }"""
RETURN = """mutation ($ids: [ID!]!, $reason: String!) { externalTrainingReturn(input: {ids: $ids, reason: $reason}) {
    trainings { id state reason } userErrors { field code } } }"""
MINE = """{ viewer { permissions person { id externalTrainings(order: LATEST) { totalCount nodes { certificate state level form
    startsOn endsOn hours organiser project recordedAt } } ledger { nodes { measure amount assurance reversed kind category } } } } }"""
UPLOAD = """mutation { uploadCreate(input: {fileName: "证书.pdf", mediaType: "application/pdf"}) { upload { id } uploadUrl } }"""


@pytest.fixture(scope="module")
def staffed(found_county):
    """A county, and the first two teachers on its roster."""
    county = found_county()
    nodes = county.admin.ask("{ people(first: 2) { nodes { id number } } }")["people"]["nodes"]
    return county, *nodes


def test_a_certificate_from_the_teacher_to_the_county(staffed):
    county, me, other = staffed
    teacher, colleague = county.api("teacher", me["number"]), county.api("teacher", other["number"])
    auditor = county.api("auditor")
    place = teacher.ask(UPLOAD)["uploadCreate"]
    assert county.client.put(place["uploadUrl"], content=b"%PDF-1.7 scan").status_code == 201
    content = {**CONTENT, "scanId": place["upload"]["id"]}
    done = teacher.ask(REGISTER, input={"personId": me["id"], "content": content})["externalTrainingRegister"]
    assert done["userErrors"] == []
    assert done["training"]["state"] == "REGISTERED"
    assert county.client.get(done["training"]["scanUrl"]).content == b"%PDF-1.7 scan"
    training = done["training"]["id"]
    before = county.rows(*TABLES)
    again = teacher.ask(REGISTER, input={"personId": me["id"], "content": CONTENT})[
        "externalTrainingRegister"
    ]
    assert again["training"]["id"] == training
    # Nobody confirms himself or others without the right; a colleague sees nothing of it and registers it for nobody.
    for api in (teacher, colleague, auditor):
        assert api.refused(CONFIRM, ids=[training])["code"] == "FORBIDDEN"
    assert (
        colleague.refused(REGISTER, input={"personId": me["id"], "content": CONTENT})["code"] == "FORBIDDEN"
    )
    seen = "query ($id: ID!) { node(id: $id) { id } externalTraining(id: $id) { id } externalTrainings { totalCount } }"
    nothing = {"node": None, "externalTraining": None, "externalTrainings": {"totalCount": 0}}
    assert colleague.ask(seen, id=training) == nothing
    assert auditor.ask(seen, id=training)["node"] == {"id": training}
    assert county.rows(*TABLES) == before
    returned = county.admin.ask(RETURN, ids=[training], reason="学时与证书不符")["externalTrainingReturn"]
    assert returned["trainings"] == [{"id": training, "state": "RETURNED", "reason": "学时与证书不符"}]
    fixed = teacher.ask(CORRECT, input={"id": training, "content": {**CONTENT, "hours": "36"}})
    assert fixed["externalTrainingCorrect"]["training"]["hours"] == "36.00"
    waiting = "{ externalTrainings(filter: {state: [REGISTERED]}) { nodes { id } } }"
    ids = [row["id"] for row in county.admin.ask(waiting)["externalTrainings"]["nodes"]]
    confirmed = county.admin.ask(CONFIRM, ids=ids)["externalTrainingConfirm"]
    assert confirmed == {
        "trainings": [{"id": training, "state": "CERTIFIED", "by": "admin"}],
        "userErrors": [],
    }
    mine = teacher.ask(MINE)["viewer"]
    assert "TRAININGS_WRITE" in mine["permissions"]
    [own] = mine["person"]["externalTrainings"]["nodes"]
    assert (own["state"], own["hours"], own["endsOn"]) == ("CERTIFIED", "36.00", "2025-07-14")
    posted = [row for row in mine["person"]["ledger"]["nodes"] if row["kind"] == "training.external"]
    standing = [row for row in posted if not row["reversed"] and not row["amount"].startswith("-")]
    assert sorted((row["measure"], row["amount"], row["assurance"], row["category"]) for row in standing) == [
        ("count", "1.00", "CERTIFIED", "national"),
        ("hours", "36.00", "CERTIFIED", "national"),
    ]
    assert len(posted) == 10  # registered, taken back; registered, taken back; certified
    assert sum(float(row["amount"]) for row in posted) == 37


def test_what_is_refused_names_its_field_and_changes_nothing(staffed, neighbour):
    county, _, other = staffed
    admin, stranger = county.admin, neighbour.admin
    others = neighbour.rows(*TABLES)
    before = county.rows(*TABLES)
    for changes, field, code in (
        ({"hours": "0"}, ["input", "content", "hours"], "TRAINING_INVALID"),
        ({"endsOn": "2025-07-09"}, ["input", "content", "endsOn"], "TRAINING_INVALID"),
        ({"certificate": " "}, ["input", "content", "certificate"], "TRAINING_INVALID"),
        ({"scanId": "nonsense"}, ["input", "content", "scanId"], "INVALID"),
    ):
        given = {"personId": other["id"], "content": {**CONTENT, "certificate": "X-1", **changes}}
        payload = admin.ask(REGISTER, input=given)["externalTrainingRegister"]
        assert payload["training"] is None
        assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(field, code)]
    level = {"personId": other["id"], "content": {**CONTENT, "level": "PLANET"}}
    assert "PLANET" in admin.send(REGISTER, input=level)["errors"][0]["message"]
    [payload] = admin.ask(CONFIRM, ids=[]).values()
    assert payload == {
        "trainings": None,
        "userErrors": [{"field": ["input", "ids"], "code": "TRAINING_INVALID"}],
    }
    # The neighbour's administrator has no certificate under this id.
    training = admin.ask(
        REGISTER, input={"personId": other["id"], "content": {**CONTENT, "certificate": "X-2"}}
    )["externalTrainingRegister"]["training"]["id"]
    for query, variables in (
        (CONFIRM, {"ids": [training]}),
        (WITHDRAW, {"input": {"id": training, "reason": "误登"}}),
        (REGISTER, {"input": {"personId": other["id"], "content": CONTENT}}),
    ):
        [payload] = stranger.ask(query, **variables).values()
        assert [error["code"] for error in payload["userErrors"]] == ["NOT_FOUND"]
    assert neighbour.rows(*TABLES) == others
    payload = admin.ask(WITHDRAW, input={"id": training, "reason": "误登"})["externalTrainingWithdraw"]
    assert (payload["training"]["state"], payload["training"]["reason"]) == ("WITHDRAWN", "误登")
    after = county.rows("external_trainings", "ledger_lines")
    assert {name: after[name] - before[name] for name in after} == {
        "external_trainings": 2,
        "ledger_lines": 4,
    }
