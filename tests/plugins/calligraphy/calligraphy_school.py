"""Pictures, and the commands of plugin `calligraphy` over HTTP as one school's principal gives them."""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageDraw

from yanxiu.testing.client import Api

PEOPLE = "{ people(first: 10) { nodes { id number homeUnit { id name } } } }"
UPLOAD = """mutation ($type: String!, $size: Int) { uploadCreate(input: {fileName: "作品.jpg", mediaType: $type, size: $size}) {
    uploadUrl upload { id } userErrors { code field } } }"""
CREATE = """mutation ($input: CalligraphyShowCreateInput!) { calligraphyShowCreate(input: $input) {
    show { id state number } userErrors { code field message } } }"""
ADD = """mutation ($input: CalligraphyWorkAddInput!) { calligraphyWorkAdd(input: $input) {
    work { id script artist width height image thumbnail } userErrors { code field message } } }"""
HOLD = """mutation ($id: ID!) { calligraphyShowHold(input: {showId: $id}) {
    show { state } userErrors { code field message } } }"""
WITHDRAW = """mutation ($id: ID!, $reason: String!) { calligraphyShowWithdraw(input: {showId: $id, reason: $reason}) {
    show { state } userErrors { code field message } } }"""
POLICY, TERM = "library.weifeng", "2025-2026-1"
TABLES = ("plg_calligraphy_shows", "plg_calligraphy_works", "records", "ledger_lines")


def picture(kind="JPEG", size=(600, 800), *, exif=None, mode="RGB"):
    """A drawing as a file's bytes."""
    drawn = Image.new(mode, size, "white" if mode == "RGB" else (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((100, 100, 300, 300), fill="red")
    kept = io.BytesIO()
    drawn.save(kept, kind, **({"exif": exif} if exif else {}))
    return kept.getvalue()


@dataclass
class School:
    """One school as its principal."""

    principal: Api
    unit: str
    person: str
    web: Any
    name: str
    kept: dict[str, Any] = field(default_factory=dict)

    def ask(self, query, name, **variables):
        """A mutation's payload: what it made, and the refusals."""
        payload = self.principal.ask(query, **variables)[name]
        errors = payload.pop("userErrors")
        [made] = payload.values()
        return made, errors

    def create(self, day, kind="EXHIBITION", title="九月作品展"):
        """An open show."""
        given = {"unitId": self.unit, "kind": kind, "title": title, "theme": "古诗", "onDate": day}
        made, errors = self.ask(CREATE, "calligraphyShowCreate", input=given)
        assert errors == []
        return made["id"]

    def upload(self, content, client=None, kind="image/jpeg"):
        """The id of an upload with these bytes."""
        made = (client or self.principal).ask(UPLOAD, type=kind)["uploadCreate"]
        assert self.web.put(made["uploadUrl"], content=content).status_code == 201
        return made["upload"]["id"]

    def work(self, show, image, script="BRUSH", person=None):
        """The input of a work."""
        return {
            "showId": show,
            "personId": person or self.person,
            "script": script,
            "title": "春晓",
            "imageId": image,
        }

    def add(self, show, content=None, **more):
        """Add a work; what it is, and the refusals."""
        image = self.upload(content or picture())
        return self.ask(ADD, "calligraphyWorkAdd", input=self.work(show, image, **more))

    def hold(self, show):
        """Hold the show."""
        return self.ask(HOLD, "calligraphyShowHold", id=show)

    def exhibit(self, day, scripts=("BRUSH",), **more):
        """A show with works, held; its id."""
        show = self.create(day, **more)
        for script in scripts:
            assert self.add(show, script=script)[1] == []
        assert self.hold(show) == ({"state": "HELD"}, [])
        return show
