"""榆阳: a county under the hours of Shaanxi, whose teachers also learn elsewhere."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from yanxiu.demo import calligraphy, certificates, observed, photographs
from yanxiu.demo.county import DemoCounty, DemoQuery, Stage

POLICY = "shaanxi.yuyang"
FIVE_YEARS = "national.five_years"
NUMBER = 61
FIRST_YEAR = 2025


def _stages(today: date) -> Sequence[Stage]:
    """Every summer some teachers come back with certificates; one lesson was observed, two shows held, an activity photographed."""
    lesson = [Stage("observed lesson", observed.play)] if today > observed.DAY else []
    shows = [Stage("calligraphy", calligraphy.play)] if today > calligraphy.LAST else []
    pictures = [Stage("photographs", photographs.play)] if today > photographs.DONE_BY else []
    return [*lesson, *shows, *pictures] + [
        Stage(f"external training {year}", partial(certificates.play, year=year, number=NUMBER))
        for year in range(FIRST_YEAR, today.year + 1)
        if certificates.over(year) < today
    ]


COUNTY = DemoCounty(
    slug="yuyang",
    name="榆阳区(示范)",
    place="榆阳",
    number=NUMBER,
    policies=(POLICY, FIVE_YEARS),
    stages=_stages,
    queries=(
        DemoQuery(
            "一位教师 {year} 年的学时和依据 / a teacher's own hours, explained",
            "teacher",
            f"""{{ viewer {{ person {{ name externalTrainings(first: 3) {{ nodes {{ project hours state }} }} }} }}
  verdicts(policy: "{POLICY}", window: "{{year}}") {{ nodes {{ measured required statusLabel explanation }} }} }}""",
        ),
        DemoQuery(
            "各校今年的进度 / how far every school is this year",
            "admin",
            f"""{{ complianceByUnit(policy: "{POLICY}", window: "{{today}}") {{
  nodes {{ unit {{ name }} people met onTrack behind rate }} }} }}""",
        ),
        DemoQuery(
            "一所学校的书法作品 / a school's works of calligraphy",
            "admin",
            """{ calligraphyWorks(first: 5) { nodes { title artist script unit { name } show { title onDate } thumbnail } } }""",
        ),
        DemoQuery(
            "一节观察课, 登记一次 / an observed lesson, entered once",
            "admin",
            """{ observationLessons(first: 1) { nodes { onDate presenter { name } postMeeting
  activity { title kind participations { nodes { person { name } role position } } }
  observers { person { name } views record { values } } } } }""",
        ),
        DemoQuery(
            "{year} 年还差学时的教师 / who missed the hours of {year}",
            "auditor",
            f"""{{ verdicts(policy: "{POLICY}", window: "{{year}}", first: 5, filter: {{ status: [MISSED] }}) {{
  nodes {{ person {{ number name }} unit {{ name }} measured missing capped statusLabel }} }} }}""",
        ),
    ),
)
