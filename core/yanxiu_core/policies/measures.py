"""What can be measured, and how the lines of one group become one number. A new one is one entry here or in
`engine/figures.py`.
"""

MEASURES = {
    "hours": "学时",
    "credits": "学分",
    "score": "分",
    "count": "次、篇、节、人、项",
    "characters": "字",
    "days": "天",
    "months": "月",
    "years": "年",
    "yuan": "元",
    "gigabytes": "GB",
}
"""What a line measures, with the unit in which it is entered. Everything recorded also counts as 1 `count`."""

FIGURES = {
    "sum": "合计",
    "distinct_items": "不同的项目数 (课题、学校、期刊各期)",
    "distinct_people": "不同的人数",
    "level": "达到的最高等级在 scale 中的位次",
    "lateness": "比规定日期晚的天数",
}
"""How a group of lines becomes one number."""
