"""One cell as a file gives it, how it is shown to people, and how its text is made comparable."""

import datetime as dt
import re
import unicodedata

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""What python-calamine or csv hands over; `None` and `""` are both an empty cell."""

_QUOTED = 60  # characters of a value that a message repeats
_DROPPED = {"Cc", "Cf", "Cs"}  # control, invisible format (zero width, BOM) and lone surrogate characters
_HAN = r"[\u3001-\u301f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BLANK_IN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")


def tidy(value: str) -> str:
    """NFKC, every run of blanks (full-width, tab, line break) as one space, none outside, nothing invisible."""
    value = unicodedata.normalize("NFKC", value)
    if not value.isprintable():  # the ordinary cell needs no look at every character
        value = "".join(c for c in value if c.isspace() or unicodedata.category(c) not in _DROPPED)
    return " ".join(value.split())


def tight(value: str) -> str:
    """`tidy` without any blank: for numbers, codes and headings, where a blank means nothing."""
    return tidy(value).replace(" ", "")


def prose(value: str) -> str:
    """`tidy` without blanks between Chinese characters: 张　三 is 张三, while "Book 1" keeps its space."""
    return _BLANK_IN_HAN.sub("", tidy(value))


def shown(cell: Cell) -> str:
    """The cell as a person reads it in Excel: 12 for 12.0, 2025-03-01, 08:30."""
    if isinstance(cell, str):
        return cell
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, float):
        # Excel shows and stores 15 significant digits; more are noise of the binary fraction.
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return f"{cell.date().isoformat()} {_clock(cell.time())}"
    if isinstance(cell, dt.time):
        return _clock(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def quoted(cell: Cell) -> str:
    """The value as a message repeats it: on one line and not longer than a line."""
    value = tidy(shown(cell))
    return value if len(value) <= _QUOTED else value[:_QUOTED] + "…"


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell: empty, or blanks and invisible characters alone."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not tidy(cell))


def _clock(moment: dt.time) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")
