"""What can be wrong with a file as a whole, and with one cell of it."""

from typing import ClassVar

from yanxiu_core.errors import DomainError


class TableError(DomainError):
    """A file that cannot be read at all: broken, locked, too large, or without the form's headings."""

    code: ClassVar[str] = "TABLE_UNREADABLE"


class CellError(Exception):
    """A parser's refusal of one cell; the reader adds sheet, row and column and makes it a `Problem`."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both languages: what is wrong with the value, and the forms that are accepted."""
        super().__init__(zh)
        self.zh = zh
        self.en = en
