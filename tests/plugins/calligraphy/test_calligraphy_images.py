"""Pictures: what is taken, what is refused by name, and that nothing of a photo but its pixels is kept."""

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import text

from yanxiu_calligraphy.images import ImageInvalid, prepare

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


def bomb():
    """A PNG of a few bytes that claims 50,000 by 50,000 pixels."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + picture("PNG", (8, 8))[33:]
    )


BAD = {
    "no picture": (b"<svg onload='alert(1)'/>" * 40, "不是图片"),
    "empty": (b"", "不是图片"),
    "a document": (b"%PDF-1.7\n" + bytes(range(256)) * 9, "不是图片"),
    "another format": (picture("GIF"), "不是图片"),
    "truncated": (picture()[:3_000], "不完整"),
    "truncated PNG": (picture("PNG")[:-300], "不完整"),
    "damaged": (picture("PNG")[:60] + b"\xff" * 40 + picture("PNG")[100:], "不完整"),
    "too many pixels": (bomb(), "像素太多"),
    "wide": (picture("PNG", (24_001, 1_000)), "像素太多"),
    "too many bytes": (picture() + b"\0" * 200_000, "不超过 0.2 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path, name):
    content, message = BAD[name]
    source = tmp_path / "upload"
    source.write_bytes(content)
    with pytest.raises(ImageInvalid, match=message) as refused:
        prepare(source, tmp_path, most_bytes=200_000, field="imageId")
    assert refused.value.details == {"field": "imageId"}
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew(tmp_path, kind):
    source = tmp_path / "upload"
    source.write_bytes(picture(kind, (3000, 1500)))
    made = prepare(source, tmp_path, most_bytes=10**7, field="imageId")
    assert (made.width, made.height) == (2400, 1200)
    with Image.open(made.thumbnail) as small:
        assert (small.format, small.size) == ("JPEG", (480, 240))


def test_what_was_transparent_is_white(tmp_path):
    source = tmp_path / "upload"
    source.write_bytes(picture("PNG", mode="RGBA"))
    with Image.open(prepare(source, tmp_path, most_bytes=10**7, field="imageId").image) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


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
    assert ("calligraphy.tidy", "succeeded") in deliver(made)
    with made.work() as done:
        files = done.session.execute(text("SELECT name, purpose FROM files ORDER BY purpose")).all()
        assert [tuple(row) for row in files] == [
            ("春晓.jpg", "calligraphy.image"),
            ("春晓-小图.jpg", "calligraphy.thumbnail"),
        ]


def test_over_the_api_a_bad_picture_names_its_field_and_saves_nothing(wall, counts):
    made, first, _ = wall()
    show = first.create("2025-09-20")
    image = first.upload(picture()[:3_000])
    before, files = counts(made), made.count("files")
    [error] = first.ask(ADD, "calligraphyWorkAdd", input=first.work(show, image))[1]
    assert (error["code"], error["field"]) == ("CALLIGRAPHY_IMAGE_INVALID", ["input", "imageId"])
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
