"""One thing that is wrong with answers, said in the words of the form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` leads from the answers to the value (`views`, `0`, `score`); the texts name the field by its title."""

    path: tuple[str, ...]
    zh: str
    en: str
