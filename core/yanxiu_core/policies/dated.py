"""What the dated versions of a policy owe to each other: their order in time, and one meaning for each parameter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from yanxiu_core.policies.files import PolicyFile, Where
from yanxiu_core.policies.parts import Choice, Figure, Version
from yanxiu_core.policies.rule import RuleVersion
from yanxiu_core.policies.settable import limits, settable, told


@dataclass(frozen=True, slots=True)
class Dated:
    """The versions of one thing, and where they stand."""

    file: PolicyFile
    where: Where
    versions: tuple[Version, ...]

    def current(self, edition: int) -> Iterator[int]:
        """The places of those that the last edition up to this one has brought, for each reading that a county may choose."""
        latest: dict[str | None, int] = {}
        for version in self.versions:
            if version.edition <= edition:
                chosen = _chosen(version)
                latest[chosen] = max(version.edition, latest.get(chosen, 0))
        for place, version in enumerate(self.versions):
            if version.edition == latest.get(_chosen(version)):
                yield place


def check_dated(items: Sequence[Dated], edition: int) -> None:
    """Raise PolicyFileError for versions that overlap, for those of an edition that the policy has not reached, and for
    one parameter with two meanings.
    """
    for item in items:
        _in_order(item)
        _brought(item, edition)
    _check_parameters(items)


def _in_order(dated: Dated) -> None:
    """Versions follow each other; those that hold only where a county has chosen so, among themselves."""
    latest: dict[str | None, date] = {}
    for place, version in enumerate(dated.versions):
        chosen = _chosen(version)
        earlier, later = latest.get(chosen), version.valid_from
        latest[chosen] = later
        if earlier is not None and later <= earlier:
            raise dated.file.wrong(
                (*dated.where, place, "valid_from"),
                f"版本 {later} 与 {earlier} 重叠; 请按生效日期先后排列, 每个日期只写一次",
                f"version {later} overlaps {earlier}; order versions by valid_from, each date once",
            )


def _brought(dated: Dated, edition: int) -> None:
    for place, version in enumerate(dated.versions):
        if version.edition > edition:
            raise dated.file.wrong(
                (*dated.where, place, "edition"),
                f"策略现为第 {edition} 版, 没有第 {version.edition} 版; 请改正 policy.yaml 的 edition",
                f"the policy is at edition {edition}, not {version.edition}; correct `edition` in policy.yaml",
            )


def _chosen(version: Version) -> str | None:
    when = version.when if isinstance(version, RuleVersion) else None
    return when.is_ if when else None


def _check_parameters(dated: Sequence[Dated]) -> None:
    """A county sets one value under a name: wherever the name stands in an edition, its unit and bounds are the same."""
    for edition in sorted({version.edition for item in dated for version in item.versions}):
        first: dict[str, tuple[Figure | Choice, str]] = {}
        for item in dated:
            for place in item.current(edition):
                for where, name, value in settable(item.versions[place], (*item.where, place)):
                    at = f"{item.file.path.name}:{item.file.line(where)}"
                    other, elsewhere = first.setdefault(name, (value, at))
                    if limits(value) != limits(other):
                        raise item.file.wrong(
                            where,
                            f"参数 {name} 在这里是 {told(value)}, 在 {elsewhere} 是 {told(other)}; "
                            "同名参数只有一个取值, 请写同样的单位和范围, 或另取名称",
                            f"the parameter {name} is {told(value)} here and {told(other)} at {elsewhere}; a county sets "
                            "one value for both: give them the same unit and bounds, or another name",
                        )
