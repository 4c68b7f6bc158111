"""The schema as text: up to date, and every part of it described."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_specified_scalar_type,
)

from yanxiu.platform import boxed
from yanxiu_graphql.schema import build_schema, sdl

STORED = Path(__file__).parents[2] / "graphql" / "schema.graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(boxed())._schema


def undescribed(schema: GraphQLSchema) -> list[str]:
    """Everything without a description."""
    found = []
    for name, kind in schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        parts = {name: kind}
        if is_object_type(kind) or is_interface_type(kind):
            for field_name, field in kind.fields.items():
                parts[f"{name}.{field_name}"] = field
                parts |= {f"{name}.{field_name}({each})": given for each, given in field.args.items()}
        elif is_input_object_type(kind):
            parts |= {f"{name}.{each}": field for each, field in kind.fields.items()}
        elif is_enum_type(kind):
            parts |= {f"{name}.{each}": given for each, given in kind.values.items()}
        found += [each for each, part in parts.items() if not (part.description or "").strip()]
    return found


def test_every_part_has_a_description(schema):
    assert undescribed(schema) == []


def test_descriptions_begin_with_the_chinese_term(schema):
    kinds = [kind for name, kind in schema.type_map.items() if is_object_type(kind) and name[:2] != "__"]
    plain = [
        f"{kind.name}.{name}"
        for kind in kinds
        for name, field in kind.fields.items()
        if not "\u4e00" <= field.description[0] <= "\u9fff" and field.description[0] != "“"
    ]
    assert plain == []


def test_the_stored_schema_is_up_to_date():
    assert STORED.read_text(encoding="utf-8") == sdl(build_schema(boxed()))


def test_the_roots_offer_what_was_promised(schema):
    assert set(schema.query_type.fields) >= {
        "viewer", "node", "nodes", "people", "person", "orgUnits", "activities", "verdicts", "complianceByUnit",
        "importJob", "exportJob", "plugins", "rules",
    }  # fmt: skip
    assert set(schema.mutation_type.fields) >= {
        "uploadCreate", "importStart", "exportStart", "activityCreate", "participationRecord", "activityConfirm",
        "activityCancel",
    }  # fmt: skip
    assert set(schema.query_type.fields["verdicts"].args) >= {"policy", "window", "filter", "asOf", "knownAt"}
    assert set(schema.query_type.fields["complianceByUnit"].args) >= {"policy", "window", "asOf", "knownAt"}


def test_each_mutation_has_one_input_and_one_payload_with_user_errors(schema):
    for name, field in schema.mutation_type.fields.items():
        capital = name[0].upper() + name[1:]
        assert list(field.args) == ["input"], name
        assert str(field.args["input"].type) == f"{capital}Input!"
        assert str(field.type) == f"{capital}Payload"
        assert str(field.type.fields["userErrors"].type).endswith("UserError!]!")
