"""Mutations `orgUnitMerge`, `orgUnitSplit`, `orgUnitClose` and `orgUnitRename`."""

from dataclasses import asdict
from datetime import date
from enum import Enum
from uuid import UUID

import strawberry

from yanxiu_core.org_units import renaming, succession
from yanxiu_graphql.commands import Changed, Command, Payload, UserError, mutation
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.global_ids import local
from yanxiu_graphql.org_units.types import OrgUnit


@strawberry.enum(description="撤并更名被拒的代码。Why a merging, splitting, closing or renaming is refused.")
class OrgSuccessionErrorCode(Enum):
    """Codes of the domain's errors."""

    SUCCESSION_INVALID = strawberry.enum_value(
        "SUCCESSION_INVALID", description="内容有误。Units, day, people, name or document are wrong."
    )
    UNIT_CLOSED = strawberry.enum_value(
        "UNIT_CLOSED", description="单位已撤销。A unit is closed, or will be."
    )
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="不存在。No such unit.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
    CONFLICT = strawberry.enum_value(
        "CONFLICT", description="冲突。Another unit has the name, or the county is being judged; try again."
    )


@strawberry.type(description="撤并更名被拒。Why it was refused.")
class OrgSuccessionUserError(UserError):
    """With the noun's codes."""

    code: OrgSuccessionErrorCode = stored("代码。What kind of refusal it is.")


FROM = "起。The first day on which it is so."
SOURCE = "依据文件。The document (发文) that says so: its number or title."
DRY_RUN = "试行。Only tell what would happen, and change nothing."


@strawberry.input(description="合并单位的输入。Units into another that is there already, from a day on.")
class OrgUnitMergeInput:
    """Input."""

    unit_ids: list[strawberry.ID] = strawberry.field(description="并入的单位。The units that are closed.")
    into_id: strawberry.ID = strawberry.field(
        description="接续单位。The unit that follows them; a new one is created before, by `orgUnitCreate`."
    )
    valid_from: date = strawberry.field(description=FROM)
    source: str = strawberry.field(description=SOURCE)
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.input(description="分出的部分。What goes to one unit when another is split.")
class OrgUnitPartInput:
    """As core's Part."""

    unit_id: strawberry.ID = strawberry.field(description="单位。The unit that it goes to.")
    people: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="人员。People who are at home or teach at the unit that is split, each named once.",
    )
    units: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="下级单位。Groups and units directly below it; people of a group go with it.",
    )


@strawberry.input(description="分设单位的输入。Parts of a unit to others, from a day on.")
class OrgUnitSplitInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="原单位。The unit that is split.")
    parts: list[OrgUnitPartInput] = strawberry.field(description="各部分。What goes where.")
    closes: bool = strawberry.field(
        description="是否撤销原单位。Whether it is closed, and nobody may be left; else who is not named stays."
    )
    valid_from: date = strawberry.field(description=FROM)
    source: str = strawberry.field(description=SOURCE)
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.input(description="撤销单位的输入。A unit that nobody belongs to any more, from a day on.")
class OrgUnitCloseInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="单位。The unit.")
    valid_from: date = strawberry.field(description="起。The first day on which it is closed.")
    source: str = strawberry.field(description=SOURCE)
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.input(description="单位更名的输入。Another name from a day on.")
class OrgUnitRenameInput:
    """Input."""

    unit_id: strawberry.ID = strawberry.field(description="单位。The unit.")
    name: str = strawberry.field(description="新名称。Its new name.")
    valid_from: date = strawberry.field(description="起。The first day of the name, today or before.")
    source: str = strawberry.field(description=SOURCE)


@strawberry.type(
    description="撤并的结果数。What a merging, splitting or closing did, or would do, in numbers."
)
class OrgSuccessionOutcome:
    """As core's Outcome."""

    closed: int = stored("撤销单位。Units closed, their groups among them.")
    people: int = stored("调入人员。People at home in another unit from the day on.")
    placed: int = stored("改隶单位。Units below that stand under another unit from the day on.")
    activities: int = stored("移交活动。Activities from the day on that another unit hosts now.")
    assignments_ended: int = stored("终止安排。Other assignments, such as 蹲点, that end the day before.")
    overlays_ended: int = stored(
        "退出片区等。Places in 片区, 联片 and the like that end; the follower gets none."
    )
    adoptions_ended: int = stored("停用策略。Own adoptions and figures that end; the follower keeps its own.")
    review_groups_ended: int = stored("撤销审核组。Review groups that end.")
    switches_left: int = stored(
        "未带走的功能开关。Features switched by the unit itself; they hold for its old records only."
    )


@strawberry.type(
    description="合并单位的结果。The unit that follows and what was done, or why it was refused."
)
class OrgUnitMergePayload:
    """Payload."""

    org_unit: OrgUnit | None = related(
        "接续单位。The unit that follows, as after the write; with `dryRun` as it is."
    )
    outcome: OrgSuccessionOutcome | None = stored("结果数。What was done, in numbers; null when refused.")
    user_errors: list[OrgSuccessionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(
    description="分设单位的结果。The unit that was split and what was done, or why it was refused."
)
class OrgUnitSplitPayload:
    """Payload."""

    org_unit: OrgUnit | None = related(
        "原单位。The unit that was split, as after the write; with `dryRun` as it is."
    )
    outcome: OrgSuccessionOutcome | None = stored("结果数。What was done, in numbers; null when refused.")
    user_errors: list[OrgSuccessionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="撤销单位的结果。The closed unit and what was done, or why it was refused.")
class OrgUnitClosePayload:
    """Payload."""

    org_unit: OrgUnit | None = related("单位。The closed unit, as after the write; with `dryRun` as it is.")
    outcome: OrgSuccessionOutcome | None = stored("结果数。What was done, in numbers; null when refused.")
    user_errors: list[OrgSuccessionUserError] = stored("业务拒绝。Empty when it was done.")


@strawberry.type(description="单位更名的结果。The unit, or why it was refused.")
class OrgUnitRenamePayload:
    """Payload."""

    org_unit: OrgUnit | None = related("单位。As after the write.")
    user_errors: list[OrgSuccessionUserError] = stored("业务拒绝。Empty when it was done.")


def _units(ids: list[strawberry.ID], field: str) -> list[UUID]:
    return [local(each, "OrgUnit", f"{field}.{index}") for index, each in enumerate(ids)]


def _done(unit_id: UUID, outcome: succession.Outcome) -> Payload:
    return {"org_unit": Changed("OrgUnit", unit_id), "outcome": asdict(outcome)}


def _merge(request: RequestContext, given: OrgUnitMergeInput) -> Payload:
    into = local(given.into_id, "OrgUnit", "intoId")
    outcome = succession.merge(
        request.work,
        _units(given.unit_ids, "unitIds"),
        into,
        valid_from=given.valid_from,
        source=given.source,
        dry_run=given.dry_run,
    )
    return _done(into, outcome)


def _part(index: int, given: OrgUnitPartInput) -> succession.Part:
    field = f"parts.{index}"
    people = [local(each, "Person", f"{field}.people.{place}") for place, each in enumerate(given.people)]
    unit = local(given.unit_id, "OrgUnit", f"{field}.unitId")
    return succession.Part(unit, tuple(people), tuple(_units(given.units, f"{field}.units")))


def _split(request: RequestContext, given: OrgUnitSplitInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId")
    outcome = succession.split(
        request.work,
        unit,
        [_part(index, part) for index, part in enumerate(given.parts)],
        closes=given.closes,
        valid_from=given.valid_from,
        source=given.source,
        dry_run=given.dry_run,
    )
    return _done(unit, outcome)


def _close(request: RequestContext, given: OrgUnitCloseInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId")
    outcome = succession.close(
        request.work, unit, valid_from=given.valid_from, source=given.source, dry_run=given.dry_run
    )
    return _done(unit, outcome)


def _rename(request: RequestContext, given: OrgUnitRenameInput) -> Payload:
    unit = local(given.unit_id, "OrgUnit", "unitId")
    renaming.rename(request.work, unit, given.name, valid_from=given.valid_from, source=given.source)
    return {"org_unit": Changed("OrgUnit", unit)}


@strawberry.type
class OrgSuccessionMutation:
    """`orgUnitMerge`, `orgUnitSplit`, `orgUnitClose`, `orgUnitRename`."""

    org_unit_merge: OrgUnitMergePayload | None = mutation(
        "合并单位。Merge units into another from a day on (撤点并校): people, groups, units below and coming activities go "
        "there; what the units had set for themselves ends. Needs `units.write` for the county.",
        Command(_merge, OrgSuccessionErrorCode),
        OrgUnitMergeInput,
    )
    org_unit_split: OrgUnitSplitPayload | None = mutation(
        "分设单位。Split parts off a unit from a day on. Needs `units.write` for the county.",
        Command(_split, OrgSuccessionErrorCode),
        OrgUnitSplitInput,
    )
    org_unit_close: OrgUnitClosePayload | None = mutation(
        "撤销单位。Close a unit in which nobody is at home any more. Needs `units.write` for the county.",
        Command(_close, OrgSuccessionErrorCode),
        OrgUnitCloseInput,
    )
    org_unit_rename: OrgUnitRenamePayload | None = mutation(
        "单位更名。Rename a unit; what was written before keeps the old name. Needs `units.write` for the county.",
        Command(_rename, OrgSuccessionErrorCode),
        OrgUnitRenameInput,
    )
