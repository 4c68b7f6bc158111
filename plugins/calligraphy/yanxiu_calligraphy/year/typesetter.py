"""`python -m yanxiu_calligraphy.year.typesetter FOLDER`: sets `page.json` in the folder as `page.pdf`.

A process of its own: the typesetter keeps what it has laid out for as long as it lives, and a fault of it ends no worker.
"""

import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
PAGE = Path(__file__).with_name("page.typ")


def main(folder: Path) -> None:
    """Set the page; the fonts are those of the dependency and no others."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(PAGE.read_bytes(), root=str(folder), font_paths=fonts, ignore_system_fonts=True)
    compiler.compile(output=str(folder / "page.pdf"), pdf_tags=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
