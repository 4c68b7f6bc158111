"""The check code of a sheet: whoever holds the sheet can compute it again, and another export of the same data has it.

SHA-256 over UTF-8 lines, each a list of texts joined by a tab and ended by a line feed: first what the sheet is about
(title, rule, window), then the headings, then each row as printed, without the place in the list being left out. Line
ends and tabs within a text count as blanks. The first 80 bits, in base 32, in four groups.
"""

import hashlib
from base64 import b32encode
from collections.abc import Iterable

from yanxiu_exporters.paper.blocks import Value
from yanxiu_exporters.paper.text import shown

BYTES, GROUP = 10, 4


def check_code(lines: Iterable[Iterable[Value]]) -> str:
    """The code, such as `K7QM-2TXA-9WPL-44ZC`."""
    found = hashlib.sha256()
    for line in lines:
        texts = (" ".join(shown(value).split()) for value in line)
        found.update(("\t".join(texts) + "\n").encode())
    code = b32encode(found.digest()[:BYTES]).decode()
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
