"""Which signs the fonts lack: they would be printed as empty boxes, and a sheet with a teacher's name must say so."""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

SEGMENTED = 12
"""The format of the part of `cmap` that covers all of Unicode: (first sign, last sign, glyph) by twelve bytes."""
INVISIBLE = frozenset("\n\t\u200b")


def lacking(signs: Iterable[str], fonts: Iterable[Path]) -> list[str]:
    """The signs that none of the OpenType fonts has, in Unicode's order."""
    left = {ord(sign) for sign in signs} - {ord(sign) for sign in INVISIBLE}
    for font in fonts:
        ranges = list(_covered(font))
        left = {code for code in left if not any(first <= code <= last for first, last in ranges)}
    return [chr(code) for code in sorted(left)]


def _covered(font: Path) -> Iterator[tuple[int, int]]:
    """First and last of each range of signs (OpenType specification, tables `offset` and `cmap`)."""
    with font.open("rb") as file:
        tables = struct.unpack(">4xH6x", file.read(12))[0]
        found = {
            name: (at, size) for name, _, at, size in struct.iter_unpack(">4sIII", file.read(16 * tables))
        }
        at, size = found[b"cmap"]
        file.seek(at)
        cmap = file.read(size)
    for _, _, start in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * struct.unpack_from(">H", cmap, 2)[0]]):
        if struct.unpack_from(">H", cmap, start)[0] == SEGMENTED:
            groups = struct.unpack_from(">I", cmap, start + 12)[0]
            for first, last, _ in struct.iter_unpack(">III", cmap[start + 16 : start + 16 + 12 * groups]):
                yield first, last
            return
