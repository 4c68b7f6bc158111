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
    rules = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        rule = _parse(path, Rule)
        _in_order(path, rule.versions)
        rules.append(rule)
    return _validate(folder / "policy.yaml", Policy, {**head, "rules": tuple(rules)})


def _parse(path: Path, model: type[Model]) -> Model:
    return _validate(path, model, _read(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise PolicyFileError(f"{path}: YAML 无法解析: {error}", f"{path}: not YAML: {error}") from error
    except OSError as error:
        raise PolicyFileError(f"{path}: 读不到此文件", f"{path}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise PolicyFileError(f"{path}: 顶层应为键值", f"{path}: the top level must be a mapping")
    return data


def _validate(path: Path, model: type[Model], data: dict[str, Any]) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(first["loc"])
        line = _line_of(path, where)
        dotted = ".".join(str(part) for part in where)
        raise PolicyFileError(
            f"{path}:{line}: {dotted} 有误: {first['msg']}",
            f"{path}:{line}: {dotted}: {first['msg']}",
            file=str(path),
            line=line,
        ) from error


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
    for earlier, later in pairwise(starts):
        if later <= earlier:
            raise PolicyFileError(
                f"{path}: 版本 {later} 与 {earlier} 重叠; 请按生效日期先后排列, 每个日期只写一次",
                f"{path}: version {later} overlaps {earlier}; order versions by valid_from, each date once",
                file=str(path),
            )
