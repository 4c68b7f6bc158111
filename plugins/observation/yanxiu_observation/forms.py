"""The form of an observer's record: by dimension and 视角 what was rated, counted and noted, and a comment."""

from pydantic import BaseModel, ConfigDict, Field

from yanxiu_core.forms.declarations import ShippedForm, ShippedVersion
from yanxiu_core.policies.parts import Text
from yanxiu_observation.views import Course, Culture, Learning, Teaching

RECORD = "observation.record"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Point(_Closed):
    """One 观察点: rated on a scale of five, counted, or described."""

    point: str = Field(title="观察点", min_length=1, max_length=200)
    scale: int | None = Field(title="等级", default=None, ge=1, le=5)
    tally: int | None = Field(title="次数", default=None, ge=0, le=10_000)
    remark: str | None = Field(title="描述", default=None, max_length=500)


class Note(_Closed):
    """What happened at a moment of the lesson."""

    at: str = Field(title="时刻", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    text: str = Field(title="记录", min_length=1, max_length=2000)


class _View(_Closed):
    points: list[Point] = Field(title="观察点", default_factory=list, max_length=50)
    notes: list[Note] = Field(title="时间记录", default_factory=list, max_length=200)


class LearningView(_View):
    """A 视角 of 学生学习."""

    view: Learning = Field(title="视角")


class TeachingView(_View):
    """A 视角 of 教师教学."""

    view: Teaching = Field(title="视角")


class CourseView(_View):
    """A 视角 of 课程性质."""

    view: Course = Field(title="视角")


class CultureView(_View):
    """A 视角 of 课堂文化."""

    view: Culture = Field(title="视角")


class ObservationRecord(_Closed):
    """The first version of the form. Titles of the dimensions are what rules look for among the fields filled in."""

    learning: list[LearningView] = Field(title="学生学习", default_factory=list, max_length=5)
    teaching: list[TeachingView] = Field(title="教师教学", default_factory=list, max_length=5)
    course: list[CourseView] = Field(title="课程性质", default_factory=list, max_length=5)
    culture: list[CultureView] = Field(title="课堂文化", default_factory=list, max_length=5)
    comment: str | None = Field(title="评价反思", default=None, max_length=2000)


FORMS = (
    ShippedForm(
        RECORD,
        Text(zh="课堂观察表", en="Observation form"),
        (ShippedVersion.of(1, ObservationRecord),),
        fixed=("learning", "teaching", "course", "culture"),
    ),
)
