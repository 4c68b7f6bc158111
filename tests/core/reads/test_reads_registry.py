"""Gathering declarations: plugins extend nouns, clashes and loose ends are named."""

import pytest

from yanxiu_core.reads.declarations import (
    Derived,
    Many,
    Noun,
    One,
    Order,
    Value,
    by,
    column,
    columns,
    link,
)
from yanxiu_core.reads.executor import fetch_many
from yanxiu_core.reads.registry import Contribution, DeclarationError, Nouns
from yanxiu_core.reads.selection import select as picks


@pytest.fixture
def school(nouns):
    return Noun("School", nouns["School"].table, columns("name"), by("name"), None)


def test_a_plugin_adds_fields_to_a_noun(session, context, school):
    extra = {"School": {"plg_title": Value(lambda rows, _context, _args: rows.c.name)}}
    nouns = Nouns(Contribution("calligraphy", fields=extra), Contribution("core", (school,)))
    nouns.verify()
    rows = fetch_many(session, nouns, context, "School", picks("name", "plg_title"), limit=1)
    assert [(row["name"], row["plg_title"]) for row in rows] == [("东街中学", "东街中学")]
    assert (nouns.owner("School", "plg_title"), nouns.owner("School")) == ("calligraphy", "core")
    assert (list(nouns), len(nouns)) == (["School"], 1)
    assert list(school.fields) == ["name"]


def test_two_declarations_of_a_field_name_both_owners(school):
    extra = Contribution("dundian", fields={"School": {"name": column("name")}})
    with pytest.raises(DeclarationError, match=r"^School.name is declared by core and by dundian$"):
        Nouns(extra, Contribution("core", (school,)))


def test_two_declarations_of_a_noun_name_both_owners(school):
    with pytest.raises(DeclarationError, match=r"^School is declared by core and by dundian$"):
        Nouns(Contribution("core", (school,)), Contribution("dundian", (school,)))


def test_fields_on_an_unknown_noun_are_refused():
    with pytest.raises(
        DeclarationError, match=r"^dundian declares fields on Club, a noun that nobody declares$"
    ):
        Nouns(Contribution("dundian", fields={"Club": {"name": column("name")}}))


def test_verify_names_every_loose_end(nouns):
    def compute(row, _context, _args):
        return row

    loose = Noun(
        name="Loose",
        table=nouns["Teacher"].table,
        fields={
            "club": One("Club", on=link("school_id")),
            "peers": Many("Loose", on=link("school_id", "school_id"), order="by_luck"),
            "sum": Derived(("parts",), compute),
            "egg": Derived(("hen",), compute),
            "hen": Derived(("egg",), compute),
        },
        order={"by_birth": Order("by_birth", lambda rows: (rows.c.born_on,))},
        permission=None,
    )
    with pytest.raises(DeclarationError) as refused:
        Nouns(Contribution("core", (loose,))).verify()
    assert str(refused.value).splitlines() == [
        "Loose: no order called default",
        "Loose: order by_birth uses teachers.born_on, which may be NULL; see nulls_last",
        "Loose.club: no noun called Club",
        "Loose.peers: Loose has no order called by_luck",
        "Loose.sum: needs parts, which is not declared",
        "Loose.egg: derived from itself by way of egg, hen",
        "Loose.hen: derived from itself by way of hen, egg",
    ]
