"""The county's part of the year: objections settled, sample, certification, seal, and a correction after it."""

import hashlib
import json
import math
from datetime import date

from sqlalchemy import create_engine, text

from yanxiu_core.verdicts.service import rejudge_county

from .conftest import TABLES
from .jiyuan_facts import POLICY, WINDOW


def settle(year):
    """复核 by others than those who decided first: 甲校 has none left, so the 中心校 does."""
    assert "“清河中心校”" in year.refused(
        year.as_("reviewer", "A2", "甲校"), "objectionSettle", year.objection, "NOT_MEMBER"
    )
    c1, c4 = (year.as_("reviewer", each, "清河中心校") for each in ("C1", "C4"))
    # Who has objected settles none of the claim's objections.
    year.refused(c4, "objectionSettle", year.own_objection, "NOT_MEMBER")
    other = {**year.own_objection, "upheld": False}
    assert (
        year.done(c1, "objectionSettle", other, "objection { claim { step } }")["objection"]["claim"]["step"]
        == "notice"
    )
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
    assert "2 项异议" in year.refused(k1, "resultsSeal", document, "SEAL_REFUSED")
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
    # Whose facts have changed since all steps were passed is left for a later seal, and confirms anew.
    year.taken_anew("B3", "P2")
    assert "请写明认定文件" in year.refused(k1, "resultsSeal", {**given, "document": ""}, "SEAL_INVALID")
    sealed = year.done(
        k1, "resultsSeal", given,
        """seal { number rowCount manifest results(first: 100) { nodes {
            id number checkCode personName measured required statusLabel canonicalRow rowSha256 } } }""",
    )["seal"]  # fmt: skip
    results = sealed["results"]["nodes"]
    assert (sealed["number"], sealed["rowCount"], len(results)) == (1, 11, 11)
    for row in results:
        assert hashlib.sha256(row["canonicalRow"].encode()).hexdigest() == row["rowSha256"]
        assert row["checkCode"] == row["rowSha256"][:10].upper()
    lines = "\n".join(row["rowSha256"] for row in results)
    assert hashlib.sha256(lines.encode()).hexdigest() == sealed["manifest"]
    year.results = {json.loads(row["canonicalRow"])[3]: row for row in results}
    assert {number: (row["measured"], row["statusLabel"]) for number, row in year.results.items()} == {
        **dict.fromkeys(("A1", "A2", "A3", "A5", "A6", "A7", "A8", "B1", "B2", "B4"), ("72.00", "合格")),
        "A4": ("56.00", "免考核"),
    }
    assert year.results["A7"]["number"].startswith("2025-2026-001-")
    assert "1 份登记表在确认以后" in year.refused(k1, "resultsSeal", given, "SEAL_REFUSED")
    b2, b3 = year.as_("teacher", "B2"), year.as_("teacher", "B3")
    assert "已经确认" in year.refused(b2, "claimConfirm", {"claimId": year.ids["B2"]}, "CLAIM_STATE")
    anew = year.done(b3, "claimConfirm", {"claimId": year.ids["B3"]}, "claim { state step version }")["claim"]
    assert anew == {"state": "OPEN", "step": "verify", "version": 2}
    assert "没有走完全部" in year.refused(k1, "resultsSeal", given, "SEAL_REFUSED")
    assert year.verdict("A3", "statusLabel final registered reviewed certified") == {
        "statusLabel": "合格", "final": True, "registered": "0.00", "reviewed": "0.00", "certified": "72.00",
    }  # fmt: skip
    # Only what the county has certified reads 合格 or 不合格: nobody has certified the notes.
    other = """{ verdicts(policy: "jiyuan.audit", window: "2025-2026", first: 100, filter: {rule: "jiyuan.notes"}) {
        nodes { statusLabel final person { number } } } }"""
    notes = {row["person"]["number"]: row for row in year.admin.ask(other)["verdicts"]["nodes"]}
    assert (notes["A3"]["statusLabel"], notes["A3"]["final"]) == ("进度滞后", False)
    hours = """query ($id: ID!) { person(id: $id) {
        hours(policy: "jiyuan.audit", window: "2025-2026") { registered reviewed certified } } }"""
    assert year.admin.ask(hours, id=year.people["A2"])["person"]["hours"] == {
        "registered": "0.00", "reviewed": "0.00", "certified": "72.00",
    }  # fmt: skip
    # 31 May counts here by decision (补学), and 10 June in the next window: not in the school year of the same key.
    gross = {
        number: year.admin.ask(hours, id=year.people[number])["person"]["hours"] for number in ("A5", "B1")
    }
    assert gross == {
        number: {"registered": "0.00", "reviewed": "0.00", "certified": "72.00"} for number in gross
    }
    verified = "query ($n: String!, $c: String!) { resultVerify(number: $n, checkCode: $c) { personName measured statusLabel supersededBy } }"
    year.ask_verified = lambda row, code=None: year.as_("teacher", "B3").ask(
        verified, n=row["number"], c=code or row["checkCode"]
    )["resultVerify"]
    assert year.ask_verified(year.results["A2"]) == {
        "personName": "教师A2", "measured": "72.00", "statusLabel": "合格", "supersededBy": None,
    }  # fmt: skip
    assert year.ask_verified(year.results["A2"], "0000000000") is None
    altered(year, year.results["A1"], year.results["A2"])


def altered(year, one, other):
    """Whoever alters the database itself is found out: by the row's hash, or the row by the seal's manifest."""
    asked = "query ($n: String!, $c: String!) { resultVerify(number: $n, checkCode: $c) { intact } }"

    def intact(row):
        given = {"n": row["number"], "c": row["checkCode"]}
        return year.admin.ask(asked, **given)["resultVerify"]["intact"]

    database = create_engine(year.served.platform.settings.database_url)

    def change(row, column, value):
        with database.begin() as session:
            statement = f"UPDATE certified_results SET {column} = :value WHERE tenant_id = :tenant AND number = :number"
            given = {"value": value, "tenant": year.served.tenant_id, "number": row["number"]}
            session.execute(text(statement), given)

    assert intact(one)
    change(one, "measured", 80)
    assert not intact(one)
    change(one, "measured", 72)
    assert intact(one)
    change(other, "row_sha256", one["rowSha256"])
    assert not intact(one)
    change(other, "row_sha256", other["rowSha256"])
    assert intact(one)
    database.dispose()


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
    # What rests on other lines than those that were certified, though worth the same, is certified anew as well.
    assert year.admin.ask(changed)["certifiedResults"]["nodes"] == []
    year.taken_anew("A5", "P2")
    assert year.verdict("A5", "measured registered certified") == {
        "measured": "72.00", "registered": "8.00", "certified": "64.00",
    }  # fmt: skip
    assert [row["number"] for row in year.admin.ask(changed)["certifiedResults"]["nodes"]] == [
        year.results["A5"]["number"]
    ]
    year.done(k1, "resultsSupersede", {**given, "resultIds": [year.results["A5"]["id"]]})
    assert year.verdict("A5", "certified statusLabel") == {"certified": "72.00", "statusLabel": "合格"}
    versions = year.claims(selection="versions { number reason measured }")["A2"]["versions"]
    assert versions == [
        {"number": 1, "reason": "confirmed", "measured": "72.00"},
        {"number": 2, "reason": "superseded", "measured": "64.00"},
    ]


def amended(year):
    """A conversion that is changed for the past leaves the certified window alone; what lies outside follows it."""
    changed = {
        "policy": POLICY,
        "validFrom": "1900-01-01",
        "source": "济教〔2026〕50号",
        "parameters": [{"name": "hours_per_period", "value": "2"}],
    }
    year.done(year.admin, "policyAdopt", changed)
    before = year.verdict("A1", "measured capped certified")
    with year.served.platform.work(year.served.tenant_id) as work:
        rejudge_county(work, repost=True)
    assert year.verdict("A1", "measured capped certified") == before == {
        "measured": "72.00", "capped": "8.00", "certified": "80.00",
    }  # fmt: skip
    # Ended within the certified window, it would leave nothing to read there.
    [adopted] = year.admin.ask('{ adoptions(policy: "jiyuan.audit") { nodes { id } } }')["adoptions"]["nodes"]
    ended = {"id": adopted["id"], "lastDay": "2026-05-29", "source": "济教〔2026〕51号"}
    year.refused(year.admin, "policyRetire", ended, "ADOPTION_STATE")
    # 10 June was moved into the next window: 16 学时 now, of which a day counts 8.
    assert year.verdict("B1", "measured capped", "2026-2027") == {"measured": "8.00", "capped": "8.00"}


def neighbours(year, neighbour):
    """Another county sees nothing of it and can do nothing to it."""
    other, claim = neighbour.admin, {"claimId": year.ids["A1"]}
    assert other.ask("query ($id: ID!) { claim(id: $id) { state } }", id=claim["claimId"])["claim"] is None
    seen = """{ publicNotices { totalCount } seals { totalCount } samples { totalCount } objections { totalCount }
        reviewGroups { totalCount } claims(policy: "jiyuan.audit", window: "2025-2026") { totalCount }
        certifiedResults(policy: "jiyuan.audit") { totalCount } }"""
    assert {name: row["totalCount"] for name, row in other.ask(seen).items()} == dict.fromkeys(
        ("publicNotices", "seals", "samples", "objections", "reviewGroups", "claims", "certifiedResults"), 0
    )
    [person] = other.ask("{ people(first: 1) { nodes { number } } }")["people"]["nodes"]
    teacher = neighbour.api("teacher", person["number"])
    before = year.served.rows(*TABLES)
    [error] = year.send(teacher, "claimConfirm", claim)["userErrors"]
    assert error["code"] == "NOT_FOUND"
    assert year.served.rows(*TABLES) == before
