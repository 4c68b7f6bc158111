"""A new county: all it needs from the first day on, or nothing at all."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.errors import Conflict, Invalid, NotFound
from yanxiu_core.policies.errors import PolicyUnknown

POLICY = "shaanxi.yuyang"
TABLES = ("tenants", "tenant_heads", "org_units", "org_unit_facts", "codes", "adoptions", "audit_records")


def slug():
    return f"p{uuid4().hex[:12]}"


def counts(platform):
    with platform.operator.transaction(None) as session:
        return {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES}


def test_a_county_has_its_root_its_codes_and_its_policies(platform):
    name = slug()
    tenant = platform.create_tenant(name, " 新县 ", [POLICY])
    assert platform.tenant(name) == tenant
    with platform.work(tenant) as work:
        assert work.zone.key == "Asia/Shanghai"
        rows = {
            table: [tuple(row) for row in work.session.execute(text(statement))]
            for table, statement in {
                "tenants": "SELECT name FROM tenants",
                "heads": "SELECT count(*) FROM tenant_heads",
                "units": "SELECT kind FROM org_units",
                "codes": "SELECT code, meaning FROM codes WHERE system = 'attendance_status' ORDER BY position",
                "adoptions": "SELECT policy, valid_from::text, parameters FROM adoptions",
                "edges": "SELECT * FROM org_edges",
            }.items()
        }
    assert rows == {
        "tenants": [("新县",)],
        "heads": [(1,)],
        "units": [("county",)],
        "codes": [
            ("出席", "present"),
            ("迟到", "partial"),
            ("早退", "partial"),
            ("请假", "excused"),
            ("旷会", "absent"),
        ],
        "adoptions": [(POLICY, "1900-01-01", {})],
        "edges": [],
    }


@pytest.mark.parametrize(
    "bad", ["", "a", "A1", "1a", "-a", "a_b", "a b", "榆阳", "ａｂ", "a" * 41, "ab\n", "a.b", "a/b", "ab;--"]
)
def test_a_slug_that_does_not_fit_leaves_nothing_behind(platform, bad):
    before = counts(platform)
    with pytest.raises(Invalid) as refused:
        platform.create_tenant(bad, "新县", [POLICY])
    assert refused.value.details["field"] == "slug"
    assert counts(platform) == before


def test_slugs_at_their_limits_are_accepted(platform):
    names = {slug()[:2] + uuid4().hex[:3], ("l" + uuid4().hex + uuid4().hex)[:40]}
    assert len({platform.create_tenant(name, "新县", []) for name in names}) == 2


def test_a_taken_slug_leaves_nothing_behind(platform):
    name = slug()
    first = platform.create_tenant(name, "新县", [])
    before = counts(platform)
    with pytest.raises(Conflict, match=name):
        platform.create_tenant(name, "又一县", [POLICY])
    assert counts(platform) == before
    assert platform.tenant(name) == first


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"policies": [POLICY, "nobodys.policy"]}, PolicyUnknown, "policy"),
        ({"name": "  "}, Invalid, "name"),
        ({"zone": "Asia/Yulin"}, Invalid, "zone"),
        ({"zone": "../etc/passwd"}, Invalid, "zone"),
    ],
)
def test_what_cannot_be_provided_leaves_nothing_behind(platform, options, error, field):
    before = counts(platform)
    with pytest.raises(error) as refused:
        platform.create_tenant(**{"slug": slug(), "name": "新县", "policies": [POLICY], **options})
    assert refused.value.details["field"] == field
    assert counts(platform) == before


def test_an_unknown_slug_is_answered_with_those_there_are(platform):
    name = slug()
    platform.create_tenant(name, "新县", [])
    with pytest.raises(NotFound, match=name):
        platform.tenant("nowhere")
