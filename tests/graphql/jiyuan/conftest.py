"""A county that plays its audit year over GraphQL alone, on days that the test names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from yanxiu_core import work as work_module

from .jiyuan_facts import POLICY, WINDOW

RULE = "jiyuan.total_hours"
MUTATION = "mutation ($input: {name}Input!) {{ {field}(input: $input) {{ {selection} userErrors {{ field code message }} }} }}"
TABLES = (
    "claims", "claim_versions", "claim_additions", "claim_decisions", "public_notices", "notice_rows", "objections", "samples",
    "sample_rows", "seals", "certified_results", "ledger_lines", "audit_records",
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """`clock.today` is the day on which every request is made."""
    kept = SimpleNamespace(today=date(2025, 6, 20))

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(kept.today.year, kept.today.month, kept.today.day, 9, tzinfo=tz)

    monkeypatch.setattr(work_module, "datetime", Clock)
    return kept


@dataclass
class Year:
    """The county as its people act on it. Ids by names; `as_` gives a client for a role of a person."""

    served: object
    clock: SimpleNamespace
    units: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    activities: dict = field(default_factory=dict)

    def __post_init__(self):
        self.as_ = cache(self._as)

    @property
    def admin(self):
        return self.served.admin

    def _as(self, role, person, unit="济州县"):
        given = {"name": f"{role} {person}", "role": role, "personNumber": person}
        if role != "teacher":
            given["unitId"] = self.units[unit]
        token = self.done(self.admin, "tokenIssue", given, "token")["token"]
        return type(self.admin)(self.served.client, token)

    def send(self, api, name, given, selection=""):
        """The payload of a mutation, refused or not."""
        document = MUTATION.format(name=name[0].upper() + name[1:], field=name, selection=selection)
        return api.ask(document, input=given)[name]

    def done(self, api, name, given, selection=""):
        """The payload of a mutation that must not be refused."""
        payload = self.send(api, name, given, selection)
        assert payload["userErrors"] == [], payload
        return payload

    def refused(self, api, name, given, code):
        """The message of a refusal, after which nothing has changed."""
        before = self.served.rows(*TABLES)
        [error] = self.send(api, name, given)["userErrors"]
        assert error["code"] == code, error
        assert "claimId" in given or "claimId" not in (error["field"] or ()), error
        assert self.served.rows(*TABLES) == before
        return error["message"]

    def sent(self, api, content):
        """The id of an upload of theirs, a PDF by its name."""
        given = {"fileName": "签到表.pdf", "mediaType": "application/pdf"}
        made = self.done(api, "uploadCreate", given, "uploadUrl upload { id }")
        assert self.served.client.put(made["uploadUrl"], content=content).status_code == 201
        return made["upload"]["id"]

    def kept(self):
        """The uploads, and whether each will be deleted."""
        with self.served.platform.work(self.served.tenant_id) as work:
            rows = (
                "SELECT name, expires_at IS NOT NULL FROM files WHERE purpose = 'upload' ORDER BY created_at"
            )
            return [tuple(row) for row in work.session.execute(text(rows))]

    def unit(self, kind, name, parent):
        given = {"kind": kind, "name": name, "parentId": self.units[parent]}
        made = self.done(self.admin, "orgUnitCreate", given, "orgUnit { id }")
        self.units[name] = made["orgUnit"]["id"]

    def person(self, number, home, group=None, *, audited=True):
        given = {"number": number, "name": f"教师{number}", "homeUnitId": self.units[home]}
        made = self.done(self.admin, "personRegister", given, "person { id }")
        self.people[number] = made["person"]["id"]
        if audited:
            facts = [{"kind": "establishment", "value": "true"}, {"kind": "title", "value": "一级教师"}]
            self.done(self.admin, "personFactsRecord", {"personId": self.people[number], "facts": facts})
        if group:
            self.belongs(number, group, "group", "2020-09-01")

    def belongs(self, number, unit, relation, since):
        given = {
            "personId": self.people[number],
            "unitId": self.units[unit],
            "relation": relation,
            "validFrom": since,
        }
        self.done(self.admin, "assignmentCreate", given)

    def held(self, number, kind, day, absent=(), present=None):
        """An activity of 8 节 in which everybody who is audited took part, or those named."""
        given = {
            "number": number,
            "kind": kind,
            "title": f"{kind}{number}",
            "hostIds": [self.units["济州县"]],
            "segments": [{"onDate": day, "periods": "8"}],
        }
        made = self.done(self.admin, "activityCreate", given, "activity { id }")["activity"]["id"]
        self.activities[number] = made
        people = [each for each in self.people if each[0] in "AB" and each not in absent]
        entries = [
            {"personId": self.people[each], "status": "出席"}
            for each in (people if present is None else present)
        ]
        self.done(self.admin, "participationRecord", {"activityId": made, "entries": entries})
        self.done(self.admin, "activityConfirm", {"id": made})

    def taken_anew(self, number, activity):
        """Attendance corrected and corrected back: worth the same, by another line."""
        for status in ("旷会", "出席"):
            entry = {"personId": self.people[number], "status": status}
            given = {"activityId": self.activities[activity], "entries": [entry]}
            self.done(self.admin, "participationRecord", given)

    def group(self, unit, members, since="2025-09-01"):
        offices = ["CHAIR", "DEPUTY", *["MEMBER"] * len(members)]
        given = {
            "policy": POLICY,
            "unitId": self.units[unit],
            "title": f"{unit}学时审核小组",
            "document": f"{unit}〔2025〕3号",
            "validFrom": since,
            "members": [
                {"personId": self.people[each], "office": office}
                for each, office in zip(members, offices, strict=False)
            ],
        }
        self.done(self.admin, "reviewGroupAppoint", given, "reviewGroup { id }")

    def claims(self, api=None, selection="id person { number }", **filters):
        """Claims by 工号, exceptions first."""
        document = (
            "query ($p: String!, $w: String!, $f: ClaimFilter) { claims(policy: $p, window: $w, filter: $f, first: 100) "
            f"{{ nodes {{ {selection} person {{ number }} }} }} }}"
        )
        found = (api or self.admin).ask(document, p=POLICY, w=WINDOW, f=filters)["claims"]["nodes"]
        return {row["person"]["number"]: row for row in found}

    def verdict(self, number, selection, window=WINDOW):
        document = (
            "query ($p: String!, $w: String!, $f: VerdictFilter) { verdicts(policy: $p, window: $w, filter: $f) "
            f"{{ nodes {{ {selection} }} }} }}"
        )
        filters = {"rule": RULE, "personId": self.people[number]}
        [row] = self.admin.ask(document, p=POLICY, w=window, f=filters)["verdicts"]["nodes"]
        return row

    def decide(self, api, number, outcome="ACCEPT", reason=""):
        given = {"claimId": self.ids[number], "outcome": outcome, "reason": reason}
        return self.done(api, "claimDecide", given, "claim { state step }")["claim"]

    def accept(self, api, step, unit=None):
        given = {"policy": POLICY, "window": WINDOW, "step": step, "unitId": self.units.get(unit)}
        made = self.done(api, "claimsAccept", given, "accepted moved left")
        return made["accepted"], made["moved"], made["left"]

    @property
    def ids(self):
        if not getattr(self, "_ids", None):
            self._ids = {number: row["id"] for number, row in self.claims().items()}
        return self._ids


@pytest.fixture
def year(empty_county, clock):
    """A county that follows the audit, with its root unit known and nothing else in it."""
    served = empty_county("济州县", ["jiyuan.audit"])
    [root] = served.admin.ask('{ orgUnits(filter: { kind: "county" }) { nodes { id } } }')["orgUnits"][
        "nodes"
    ]
    return Year(served, clock, {"济州县": root["id"]})
