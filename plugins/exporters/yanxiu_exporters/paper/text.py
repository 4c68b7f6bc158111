"""How wide texts are, and what they look like."""

from datetime import date
from decimal import Decimal
from math import ceil
from unicodedata import east_asian_width

from yanxiu_core.verdicts.explanation import number
from yanxiu_exporters.paper.blocks import Value


def shown(value: Value) -> str:
    """A value as text; quantities without needless zeros."""
    if isinstance(value, Decimal):
        return number(value)
    return "" if value is None else str(value)


def width(text: str) -> int:
    """In characters of half a Chinese one."""
    return sum(1 + (east_asian_width(sign) in "WFA") for sign in text)


def lines(text: str, room: int) -> int:
    """Lines that a text takes in so many half characters; its own line ends count."""
    return sum(ceil(width(part) / room) or 1 for part in text.split("\n"))


def to_sign(label: str) -> str:
    """A place to sign as plain text: a line for a name, the parts of a date, room where a seal goes."""
    if "日期" in label:
        return f"{label}　　年　　月　　日"
    return label + ("　" if "章" in label else "＿") * 6


def day(value: date | str | None) -> str:
    """A day as offices write it: 2025年3月8日; nothing where there is none."""
    if not value:
        return ""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.year}年{found.month}月{found.day}日"
