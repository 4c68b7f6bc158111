"""Made-up photographs of one activity, drawn here: people at a table before a board."""

from datetime import date

from PIL import Image, ImageDraw
from sqlalchemy import select

from yanxiu.demo.drawings import uploaded
from yanxiu_core.activities.models import Activity
from yanxiu_core.evidence import service as evidence
from yanxiu_core.evidence.service import NewEvidence
from yanxiu_core.participations.models import Participation
from yanxiu_core.work import Work

SINCE, DONE_BY = date(2025, 9, 1), date(2025, 12, 31)
KIND = "exporters.photo"
SCENES = (("分组研讨", 4, "#dfe9ea"), ("主讲教师发言", 1, "#efe6d8"), ("集中评议", 6, "#e4e7f1"))
"""What each shows, how many people, and the colour of the wall."""
SIZE = (960, 640)
BOARD, HAIR, FACE, TABLE = "#2f5d46", "#33302e", "#f0d2b6", "#9c7650"
COATS = ("#35507a", "#8a3b3b", "#4d7c57", "#6b5b95", "#a8763e", "#3f7f86")


def play(work: Work) -> None:
    """Whoever is first on the list of the first activity since `SINCE` hands in three photographs of it."""
    found = (
        select(Activity.id, Activity.starts_on, Participation.person_id)
        .join(
            Participation,
            (Participation.tenant_id == Activity.tenant_id) & (Participation.activity_id == Activity.id),
        )
        .where(
            Activity.tenant_id == work.tenant_id,
            Activity.starts_on >= SINCE,
            Participation.superseded_at.is_(None),
        )
        .order_by(Activity.starts_on, Activity.number, Participation.person_id)
        .limit(1)
    )
    activity_id, day, person_id = work.session.execute(found).one()
    for title, people, wall in SCENES:
        upload = uploaded(work, f"{title}.jpg", _drawn(people, wall))
        new = NewEvidence(person_id, KIND, title, day, file_id=upload, activity_id=activity_id)
        evidence.record(work, new)


def _drawn(people: int, wall: str) -> Image.Image:
    drawn = Image.new("RGB", SIZE, wall)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((180, 60, 780, 270), fill=BOARD, outline=TABLE, width=10)
    for line in range(3):
        pen.line((230, 110 + 45 * line, 560 - 80 * line, 110 + 45 * line), fill="white", width=4)
    for place in range(people):
        middle = SIZE[0] * (2 * place + 1) // (2 * people)
        pen.rounded_rectangle((middle - 60, 385, middle + 60, 640), 40, fill=COATS[place % len(COATS)])
        pen.ellipse((middle - 42, 292, middle + 42, 372), fill=HAIR)
        pen.ellipse((middle - 36, 306, middle + 36, 392), fill=FACE)
    pen.rectangle((0, 540, SIZE[0], 640), fill=TABLE)
    return drawn
