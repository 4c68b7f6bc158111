"""Made-up exhibitions of one school, with the plugin `calligraphy` on at that school alone; the works are drawn here."""

from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw
from sqlalchemy import select

from yanxiu.demo.drawings import uploaded
from yanxiu_calligraphy.checks import NAME
from yanxiu_calligraphy.models import BRUSH, CHALK, EXHIBITION, PEN, SKILLS
from yanxiu_calligraphy.shows import service as shows
from yanxiu_calligraphy.shows import works
from yanxiu_core.org_units.models import OrgUnit
from yanxiu_core.people.models import HOME, Person, PersonUnit
from yanxiu_core.switches import service as switches
from yanxiu_core.work import Work

SHOWS = (
    (EXHIBITION, "九月教师书法作品展", "教师节", date(2025, 9, 10), (BRUSH, PEN)),
    (SKILLS, "秋季三笔字展示", "", date(2025, 10, 20), (PEN, BRUSH, CHALK)),
)
LAST = SHOWS[-1][3]
SCHOOL = 2
"""The school's place on the county's list."""
TITLES = {PEN: "春晓", BRUSH: "厚德载物", CHALK: "咏柳"}
LOOKS = {PEN: ("#fbf8ef", "#1b2a6b", 4), BRUSH: ("#efe6d0", "#181410", 26), CHALK: ("#24402f", "#f4f4ee", 12)}
"""Paper, ink and the width of a stroke in pixels."""
STROKES = (
    (90, 110, 390, 95),
    (240, 60, 235, 420),
    (235, 200, 90, 400),
    (250, 200, 410, 400),
    (150, 320, 330, 312),
)


def play(work: Work) -> None:
    """Switch the plugin on at one school; its first teachers hang their works, and both shows are held."""
    found = select(OrgUnit.id).where(OrgUnit.tenant_id == work.tenant_id, OrgUnit.kind == "school")
    school = work.session.scalars(found.order_by(OrgUnit.code).offset(SCHOOL).limit(1)).one()
    people = work.session.scalars(
        select(Person.id)
        .join(PersonUnit, (PersonUnit.tenant_id == Person.tenant_id) & (PersonUnit.person_id == Person.id))
        .where(
            Person.tenant_id == work.tenant_id,
            PersonUnit.unit_id == school,
            PersonUnit.relation == HOME,
            PersonUnit.superseded_at.is_(None),
            PersonUnit.valid_from <= SHOWS[0][3],
        )
        .order_by(Person.number)
        .limit(3)
    ).all()
    switches.enable(work, NAME, school)
    work = replace(work, plugin=NAME)
    for kind, title, theme, day, scripts in SHOWS:
        show = shows.announce(work, school, kind, title=title, theme=theme, on_date=day)
        for person_id, script in zip(people, scripts, strict=False):
            upload = uploaded(work, "work.png", _drawn(script))
            works.hang(work, show.id, person_id, script=script, title=TITLES[script], upload_id=upload)
        shows.hold(work, show.id)


def _drawn(script: str) -> Image.Image:
    paper, ink, width = LOOKS[script]
    drawn = Image.new("RGB", (480, 480), paper)
    for stroke in STROKES:
        ImageDraw.Draw(drawn).line(stroke, fill=ink, width=width)
    return drawn
