"""Pictures: what is taken, what is refused by name, and that nothing of a photo but its pixels is kept."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw, ImageOps

from yanxiu_core.images.errors import ImageInvalid
from yanxiu_core.images.pictures import prepare, shrink


def picture(kind="JPEG", size=(600, 800), *, mode="RGB", **more):
    """A drawing as a file's bytes."""
    drawn = Image.new(mode, size, "white" if mode == "RGB" else (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((100, 100, 300, 300), fill="red")
    kept = io.BytesIO()
    drawn.save(kept, kind, **more)
    return kept.getvalue()


def bomb():
    """A PNG of a few bytes that claims 50,000 by 50,000 pixels."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return head + picture("PNG", (8, 8))[33:]


def progressive():
    """A JPEG of 36 million pixels, whose decoder would hold all of it."""
    kept = io.BytesIO()
    Image.new("L", (6_000, 6_000)).save(kept, "JPEG", progressive=True)
    return kept.getvalue()


def scans(many):
    """A progressive JPEG whose last scan is there so many times."""
    kept = io.BytesIO()
    Image.new("L", (64, 64), 90).save(kept, "JPEG", progressive=True)
    content = kept.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * many + content[-2:]


BAD = {
    "many scans": (scans(200), "分成 200 次以上扫描"),
    "no picture": (b"<svg onload='alert(1)'/>" * 40, "不是图片"),
    "empty": (b"", "不是图片"),
    "a document": (b"%PDF-1.7\n" + bytes(range(256)) * 9, "不是图片"),
    "another format": (picture("GIF"), "不是图片"),
    "truncated": (picture()[:3_000], "不完整"),
    "truncated PNG": (picture("PNG")[:-300], "不完整"),
    "damaged": (picture("PNG")[:60] + b"\xff" * 40 + picture("PNG")[100:], "不完整"),
    "too many pixels": (bomb(), "像素太多"),
    "wide": (picture("PNG", (24_001, 1_000)), "像素太多"),
    "held whole": (progressive(), "渐进式 JPEG、PNG 和 WebP 不超过 2400 万"),
    "too many bytes": (picture() + b"\0" * 400_001, "不超过 0.4 MB, 现为 0.5 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path, name):
    content, message = BAD[name]
    source = tmp_path / "upload"
    source.write_bytes(content)
    with pytest.raises(ImageInvalid, match=message) as refused:
        prepare(source, tmp_path, most_bytes=400_000, field="imageId")
    assert refused.value.details == {"field": "imageId"}
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "palette", "several"])
def test_a_picture_is_written_anew(tmp_path, kind):
    source, size = tmp_path / "upload", (3000, 1500)
    if kind == "palette":
        with Image.open(io.BytesIO(picture("PNG", size))) as opened:
            opened.quantize(8).save(source, "PNG")
    elif kind == "several":  # as phones write them: a picture, and another one behind it
        with Image.open(io.BytesIO(picture("JPEG", size))) as opened:
            opened.save(source, "MPO", save_all=True, append_images=[opened.resize((60, 30))])
    else:
        source.write_bytes(picture(kind, size))
    made = prepare(source, tmp_path, most_bytes=10**7, field="imageId")
    assert (made.width, made.height) == (2400, 1200)
    with Image.open(made.image) as kept, Image.open(made.thumbnail) as small:
        assert (kept.format, kept.size, small.format, small.size) == (
            "JPEG",
            (2400, 1200),
            "JPEG",
            (480, 240),
        )
        red, green, blue = kept.getpixel((160, 160))
        assert red > 200
        assert max(green, blue) < 60


def test_what_was_transparent_is_white(tmp_path):
    source = tmp_path / "upload"
    source.write_bytes(picture("PNG", mode="RGBA"))
    with Image.open(prepare(source, tmp_path, most_bytes=10**7, field="imageId").image) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_a_grey_of_16_bits_stays_grey(tmp_path):
    source = tmp_path / "upload"
    Image.new("I;16", (60, 40), 20_000).save(source, "PNG")
    with Image.open(prepare(source, tmp_path, most_bytes=10**7, field="imageId").image) as kept:
        assert kept.getpixel((5, 5)) == (78, 78, 78)


def test_a_line_of_pixels_is_a_picture(tmp_path):
    source, target = tmp_path / "upload", tmp_path / "small.jpg"
    source.write_bytes(picture("JPEG", (3000, 1)))
    made = prepare(source, tmp_path, most_bytes=10**7, field="imageId")
    assert (made.width, made.height) == (2400, 1)
    assert shrink(made.image, target, width=900, height=400) == (900, 1)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_upright_whatever_else_its_exif_says(tmp_path, turn):
    source, exif = tmp_path / "upload", Image.Exif()
    exif[0x0112], exif[0x0128] = turn, 2
    drawn = Image.new("RGB", (90, 60), "white")
    ImageDraw.Draw(drawn).rectangle((0, 0, 29, 19), fill="red")
    drawn.save(source, "JPEG", exif=exif)
    with Image.open(source) as opened:
        right = ImageOps.exif_transpose(opened)
    # ResolutionUnit as a text, which Pillow reads but cannot write.
    written = source.read_bytes()
    source.write_bytes(written.replace(b"\x01\x28\x00\x03", b"\x01\x28\x00\x02"))
    assert source.read_bytes() != written
    with Image.open(prepare(source, tmp_path, most_bytes=10**7, field="imageId").image) as kept:
        assert kept.size == right.size
        for x in (5, right.width - 6):
            for y in (5, right.height - 6):
                assert (kept.getpixel((x, y))[1] < 60) == (right.getpixel((x, y))[1] < 60)


def test_for_print_a_picture_is_made_small_and_never_large(tmp_path):
    source, target = tmp_path / "kept.jpg", tmp_path / "small.jpg"
    source.write_bytes(picture("JPEG", (2400, 1600)))
    assert shrink(source, target, width=1200, height=1200) == (1200, 800)
    with Image.open(target) as small:
        assert (small.format, small.size) == ("JPEG", (1200, 800))
    assert shrink(source, target, width=9000, height=9000) == (2400, 1600)
    source.write_bytes(b"no picture")
    with pytest.raises(ImageInvalid, match="不是图片"):
        shrink(source, target, width=9, height=9)
