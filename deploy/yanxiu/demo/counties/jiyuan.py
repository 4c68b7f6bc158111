"""济源: a county that audits 72 学时 between 1 July and 30 May, and stands in the middle of it."""

from collections.abc import Sequence
from datetime import date

from yanxiu.demo.counties import jiyuan_audit
from yanxiu.demo.counties.jiyuan_audit import OFFICE, POLICY, audited_year
from yanxiu.demo.county import DemoCounty, DemoQuery, DemoToken, Stage
from yanxiu_core.calendars import service as calendars
from yanxiu_core.work import Work

AUDIT_YEAR = "jiyuan.audit_year"
FIRST_YEAR = 2025
FIRST_SCHOOL, CENTRAL = "济源第1小学", jiyuan_audit.CENTRAL


def _prepare(work: Work) -> None:
    """The county has published its audit years up to the one that runs."""
    for year in range(FIRST_YEAR - 1, work.today.year + 1):
        key = f"{year}-{year + 1}"
        title = f"{key}学时审核年度"
        calendars.publish(work, AUDIT_YEAR, key, title, date(year, 7, 1), date(year + 1, 5, 30))


def _stages(today: date) -> Sequence[Stage]:
    window = audited_year(today)
    return (
        Stage("jiyuan.offices", jiyuan_audit.appoint),
        Stage(f"jiyuan.audit/{window}", lambda work: jiyuan_audit.audit(work, window)),
    )


COUNTY = DemoCounty(
    slug="jiyuan",
    name="济源市(示范)",
    place="济源",
    number=62,
    policies=(POLICY,),
    activities=400,
    sessions=45.0,
    hours=82.0,
    prepare=_prepare,
    stages=_stages,
    more_tokens=(
        DemoToken("principal", "principal", person="T6200001", unit=FIRST_SCHOOL),
        DemoToken("reviewer", "reviewer", person="T6200009", unit=FIRST_SCHOOL),
        DemoToken("central", "reviewer", person="T6200002", unit=CENTRAL),
        DemoToken("certifier", "certifier", person=OFFICE[0], unit="济源市(示范)"),
    ),
    queries=(
        DemoQuery(
            "学时审核到了哪一步, 先看特殊情形 / where the audit stands, exceptions first",
            "reviewer",
            f"""{{ claims(policy: "{POLICY}", window: "{{audit}}", first: 3) {{ totalCount nodes {{
  person {{ number }} measured required conclusion state stepTitle exceptions }} }}
  objections(filter: {{ state: OPEN }}) {{ nodes {{ text person {{ name }} }} }} }}""",
            words=lambda today: {"audit": audited_year(today)},
        ),
    ),
)
