"""A year of external training: the county's list of certificates, and one that a teacher has registered himself."""

import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from yanxiu.demo.tables import open_table
from yanxiu_core.access.actor import Actor
from yanxiu_core.external_trainings import service
from yanxiu_core.external_trainings.inputs import TrainingInput
from yanxiu_core.imports import job as import_job
from yanxiu_core.imports.options import ImportOptions
from yanxiu_core.people.models import Person
from yanxiu_core.work import Work
from yanxiu_tenants.roles.access import RoleAccess

HEADINGS = (
    "工号", "姓名", "证书编号", "培训项目", "级别", "主办单位", "开始日期", "结束日期", "培训形式", "学时",
)  # fmt: skip
COURSES = (
    ("骨干教师提升研修", "国家级", "示范师范大学教师学院", 10, 14, "集中面授", "40"),
    ("学科带头人研修", "省级", "示范省教师发展中心", 7, 9, "集中面授", "24"),
    ("班主任专题培训", "市级", "示范市教育学院", 3, 4, "集中面授", "16"),
    ("信息技术应用能力提升", "省级", "示范省教师发展中心", 1, 30, "远程", "50"),
)
"""Project, level, organiser, first and last day of July, form, hours."""
EVERY = 8
"""One teacher of so many has been away to learn."""


def over(year: int) -> date:
    """The day after which the year's certificates are there."""
    return date(year, 7, 30)


def play(work: Work, year: int, number: int) -> None:
    """Import the county's list of the year, and have the first teacher on the roster register a certificate of his own.

    `number` is the county's in its 工号. His awaits confirmation; the county's are certified.
    """
    rows = select(Person.number, Person.name, Person.id).where(Person.tenant_id == work.tenant_id)
    people = work.session.execute(rows.order_by(Person.number)).all()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"校外培训登记-{year}.xlsx"
        with open_table(path, f"校外培训登记({year}年)", HEADINGS) as table:
            for place, person in enumerate(people[::EVERY]):
                project, level, organiser, first, last, form, hours = COURSES[place % len(COURSES)]
                certificate = f"PX{number}-{year}-{place + 1:03}"
                days = (date(year, 7, first), date(year, 7, last))
                table.write(
                    (person.number, person.name, certificate, project, level, organiser, *days, form, hours)
                )
        report = import_job.run_now(work, "external_trainings", path, ImportOptions())[1]
        if report.refused:
            raise AssertionError(f"the certificates of {year} have bad rows")
    me = people[0]
    teacher = Actor("token", None, me.name, "teacher", person_id=me.id)
    alone = replace(work, actor=teacher, access=RoleAccess("teacher", person_id=me.id))
    first_day = date(year, 3, 1)
    entry = TrainingInput(
        f"YC{number}-{year}-001",
        "课程标准网络研修",
        "county",
        "示范区教师进修学校",
        first_day,
        date(year, 4, 30),
        "remote",
        Decimal(20),
    )
    service.register(alone, me.id, entry)
