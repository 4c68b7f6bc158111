"""What a county may set when it adopts: parameters within their bounds, an edition, a population."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from yanxiu_core.adoptions.errors import AdoptionInvalid
from yanxiu_core.policies.errors import ParameterInvalid
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Choice, Figure
from yanxiu_core.policies.selection import FactTest
from yanxiu_core.policies.settable import settable


def check_edition(policy: Policy, edition: int | None) -> int:
    """The edition that is adopted; the policy's present one unless given. Raises AdoptionInvalid."""
    if edition is None:
        return policy.edition
    if not 1 <= edition <= policy.edition:
        raise AdoptionInvalid(
            f"策略 {policy.id} 没有第 {edition} 版; 可采用第 1 至 {policy.edition} 版",
            f"Policy {policy.id} has no edition {edition}; there are 1 to {policy.edition}",
            field="edition",
        )
    return edition


def check_parameters(policy: Policy, edition: int, parameters: Mapping[str, Any]) -> dict[str, str]:
    """The parameters as they are stored: numbers without needless zeros.

    Raises ParameterInvalid with the name, the bounds and what was given.
    """
    declared = policy.parameters(edition)
    for name in parameters:
        if name not in declared:
            names = "、".join(sorted(declared)) or "(无)"
            raise ParameterInvalid(
                f"策略 {policy.id} 没有参数 {name}; 可设: {names}",
                f"Policy {policy.id} has no parameter {name}; it has: {names}",
                field=f"parameters.{name}",
            )
    return {name: _checked(name, declared[name], value) for name, value in sorted(parameters.items())}


def check_own(policy: Policy, named: Iterable[str]) -> None:
    """A unit below the county sets what rules ask and count. Hours are converted, and claims decided, for the whole county
    in one way: what is set of that elsewhere would change nothing. Raises ParameterInvalid.
    """
    asked = {name for rule in policy.rules for item in rule.versions for _, name, _ in settable(item)}
    for name in named:
        if name in policy.parameters() and name not in asked:
            names = "、".join(sorted(asked)) or "(无)"
            raise ParameterInvalid(
                f"参数 {name} 属学时折算或认定程序, 全县一致, 由县局设定; 下级单位可设: {names}",
                f"Parameter {name} is of the conversion or the review, which are the county's; units below set: {names}",
                field=f"parameters.{name}",
            )


def check_population(
    population: Sequence[FactTest | Mapping[str, Any]] | None,
) -> list[dict[str, Any]] | None:
    """The tests of facts as they are stored; None where there is none. Raises AdoptionInvalid, naming the test."""
    return [_test(index, given) for index, given in enumerate(population or ())] or None


def _test(index: int, given: FactTest | Mapping[str, Any]) -> dict[str, Any]:
    try:
        test = given if isinstance(given, FactTest) else FactTest.model_validate(given)
    except ValidationError as error:
        raise AdoptionInvalid(
            f"第 {index + 1} 个人员条件有误: 请写明事实(fact), 以及取值(in)或数值范围(least/most)之一",
            f"Condition {index + 1} is wrong: name the fact, and either `in` or `least`/`most`",
            field=f"population.{index}",
        ) from error
    return test.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _checked(name: str, declared: Figure | Choice, value: Any) -> str:
    if isinstance(declared, Choice):
        if value not in declared.allowed:
            allowed = "、".join(declared.allowed)
            raise ParameterInvalid(
                f"参数 {name} 不能是“{value}”; 可选: {allowed}",
                f"Parameter {name} cannot be {value!r}; choose one of: {allowed}",
                field=f"parameters.{name}",
            )
        return str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not (declared.min or 0) <= number <= (declared.max or 0):
        raise ParameterInvalid(
            f"参数 {name} 不能是“{value}”; 应为 {declared.min} 到 {declared.max} {declared.unit}",
            f"Parameter {name} cannot be {value!r}; it lies between {declared.min} and {declared.max} {declared.unit}",
            field=f"parameters.{name}",
        )
    if number != round(number, declared.places):
        raise ParameterInvalid(
            f"参数 {name} 不能是“{value}”; 最多写 {declared.places} 位小数, 再小的会被舍去",
            f"Parameter {name} cannot be {value!r}; write {declared.places} decimals at most, others are rounded away",
            field=f"parameters.{name}",
        )
    return format(number.normalize(), "f")
