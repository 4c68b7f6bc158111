"""How large pictures are printed that stand side by side in a box of a grid, and how many pixels that takes."""

from pathlib import Path

from yanxiu_core.images.pictures import shrink
from yanxiu_exporters.paper.blocks import GRID, Picture

WIDE = 180
"""Millimetres between the edges of an upright A4 page."""
EDGE, GAP = 2, 4
"""Millimetres to a box's edge and between two pictures."""
HEIGHTS = {1: 62, 2: 54, 3: 44}
"""Millimetres that a picture is high at most, by how many stand side by side."""
INCH, DOTS = 25.4, 180
"""Millimetres of an inch, and pixels to it: what an office's printer shows of a photograph."""


def room(count: int, width: int) -> tuple[float, float]:
    """Millimetres, wide and high, for each of so many pictures in a box of this width in the grid's units."""
    whole = WIDE * width / GRID - 2 * EDGE
    return (whole - GAP * (count - 1)) / count, HEIGHTS[count]


def printable(source: Path, target: Path, caption: str, *, count: int, width: int) -> Picture:
    """The picture with no more pixels than it is printed with, as one of `count` in a box of this width."""
    wide, high = (round(side / INCH * DOTS) for side in room(count, width))
    return Picture(target, *shrink(source, target, width=wide, height=high), caption)
