"""Load a policy from its folder of YAML, or say in which file and line it is wrong."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from yanxiu_core.policies.conversion import Conversion
from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.model import CALENDAR_WINDOWS, Policy
from yanxiu_core.policies.parts import Strict, Version
from yanxiu_core.policies.rule import Rule, SystemEntry

Model = TypeVar("Model", bound=BaseModel)
# The one written in C is eight times as fast; it tells the same lines.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_policy(folder: Path) -> Policy:
    """The policy of this folder: `policy.yaml`, `conversion.yaml` (optional), every file in `rules/`, `systems.yaml`.

    A file in `rules/` holds one rule, or several under `rules:`. Raises PolicyFileError with file and line.
    """
    head = _read(folder / "policy.yaml")
    document = head["source"].get("document") if isinstance(head.get("source"), dict) else None
    conversion_file = folder / "conversion.yaml"
    if conversion_file.exists():
        conversion = _parse(conversion_file, Conversion)
        _in_order(conversion_file, conversion.versions, ("versions",))
        head["conversion"] = conversion
    systems_file = folder / "systems.yaml"
    if systems_file.exists():
        head["systems"] = _parse(systems_file, Systems).systems
    policy = _validate(folder / "policy.yaml", Policy, head)
    places: dict[str, Place] = {}
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        for rule, place in _rules_in(path, document):
            if rule.id in places:
                line = _line_of(path, (*place.where, "id"))
                raise _wrong(
                    path, line, f"规则 {rule.id} 已在另一处", f"the rule {rule.id} stands elsewhere too"
                )
            places[rule.id] = place
            rules.append(rule)
    for rule in rules:
        _check_references(rule, places, policy)
    golden = count_cases(folder)
    return policy.model_copy(update={"rules": tuple(rules), "golden": golden})


def count_cases(folder: Path) -> dict[str, int]:
    """How many golden cases each rule has, by the files in `cases/`."""
    counts: Counter[str] = Counter()
    for path in sorted((folder / "cases").glob("*.yaml")):
        for item in _read(path).get("cases") or ():
            counts[item["rule"]] += 1
    return dict(counts)


class Systems(Strict):
    """The file `systems.yaml`."""

    systems: tuple[SystemEntry, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the file and the path of keys to it."""

    path: Path
    where: tuple[int | str, ...]


def _rules_in(path: Path, document: str | None) -> Iterator[tuple[Rule, Place]]:
    data = _read(path)
    several = data["rules"] if isinstance(data.get("rules"), list) and "id" not in data else None
    for index, item in enumerate([data] if several is None else several):
        where: tuple[int | str, ...] = () if several is None else ("rules", index)
        rule = _validate(path, Rule, _with_document(item, document), where)
        _in_order(path, rule.versions, (*where, "versions"))
        yield rule, Place(path, where)


def _with_document(rule: Any, document: str | None) -> Any:
    """A version's source without a document is of the policy's own."""
    versions = rule.get("versions") if isinstance(rule, dict) else None
    for version in versions if isinstance(versions, list) else ():
        source = version.get("source") if isinstance(version, dict) else None
        if document and isinstance(source, dict):
            source.setdefault("document", document)
    return rule


def _check_references(rule: Rule, places: dict[str, Place], policy: Policy) -> None:
    """A window that nobody has declared, or a verdict of a rule that is not there."""
    place = places[rule.id]
    declared = (*CALENDAR_WINDOWS, *(window.kind for window in policy.windows))
    for index, version in enumerate(rule.versions):
        at = (*place.where, "versions", index)
        for word in (version.window.value, *version.window.allowed):
            if word not in declared:
                raise _wrong(
                    place.path,
                    _line_of(place.path, (*at, "window", "value")),
                    f"没有“{word}”这种时段, 可用: {'、'.join(declared)}; 其他时段请先写入 policy.yaml 的 windows",
                    f"no window {word!r}, there are: {', '.join(declared)}; declare others under `windows` in policy.yaml",
                )
        if version.verdicts_of is not None and version.verdicts_of not in places:
            raise _wrong(
                place.path,
                _line_of(place.path, (*at, "verdicts_of")),
                f"本策略没有规则 {version.verdicts_of}",
                f"this policy has no rule {version.verdicts_of}",
            )


def _parse(path: Path, model: type[Model]) -> Model:
    return _validate(path, model, _read(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
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


def _validate(path: Path, model: type[Model], data: Any, inside: tuple[int | str, ...] = ()) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = (*inside, *first["loc"])
        line = _line_of(path, where)
        dotted = ".".join(str(part) for part in where)
        zh, en = _said(first)
        raise _wrong(path, line, f"{dotted} 有误: {zh}", f"{dotted}: {en}") from error


def _said(problem: Any) -> tuple[str, str]:
    """What is wrong and what to write instead, in Chinese and English."""
    message = str(problem["msg"])
    if problem["type"] == "missing":
        hint = ", 如 unit: 学时" if problem["loc"][-1] == "unit" else ""
        return f"缺少此项, 请补上{hint}", f"this key is missing, add it{hint and ', such as unit: 学时'}"
    if problem["type"] == "extra_forbidden":
        return "没有这一项, 请检查拼写", "there is no such key, check its spelling"
    if problem["type"] == "value_error":
        zh, _, en = message.removeprefix("Value error, ").partition(" / ")
        return zh, en or zh
    return message, message


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


def _in_order(path: Path, versions: tuple[Version, ...], where: tuple[int | str, ...]) -> None:
    starts = [version.valid_from for version in versions]
    for place, (earlier, later) in enumerate(pairwise(starts), start=1):
        if later <= earlier:
            raise _wrong(
                path,
                _line_of(path, (*where, place, "valid_from")),
                f"版本 {later} 与 {earlier} 重叠; 请按生效日期先后排列, 每个日期只写一次",
                f"version {later} overlaps {earlier}; order versions by valid_from, each date once",
            )
