"""Load a policy from its folder of YAML, or say in which file and line it is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import model_validator

from yanxiu_core.policies.codes import Codes
from yanxiu_core.policies.conversion import Conversion
from yanxiu_core.policies.dated import Dated, check_dated
from yanxiu_core.policies.files import PolicyFile, Where
from yanxiu_core.policies.model import CALENDAR_WINDOWS, Policy
from yanxiu_core.policies.parts import Strict
from yanxiu_core.policies.review import Review
from yanxiu_core.policies.rule import AGGREGATIONS, Rule, State, SystemEntry


def load_policy(folder: Path) -> Policy:
    """The policy of this folder: `policy.yaml`, every file in `rules/`, and where they are there `conversion.yaml`,
    `review.yaml`, `systems.yaml` and `codes.yaml`.

    A file in `rules/` holds one rule, or several under `rules:`. Raises PolicyFileError with file and line.
    """
    file = PolicyFile(folder / "policy.yaml")
    source = file.content.get("source")
    document = source.get("document") if isinstance(source, dict) else None
    parts: dict[str, Any] = {}
    dated: list[Dated] = []
    if (folder / "conversion.yaml").exists():
        conversion_file = PolicyFile(folder / "conversion.yaml")
        conversion = conversion_file.parse(Conversion)
        dated.append(Dated(conversion_file, ("versions",), conversion.versions))
        parts["conversion"] = conversion
    review_file = PolicyFile(folder / "review.yaml") if (folder / "review.yaml").exists() else None
    if review_file is not None:
        review = review_file.parse(Review, _with_document(review_file.content, document))
        dated.append(Dated(review_file, ("versions",), review.versions))
        parts["review"] = review
    if (folder / "systems.yaml").exists():
        parts["systems"] = PolicyFile(folder / "systems.yaml").parse(Systems).systems
    if (folder / "codes.yaml").exists():
        parts["codes"] = PolicyFile(folder / "codes.yaml").parse(Codes).systems
    policy = file.parse(Policy, {**file.content, **parts})
    rules, places = _rules(folder, document)
    dated += [
        Dated(places[rule.id].file, (*places[rule.id].where, "versions"), rule.versions) for rule in rules
    ]
    check_dated(dated, policy.edition)
    _check_windows(file, policy)
    by_id = {rule.id: rule for rule in rules}
    for rule in rules:
        _check_references(rule, places, policy)
        _check_verdicts_of(rule, by_id, places[rule.id])
    _check_circles(rules, places)
    if review_file is not None and policy.review is not None:
        _check_review(review_file, policy.review, by_id)
    golden = count_cases(folder)
    return policy.model_copy(update={"rules": tuple(rules), "golden": golden})


def count_cases(folder: Path) -> dict[str, int]:
    """How many golden cases each rule has, by the files in `cases/`."""
    counts: Counter[str] = Counter()
    for path in sorted((folder / "cases").glob("*.yaml")):
        file = PolicyFile(path)
        items = file.content.get("cases")
        for index, item in enumerate(items if isinstance(items, list) else (None,)):
            rule = item.get("rule") if isinstance(item, dict) else None
            if not isinstance(rule, str):
                raise file.wrong(
                    ("cases", index),
                    "请在 cases 下列出算例, 每个写明 rule, 如 - rule: sample.hours",
                    "list the cases under `cases`, each with its rule, such as - rule: sample.hours",
                )
            counts[rule] += 1
    return dict(counts)


class Systems(Strict):
    """The file `systems.yaml`."""

    systems: tuple[SystemEntry, ...]

    @model_validator(mode="after")
    def _once(self) -> "Systems":
        ids = [system.id for system in self.systems]
        again = next((name for place, name in enumerate(ids) if name in ids[:place]), None)
        if again is not None:
            raise ValueError(f"{again} 出现两次, 请删去其一 / {again!r} stands twice, remove one")
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the file and the path of keys to it."""

    file: PolicyFile
    where: Where


def _rules(folder: Path, document: str | None) -> tuple[list[Rule], dict[str, Place]]:
    """The rules of all files and where each stands. Raises PolicyFileError for an id that two have."""
    rules: list[Rule] = []
    places: dict[str, Place] = {}
    for path in sorted((folder / "rules").glob("*.yaml")):
        for rule, place in _rules_in(path, document):
            if rule.id in places:
                first = places[rule.id]
                at = f"{first.file.path.name}:{first.file.line(first.where)}"
                raise place.file.wrong(
                    (*place.where, "id"),
                    f"规则 {rule.id} 已在另一处 ({at}), 请删去其一或另取编号",
                    f"the rule {rule.id} stands elsewhere too ({at}), remove one or give it another id",
                )
            places[rule.id] = place
            rules.append(rule)
    return rules, places


def _rules_in(path: Path, document: str | None) -> Iterator[tuple[Rule, Place]]:
    file = PolicyFile(path)
    data = file.content
    several = data["rules"] if isinstance(data.get("rules"), list) and "id" not in data else None
    for index, item in enumerate([data] if several is None else several):
        where: Where = () if several is None else ("rules", index)
        rule = file.parse(Rule, _with_document(item, document), where)
        yield rule, Place(file, where)


def _with_document(rule: Any, document: str | None) -> Any:
    """A version's source without a document is of the policy's own."""
    versions = rule.get("versions") if isinstance(rule, dict) else None
    for version in versions if isinstance(versions, list) else ():
        source = version.get("source") if isinstance(version, dict) else None
        if document and isinstance(source, dict):
            source.setdefault("document", document)
    return rule


def _check_review(file: PolicyFile, review: Review, rules: Mapping[str, Rule]) -> None:
    """What is certified is a figure of people that the policy judges."""
    rule = rules.get(review.rule)
    if rule is None or rule.state is not State.JUDGED or rule.aggregation != "person":
        raise file.wrong(
            ("rule",),
            f"本策略没有判定个人的规则 {review.rule}; 认定的须是这样一条规则",
            f"this policy judges nobody by a rule {review.rule}; such a rule is what is certified",
        )


def _check_windows(file: PolicyFile, policy: Policy) -> None:
    """A kind is declared once, and a key names one window of its kind."""
    kinds = [*CALENDAR_WINDOWS]
    for kind, window in enumerate(policy.windows):
        if window.kind in kinds:
            raise file.wrong(
                ("windows", kind, "kind"),
                f"时段“{window.kind}”已有, 请另取名称",
                f"there is a window {window.kind!r} already, give it another name",
            )
        kinds.append(window.kind)
        keys = [dates.key for dates in window.dates]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise file.wrong(
                    ("windows", kind, "dates", place, "key"),
                    f"时段“{key}”写了两次, 请只留一个, 或另取名称",
                    f"the window {key!r} stands twice, keep one or give it another key",
                )


def _check_circles(rules: list[Rule], places: dict[str, Place]) -> None:
    """A rule that judges verdicts of itself, by way of others or not, would never come to an end."""
    of = {rule.id: {v.verdicts_of for v in rule.versions if v.verdicts_of is not None} for rule in rules}
    for rule in rules:
        seen: set[str] = set()
        ahead = set(of[rule.id])
        while ahead:
            seen |= ahead
            ahead = {further for name in ahead for further in of[name]} - seen
        if rule.id in seen:
            place = places[rule.id]
            raise place.file.wrong(
                (*place.where, "versions", 0, "verdicts_of"),
                f"规则 {rule.id} 绕回到自己的结论; verdicts_of 请写另一条直接计量的规则",
                f"the rule {rule.id} comes back to its own verdicts; name a rule that measures something itself",
            )


def _check_verdicts_of(rule: Rule, rules: Mapping[str, Rule], place: Place) -> None:
    """The rule whose verdicts are judged is judged itself: in the same window, of the same people or units or those below."""
    for index, version in enumerate(rule.versions):
        if version.verdicts_of is None:
            continue
        at, named = (*place.where, "versions", index, "verdicts_of"), rules.get(version.verdicts_of)
        judged = [item.id for item in rules.values() if item.state is State.JUDGED]
        if named is None or named.id not in judged:
            raise place.file.wrong(
                at,
                f"本策略没有规则 {version.verdicts_of}, 或它不判定; 可用: {'、'.join(judged)}",
                f"this policy judges no rule {version.verdicts_of}, there are: {', '.join(judged)}",
            )
        if AGGREGATIONS.index(named.aggregation) > AGGREGATIONS.index(rule.aggregation):
            raise place.file.wrong(
                at,
                f"{named.id} 判定的是 {named.aggregation}, 不在 {rule.aggregation} 之内; 请改正 aggregation 或另写规则",
                f"{named.id} is judged of each {named.aggregation}, of which no {rule.aggregation} is made up; correct "
                "the aggregation, or name another rule",
            )
        if version.window not in [item.window for item in named.versions]:
            raise place.file.wrong(
                at,
                f"{named.id} 的时段与这里不同, 请写同样的 window",
                f"{named.id} is judged in other windows, write the same `window`",
            )


def _check_references(rule: Rule, places: dict[str, Place], policy: Policy) -> None:
    """A window that nobody has declared, or hours where nothing is converted."""
    place = places[rule.id]
    if rule.source == "converted" and policy.conversion is None:
        raise place.file.wrong(
            (*place.where, "source"),
            "本策略没有 conversion.yaml, 没有折算的学时; 请写 source: facts, 或补上折算",
            "this policy has no conversion.yaml and makes no hours; write source: facts, or add the conversion",
        )
    declared = (*CALENDAR_WINDOWS, *(window.kind for window in policy.windows))
    for index, version in enumerate(rule.versions):
        at = (*place.where, "versions", index)
        for word in (version.window.value, *version.window.allowed):
            if word not in declared:
                raise place.file.wrong(
                    (*at, "window", "value"),
                    f"没有“{word}”这种时段, 可用: {'、'.join(declared)}; 其他时段请先写入 policy.yaml 的 windows",
                    f"no window {word!r}, there are: {', '.join(declared)}; declare others under `windows` in policy.yaml",
                )
