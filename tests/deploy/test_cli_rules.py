"""`yanxiu rules` and `yanxiu schema` need no server."""

from yanxiu.platform import installed

GOLDEN = installed().policies["shaanxi.yuyang"].golden
ALONE = {"YANXIU_DATABASE_URL": None, "YANXIU_REDIS_URL": None}


def test_rules_are_listed_with_policy_and_plugin(yanxiu):
    listed = yanxiu("rules", "--format", "json", "--policy", "shaanxi.yuyang", **ALONE).json
    assert {
        "id": "yuyang.annual_hours",
        "kind": "rule",
        "title": "年度校本研修学时",
        "policy": "shaanxi.yuyang",
        "plugin": "shaanxi",
        "strength": "must",
        "state": "judged",
        "reason": None,
        "version": "1900-01-01",
        "goldenCases": GOLDEN["yuyang.annual_hours"],
    } in listed
    systems = [row for row in yanxiu("rules", "--format", "json", **ALONE).json if row["kind"] == "system"]
    assert systems
    assert {row["goldenCases"] for row in systems} == {0}
    assert all(row["reason"] for row in systems)
    assert yanxiu("rules", "--policy", "nobody.knows", **ALONE).code == 2


def test_the_schema_is_printed_and_compared(yanxiu, tmp_path, installed_plugin):
    beside = {**ALONE, "PYTHONPATH": str(installed_plugin("suibi", "feature"))}
    printed = yanxiu("schema", "--box", **beside)
    assert printed.code == 0
    assert "type Query" in printed.out
    stored = tmp_path / "graphql" / "schema.graphql"
    stored.parent.mkdir()
    stored.write_text(printed.out, encoding="utf-8")
    assert "suibiEntries" not in printed.out
    assert "suibiEntries" in yanxiu("schema", **beside).out
    assert yanxiu("schema", "--check", **beside).code == 0
    stored.write_text(printed.out.replace("type Query", "type Question", 1), encoding="utf-8")
    differing = yanxiu("schema", "--check", **ALONE)
    assert (differing.code, differing.out) == (1, "")
    assert "-type Question" in differing.err
    assert "make schema" in differing.err
