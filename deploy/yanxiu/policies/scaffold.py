"""Write a policy plugin to start from."""

import re
from pathlib import Path

from yanxiu_core.errors import Conflict, Invalid

NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
TEMPLATES = Path(__file__).parent / "template"
WORD = "sample"
"""The name that stands in the template, in paths and in texts."""


def write(name: str, directory: Path) -> Path:
    """The folder of the new distribution. Raises Invalid for a bad name, Conflict for a folder that is there."""
    if not NAME.fullmatch(name):
        raise Invalid(
            f"名称“{name}”不合要求: 2-30 个小写字母、数字或下划线, 以字母开头",
            f"The name {name!r} does not fit: 2-30 lower-case letters, digits or underscores, a letter first",
            field="name",
        )
    folder = directory / f"yanxiu-{name.replace('_', '-')}"
    if folder.exists():
        raise Conflict(
            f"{folder} 已存在; 请换一个名称, 或先移走它",
            f"{folder} exists already; choose another name, or move it away first",
            field="name",
        )
    for template in sorted(TEMPLATES.rglob("*.txt")):
        path = folder / str(template.relative_to(TEMPLATES)).removesuffix(".txt").replace(WORD, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template.read_text(encoding="utf-8")
        text = text.replace(f"yanxiu-{WORD}", f"yanxiu-{name.replace('_', '-')}").replace(WORD, name)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder
