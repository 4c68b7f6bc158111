"""Hooks for authors of facts: relations of people to units, and kinds of records with rules of their own."""

from collections.abc import Sequence

from yanxiu_core.assignments.relations import Relation
from yanxiu_core.hookspecs.marker import hookspec
from yanxiu_core.records.kinds import RecordKind


@hookspec
def yanxiu_relations() -> Sequence[Relation]:  # type: ignore[empty-body] # a specification
    """Name the dated relations of people to units that you bring, such as 蹲点.

    Called once, at start. A relation is assigned by `assignmentCreate`; its `settle` is then asked whether that may be.
    Where it names kinds, an assignment posts fact lines of them, which rules read. Its name begins with the plugin's and
    is unique: a clash is refused at start, naming both.

    Return: the relations. An empty answer means that the plugin brings none.

    Example::

        @hookimpl
        def yanxiu_relations() -> Sequence[Relation]:
            return [Relation("mentors.studio", Text(zh="工作室", en="Studio"), person_kind="studio.member")]
    """


@hookspec
def yanxiu_record_kinds() -> Sequence[RecordKind]:  # type: ignore[empty-body] # a specification
    """Name the kinds of records (台账) that you check when they are registered, or that a unit confirms.

    Called once, at start. A kind is found by its name and by the words that policies have for it (`vocabulary`); a name
    that another plugin brings is refused at start, naming both. Kinds without rules of their own need no declaration.

    Return: the kinds. An empty answer means that the plugin checks none.

    Example::

        @hookimpl
        def yanxiu_record_kinds() -> Sequence[RecordKind]:
            return [RecordKind("embed.presence", Text(zh="在校", en="Presence"), confirmed=True, check=check)]
    """
