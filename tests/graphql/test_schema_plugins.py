"""Switches over GraphQL: who switched what is told, a refusal changes nothing, a neighbour sees none of it."""

FIELDS = "plugin { name state settings } switch { enabled actorName unit { name } } userErrors { code field message }"
DISABLE = (
    f"mutation ($p: String!, $u: ID) {{ pluginDisable(input: {{plugin: $p, unitId: $u}}) {{ {FIELDS} }} }}"
)
ENABLE = DISABLE.replace("Disable", "Enable")
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
