"""`python -m yanxiu_exporters.paper.typesetter FOLDER`: sets `document.json` in the folder as `document.pdf`.

A process of its own: the typesetter keeps what it has laid out for as long as it lives, and a fault of it ends no worker.
"""

import re
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from yanxiu_exporters.paper.glyphs import lacking

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
NAMED = 12
"""So many signs that no font has are named at the foot of a page: there is a line of room."""
PAGE = Path(__file__).with_name("page.typ")


def main(folder: Path) -> None:
    """Set the document; the fonts are those of the dependency and no others."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    # Ordinary signs need no look into the fonts.
    rare = set(re.findall(r"[^\n -~\u3000-\u303f\u4e00-\u9fa5\uff01-\uff5e]", _texts(folder)))
    boxed = lacking(rare, sorted(FONTS.glob("*.otf")))
    named = "、".join(f"U+{ord(sign):04X}" for sign in boxed[:NAMED])
    named += f" 等 {len(boxed)} 个" if len(boxed) > NAMED else ""
    compiler = typst.Compiler(PAGE.read_bytes(), root=str(folder), font_paths=fonts, ignore_system_fonts=True)
    # Tags would take ten times the room; a printed form needs none.
    compiler.compile(output=str(folder / "document.pdf"), pdf_tags=False, sys_inputs={"lacking": named})


def _texts(folder: Path) -> str:
    """All that is to be set; its JSON writes signs as they are."""
    return (folder / "document.json").read_text(encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
