"""Finding placeholders in a form's texts, and refusing what is none with its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yanxiu_core.errors import Invalid
from yanxiu_exporters.forms.vocabulary import Vocabulary

MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{%|\{#|%\}|#\}")
NESTED = re.compile(r"[{}]")
LISTED = 60
"""So many names are listed at most; there are fewer."""


DAMAGED = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)
"""What openpyxl, python-docx and their XML parsers raise on files whose parts are broken; a SyntaxError is the XML's."""


@dataclass(frozen=True, slots=True)
class Found:
    """A placeholder in a text: from where to where, and its English name."""

    start: int
    end: int
    name: str


def found_in(text: str, vocabulary: Vocabulary, where: Callable[[], str]) -> list[Found]:
    """The placeholders of a text, in their order. Raises Invalid, saying `where`, for what is none."""
    if "{" not in text and "}" not in text:
        return []
    if STATEMENT.search(text):
        raise refuse(
            f"{where()}: 模板里不能写语句, 只能写占位符, 如 {{{{ 姓名 }}}}; 含 {{{{ 行.… }}}} 的一行会自动重复",
            f"{where()}: a template holds placeholders and no statements; a row with {{{{ row.… }}}} repeats by itself",
        )
    found = list(_matches(text, vocabulary, where))
    rest = MARK.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise refuse(
            f"{where()}: 双花括号不成对: {text[:40]}", f"{where()}: double braces do not match: {text[:40]}"
        )
    return found


def _matches(text: str, vocabulary: Vocabulary, where: Callable[[], str]) -> Iterator[Found]:
    for match in MARK.finditer(text):
        given = match[1].strip()
        name = None if NESTED.search(given) else vocabulary.find(given)
        if name is None:
            near = vocabulary.near(given)
            hint = f"; 您是否指 {'、'.join(near)}" if near else ""
            known = "、".join(each.zh for each in vocabulary.placeholders()[:LISTED])
            raise refuse(
                f"{where()}: 没有占位符“{given}”{hint}。可用的有: {known}",
                f"{where()}: there is no placeholder {given!r}. There are: "
                + ", ".join(each.name for each in vocabulary.placeholders()[:LISTED]),
                placeholder=given,
            )
        yield Found(match.start(), match.end(), name)


def damaged(program: str) -> Invalid:
    """A file whose parts are broken, or contradict each other."""
    return refuse(
        f"模板已损坏; 请用 {program} 打开, 另存后再上传",
        "The template is damaged; open it, save it anew and upload that",
    )


def loop_misplaced(where: str) -> Invalid:
    """A placeholder of a row stands where no row can be repeated."""
    return refuse(
        f"{where}: “行.”开头的占位符须写在表格的一行里, 填写时这一行会重复",
        f"{where}: placeholders of a row stand in a row of a table",
    )


def refuse(zh: str, en: str, **details: str) -> Invalid:
    """A form that cannot be filled."""
    return Invalid(zh, en, field="uploadId", **details)
