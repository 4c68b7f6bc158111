"""榆阳: a county under the hours of Shaanxi."""

from yanxiu.demo.county import DemoCounty, DemoQuery

POLICY = "shaanxi.yuyang"

COUNTY = DemoCounty(
    slug="yuyang",
    name="榆阳区(示范)",
    place="榆阳",
    number=61,
    policies=(POLICY,),
    queries=(
        DemoQuery(
            "一位教师 {year} 年的学时和依据 / a teacher's own hours, explained",
            "teacher",
            f"""{{ viewer {{ person {{ name }} }}
  verdicts(policy: "{POLICY}", window: "{{year}}") {{ nodes {{ measured required statusLabel explanation }} }} }}""",
        ),
        DemoQuery(
            "各校今年的进度 / how far every school is this year",
            "admin",
            f"""{{ complianceByUnit(policy: "{POLICY}", window: "{{today}}") {{
  nodes {{ unit {{ name }} people met onTrack behind rate }} }} }}""",
        ),
        DemoQuery(
            "{year} 年还差学时的教师 / who missed the hours of {year}",
            "auditor",
            f"""{{ verdicts(policy: "{POLICY}", window: "{{year}}", first: 5, filter: {{ status: [MISSED] }}) {{
  nodes {{ person {{ number name }} unit {{ name }} measured missing capped statusLabel }} }} }}""",
        ),
    ),
)
