"""How a policy's results are reviewed and certified (认定), as dated data: the steps, who decides, and by how many."""

from decimal import Decimal
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, model_validator

from yanxiu_core.policies.parts import Choice, Figure, Share, Strict, Text, Version

EXCEPTIONS = (
    "transfer",
    "secondment",
    "leave",
    "newcomer",
    "addition",
    "capped",
    "objection",
    "below",
    "changed",
)
"""What can be out of the ordinary about a claim: 调动, 支教借调, 请假或产假, 新入职, 有补充, 有封顶, 有异议, 未达要求, 确认后有变."""

ExceptionName = Literal[
    "transfer", "secondment", "leave", "newcomer", "addition", "capped", "objection", "below", "changed"
]
NoticeColumn = Literal["unit", "name", "hours", "conclusion"]
NOTICE_COLUMNS: tuple[NoticeColumn, ...] = ("unit", "name", "hours", "conclusion")


class Step(Strict):
    """One step of a review, under an id that decisions keep.

    `confirm`: the person confirms. `decide`: the review group at a unit of kind `at` decides; `quorum` of its members
    must accept, and where fewer than `least` of them are eligible the case goes to the group one level up. `notice`:
    shown in public for `days` working days, with the columns `shows`. `sample`: a share of the claims is drawn and
    decided like any other, the rest goes on. `optional`: left out where no unit of that kind stands above. What has
    been accepted at a step that `gives` it is reviewed (校审通过).
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    kind: Literal["confirm", "decide", "notice", "sample"]
    at: str = ""
    optional: bool = False
    quorum: Figure = Figure(value=Decimal(1), unit="人")
    least: Figure = Figure(value=Decimal(3), unit="人")
    days: Figure | None = None
    share: Share | None = None
    gives: Literal["reviewed"] | None = None
    shows: tuple[NoticeColumn, ...] = NOTICE_COLUMNS

    @model_validator(mode="after")
    def _complete(self) -> "Step":
        if (self.kind != "confirm") != bool(self.at):
            raise ValueError(
                "at 写明由哪一级单位办理, 如 school; 只有 confirm 不写 / "
                "`at` names the kind of unit whose group acts; only a confirm step has none"
            )
        for kind, name in (("notice", "days"), ("sample", "share")):
            if (self.kind == kind) != (getattr(self, name) is not None):
                raise ValueError(
                    f"kind: {kind} 须写 {name}, 其他不写 / `{name}` belongs to kind: {kind}, and only there"
                )
        if self.quorum.value > self.least.value:
            raise ValueError("quorum 不能多于 least / the quorum is larger than the least number of members")
        return self


class ReviewVersion(Version):
    """The steps from a date on, in their order; a window is reviewed by the version in force on its last day.

    `reviewed_at`: whether the unit where the person teaches reviews first (`teaching`) or the one that holds the post
    (`home`). `risk` adds to the weight with which a claim is drawn for each thing out of the ordinary.
    """

    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    reviewed_at: Choice = Choice(value="teaching")
    risk: dict[ExceptionName, Annotated[Decimal, Field(ge=0, le=100)]] = Field(default={})

    @model_validator(mode="after")
    def _in_order(self) -> "ReviewVersion":
        names = [step.id for step in self.steps]
        if len(set(names)) < len(names):
            raise ValueError("步骤的 id 重复了, 请改正 / a step's id stands twice, correct it")
        kinds = [step.kind for step in self.steps]
        if kinds[0] != "confirm" or "confirm" in kinds[1:]:
            raise ValueError(
                "第一步须是 confirm, 且只有一步 / the first step, and only it, is a confirm step"
            )
        if kinds[-1] != "decide" or self.steps[-1].optional:
            raise ValueError(
                "最后一步须是 decide, 且不能省去 / the last step is a decide step that is never left out"
            )
        if {self.reviewed_at.value, *self.reviewed_at.allowed} - {"teaching", "home"}:
            raise ValueError("reviewed_at 只能是 teaching 或 home / reviewed_at is teaching or home")
        return self

    def step(self, name: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == name), None)

    def after(self, step: Step) -> tuple[Step, ...]:
        """The steps that may come next: those that may be left out, up to the first that may not."""
        rest = self.steps[self.steps.index(step) + 1 :]
        end = next((place for place, item in enumerate(rest) if not item.optional), len(rest))
        return rest[: end + 1]

    @property
    def assured_from(self) -> tuple[str, ...]:
        """The steps at which a claim is reviewed already: all after the last that gives it."""
        giving = [place for place, step in enumerate(self.steps) if step.gives == "reviewed"]
        return tuple(step.id for step in self.steps[giving[-1] + 1 :]) if giving else ()


class Review(Strict):
    """The review of one rule's results: `body` is the kind of group that decides at every level.

    A group's appointment is recorded as a unit's record of kind `group_record`, membership as the person's fact
    `member_fact`, where the policy's own rules ask about them.
    """

    rule: str
    body: Annotated[str, Field(min_length=1)]
    title: Text
    group_record: str = ""
    member_fact: str = ""
    versions: Annotated[tuple[ReviewVersion, ...], Field(min_length=1)]

    @property
    def reviewed_steps(self) -> frozenset[str]:
        """The steps at which a claim is reviewed already, in any version."""
        return frozenset(chain.from_iterable(version.assured_from for version in self.versions))
