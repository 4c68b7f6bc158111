"""Access tokens: shown once, kept as a hash, good in their own county alone."""

import hashlib
from base64 import b32decode
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from yanxiu_core.access.actor import OPERATOR, Actor
from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import Forbidden, Invalid, NotFound, Unauthenticated
from yanxiu_core.people.models import Person
from yanxiu_tenants.roles.access import RoleAccess
from yanxiu_tenants.tokens import service as tokens


@pytest.fixture(scope="module")
def made(county):
    one = county("甲县")
    with one.work() as work:
        work.session.add(Person(tenant_id=one.tenant_id, number="T1", name="张三"))
    return one


@pytest.fixture(scope="module")
def other(county):
    return county("乙县")


def issued(county, **options):
    with county.work() as work:
        return tokens.issue(work, **{"name": "集成", "role": "integrator", **options})


def verified(county, credential):
    _, token_id, sha256 = tokens.parse(credential)
    with county.platform.app.transaction(county.tenant_id) as session:
        return tokens.verify(session, county.tenant_id, token_id, sha256)


def row(county, credential):
    with county.work() as work:
        found = work.session.execute(
            text("SELECT * FROM access_tokens WHERE id = :id"), {"id": tokens.parse(credential)[1]}
        )
        return dict(found.mappings().one())


def count(county):
    with county.work() as work:
        return work.session.scalar(
            text("SELECT (SELECT count(*) FROM access_tokens) + (SELECT count(*) FROM audit_records)")
        )


def test_a_token_names_its_tenant_and_only_its_hash_is_kept(made):
    credential = issued(made)
    prefix, tenant, token, secret = credential.split("_")
    assert (prefix, len(secret)) == ("yx", 52)
    raw = b32decode(secret.upper() + "====")
    assert len(raw) == 32
    assert tokens.parse(credential) == (
        made.tenant_id,
        UUID(bytes=b32decode(token.upper() + "======")),
        hashlib.sha256(raw).hexdigest(),
    )
    assert UUID(bytes=b32decode(tenant.upper() + "======")) == made.tenant_id
    kept = row(made, credential)
    assert kept["secret_sha256"] == hashlib.sha256(raw).hexdigest()
    assert not any(secret in str(value) for value in kept.values())
    assert issued(made) != credential


def test_a_good_token_gives_its_actor_and_reach(made):
    actor = verified(made, issued(made, name="教务系统"))
    assert (actor.kind, actor.name, actor.role, actor.person_id, actor.unit_id) == (
        "token",
        "教务系统",
        "integrator",
        None,
        None,
    )
    with made.work() as work:
        person = work.session.scalar(text("SELECT id FROM people"))
        school = work.session.scalar(text("SELECT id FROM org_units"))
    actor = verified(made, issued(made, role="teacher", person_number="T1", unit_id=school))
    assert (actor.role, actor.person_id, actor.unit_id) == ("teacher", person, school)


def test_last_use_is_kept_to_five_minutes(made):
    credential = issued(made)
    assert row(made, credential)["last_used_at"] is None
    verified(made, credential)
    first = row(made, credential)["last_used_at"]
    verified(made, credential)
    assert row(made, credential)["last_used_at"] == first
    with made.work() as work:
        work.session.execute(
            text("UPDATE access_tokens SET last_used_at = last_used_at - interval '5 minutes 1 second'")
        )
    verified(made, credential)
    assert row(made, credential)["last_used_at"] >= first


def test_a_revoked_token_is_refused(made):
    credential = issued(made)
    with made.work() as work:
        tokens.revoke(work, tokens.parse(credential)[1])
    with pytest.raises(Unauthenticated):
        verified(made, credential)
    with pytest.raises(NotFound), made.work() as work:
        tokens.revoke(work, uuid4())


@pytest.mark.parametrize(
    ("left", "good"), [(timedelta(hours=1), True), (timedelta(0), False), (timedelta(seconds=-1), False)]
)
def test_an_expired_token_is_refused(made, left, good):
    credential = issued(made, valid_for=left) if left else issued(made, valid_for=timedelta(microseconds=1))
    if good:
        assert verified(made, credential).name == "集成"
        return
    with pytest.raises(Unauthenticated):
        verified(made, credential)


def test_another_secret_is_refused_in_the_same_words(made):
    first, second = issued(made), issued(made)
    mixed = "_".join([*first.split("_")[:3], second.split("_")[3]])
    unknown = "_".join([*first.split("_")[:2], second.split("_")[2], first.split("_")[3]])
    said = set()
    for credential in (mixed, unknown):
        with pytest.raises(Unauthenticated) as refused:
            verified(made, credential)
        said.add(refused.value.zh)
    assert len(said) == 1


@pytest.mark.parametrize(
    "credential",
    ["", "yx", "yx_", "___", "yx_a_b", "yx_a_b_c_d", "Bearer x", "yx_甲_乙_丙", "yx_1_8_9", "yx__" + "a" * 26 + "_" + "a" * 52, "yx_" + "a" * 26 + "_" + "a" * 25 + "_" + "a" * 52, "x" * 10_000],
)  # fmt: skip
def test_what_is_no_token_of_ours_is_refused(credential):
    with pytest.raises(Unauthenticated):
        tokens.parse(credential)


def test_another_prefix_is_refused(made):
    with pytest.raises(Unauthenticated):
        tokens.parse(issued(made).replace("yx_", "gh_", 1))


def test_a_token_never_verifies_in_another_county(made, other):
    credential = issued(made)
    with pytest.raises(Unauthenticated):
        verified(other, credential)
    parts = credential.split("_")
    forged = "_".join([parts[0], issued(other).split("_")[1], *parts[2:]])
    assert tokens.parse(forged)[0] == other.tenant_id
    with pytest.raises(Unauthenticated):
        verified(other, forged)
    with pytest.raises(Unauthenticated), made.platform.app.transaction(None) as session:
        tokens.verify(session, *tokens.parse(credential))
    with pytest.raises(Unauthenticated), made.platform.operator.transaction(None) as session:
        tokens.verify(session, other.tenant_id, *tokens.parse(credential)[1:])  # no row security there
    with pytest.raises(NotFound), other.work() as work:
        tokens.revoke(work, tokens.parse(credential)[1])
    assert row(made, credential)["last_used_at"] is None
    assert verified(made, credential).name == "集成"


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"role": "king"}, Invalid, "role"),
        ({"role": "teacher"}, Invalid, "person"),
        ({"role": "teacher", "person_number": "T9"}, NotFound, "person"),
        ({"unit_id": uuid4()}, NotFound, "unit"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_issued(made, options, error, field):
    before = count(made)
    with pytest.raises(error) as refused:
        issued(made, **options)
    assert refused.value.details["field"] == field
    assert count(made) == before


def test_issue_and_revocation_are_audited_without_the_secret(other):
    credential = issued(other)
    with other.work() as work:
        tokens.revoke(work, tokens.parse(credential)[1])
    with other.work() as work:
        records = work.session.execute(
            text(
                "SELECT command, counts, detail FROM audit_records WHERE command LIKE 'token.%' ORDER BY id DESC LIMIT 2"
            )
        ).all()
    assert [tuple(record) for record in records] == [
        ("token.revoke", {"tokens": 1}, {}),
        ("token.issue", {"tokens": 1}, {}),
    ]


@pytest.mark.parametrize("role", ["auditor", "integrator", "teacher"])
def test_only_an_administrator_issues_and_revokes(made, role):
    credential = issued(made)
    before = count(made)
    for act in (
        lambda work: tokens.issue(work, name="我", role="admin"),
        lambda work: tokens.revoke(work, tokens.parse(credential)[1]),
    ):
        with pytest.raises(Forbidden, match=r"tokens\.write"), made.work(access=RoleAccess(role)) as work:
            act(work)
    assert count(made) == before
    with made.work(access=RoleAccess("admin")) as work:
        tokens.revoke(work, tokens.parse(tokens.issue(work, name="我", role="auditor"))[1])


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (OPERATOR, True),
        (Actor("token", None, "县管理员", "admin"), True),
        (Actor("token", None, "审核", "auditor"), False),
        (Actor("system", None, "签名地址", "admin"), False),
        (Actor("robot", None, "谁", "operator"), False),
    ],
)
def test_the_kind_of_actor_decides_what_it_may(made, actor, may):
    with made.work(actor=actor) as work:
        assert (not work.access.reach(Permission.PEOPLE_WRITE).nothing) is may
