"""Switches over GraphQL: who switched what is told, a refusal changes nothing, a neighbour sees none of it."""

from yanxiu_graphql.global_ids import local

FIELDS = "plugin { name state settings } switch { enabled actorName unit { name } } userErrors { code field message }"
DISABLE = (
    f"mutation ($p: String!, $u: ID) {{ pluginDisable(input: {{plugin: $p, unitId: $u}}) {{ {FIELDS} }} }}"
)
ENABLE = DISABLE.replace("Disable", "Enable")
RESET = DISABLE.replace("Disable", "Reset")
CONFIGURE = (
    f'mutation ($s: JSON!) {{ pluginConfigure(input: {{plugin: "exporters", settings: $s}}) {{ {FIELDS} }} }}'
)


def test_switching_is_told_and_holds_at_once(own_county, neighbour):
    admin = own_county.admin
    done = admin.ask(DISABLE, p="exporters")["pluginDisable"]
    assert done["plugin"] == {"name": "exporters", "state": "DISABLED", "settings": None}
    assert (done["switch"]["enabled"], done["switch"]["actorName"]) == (False, "admin")
    assert done["switch"]["unit"]["name"].startswith("云川")
    assert done["userErrors"] == []
    assert admin.ask("{ exporters { name } }") == {"exporters": []}
    jobs = own_county.rows("jobs")
    start = 'mutation { exportStart(input: {exporter: "summary_csv", rule: "yuyang.annual_hours", window: "2025"}) { job { id } } }'
    assert admin.refused(start)["code"] == "PLUGIN_DISABLED"
    assert own_county.rows("jobs") == jobs
    assert neighbour.admin.ask("{ exporters { name } }")["exporters"] != []
    admin.ask(ENABLE, p="exporters")
    history = admin.ask(
        '{ pluginSwitches(plugin: "exporters") { nodes { enabled actorName supersededAt } totalCount } }'
    )["pluginSwitches"]
    assert [(row["enabled"], row["supersededAt"] is None) for row in history["nodes"]] == [
        (True, True),
        (False, False),
    ]


def test_a_school_switches_its_own_features_and_no_other_schools(own_county):
    rows = own_county.admin.ask("{ people(first: 100) { nodes { number homeUnit { id } } } }")["people"][
        "nodes"
    ]
    head = rows[0]
    own = head["homeUnit"]["id"]
    other = next(row["homeUnit"]["id"] for row in rows if row["homeUnit"]["id"] != own)
    principal = own_county.api("principal", head["number"], local(own, "OrgUnit", "unit"))
    before = own_county.rows("plugin_switches")
    for unit in (None, other):
        assert principal.refused(ENABLE, p="observation", u=unit)["code"] == "FORBIDDEN"
    retry = 'mutation { pluginRetry(input: {plugin: "observation"}) { retried } }'
    assert principal.refused(retry)["code"] == "FORBIDDEN"
    assert own_county.rows("plugin_switches") == before
    done = principal.ask(ENABLE, p="observation", u=own)["pluginEnable"]
    assert (done["plugin"]["state"], done["switch"]["actorName"]) == ("ENABLED", "principal")
    state = "query ($u: ID) { plugins(unitId: $u) { name state } }"
    for unit, expected in ((own, "ENABLED"), (other, "DISABLED")):
        found = {row["name"]: row["state"] for row in principal.ask(state, u=unit)["plugins"]}
        assert found["observation"] == expected
    done = own_county.admin.ask(DISABLE, p="observation")["pluginDisable"]
    assert (done["plugin"]["state"], done["switch"]["enabled"]) == ("DISABLED", False)
    [error] = principal.ask(ENABLE, p="observation", u=own)["pluginEnable"]["userErrors"]
    assert (error["code"], "上级停用" in error["message"]) == ("PLUGIN_SWITCH_REFUSED", True)
    own_county.admin.ask(ENABLE, p="observation")
    done = principal.ask(DISABLE, p="observation", u=own)["pluginDisable"]
    assert (done["plugin"]["state"], done["switch"]["enabled"]) == ("DISABLED", False)
    assert principal.refused(RESET, p="observation", u=other)["code"] == "FORBIDDEN"
    done = principal.ask(RESET, p="observation", u=own)["pluginReset"]
    assert (done["plugin"]["state"], done["switch"]["enabled"]) == ("ENABLED", None)
    assert own_county.admin.ask(RESET, p="observation", u=other)["pluginReset"]["switch"] is None


def test_refusals_change_nothing(own_county):
    admin, before = own_county.admin, own_county.rows("plugin_switches", "audit_records")
    [error] = admin.ask(DISABLE, p="shaanxi")["pluginDisable"]["userErrors"]
    assert (error["code"], error["field"]) == ("PLUGIN_SWITCH_REFUSED", ["input", "plugin"])
    assert "shaanxi.yuyang" in error["message"]
    [error] = admin.ask(CONFIGURE, s={"colour": 1})["pluginConfigure"]["userErrors"]
    assert (error["code"], error["field"]) == ("PLUGIN_SETTINGS_INVALID", ["input", "settings", "colour"])
    [error] = admin.ask(CONFIGURE, s=[])["pluginConfigure"]["userErrors"]
    assert error["code"] == "PLUGIN_SETTINGS_INVALID"
    [error] = admin.ask(ENABLE, p="nobody")["pluginEnable"]["userErrors"]
    assert error["code"] == "PLUGIN_UNKNOWN"
    assert own_county.api("auditor").refused(ENABLE, p="exporters")["code"] == "FORBIDDEN"
    assert own_county.rows("plugin_switches", "audit_records") == {
        **before,
        "audit_records": before["audit_records"] + 1,  # the auditor's token
    }
