"""Opening .xlsx and .xls files that strangers upload: everything is weighed before it is unpacked."""

import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from yanxiu_core.tabular.errors import TableError
from yanxiu_core.tabular.extent import Extent
from yanxiu_core.tabular.records import Limits
from yanxiu_core.tabular.sheets import Sheet

ZIP_MAGIC = b"PK"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LOCKED_NAME = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps a locked .xlsx
_CHUNK = 1 << 16  # bytes
_PROBE = 60  # seconds; an .xls of 64 MB takes a few

# What zipfile raises on damaged archives: bad offsets give OSError and ValueError, a member with a password
# RuntimeError, odd compression NotImplementedError.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def workbook_sheets(source: Path, limits: Limits) -> Iterator[Sheet]:
    """The worksheets in the workbook's order, hidden ones too, one in memory at a time.

    The kind is taken from the content, not from the name's ending. `TableError`: broken, locked, no Excel
    workbook, or larger than the limits.
    """
    with source.open("rb") as file:
        if file.read(len(ZIP_MAGIC)) == ZIP_MAGIC:
            _check_zip(source, limits)
        else:
            _check_ole(source)
        file.seek(0)
        try:
            with CalamineWorkbook.from_filelike(file) as book:
                for meta in book.sheets_metadata:
                    if meta.typ == SheetTypeEnum.WorkSheet:
                        # iter_rows begins with row 1 whatever rows are empty; empty columns on the left are cut.
                        rows = book.get_sheet_by_name(meta.name).iter_rows()
                        yield Sheet(meta.name, enumerate(rows, start=1))
        except PasswordError as error:
            raise _locked() from error
        except CalamineError as error:
            raise _broken() from error


def _check_zip(source: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > limits.max_uncompressed:
                raise TableError(
                    f"文件解压后有 {size >> 20} MB，超过上限 {limits.max_uncompressed >> 20} MB。请删去图片和多余的工作表，或分成几个文件上传。",
                    f"Unpacked, the file has {size >> 20} MB, more than the {limits.max_uncompressed >> 20} MB "
                    "allowed. Remove pictures and spare sheets, or split it into several files.",
                    limit=limits.max_uncompressed,
                )
            # Some attendance systems write paths with "\\" or without the folder; an .xlsb or .ods has no such part.
            if not any(name.lower().endswith("workbook.xml") for name in archive.namelist()):
                raise _broken()
            for member in archive.infolist():
                if member.filename.endswith(".xml"):
                    _check_extent(archive, member, limits)
    except _ZIP_ERRORS as error:
        raise _broken() from error


def _check_extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    """A stray value in the last row of a sheet makes a rectangle of gigabytes: refuse before calamine builds it."""
    extent = Extent()
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            extent.feed(chunk)
    if extent.cells() > limits.max_cells:
        raise TableError(
            f"工作表的数据区一直延伸到第 {extent.last_row} 行，太大了。请在 Excel 中选中表格下方和右侧的空白行列，删除后保存，再上传。",
            f"The data of a sheet reaches as far as row {extent.last_row}, which is too large. In Excel select the "
            "empty rows below and the columns right of the table, delete them, save, and upload again.",
            limit=limits.max_cells,
        )


def _check_ole(source: Path) -> None:
    if _LOCKED_NAME in source.read_bytes():
        raise _locked()
    command = [sys.executable, "-m", "yanxiu_core.tabular.probe", str(source)]
    try:
        # Fixed arguments, no shell; what calamine prints when it fails is of no use to anyone.
        subprocess.run(command, check=True, capture_output=True, timeout=_PROBE)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise _broken() from error


def _locked() -> TableError:
    return TableError(
        "文件有打开密码，无法读取。请在 Excel 中取消密码（文件 > 信息 > 保护工作簿），保存后再上传。",
        "The file is protected by a password. Remove the password in Excel (File > Info > Protect Workbook), "
        "save, and upload it again.",
    )


def _broken() -> TableError:
    return TableError(
        "文件已损坏，或者不是 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
        "The file is damaged or is no Excel workbook. Open it in Excel or WPS, save it as .xlsx and upload that.",
    )
