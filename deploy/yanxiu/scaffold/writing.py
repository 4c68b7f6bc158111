"""Write the distribution of a plugin to start from."""

from pathlib import Path

from yanxiu_core.errors import Conflict, Invalid
from yanxiu_core.plugins.declarations import NAME

TEMPLATES = Path(__file__).parent
WORD = "sample"
"""The name that stands in the templates, in paths and in texts, also in capitals."""


def write(name: str, kind: str, directory: Path) -> Path:
    """The folder of the new distribution of a kind: policy, feature or exporter.

    Raises Invalid for a bad name, Conflict for a folder that is there.
    """
    if not NAME.fullmatch(name):
        raise Invalid(
            f"名称“{name}”不合要求: 2-30 个小写字母或数字, 以字母开头, 不含下划线",
            f"The name {name!r} does not fit: 2-30 lower-case letters and digits, a letter first, no underscore",
            field="name",
        )
    folder = directory / f"yanxiu-{name}"
    if folder.exists():
        raise Conflict(
            f"{folder} 已存在; 请换一个名称, 或先移走它",
            f"{folder} exists already; choose another name, or move it away first",
            field="name",
        )
    for template in sorted((TEMPLATES / kind).rglob("*.txt")):
        path = folder / _named(str(template.relative_to(TEMPLATES / kind)).removesuffix(".txt"), name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_named(template.read_text(encoding="utf-8"), name), encoding="utf-8", newline="\n")
    return folder


def _named(text: str, name: str) -> str:
    for spelled in (str.upper, str.capitalize, str.lower):
        text = text.replace(spelled(WORD), spelled(name))
    return text
