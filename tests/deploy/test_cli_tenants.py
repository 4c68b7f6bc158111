"""`yanxiu tenant` and `yanxiu token`."""

from uuid import uuid4

import pytest

from yanxiu_core.errors import Unauthenticated
from yanxiu_tenants.tokens import service as tokens


def test_a_county_is_created_once_and_listed(yanxiu):
    slug = f"t{uuid4().hex[:12]}"
    made = yanxiu("tenant", "create", slug, "--name", "青石县", "--policy", "shaanxi.yuyang")
    assert (made.code, made.err) == (0, "")
    assert f"青石县({slug})" in made.out
    again = yanxiu("tenant", "create", slug, "--name", "青石县")
    assert (again.code, again.err.splitlines()[0]) == (2, f"短名 {slug} 已被占用; 请换一个")
    assert yanxiu("tenant", "create", "other", "--name", "甲县", "--policy", "no.such").code == 2
    listed = {item["slug"]: item["name"] for item in yanxiu("tenant", "list", "--json").json}
    assert listed[slug] == "青石县"
    assert "other" not in listed  # all or nothing


def test_a_token_is_shown_once_works_and_is_revoked(yanxiu, county, office_files, platform):
    made = county()
    made.bring("roster", office_files.roster)
    issued = yanxiu(
        "token", "create", "--tenant", made.slug, "--role", "teacher", "--person", "T0100001", "--days", "3"
    )
    token = issued.out.strip()
    tenant_id, token_id, secret = tokens.parse(token)
    assert tenant_id == made.tenant_id
    with made.work() as work:
        assert tokens.verify(work.session, tenant_id, token_id, secret).role == "teacher"
    listing = yanxiu("token", "list", "--tenant", made.slug, "--json")
    (entry,) = listing.json
    assert (entry["id"], entry["person"], entry["revoked_at"]) == (str(token_id), "T0100001", None)
    assert entry["expires_at"] is not None
    assert token not in listing.out
    assert yanxiu("token", "revoke", "--tenant", made.slug, token_id).code == 0
    with made.work() as work, pytest.raises(Unauthenticated):
        tokens.verify(work.session, tenant_id, token_id, secret)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "teacher"), "teacher 令牌须指明工号"),
        (("--role", "king"), "没有角色 king"),
        (("--role", "admin", "--unit", "0000"), "没有代码为 0000 的单位"),
    ],
)
def test_impossible_tokens_are_refused(yanxiu, county, arguments, words):
    answer = yanxiu("token", "create", "--tenant", county().slug, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
