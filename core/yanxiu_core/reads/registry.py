"""All nouns of an installation, gathered in the composition root from the core's and the plugins' declarations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from yanxiu_core.reads.declarations import Connection, Derived, Field, Many, Noun, One
from yanxiu_core.reads.pages import Order
from yanxiu_core.reads.selection import Pick


class DeclarationError(Exception):
    """Declarations that contradict each other; a fault of whoever wrote them, met when the process starts."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one owner (the core, a plugin by its name) declares: its own nouns, and fields on any noun."""

    owner: str
    nouns: tuple[Noun, ...] = ()
    fields: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)


class Nouns(Mapping[str, Noun]):
    """Nouns by name, each with all its fields. Relations name their targets, which are looked up here."""

    def __init__(self, *contributions: Contribution) -> None:
        """Raises DeclarationError, naming both owners, when a noun or a field is declared twice."""
        self._given = contributions
        self._nouns: dict[str, Noun] = {}
        self._owners: dict[tuple[str, str], str] = {}
        for given in contributions:
            for noun in given.nouns:
                self._claim(noun.name, "", given.owner)
                self._nouns[noun.name] = replace(noun, fields={})
                self._extend(noun.name, noun.fields, given.owner)
        for given in contributions:
            for name, fields in given.fields.items():
                self._extend(name, fields, given.owner)

    def __getitem__(self, name: str) -> Noun:
        """The noun; a KeyError is a defect of the caller."""
        return self._nouns[name]

    def __iter__(self) -> Iterator[str]:
        """The nouns' names."""
        return iter(self._nouns)

    def __len__(self) -> int:
        """How many nouns there are."""
        return len(self._nouns)

    def joined(self, *more: Contribution) -> "Nouns":
        """These with further contributions. Raises DeclarationError, naming both owners, for what is declared twice."""
        return Nouns(*self._given, *more)

    def owner(self, noun: str, field: str = "") -> str:
        """Who declared the field (or the noun itself)."""
        return self._owners[noun, field]

    def verify(self, known: "Nouns | None" = None) -> None:
        """Raise DeclarationError with everything that would fail when a field is read.

        What stands in `known`, which has been verified, is not looked at again: joining nouns takes nothing away.
        """
        problems = [
            problem
            for name, noun in self.items()
            if known is None or name not in known or known[name].fields.keys() != noun.fields.keys()
            for problem in self._problems(noun)
        ]
        if problems:
            raise DeclarationError("\n".join(problems))

    def _claim(self, noun: str, field: str, owner: str) -> None:
        taken = self._owners.get((noun, field))
        if taken is not None:
            what = f"{noun}.{field}" if field else noun
            raise DeclarationError(f"{what} is declared by {taken} and by {owner}")
        self._owners[noun, field] = owner

    def _extend(self, name: str, fields: Mapping[str, Field], owner: str) -> None:
        if name not in self._nouns:
            raise DeclarationError(f"{owner} declares fields on {name}, a noun that nobody declares")
        for field_name in fields:
            self._claim(name, field_name, owner)
        noun = self._nouns[name]
        self._nouns[name] = replace(noun, fields={**noun.fields, **fields})

    def _problems(self, noun: Noun) -> Iterator[str]:
        if "default" not in noun.order:
            yield f"{noun.name}: no order called default"
        for order in noun.order.values():
            yield from _order_problems(noun, order)
        for name, declared in noun.fields.items():
            match declared:
                case One() | Many() | Connection():
                    yield from self._relation_problems(f"{noun.name}.{name}", declared)
                case Derived():
                    yield from _derived_problems(noun, name)

    def _relation_problems(self, where: str, relation: One | Many | Connection) -> Iterator[str]:
        if relation.noun not in self:
            yield f"{where}: no noun called {relation.noun}"
        elif isinstance(relation.order, str) and relation.order not in self[relation.noun].order:
            yield f"{where}: {relation.noun} has no order called {relation.order}"


def _order_problems(noun: Noun, order: Order) -> Iterator[str]:
    for key in order.keys(noun.table):
        if getattr(key, "nullable", False):
            yield f"{noun.name}: order {order.name} uses {key}, which may be NULL; see nulls_last"


def _derived_problems(noun: Noun, name: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    declared = noun.fields[name]
    if name in above:
        yield f"{noun.name}.{name}: derived from itself by way of {', '.join(above)}"
    elif isinstance(declared, Derived):
        for need in declared.needs:
            needed = need.field if isinstance(need, Pick) else need
            if needed in noun.fields:
                yield from _derived_problems(noun, needed, (*above, name))
            else:
                yield f"{noun.name}.{name}: needs {needed}, which is not declared"
