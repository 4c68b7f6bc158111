"""Opening .csv files: encoding and delimiter are found out, the lines are streamed."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from yanxiu_core.tabular.cells import is_blank
from yanxiu_core.tabular.columns import Form
from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.header import SEARCHED, matches
from yanxiu_core.tabular.sheets import Record, Sheet

_SHEET = "CSV"  # a CSV file has no sheets; its problems name this one
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PLAIN = ("utf-8", "gb18030")  # without a mark; what is valid UTF-8 is practically never GB18030
_DELIMITERS = (",", "\t", ";")
_CHUNK = 1 << 16  # bytes


def delimited_sheet(source: Path, form: Form) -> Sheet:
    """The file as one sheet. `TableError`: neither UTF-8, UTF-16 with mark nor GB18030, or no text at all."""
    encoding = _encoding(source)
    _refuse_markup(source, encoding)
    best = max(_DELIMITERS, key=lambda delimiter: _likeness(source, encoding, delimiter, form))
    return Sheet(_SHEET, _records(source, encoding, best), delimited=True)


def _encoding(source: Path) -> str:
    """Decode the whole file piece by piece in every possible encoding; the first that never fails is it."""
    with source.open("rb") as file:
        start = file.read(3)
        file.seek(0)
        marked = [name for bom, name in _BOMS.items() if start.startswith(bom)]
        decoders = {name: codecs.getincrementaldecoder(name)() for name in marked or _PLAIN}
        while decoders and (chunk := file.read(_CHUNK)):
            decoders = {n: d for n, d in decoders.items() if _decodes(d, chunk, final=False)}
        found = [name for name, decoder in decoders.items() if _decodes(decoder, b"", final=True)]
    if not found:
        raise TableError(
            "文件不是表格，或者编码无法识别。请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”后再上传。",
            "The file is no table, or its encoding cannot be made out. Open it in Excel or WPS, save it as .xlsx or "
            '"CSV UTF-8 (comma delimited)", and upload that.',
        )
    return found[0]


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        return "\0" not in decoder.decode(chunk, final)  # no text has NUL: it is another kind of file
    except UnicodeDecodeError:
        return False


def _refuse_markup(source: Path, encoding: str) -> None:
    """Older systems export a web page and call it .xls; Excel opens it, so people take it for a table."""
    with source.open(encoding=encoding) as file:
        if file.read(200).lstrip().startswith("<"):
            raise TableError(
                "文件其实是网页（有些系统导出的 .xls 就是这样）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
                "The file is a web page, as some systems export under the name .xls. Open it in Excel or WPS, save it "
                "as .xlsx and upload that.",
            )


def _likeness(source: Path, encoding: str, delimiter: str, form: Form) -> int:
    try:
        records = list(islice(_filled(_records(source, encoding, delimiter)), SEARCHED))
    except TableError:  # with the right delimiter the same text may be well-formed
        return 0
    return max((matches(cells, form) for _, cells in records), default=0)


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if not all(is_blank(cell) for cell in record[1]))


def _records(source: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    with source.open(encoding=encoding, newline="") as file:
        # strict: a quote that is never closed would otherwise swallow the rest of the file without a word
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        row = 0
        try:
            # Numbered as Excel shows the file: a quoted line break belongs to its row.
            for row, cells in enumerate(reader, start=1):
                yield row, cells
        except csv.Error as error:
            raise TableError(
                f"CSV 第 {row + 1} 行的引号不成对，或者一格里的文字过长。请检查这一行，或用 Excel 另存为 .xlsx 后再上传。",
                f"CSV row {row + 1}: quotation marks do not match, or a cell is too long. Check the line, or save the "
                "file as .xlsx in Excel and upload that.",
                row=row + 1,
            ) from error
