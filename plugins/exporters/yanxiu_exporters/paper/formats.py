"""From a composed document to an exporter's writer, in any format."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from yanxiu_core.exports.declarations import ExportRequest, ExportWriter, Reads
from yanxiu_exporters.paper.blocks import Document
from yanxiu_exporters.paper.docx import write_docx
from yanxiu_exporters.paper.pdf import write_pdf
from yanxiu_exporters.paper.xlsx import write_xlsx

Compose = Callable[[ExportRequest, Reads, Path], AbstractContextManager[Document]]
"""(request, reads, a folder for what must be kept aside) -> the document, while it is written."""


def at_once(compose: Callable[[ExportRequest, Reads], Document]) -> Compose:
    """A document that is small enough to be put together whole."""

    @contextmanager
    def composed(request: ExportRequest, reads: Reads, _folder: Path) -> Iterator[Document]:
        yield compose(request, reads)

    return composed


def pdf(compose: Compose) -> ExportWriter:
    """The document as .pdf, fonts embedded."""

    def write(request: ExportRequest, reads: Reads, target: Path) -> str | None:
        with compose(request, reads, target.parent) as document:
            write_pdf(document, target)
        return document.check

    return write


def docx(compose: Compose) -> ExportWriter:
    """The document as .docx."""

    def write(request: ExportRequest, reads: Reads, target: Path) -> str | None:
        with compose(request, reads, target.parent) as document:
            write_docx(document, target)
        return document.check

    return write


def xlsx(compose: Compose, sheet: str) -> ExportWriter:
    """The document as a workbook with one sheet of this name."""

    def write(request: ExportRequest, reads: Reads, target: Path) -> str | None:
        with compose(request, reads, target.parent) as document:
            write_xlsx(document, target, sheet, request.made_at)
        return document.check

    return write
