"""What is wrong with a command as it was written, in Chinese: the library that reads commands knows English alone."""

import re
from collections.abc import Callable, Sequence

KINDS = {"option": "选项", "argument": "参数"}


def _near(text: str) -> str:
    return f"; 相近的有: {text}" if text else ""


def _missing(found: re.Match[str]) -> str:
    return f"缺少{KINDS.get(found[1], '')} {found[2].strip(chr(39))}"


def _invalid(found: re.Match[str]) -> str:
    return f"{found[1].strip(chr(39))} 的取值不可用: {_first(VALUES, found[2])}"


Pattern = tuple[str, Callable[[re.Match[str]], str]]
VALUES: Sequence[Pattern] = (
    (r".*'(.*)' does not match the formats.*", lambda found: f"“{found[1]}”不是日期, 请写作 2025-03-01"),
    (r".*valid UUID.*", lambda _: "应为编号, 见相应的 list 命令"),
    (r".*'(.*)' is not one of (.*?)\.?", lambda found: f"没有“{found[1]}”; 可用: {found[2]}"),
    (r".*valid integer.*", lambda _: "应为整数"),
    (r".*less than or equal to (\S+)", lambda found: f"不能大于 {found[1]}"),
    (r".*greater than or equal to (\S+)", lambda found: f"不能小于 {found[1]}"),
)
SENTENCES: Sequence[Pattern] = (
    (r"Missing (\w+) (.+?)\..*", _missing),
    (r"Invalid value for (.+?): (.+)", _invalid),
    (r"No such (?:option|command):? '?([^ ']+)'?\.? ?(?:\(Possible options: (.*)\)|Did you mean (.*)\?)?",
     lambda found: f"没有 {found[1]} 这个命令或选项{_near(found[2] or found[3] or '')}"),
    (r"Option '?(.+?)'? requires an argument\.", lambda found: f"选项 {found[1]} 后面缺少取值"),
    (r"Got unexpected extra argument\S* \((.+)\)", lambda found: f"多出了 {found[1]}; 含空格的内容请加引号"),
)  # fmt: skip


def in_chinese(message: str) -> str:
    """The library's sentence in Chinese; one that is not known stays as it is."""
    return _first(SENTENCES, message)


def _first(patterns: Sequence[Pattern], text: str) -> str:
    for pattern, say in patterns:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return say(found)
    return text
