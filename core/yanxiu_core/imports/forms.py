"""The lists of an office: 教师花名册, 活动登记表, 签到表, 台账, 免考核登记, 校外培训登记 - their columns and known headings."""

from yanxiu_core.policies.measures import MEASURES
from yanxiu_core.tabular.cells import Cell
from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.tabular.values import choice, code, date, decimal, integer, text, time, yes_no

SEXES = {"男": "1", "女": "2", "未知": "0", "未说明": "9", "1": "1", "2": "2", "0": "0", "9": "9"}
"""GB/T 2261.1."""

AT_WORK = frozenset({"在岗", "在职"})
AWAY = frozenset({"离岗", "退休", "调出", "调离", "借出", "病休", "产假", "长期请假"})
"""What lists say of 在岗."""

MEASURE_WORDS = {word: code for code, words in MEASURES.items() for word in words.split("、")}
"""计量: the unit in which an office counts."""

MEASURES_TOO = {
    **{f"{word}数": code for word, code in MEASURE_WORDS.items()},
    **{code: code for code in MEASURES},
}
"""字数 for 字, as headings of offices say it, or the measure's own name."""

TRAINING_LEVELS = {
    **dict.fromkeys(("国家", "国家级", "国培"), "national"),
    **dict.fromkeys(("省", "省级", "省培"), "province"),
    **dict.fromkeys(("地", "市", "地级", "市级", "地市级"), "prefecture"),
    **dict.fromkeys(("县", "区", "县级", "区级", "区县级"), "county"),
    **dict.fromkeys(("校", "校级"), "school"),
    **dict.fromkeys(("境外", "国外"), "abroad"),
}
"""级别 of the statistics of teachers' training."""

TRAINING_FORMS = {
    **dict.fromkeys(("集中", "集中面授", "集中培训", "面授"), "in_person"),
    **dict.fromkeys(("跟岗", "跟岗实践", "影子跟岗"), "placement"),
    **dict.fromkeys(("远程", "网络", "线上", "远程培训", "网络研修"), "remote"),
    **dict.fromkeys(("混合", "混合式", "线上线下混合"), "mixed"),
}
"""培训形式."""

NUMBERS = ("教师工号", "教师编号", "职工号", "人员编号", "教工号")
"""Other headings of 工号."""


def person_name(cell: Cell) -> str:
    """A name; the blanks that align a two-character Chinese name are no part of it."""
    name = text(cell)
    return name if name.isascii() else name.replace(" ", "")


def flag(cell: Cell) -> str:
    """是 / 否 as a fact's value: `true` or `false`."""
    return "true" if yes_no(cell) else "false"


def on_post(cell: Cell) -> str:
    """`true` for a word of `AT_WORK`, `false` for one of `AWAY`; also 是 / 否."""
    word = text(cell)
    return flag("是" if word in AT_WORK else "否" if word in AWAY else cell)


ROSTER = Form(
    "roster",
    "教师花名册",
    (
        Column("school", "学校", ("学校名称", "单位", "单位名称", "所在学校", "任教学校")),
        Column(
            "school_code",
            "学校标识码",
            ("标识码", "学校代码", "单位代码", "学校编码"),
            code,
            required=False,
            blank=True,
        ),
        Column("number", "工号", NUMBERS, code),
        Column("name", "姓名", ("教师姓名", "名字"), person_name),
        Column("sex", "性别", (), choice(SEXES, "性别"), required=False, blank=True),
        Column("birth_date", "出生日期", ("出生年月日", "生日"), date, required=False, blank=True),
        Column("stage", "学段", (), text, required=False, blank=True),
        Column("subject", "任教学科", ("学科",), text, required=False, blank=True),
        Column("title", "职称", ("专业技术职称", "专业技术职务"), text, required=False, blank=True),
        Column("establishment", "是否在编", ("在编", "编制"), flag, required=False, blank=True),
        Column("post", "岗位", ("职务", "行政职务"), text, required=False, blank=True),
        Column("group", "教研组", ("所在教研组",), text, required=False, blank=True),
        Column(
            "entry_date",
            "入职日期",
            ("参加工作时间", "入职时间", "到岗日期"),
            date,
            required=False,
            blank=True,
        ),
        Column("on_post", "是否在岗", ("在岗", "在岗情况", "人员状态"), on_post, required=False, blank=True),
        Column("full_time_teacher", "是否专任教师", ("专任教师", "专任"), flag, required=False, blank=True),
    ),
)

ACTIVITIES = Form(
    "activities",
    "活动登记表",
    (
        Column("number", "活动编号", ("编号", "活动号"), code),
        Column("kind", "活动类型", ("类型", "活动类别", "活动形式"), text),
        Column("title", "活动名称", ("名称", "活动主题名称"), text),
        Column("host", "主办单位", ("主办", "举办单位", "主办学校"), text),
        Column("organiser", "承办单位", ("承办", "承办学校"), text, required=False, blank=True),
        Column("assistants", "协办单位", ("协办",), text, required=False, blank=True),
        Column("on_date", "日期", ("活动日期", "时间日期", "活动时间"), date),
        Column("starts", "开始时间", ("起始时间", "开始"), time, required=False, blank=True),
        Column("ends", "结束时间", ("截止时间", "结束"), time, required=False, blank=True),
        Column("periods", "节次", ("节数", "课时数"), decimal, required=False, blank=True),
        Column("position", "环节", ("环节序号",), integer, required=False, blank=True),
        Column("segment", "环节名称", (), text, required=False, blank=True),
        Column("place", "地点", ("活动地点",), text, required=False, blank=True),
        Column("theme", "主题", ("活动主题", "研修主题"), text, required=False, blank=True),
        Column("leader", "主持人", ("负责人",), person_name, required=False, blank=True),
    ),
)

ATTENDANCE = Form(
    "attendance",
    "签到表",
    (
        Column("activity", "活动编号", ("编号", "活动号"), code),
        Column("position", "环节", ("环节序号",), integer, required=False, blank=True),
        Column("number", "工号", NUMBERS, code),
        Column("name", "姓名", ("教师姓名", "名字"), person_name),
        Column("role", "角色", ("参与角色", "身份"), text, required=False, blank=True),
        Column("status", "状态", ("出勤状态", "考勤", "签到状态", "出勤情况"), text),
        Column("minutes", "参加分钟", ("参加时长", "时长(分钟)"), decimal, required=False, blank=True),
    ),
)

RECORDS = Form(
    "records",
    "台账",
    (
        Column("number", "台账编号", ("编号", "记录编号", "登记号"), code),
        Column("kind", "类别", ("台账类别", "记录类别"), text),
        Column("on_date", "日期", ("发生日期", "完成日期"), date),
        Column("at", "时间", ("开始时间",), time, required=False, blank=True),
        Column("person", "工号", NUMBERS, code, required=False, blank=True),
        Column("name", "姓名", ("教师姓名",), person_name, required=False, blank=True),
        Column("unit", "单位", ("单位名称", "学校", "学校名称"), text, required=False, blank=True),
        Column("title", "名称", ("标题", "内容"), text, required=False, blank=True),
        Column(
            "measure",
            "计量",
            ("计量单位",),
            choice(MEASURE_WORDS, "计量", MEASURES_TOO),
            required=False,
            blank=True,
        ),
        Column("amount", "数量", ("数额",), decimal, required=False, blank=True),
        Column("item", "项目", ("对象", "课题"), text, required=False, blank=True),
        Column("category", "分类", ("等级", "级别"), text, required=False, blank=True),
        Column("role", "角色", ("身份",), text, required=False, blank=True),
        Column("fields", "已填项", ("已填写项", "已填栏目"), text, required=False, blank=True),
        Column("activity", "活动编号", ("所属活动",), code, required=False, blank=True),
    ),
)

OBLIGATIONS = Form(
    "obligations",
    "免考核登记",
    (
        Column("number", "工号", NUMBERS, code),
        Column("name", "姓名", ("教师姓名", "名字"), person_name),
        Column("rule", "规则", ("规则编号", "考核项目"), text, required=False, blank=True),
        Column("window", "时段", ("考核时段", "年度", "学期"), code),
        Column("case", "情形", ("事由", "类别"), text),
        Column("starts", "开始日期", ("起始日期", "开始", "入职日期"), date, required=False, blank=True),
        Column("ends", "结束日期", ("截止日期", "结束"), date, required=False, blank=True),
        Column("amount", "数额", ("比例",), decimal, required=False, blank=True),
        Column("document", "文件", ("文号", "依据文件"), text),
        Column("approver", "批准人", ("审批人",), person_name),
    ),
)

EXTERNAL_TRAININGS = Form(
    "external_trainings",
    "校外培训登记",
    (
        Column("number", "工号", NUMBERS, code),
        Column("name", "姓名", ("教师姓名", "学员姓名"), person_name),
        Column("certificate", "证书编号", ("证书号", "结业证书编号", "证件编号"), code),
        Column("project", "培训项目", ("项目", "项目名称", "培训项目名称", "培训名称"), text),
        Column("level", "级别", ("培训级别", "项目级别", "层次"), choice(TRAINING_LEVELS, "级别")),
        Column("organiser", "主办单位", ("培训机构", "承办单位", "举办单位"), text),
        Column("starts", "开始日期", ("起始日期", "开始时间", "培训开始日期"), date),
        Column("ends", "结束日期", ("截止日期", "结束时间", "培训结束日期"), date),
        Column("form", "培训形式", ("形式", "培训方式"), choice(TRAINING_FORMS, "培训形式")),
        Column("hours", "学时", ("培训学时", "学时数"), decimal),
    ),
)
