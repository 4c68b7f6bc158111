"""A YAML file of a policy: what it says, on which line each part of it stands, and what to write instead of what is wrong."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from yanxiu_core.policies.errors import PolicyFileError

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[int | str, ...]
"""The keys and indexes that lead to a part of a file."""
TIMESTAMP = "tag:yaml.org,2002:timestamp"
NUMBERS = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
PLAIN = re.compile(
    r"[-+]?((0|[1-9][0-9]{0,99})(\.[0-9]*)?|\.[0-9]+)([eE][-+][0-9]+)?|[-+]?\.(inf|nan)", re.IGNORECASE
)
"""Others are read as octal, hexadecimal or, of 14:00, as minutes."""
SHOWN = 40


# The one written in C is eight times as fast; it tells the same lines.
class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the base is found when it runs
    """Dates stay texts, for the model to read: YAML itself would fail on a 31 June without saying where."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own name for it
        first: [(tag, pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class PolicyFile:
    """One file, read and parsed. `content` are its keys and values."""

    def __init__(self, path: Path) -> None:
        """Read it. Raises PolicyFileError where it is no YAML mapping in UTF-8, or has a key twice."""
        self.path = path
        self.content: dict[str, Any] = {}
        self._node: yaml.Node | None = None
        try:
            loader = Loader(path.read_text(encoding="utf-8"))
            self._node = loader.get_single_node()
            self._refuse_misread(self._node)
            data = None if self._node is None else loader.construct_document(self._node)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self.wrong_at(
                line,
                f"YAML 无法解析: {error.problem}; 请检查缩进、冒号后的空格和括号",
                f"not YAML: {error.problem}; check indentation, the space after a colon, brackets",
            ) from error
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise self.wrong_at(
                1, "不是 UTF-8 编码, 请另存为 UTF-8", "not encoded in UTF-8, save it as UTF-8"
            ) from error
        except RecursionError as error:
            raise self.wrong_at(1, "嵌套太深, 请检查括号", "nested too deeply, check the brackets") from error
        except OSError as error:
            raise self.wrong_at(1, "读不到此文件", f"cannot be read: {error.strerror}") from error
        if not isinstance(data, dict):
            raise self.wrong_at(
                1, "顶层应为键值, 如 id: …", "the top level must be a mapping, such as id: ..."
            )
        self.content = data

    def line(self, where: Where) -> int:
        """The line of the innermost part that these keys and indexes reach."""
        node, line = self._node, 1
        for step in where:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def wrong(self, where: Where, zh: str, en: str) -> PolicyFileError:
        """The error that says what is wrong with a part."""
        return self.wrong_at(self.line(where), zh, en)

    def wrong_at(self, line: int, zh: str, en: str) -> PolicyFileError:
        """The error that says what is wrong on a line."""
        return PolicyFileError(
            f"{self.path}:{line}: {zh}", f"{self.path}:{line}: {en}", file=str(self.path), line=line
        )

    def parse(self, model: type[Model], data: Any = None, inside: Where = ()) -> Model:
        """The file, or `data` that stands `inside` it, as a model. Raises PolicyFileError."""
        try:
            return model.model_validate(self.content if data is None else data)
        except ValidationError as error:
            # A key that is written wrongly is missing too: what stands there is told first.
            first = min(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
            where = (*inside, *first["loc"])
            dotted = ".".join(str(part) for part in where)
            zh, en = _said(first, model)
            raise self.wrong(where, f"{dotted} 有误: {zh}", f"{dotted}: {en}") from error

    def _refuse_misread(self, node: yaml.Node | None, around: tuple[yaml.Node, ...] = ()) -> None:
        """What YAML would read as something else without a word, or never come to the end of."""
        if node in around:
            raise self._at(node, "引用了自身, 请写出内容", "refers to itself, write it out")
        inside = (*around, node) if node is not None else ()
        if isinstance(node, yaml.MappingNode):
            keys = [str(key.value) for key, _ in node.value]
            for place, (key, value) in enumerate(node.value):
                if keys[place] in keys[:place]:
                    raise self._at(
                        key,
                        f"{keys[place]} 写了两次, 请只留一个",
                        f"the key {keys[place]} stands twice, keep one",
                    )
                self._refuse_misread(value, inside)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._refuse_misread(item, inside)
        elif isinstance(node, yaml.ScalarNode) and node.tag in NUMBERS and not PLAIN.fullmatch(node.value):
            raise self._at(
                node,
                f"{node.value[:SHOWN]} 请写成普通的十进制数, 如 40; 时刻和编号请加引号, 如 '14:00'",
                f"write {node.value[:SHOWN]} as a plain decimal number such as 40; quote times and codes, such as '14:00'",
            )

    def _at(self, node: yaml.Node | None, zh: str, en: str) -> PolicyFileError:
        return self.wrong_at(node.start_mark.line + 1 if node is not None else 1, zh, en)


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    """The line on which a part begins (that of its key), and the part."""
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key.start_mark.line + 1, value) for key, value in node.value if key.value == str(step)), None
        )
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item.start_mark.line + 1, item
    return None


FORMS = {
    "date": ("应为日期, 如 2025-09-01", "a date is expected, such as 2025-09-01"),
    "decimal_max_places": (
        "小数位数过多: 数量最多两位, 比例最多四位, 再小的会被舍去",
        "too many decimals: a quantity has two at most, a share four; what is smaller would be rounded away",
    ),
    "decimal": ("应为数字, 如 40", "a number is expected, such as 40"),
    "int": ("应为整数, 如 1", "a whole number is expected, such as 1"),
    "time": ("应为时刻, 如 '14:00'", "a time is expected, such as '14:00'"),
    "string": ("应为文字; 数字和日期请加引号", "a text is expected; quote numbers and dates"),
    "tuple": ("应为列表, 如 [甲, 乙]", "a list is expected, such as [a, b]"),
    "list": ("应为列表, 如 [甲, 乙]", "a list is expected, such as [a, b]"),
    "dict": ("应为键值, 如 名称: 值", "keys and values are expected, such as name: value"),
    "model": ("应为键值, 如 名称: 值", "keys and values are expected, such as name: value"),
    "string_pattern_mismatch": (
        "不能为空, 编号中不能有空格",
        "it must not be empty, and an id has no spaces",
    ),
    "bool": ("应为 true 或 false", "true or false is expected"),
}
"""What is expected, by pydantic's type of error or its first word."""


def _said(problem: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong and what to write instead, in Chinese and English."""
    kind, message, key = (
        str(problem["type"]),
        str(problem["msg"]),
        problem["loc"][-1] if problem["loc"] else "",
    )
    given = problem["input"]
    shown = f"“{given}”" if isinstance(given, str | int | float) else "现在的内容"
    if kind == "missing":
        return _missing(str(key))
    if kind == "extra_forbidden":
        return _unknown(str(key), model)
    if kind == "value_error":
        zh, _, en = message.removeprefix("Value error, ").partition(" / ")
        return zh, en or zh
    if kind in {"literal_error", "enum"}:
        words = str(problem["ctx"]["expected"])
        return f"没有{shown}这种写法, 请写 {words.replace(' or ', ' 或 ')}", f"write one of: {words}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        limit = next(iter(problem["ctx"].values()))
        word = ("至少", "at least") if kind.startswith("greater") else ("至多", "at most")
        return f"{shown}不合要求, {word[0]}为 {limit}", f"it is {word[1]} {limit}"
    zh, en = FORMS.get(kind) or FORMS.get(kind.split("_", maxsplit=1)[0], ("", ""))
    return (f"{shown}不合要求, {zh}", en) if zh else (f"{shown}不合要求: {message}", message)


def _missing(key: str) -> tuple[str, str]:
    example = {"unit": "unit: 学时", "source": "source: {document: 文件, clause: 条款}"}.get(key)
    if example is None:
        return f"缺少 {key}, 请补上", f"{key} is missing, add it"
    return f"缺少 {key}, 请补上, 如 {example}", f"{key} is missing, add it, such as {example}"


def _unknown(key: str, model: type[BaseModel]) -> tuple[str, str]:
    """The key that was probably meant."""
    schema = model.model_json_schema()
    known = {
        name for part in (schema, *schema.get("$defs", {}).values()) for name in part.get("properties", {})
    }
    meant = get_close_matches(key, known - {key}, n=1)
    if not meant:
        return f"没有 {key} 这一项, 请删去", f"there is no key {key}, remove it"
    return f"没有 {key} 这一项, 是否应为 {meant[0]}", f"there is no key {key}, is {meant[0]} meant?"
