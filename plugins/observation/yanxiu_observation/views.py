"""The four dimensions of 课堂观察 with their twenty 视角; 观察点 are written by the school."""

from collections.abc import Mapping
from typing import Literal, get_args

Learning = Literal["准备", "倾听", "互动", "自主", "达成"]
Teaching = Literal["环节", "呈示", "对话", "指导", "机智"]
Course = Literal["目标", "内容", "实施", "评价", "资源"]
Culture = Literal["思考", "民主", "创新", "关爱", "特质"]

DIMENSIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "learning": ("学生学习", get_args(Learning)),
    "teaching": ("教师教学", get_args(Teaching)),
    "course": ("课程性质", get_args(Course)),
    "culture": ("课堂文化", get_args(Culture)),
}
"""By the form's own name of the dimension: its title and its 视角. No two dimensions share a 视角."""

VIEWS: Mapping[str, str] = {view: title for title, views in DIMENSIONS.values() for view in views}
"""The dimension of each 视角."""
