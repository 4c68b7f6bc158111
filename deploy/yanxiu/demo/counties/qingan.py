"""庆安: a county whose 教研员 stay at schools."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from yanxiu.demo import stays
from yanxiu.demo.county import DemoCounty, DemoQuery, DemoToken, Stage
from yanxiu.demo.stays import Researcher
from yanxiu_core.work import Work

POLICY = "dundian.qingan"
NUMBER = 63
FIRST_YEAR = 2025
RESEARCHERS = (
    Researcher("Y6300001", "林知行", "专职", (0, 1), days=21, heard=42),
    Researcher("Y6300002", "苏清扬", "专职", (2, 3), days=12, heard=8),
    Researcher("Y6300003", "何明远", "兼职", (4,)),
)


def _prepare(work: Work) -> None:
    stays.prepare(work, RESEARCHERS, FIRST_YEAR)


def _stages(today: date) -> Sequence[Stage]:
    """What the schools are, then the first semester and the present one."""
    terms = stays.terms(FIRST_YEAR, today)
    semesters = [
        Stage(f"semester {term.key}", partial(stays.play, term=term, researchers=RESEARCHERS))
        for place, term in enumerate(terms)
        if place in (0, len(terms) - 1)
    ]
    return [Stage("locales", stays.place), *semesters]


COUNTY = DemoCounty(
    slug="qingan",
    name="庆安县(示范)",
    place="庆安",
    number=NUMBER,
    policies=(POLICY,),
    schools=len(stays.LOCALES),
    teachers=48,
    activities=60,
    prepare=_prepare,
    stages=_stages,
    more_tokens=(
        DemoToken("researcher", "teacher", person=RESEARCHERS[0].number),
        DemoToken("school", "school", unit="庆安第1小学"),
    ),
    queries=(
        DemoQuery(
            "一位教研员 {year} 年秋季的蹲点 / a researcher's autumn of {year} at two schools",
            "researcher",
            f"""{{ verdicts(policy: "{POLICY}", window: "{FIRST_YEAR}-{FIRST_YEAR + 1}-1", filter: {{ rule: "qingan.embed_days" }}) {{
  nodes {{ measured required statusLabel cautions explanation trace {{ waiting {{ title onDate amount }} }} }} }} }}""",
        ),
    ),
)
