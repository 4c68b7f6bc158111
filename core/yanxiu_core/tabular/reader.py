"""Reading a file against a form: a stream of rows, each with its values or its problems."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from yanxiu_core.tabular.cells import Cell, is_blank
from yanxiu_core.tabular.columns import Form
from yanxiu_core.tabular.delimited import delimited_sheet
from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.footers import is_footer
from yanxiu_core.tabular.header import SEARCHED, Header, check_duplicates, find_header
from yanxiu_core.tabular.records import DEFAULT_LIMITS, Limits, Problem, Row
from yanxiu_core.tabular.rows import RowMaker
from yanxiu_core.tabular.sheets import Record, Sheet
from yanxiu_core.tabular.workbook import OLE_MAGIC, ZIP_MAGIC, workbook_sheets

__all__ = ["Limits", "Problem", "Row", "TableError", "read"]


def read(source: Path, form: Form, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Row]:
    """Every row under the form's header, in all sheets that have one, in the order of the file.

    Skipped without a word: blank rows, rows that fill none of the form's columns (a numbered but empty line),
    footers, repeated headers, and sheets that share no heading with the form. A sheet that shares some but
    lacks required columns comes last, as a row with the problem `sheet_skipped`.
    `TableError`, while iterating: the file cannot be opened, is too large, or no sheet has the header.
    """
    lacking: list[tuple[str, Header]] = []
    found = count = 0
    for sheet in _sheets(source, form, limits):
        filled = (record for record in sheet.records if not all(is_blank(cell) for cell in record[1]))
        top = list(islice(filled, SEARCHED))
        header = find_header(top, form)
        if header is not None and header.missing:
            lacking.append((sheet.name, header))
        elif header is not None:
            check_duplicates(sheet.name, header, form)
            found += 1
            for row in _rows(sheet, header, chain(top, filled), form):
                count += 1
                _check_count(count, limits)
                yield row
    if not found:
        raise _no_header(lacking, form)
    yield from (_skipped(name, header, form) for name, header in lacking if header.places)


def _sheets(source: Path, form: Form, limits: Limits) -> Iterator[Sheet]:
    size = source.stat().st_size
    if size > limits.max_bytes:
        raise TableError(
            f"文件有 {size >> 20} MB，超过上限 {limits.max_bytes >> 20} MB。请删去图片，或分成几个文件上传。",
            f"The file has {size >> 20} MB, more than the {limits.max_bytes >> 20} MB allowed. Remove pictures or "
            "split it into several files.",
            limit=limits.max_bytes,
        )
    with source.open("rb") as file:
        start = file.read(len(OLE_MAGIC))
    if start.startswith(ZIP_MAGIC) or start == OLE_MAGIC:
        return workbook_sheets(source, limits)
    return iter((delimited_sheet(source, form),))


def _rows(sheet: Sheet, header: Header, records: Iterator[Record], form: Form) -> Iterator[Row]:
    maker = RowMaker(sheet, header, form)
    for number, cells in records:
        if number > header.number and not _is_furniture(cells, header):
            row = maker.make(number, cells)
            if row is not None:
                yield row


def _is_furniture(cells: Sequence[Cell], header: Header) -> bool:
    return is_footer(cells, len(header.places)) or header.is_repeated_in(cells)


def _check_count(count: int, limits: Limits) -> None:
    if count > limits.max_rows:
        raise TableError(
            f"文件超过 {limits.max_rows} 行。请分成几个文件上传。",
            f"The file has more than {limits.max_rows} rows. Split it into several files.",
            limit=limits.max_rows,
        )


def _skipped(sheet: str, header: Header, form: Form) -> Row:
    missing = "、".join(header.missing)
    problem = Problem(
        sheet,
        1,
        missing,
        header.listed(),
        "sheet_skipped",
        f"工作表“{sheet}”没有读取：第 {header.number} 行的表头缺少“{missing}”。如果它也要导入，请补上这些列；否则请删除这张工作表。",
        f'Sheet "{sheet}" was not read: the header in row {header.number} lacks {missing}. Add the columns if it is '
        "to be imported, or delete the sheet.",
    )
    return Row(sheet, 1, {}, (None,) * len(form.columns), (problem,))


def _no_header(lacking: Sequence[tuple[str, Header]], form: Form) -> TableError:
    if not lacking:
        return TableError(
            f"文件是空的，没有任何内容。请上传填好的“{form.title}”。",
            f"The file is empty. Upload a completed {form.title}.",
        )
    sheet, header = max(lacking, key=lambda item: len(item[1].places))
    missing, listed = "、".join(header.missing), header.listed()
    return TableError(
        f"没有找到“{form.title}”的表头：工作表“{sheet}”第 {header.number} 行最接近，但缺少“{missing}”；该行的内容是：{listed}。"
        f"表头须在前 {SEARCHED} 行之内，请补上缺少的列名后再上传。",
        f'No header of "{form.title}" was found: row {header.number} of sheet "{sheet}" comes nearest but lacks '
        f"{missing}; it holds: {listed}. The header must be within the first {SEARCHED} rows; add the missing "
        "headings and upload again.",
        missing=list(header.missing),
        found=[heading for heading in header.headings if heading],
    )
