"""A document as .pdf, in bounded memory: long tables are set in parts, each by a process of its own, and joined."""

import json
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pypdf import PdfReader, PdfWriter

from yanxiu_exporters.paper.blocks import Block, Cell, Document, Grid, Line, Signatures, Table
from yanxiu_exporters.paper.pictures import room
from yanxiu_exporters.paper.text import shown

PART = 1_000
"""Rows that are set at a time: 100 MB in the typesetter, a page of the last rows is not full."""
KEPT = 2
"""Rows of a table that never part from the signatures below it."""
SHORT = 600
"""Characters in a box of a grid's last row, up to which it does not part from the signatures below it."""
LONGEST = 600
"""Seconds that one part may take; a thousand rows take less than one."""

GIVEN, PRINTED = "document.json", "document.pdf"

Part = dict[str, Any]


def write_pdf(document: Document, target: Path) -> None:
    """Write the document. Page numbers run through all parts, so long ones are set twice: to count, and to print."""
    with TemporaryDirectory(prefix="typeset-", dir=target.parent) as name:
        folder = Path(name)
        parts = []
        for place, part in enumerate(_parts(document)):
            parts.append(folder / str(place))
            parts[-1].mkdir()
            _keep(parts[-1], {**part, "before": 0, "total": 0})
        pages = [_set(own) for own in parts]
        if len(parts) == 1:
            (parts[0] / PRINTED).replace(target)
            return
        with PdfWriter() as book:
            for place, own in enumerate(parts):
                again = json.loads((own / GIVEN).read_text(encoding="utf-8"))
                _keep(own, {**again, "before": sum(pages[:place]), "total": sum(pages)})
                _set(own)
                book.append(own / PRINTED)
            book.add_metadata({"/Title": document.title})
            book.write(target)


def _parts(document: Document) -> Iterator[Part]:
    """The document in parts of `PART` rows at most; the title stands on the first."""
    first, blocks, rows = True, list[Part](), 0
    for piece in _pieces(document.blocks):
        more = len(piece["rows"]) if piece["kind"] == "table" else 0
        if rows and rows + more > PART:
            yield _part(document, blocks, first=first)
            first, blocks, rows = False, [], 0
        blocks.append(piece)
        rows += more
    yield _part(document, blocks, first=first)


def _pictures(part: Part) -> Iterator[dict[str, Any]]:
    for block in part["blocks"]:
        for row in block["rows"] if block["kind"] in {"grid", "kept"} else ():
            for cell in row:
                yield from cell["pictures"]


def _part(document: Document, blocks: list[Part], *, first: bool) -> Part:
    return {
        "title": document.title,
        "heading": first,
        "landscape": document.landscape,
        "mark": document.mark,
        "blocks": blocks,
    }


def _pieces(blocks: Sequence[Block]) -> Iterator[Part]:
    left = list(blocks)
    while left:
        block = left.pop(0)
        if isinstance(block, Table | Grid):
            after = list(takewhile(lambda each: isinstance(each, Line | Signatures), left))
            signed = any(isinstance(each, Signatures) for each in after)
            if signed:
                del left[: len(after)]
            below = [_plain(each) for each in after] if signed else None
            yield from _tabled(block, below) if isinstance(block, Table) else _boxed(block, below)
        else:
            yield _plain(block)


def _tabled(block: Table, after: list[Part] | None) -> Iterator[Part]:
    """A table in pieces; the last rows of one that is signed go with what stands below it (`after`)."""
    room = [column.width for column in block.columns]
    columns = [{**asdict(each), "title": _breakable(each.title, each.width)} for each in block.columns]
    look = {"columns": columns, "lines": block.lines}
    held: deque[list[str]] = deque()

    def early() -> Iterator[list[str]]:
        for row in block.rows:
            held.append([_breakable(shown(value), room[at]) for at, value in enumerate(row)])
            if len(held) > (KEPT if after is not None else 0):
                yield held.popleft()

    rows, alone = early(), True
    while taken := list(islice(rows, PART)):
        yield {"kind": "table", **look, "rows": taken}
        alone = False
    if after is not None:
        yield {"kind": "tail", **look, "rows": list(held), "after": after, "alone": alone}
    elif alone:
        yield {"kind": "table", **look, "rows": []}


def _boxed(grid: Grid, after: list[Part] | None) -> Iterator[Part]:
    """A grid; the last row of one that is signed goes with what stands below it, unless the row is long."""
    rows = [[_cell(cell) for cell in row] for row in grid.rows]
    if after is None:
        yield {"kind": "grid", "rows": rows}
        return
    short = all(len(cell.text) <= SHORT for cell in grid.rows[-1])
    early, late = (rows[:-1], rows[-1:]) if short else (rows, [])
    if early:
        yield {"kind": "grid", "rows": early}
    yield {"kind": "kept", "rows": late, "after": after, "alone": not early}


def _plain(block: Block) -> Part:
    match block:
        case Line():
            return {"kind": "line", "text": block.text, "look": block.look}
        case Signatures():
            return {"kind": "signatures", "labels": list(block.labels)}
    return {"kind": "break"}


def _cell(cell: Cell) -> dict[str, Any]:
    place = room(len(cell.pictures), cell.width) if cell.pictures else (0, 0)
    return {
        "text": _breakable(cell.text, 3 * cell.width),
        "width": cell.width,
        "label": cell.label,
        "lines": cell.lines,
        "high": max((each.fitted(*place)[1] for each in cell.pictures), default=0),
        "pictures": [{"path": str(each.path), "caption": each.caption} for each in cell.pictures],
    }


def _breakable(text: str, room: int) -> str:
    """A Latin word that is wider than its column may break anywhere; Chinese does so by itself."""
    return re.sub(rf"[!-~]{{{room + 1},}}", lambda word: "\u200b".join(word[0]), text)


def _keep(folder: Path, part: Part) -> None:
    """Write what is set; pictures come beside it, for the typesetter sees nothing outside the folder."""
    for place, picture in enumerate(_pictures(part)):
        beside = f"{place}.jpg"
        if picture["path"] != beside:
            shutil.copyfile(picture["path"], folder / beside)
            picture["path"] = beside
    (folder / GIVEN).write_text(json.dumps(part, ensure_ascii=False), encoding="utf-8")


def _set(folder: Path) -> int:
    """Set a part; returns how many pages it has."""
    command = [sys.executable, "-m", "yanxiu_exporters.paper.typesetter", str(folder)]
    # Fixed arguments, no shell; what users typed is in the file.
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST)  # noqa: S603
    if done.returncode:
        raise RuntimeError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "typesetter failed"
        )
    return len(PdfReader(folder / PRINTED).pages)
