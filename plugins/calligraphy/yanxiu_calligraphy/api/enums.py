"""The enums of the API, with the values that are stored."""

from enum import Enum

import strawberry


@strawberry.enum(description="书写工具。What it is written with.")
class CalligraphyScript(Enum):
    """As stored."""

    PEN = strawberry.enum_value("pen", description="钢笔。Pen.")
    BRUSH = strawberry.enum_value("brush", description="毛笔。Brush.")
    CHALK = strawberry.enum_value("chalk", description="粉笔。Chalk.")


@strawberry.enum(description="展示的种类。What kind of show.")
class CalligraphyShowKind(Enum):
    """As stored."""

    EXHIBITION = strawberry.enum_value(
        "exhibition", description="教师书法作品展, 每月。Exhibition, each month."
    )
    SKILLS = strawberry.enum_value(
        "skills", description="三笔字展示, 每学期。Pen, brush and chalk, each semester."
    )


@strawberry.enum(description="展示的状态。How far a show has come.")
class CalligraphyShowState(Enum):
    """As stored."""

    OPEN = strawberry.enum_value("open", description="征集中。Works can be added; it does not count yet.")
    HELD = strawberry.enum_value("held", description="已举办。It took place and counts.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="已撤销。It counts for nothing.")


@strawberry.enum(description="学员。For whom a course is.")
class CalligraphyAudience(Enum):
    """As stored."""

    TEACHERS = strawberry.enum_value("teachers", description="教师。Teachers.")
    PUPILS = strawberry.enum_value("pupils", description="学生。Pupils.")


@strawberry.enum(description="书法各命令被拒的代码。Why a command is refused.")
class CalligraphyErrorCode(Enum):
    """Codes of the domain's errors."""

    CALLIGRAPHY_INVALID = strawberry.enum_value(
        "CALLIGRAPHY_INVALID", description="内容有误。A value cannot be accepted; `field` names it."
    )
    IMAGE_INVALID = strawberry.enum_value(
        "IMAGE_INVALID", description="图片有误。No picture, a damaged one, or one too large."
    )
    CALLIGRAPHY_STATE_REFUSED = strawberry.enum_value(
        "CALLIGRAPHY_STATE_REFUSED", description="状态不允许。The show is not in a state for this."
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="不存在。No such thing, or no such upload of one's own."
    )
    CONFLICT = strawberry.enum_value("CONFLICT", description="冲突。The upload has not arrived yet.")
    INVALID = strawberry.enum_value("INVALID", description="无效的值。A value of the wrong form.")
