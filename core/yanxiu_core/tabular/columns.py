"""What an importer declares: the columns of one office form, their headings and their parsers."""

import re
from dataclasses import dataclass

from yanxiu_core.tabular.cells import Cell, tight
from yanxiu_core.tabular.errors import CellError
from yanxiu_core.tabular.values import Parser, text

__all__ = ["Cell", "CellError", "Column", "Form", "Parser", "heading_key"]

_MARKS = re.compile(r"^\*+|(\*+|:|\((必填|必选|必须|选填|可选|非必填)\))$")


def heading_key(heading: str) -> str:
    """A heading as it is compared: NFKC, without blanks and line breaks, "*", "（必填）" or ":", case folded."""
    key, before = tight(heading).casefold(), ""
    while key != before:
        key, before = _MARKS.sub("", key), key
    return key


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required`: a file without it is refused. `blank`: an empty cell is allowed and gives None."""

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    parse: Parser = text
    required: bool = True
    blank: bool = False

    def headings(self) -> tuple[str, ...]:
        """The headings under which the column is recognised, as `heading_key` gives them."""
        return tuple(heading_key(heading) for heading in (self.title, *self.synonyms))


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of list: `name` for programs ("attendance"), `title` for people (签到表)."""

    name: str
    title: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        """Refuse with ValueError a declaration in which a heading or a key stands for two columns."""
        keys = [column.key for column in self.columns]
        headings = [heading for column in self.columns for heading in set(column.headings())]
        if len(set(keys)) < len(keys) or len(set(headings)) < len(headings):
            msg = f"form {self.name}: two columns share a key or a heading"
            raise ValueError(msg)

    def by_heading(self) -> dict[str, Column]:
        """The column for every recognised `heading_key`."""
        return {heading: column for column in self.columns for heading in column.headings()}
