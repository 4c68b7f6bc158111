"""济源: a county that audits 72 学时 between 1 July and 30 May."""

from datetime import date

from yanxiu.demo.county import DemoCounty
from yanxiu_core.calendars import service as calendars
from yanxiu_core.work import Work

POLICY = "jiyuan.audit"
AUDIT_YEAR = "jiyuan.audit_year"
FIRST_YEAR = 2025


def _prepare(work: Work) -> None:
    """The county has published its audit years up to the one that runs."""
    for year in range(FIRST_YEAR - 1, work.today.year + 1):
        key = f"{year}-{year + 1}"
        title = f"{key}学时审核年度"
        calendars.publish(work, AUDIT_YEAR, key, title, date(year, 7, 1), date(year + 1, 5, 30))


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
)
