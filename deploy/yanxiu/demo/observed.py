"""A made-up lesson that three teachers of one school observe, with the plugin `observation` on at that school alone."""

from dataclasses import replace
from datetime import date, time

from sqlalchemy import select

from yanxiu_core.activities.inputs import NewSegment
from yanxiu_core.forms.answers import FormAnswers
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import HOME, Person, PersonUnit
from yanxiu_core.switches import service as switches
from yanxiu_core.work import Work
from yanxiu_observation import lessons, planning, points, records
from yanxiu_observation.observers import PLUGIN, NewObserver

DAY = date(2025, 10, 14)
POINTS = (("倾听", "多少学生在听"), ("互动", "小组讨论"), ("对话", "提问"), ("思考", "高层次提问"))
VIEWS = (("倾听", "互动"), ("对话",), ("思考",))
RECORDS = (
    {
        "learning": [
            {"view": "倾听", "points": [{"point": "多少学生在听", "scale": 4, "tally": 38}]},
            {"view": "互动", "points": [{"point": "小组讨论", "scale": 3, "tally": 2}]},
        ],
        "comment": "讨论时间可以再长一些。",
    },
    {
        "teaching": [
            {
                "view": "对话",
                "points": [{"point": "提问", "tally": 21, "remark": "多数是是非问"}],
                "notes": [{"at": "08:12", "text": "连续追问同一名学生"}],
            }
        ],
        "comment": "提问少而精更好。",
    },
    {
        "culture": [{"view": "思考", "points": [{"point": "高层次提问", "scale": 4}]}],
        "comment": "有两个好问题。",
    },
)
"""What the three have seen, one after the other."""
SCHOOL = 1
"""The school's place on the county's list."""


def play(work: Work) -> None:
    """Switch the plugin on at one school; its first four teachers plan, give, observe and talk over a lesson."""
    school = work.session.scalars(
        select(OrgUnit)
        .where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.kind == "school")
        .order_by(OrgUnit.code)
        .offset(SCHOOL)
        .limit(1)
    ).one()
    presenter, *observers = work.session.scalars(
        select(Person.id)
        .join(PersonUnit, (PersonUnit.tenant_id == Person.tenant_id) & (PersonUnit.person_id == Person.id))
        .where(
            Person.tenant_id == work.tenant_id,
            PersonUnit.unit_id == school.id,
            PersonUnit.relation == HOME,
            PersonUnit.superseded_at.is_(None),
            PersonUnit.valid_from <= DAY,
        )
        .order_by(Person.number)
        .limit(1 + len(VIEWS))
    )
    switches.enable(work, PLUGIN, school.id)
    work = replace(work, plugin=PLUGIN)
    points.write(work, school.id, POINTS)
    lesson = planning.plan(
        work,
        planning.NewLesson(
            unit_id=school.id,
            topic="分数的意义",
            subject="数学",
            lesson=NewSegment(DAY, time(8), time(8, 45), None, "上课"),
            after=NewSegment(DAY, time(16), time(16, 45), None, "课后会议"),
            presenter_id=presenter,
            observers=tuple(
                NewObserver(person_id, views) for person_id, views in zip(observers, VIEWS, strict=True)
            ),
            pre_meeting="重点看学生怎样说出理由。",
        ),
    )
    for person_id, values in zip(observers, RECORDS, strict=True):
        records.hand_in(work, lesson.id, person_id, FormAnswers(values))
    records.reflect(work, lesson.id, "我问得太多, 学生说得太少。下一课只留三个问题。", DAY)
    lessons.confirm(work, lesson.id, {}, lessons.Meetings(after="下一课只留三个问题, 两周后再看。"))
