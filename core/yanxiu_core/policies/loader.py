"""Load a policy from its folder of YAML, or say in which file and line it is wrong."""

from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.model import Conversion, Policy, Rule, Version

Model = TypeVar("Model", bound=BaseModel)


def load_policy(folder: Path) -> Policy:
    """The policy of this folder: `policy.yaml`, `conversion.yaml` (optional) and every file in `rules/`.

    Raises PolicyFileError with file and line.
    """
    head = _read(folder / "policy.yaml")
    conversion_file = folder / "conversion.yaml"
    if conversion_file.exists():
        conversion = _parse(conversion_file, Conversion)
        _in_order(conversion_file, conversion.versions)
        head["conversion"] = conversion
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        rule = _parse(path, Rule)
        _in_order(path, rule.versions)
        if rule.id in {other.id for other in rules}:
            line = _line_of(path, ("id",))
            raise _wrong(path, line, f"规则 {rule.id} 已在另一文件中", f"another file has the rule {rule.id}")
        rules.append(rule)
    return _validate(folder / "policy.yaml", Policy, {**head, "rules": tuple(rules)})


def _parse(path: Path, model: type[Model]) -> Model:
    return _validate(path, model, _read(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(
            path, mark.line + 1 if mark else 1, f"YAML 无法解析: {error}", f"not YAML: {error}"
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, 1, "不是 UTF-8 编码", "not encoded in UTF-8") from error
    except OSError as error:
        raise _wrong(path, 1, "读不到此文件", f"cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise _wrong(path, 1, "顶层应为键值", "the top level must be a mapping")
    return data


def _wrong(path: Path, line: int, zh: str, en: str) -> PolicyFileError:
    return PolicyFileError(f"{path}:{line}: {zh}", f"{path}:{line}: {en}", file=str(path), line=line)


def _validate(path: Path, model: type[Model], data: dict[str, Any]) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(first["loc"])
        line = _line_of(path, where)
        dotted = ".".join(str(part) for part in where)
        raise _wrong(path, line, f"{dotted} 有误: {first['msg']}", f"{dotted}: {first['msg']}") from error


def _line_of(path: Path, where: tuple[int | str, ...]) -> int:
    """The line of the innermost node that the path of keys and indexes reaches."""
    node = yaml.compose(path.read_text(encoding="utf-8"))
    line = 1
    for step in where:
        child = _child(node, step)
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _in_order(path: Path, versions: tuple[Version, ...]) -> None:
    starts = [version.valid_from for version in versions]
    for place, (earlier, later) in enumerate(pairwise(starts), start=1):
        if later <= earlier:
            raise _wrong(
                path,
                _line_of(path, ("versions", place, "valid_from")),
                f"版本 {later} 与 {earlier} 重叠; 请按生效日期先后排列, 每个日期只写一次",
                f"version {later} overlaps {earlier}; order versions by valid_from, each date once",
            )
