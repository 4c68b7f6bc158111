"""The rectangle that a worksheet's values span, counted from its XML as a stream."""

import re
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]+)(\d+)", re.ASCII)


class Extent:
    """Fed with the bytes of one XML part; parts that are no worksheets have no cells and an extent of 0.

    Cells without a value (borders, colours) do not count, since the reader's library leaves them out as well.
    What is no XML is left to that library to refuse.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._broken = False
        self._row = self._column = 0
        self._reference: str | None = None
        self._columns: set[int] = set()
        self._letters: dict[str, int] = {}
        self.first_row = 1 << 32
        self.last_row = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        if not self._broken:
            try:
                self._parser.Parse(chunk, False)
            except expat.ExpatError:
                self._broken = True

    def cells(self) -> int:
        """How many cells the rectangle has."""
        if not self._columns:
            return 0
        return (self.last_row - self.first_row + 1) * (max(self._columns) - min(self._columns) + 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._reference = attributes.get("r")
            self._column += 1
        elif name in {"v", "is"}:
            self._count()
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = 0

    def _count(self) -> None:
        found = _REFERENCE.fullmatch(self._reference.upper()) if self._reference else None
        if found is not None:
            self._row, self._column = int(found[2]), self._number(found[1])
        self.first_row = min(self.first_row, self._row)
        self.last_row = max(self.last_row, self._row)
        self._columns.add(self._column)

    def _number(self, letters: str) -> int:
        known = self._letters.get(letters)
        if known is None:
            known = 0
            for letter in letters[:4]:
                known = known * 26 + ord(letter) - ord("A") + 1
            self._letters[letters] = known
        return known
