"""Opening a form that a stranger made: an Office file is a zip, weighed and searched before anything reads it."""

import re
import zipfile
import zlib
from pathlib import Path

from yanxiu_core.errors import Invalid

MOST_PARTS = 500
LARGEST, RATIO = 20 << 20, 200
"""Bytes unpacked in all, and how many times a part may be larger than it is packed."""
FREE = 1 << 20
"""Bytes: a small part may be packed however well."""

ACTIVE = re.compile(
    r"vbaproject|activex|oleobject|/embeddings/|externallinks/|/macrosheets/|customui", re.IGNORECASE
)
LOST = re.compile(r"^xl/(drawings|media|charts|pivottables|slicers)/", re.IGNORECASE)
ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)")
EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*>')
HYPERLINK = b"/hyperlink"
FIELDS = re.compile(rb"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|MACROBUTTON)\b")
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_safely(path: Path, main: str) -> None:
    """Refuse what is no such Office file (`main` is the part that it must have), too large, or more than a form.

    Raises Invalid, naming the part.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _weigh(archive)
            if main not in archive.namelist():
                raise _broken(main)
            for member in archive.infolist():
                _search(member.filename, archive.read(member))
    except _ZIP_ERRORS as error:
        raise _broken(main) from error


def _weigh(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    whole = sum(member.file_size for member in members)
    bombs = [
        member.filename
        for member in members
        if member.file_size > FREE and member.file_size > RATIO * max(member.compress_size, 1)
    ]
    if len(members) > MOST_PARTS or whole > LARGEST or bombs:
        raise _refused(
            f"模板解压后有 {whole >> 20} MB、{len(members)} 个部分, 太大了 (上限 {LARGEST >> 20} MB、{MOST_PARTS} 个); "
            "请删去图片和多余的工作表",
            f"Unpacked, the template has {whole >> 20} MB in {len(members)} parts, more than is allowed",
        )


def _search(name: str, content: bytes) -> None:
    if ACTIVE.search(name):
        raise _refused(
            f"模板含有宏、控件、嵌入对象或外部链接 ({name}); 模板只能有文字和表格, 请另存为不含宏的文件",
            f"The template holds a macro, control, embedded object or external link ({name}); save it without",
        )
    if LOST.search(name):
        raise _refused(
            f"模板含有图片、图表或批注 ({name}), 填写后不能保留; 请删去",
            f"The template holds a picture, chart or comment ({name}), which would be lost",
        )
    if not name.endswith((".xml", ".rels")):
        return
    if ENTITY.search(content):
        raise _refused(
            f"模板的 {name} 含有实体声明; 请用 Excel 或 Word 重新保存", f"{name} declares entities"
        )
    if name.endswith(".rels") and any(HYPERLINK not in link for link in EXTERNAL.findall(content)):
        raise _refused(
            f"模板引用了外部文件 ({name}); 请去掉链接", f"The template refers to an outside file ({name})"
        )
    if name.startswith("word/") and (found := FIELDS.search(_instructions(content))):
        field = found[0].decode()
        raise _refused(f"模板含有域 {field} ({name}); 请去掉", f"The template has a field {field} ({name})")


def _instructions(content: bytes) -> bytes:
    simple = re.findall(rb'w:instr="([^"]*)"', content)
    return b" ".join([*re.findall(rb"<w:instrText[^>]*>([^<]*)<", content), *simple])


def _broken(main: str) -> Invalid:
    kind = "Word (.docx)" if main.startswith("word/") else "Excel (.xlsx)"
    return _refused(f"模板已损坏, 或者不是 {kind} 文件", f"The template is damaged or is no {kind} file")


def _refused(zh: str, en: str) -> Invalid:
    return Invalid(zh, en, field="uploadId")
