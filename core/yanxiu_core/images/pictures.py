"""What is made of a picture: decoded whole, shrunk, turned upright and written anew, without metadata."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from yanxiu_core.files.sizes import megabytes
from yanxiu_core.images.errors import ImageInvalid

FORMATS = ("JPEG", "PNG", "WEBP")
"""No other decoder of Pillow is used, whatever a file claims to be."""
MOST_PIXELS, MOST_WHOLE = 60_000_000, 24_000_000
"""Most pixels of a JPEG, which is decoded at a fraction of its size, and of what its decoder must hold whole: PNG, WebP,
progressive JPEG. The header tells both before anything is decoded. The largest take some 300 MB for a second.
"""
MOST_SCANS = 200
"""Most scans of a JPEG. A progressive one has about ten, a phone's several pictures a few more; each repeats the work of
decoding, and a file of little size could hold hundreds of thousands.
"""
SCAN = b"\xff\xda"
"""Begins a scan of a JPEG; what is coded in between never holds it."""
SIDE, SMALL = 2400, 480
"""Pixels of the longer side of what is kept: 12 inches printed at 200 dpi, and a list's picture."""
MEDIA_TYPE = "image/jpeg"
"""Of what is kept."""
QUALITY, SMALL_QUALITY = 88, 82
SHRINKING = ("RGB", "RGBA", "L", "LA")
"""Modes that can be shrunk as they are."""
DEEP = 256
"""A grey of 16 bits is so many times one of 8."""
ORIENTATION = 0x0112
"""The EXIF tag that tells how the camera was held."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The picture and its thumbnail as they are kept, and the picture's size in pixels."""

    image: Path
    thumbnail: Path
    width: int
    height: int


def prepare(source: Path, folder: Path, *, most_bytes: int, field: str) -> Pictures:
    """Decode the whole picture and write two new ones into `folder`; EXIF, position, comments and profiles are left out.

    Raises ImageInvalid, naming `field`, for whatever is no picture that can be kept.
    """
    size = source.stat().st_size
    if size > most_bytes:
        raise ImageInvalid(
            f"图片不超过 {megabytes(most_bytes)} MB, 现为 {megabytes(size, more=True)} MB; 请缩小后再上传",
            f"A picture has at most {megabytes(most_bytes)} MB, not {megabytes(size, more=True)}; make it smaller",
            field=field,
        )
    picture = _decoded(source, field)
    image, thumbnail = folder / "image.jpg", folder / "thumbnail.jpg"
    picture.save(image, "JPEG", quality=QUALITY)
    width, height = picture.size
    picture.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    picture.save(thumbnail, "JPEG", quality=SMALL_QUALITY)
    return Pictures(image, thumbnail, width, height)


def shrink(source: Path, target: Path, *, width: int, height: int) -> tuple[int, int]:
    """Write a kept picture so small that it fits `width` by `height` pixels, for print; returns the size it has then.

    The proportions stay, and nothing is made larger. Raises ImageInvalid for a file that is no picture.
    """
    with _reading("file"), Image.open(source, formats=FORMATS) as picture:
        _check_pixels(picture, "file")
        _fit(picture, width, height)
        _plain(picture).save(target, "JPEG", quality=QUALITY)
        return picture.size


def _decoded(source: Path, field: str) -> Image.Image:
    """The picture, shrunk to `SIDE` and upright, with no transparency and nothing but its pixels."""
    with _reading(field), Image.open(source, formats=FORMATS) as opened:
        _check_pixels(opened, field)
        if opened.format in {"JPEG", "MPO"}:
            _check_scans(source, field)
        # Only this one tag is read: what else is wrong in a photo's EXIF is left out anyway.
        turn = TURNS.get(opened.getexif().get(ORIENTATION, 1))
        if opened.mode in SHRINKING or opened.format == "JPEG":
            _fit(opened, SIDE, SIDE)
            picture = _plain(opened)
        else:
            picture = _plain(_shallow(opened))
            picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        return picture if turn is None else picture.transpose(turn)


def _shallow(opened: Image.Image) -> Image.Image:
    """A scanner's grey of 16 bits as one of 8, which `convert` would cut off to white."""
    if not opened.mode.startswith("I"):
        return opened
    return opened.convert("I").point(lambda grey: grey / DEEP).convert("L")


def _fit(opened: Image.Image, width: int, height: int) -> None:
    """Shrink to fit. A JPEG is decoded at a half, a quarter or an eighth where that is enough, which saves most of the work."""
    share = min(width / opened.width, height / opened.height, 1)
    opened.draft("RGB", (max(1, int(opened.width * share)), max(1, int(opened.height * share))))
    opened.load()
    opened.thumbnail((width, height), Image.Resampling.LANCZOS)


@contextmanager
def _reading(field: str) -> Iterator[None]:
    """What Pillow says of a file, as what a user is told."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(field) from error
    except UnidentifiedImageError as error:
        raise ImageInvalid(
            "这个文件不是图片; 请上传 JPEG、PNG 或 WebP 图片 (手机的 HEIC 照片请先转为 JPEG)",
            "This file is no picture; upload a JPEG, PNG or WebP (convert a phone's HEIC to JPEG first)",
            field=field,
        ) from error
    # Pillow's decoders tell of damaged files by these.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise ImageInvalid(
            "图片不完整或已损坏, 无法解码; 请重新导出或拍照后再上传",
            "The picture is incomplete or damaged and cannot be decoded; export it anew and upload it again",
            field=field,
        ) from error


def _plain(picture: Image.Image) -> Image.Image:
    """On white paper where it was transparent; a new picture, which carries no information of the old one."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def _check_pixels(opened: Image.Image, field: str) -> None:
    width, height = opened.size
    # A JPEG that holds further pictures, as phones write them, calls itself MPO; its first one is taken.
    whole = opened.format in {"PNG", "WEBP"} or "progressive" in opened.info
    if width * height > (MOST_WHOLE if whole else MOST_PIXELS):
        raise _too_large(field)


def _check_scans(source: Path, field: str) -> None:
    if source.read_bytes().count(SCAN) > MOST_SCANS:
        raise ImageInvalid(
            f"这张 JPEG 分成 {MOST_SCANS} 次以上扫描, 不能接受; 请用看图软件另存为普通 JPEG 后再上传",
            f"This JPEG has more than {MOST_SCANS} scans; save it anew as an ordinary JPEG and upload that",
            field=field,
        )


def _too_large(field: str) -> ImageInvalid:
    most, whole = MOST_PIXELS, MOST_WHOLE
    return ImageInvalid(
        f"图片像素太多: JPEG 不超过 {most // 10_000} 万, 渐进式 JPEG、PNG 和 WebP 不超过 {whole // 10_000} 万; 请缩小后再上传",
        f"Too many pixels: a JPEG has at most {most // 1_000_000} million, a progressive one, PNG and WebP "
        f"{whole // 1_000_000}; make it smaller",
        field=field,
    )
