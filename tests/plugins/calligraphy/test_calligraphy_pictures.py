"""Works' pictures: what is refused by name, and that nothing of a photo but its pixels is kept."""

import io

from PIL import Image
from sqlalchemy import text

from .calligraphy_school import ADD, UPLOAD, picture

GPS = 0x8825


def located():
    """A photo that lies on its side and tells where it was taken, by whom, with a comment and a profile."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "王五"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (38.0, 17.0, 5.0)
    return picture(size=(3000, 2000), exif=exif)


def test_a_photo_loses_its_place_and_the_original_goes(wall, deliver, web, counts):
    made, first, _ = wall()
    show = first.create("2025-09-20")
    work, errors = first.add(show, located())
    assert (errors, work["width"], work["height"]) == ([], 1600, 2400)  # upright
    for address, size in ((work["image"], (1600, 2400)), (work["thumbnail"], (320, 480))):
        content = web.get(address).content
        with Image.open(io.BytesIO(content)) as kept:
            assert (kept.size, dict(kept.getexif()), set(kept.info)) == (
                size,
                {},
                {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
            )
        assert "王五".encode() not in content
    assert ("files.tidy", "succeeded") in deliver(made)
    with made.work() as done:
        files = done.session.execute(text("SELECT name, purpose FROM files ORDER BY purpose")).all()
        assert [tuple(row) for row in files] == [
            ("春晓.jpg", "image"),
            ("春晓-小图.jpg", "thumbnail"),
        ]


def test_over_the_api_a_bad_picture_names_its_field_and_saves_nothing(wall, counts):
    made, first, _ = wall()
    show = first.create("2025-09-20")
    image = first.upload(picture()[:3_000])
    before, files = counts(made), made.count("files")
    [error] = first.ask(ADD, "calligraphyWorkAdd", input=first.work(show, image))[1]
    assert (error["code"], error["field"]) == ("IMAGE_INVALID", ["input", "imageId"])
    large = first.principal.ask(UPLOAD, type="image/jpeg", size=200_000_000)["uploadCreate"]
    assert large == {
        "uploadUrl": None,
        "upload": None,
        "userErrors": [{"code": "INVALID", "field": ["input", "size"]}],
    }
    waiting = first.principal.ask(UPLOAD, type="image/jpeg")["uploadCreate"]
    refused = first.web.put(waiting["uploadUrl"], content=b"\0" * 70_000_000)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (
        413,
        "CONTENT_TOO_LARGE",
    )
    [error] = first.ask(ADD, "calligraphyWorkAdd", input=first.work(show, waiting["upload"]["id"]))[1]
    assert (error["code"], error["field"]) == ("CONFLICT", ["input", "imageId"])
    assert (counts(made), made.count("files")) == (before, files + 1)  # the upload that is still awaited
