"""Pictures that are handed in: checked by decoding them, turned upright, shrunk and written anew without metadata."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from yanxiu_core.errors import Invalid

MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
"""What is decoded at all, and the most pixels of each, which the header tells before anything is decoded. No other decoder
of Pillow is used, whatever a file claims to be. A pixel takes three or four bytes of memory; large JPEGs are decoded smaller.
"""
SIDE, SMALL = 2400, 480
"""Pixels of the longer side of what is kept: 12 inches printed at 200 dpi, and a list's picture."""
MEDIA_TYPE = "image/jpeg"


class ImageInvalid(Invalid):
    """A file that is no picture, is damaged, or is too large."""

    code = "CALLIGRAPHY_IMAGE_INVALID"


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
            f"图片不超过 {_megabytes(most_bytes)} MB, 现为 {_megabytes(size)} MB; 请缩小后再上传",
            f"A picture has at most {_megabytes(most_bytes)} MB, not {_megabytes(size)}; make it smaller",
            field=field,
        )
    picture = _decoded(source, field)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    image, thumbnail = folder / "image.jpg", folder / "thumbnail.jpg"
    picture.save(image, "JPEG", quality=88)
    width, height = picture.size
    picture.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    picture.save(thumbnail, "JPEG", quality=82)
    return Pictures(image, thumbnail, width, height)


def _decoded(source: Path, field: str) -> Image.Image:
    """The picture, upright, with no transparency and nothing but its pixels."""
    try:
        with Image.open(source, formats=tuple(MOST_PIXELS)) as opened:
            _check_pixels(opened, field)
            # JPEG can be decoded at a half or a quarter, which saves most of the time and memory of large photos.
            opened.draft("RGB", (SIDE, SIDE))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(field) from error
    except UnidentifiedImageError as error:
        raise ImageInvalid(
            "这个文件不是图片; 请上传 JPEG、PNG 或 WebP 图片",
            "This file is no picture; upload a JPEG, PNG or WebP",
            field=field,
        ) from error
    # Pillow's decoders tell of damaged files by these.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise ImageInvalid(
            "图片不完整或已损坏, 无法解码; 请重新导出或拍照后再上传",
            "The picture is incomplete or damaged and cannot be decoded; export it anew and upload it again",
            field=field,
        ) from error
    return _plain(upright)


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
    if width * height > MOST_PIXELS[str(opened.format)]:
        raise _too_large(field)


def _too_large(field: str) -> ImageInvalid:
    jpeg, other = MOST_PIXELS["JPEG"], MOST_PIXELS["PNG"]
    return ImageInvalid(
        f"图片像素太多: JPEG 不超过 {jpeg // 10_000} 万, PNG 和 WebP 不超过 {other // 10_000} 万; 请缩小后再上传",
        f"Too many pixels: a JPEG has at most {jpeg // 1_000_000} million, PNG and WebP {other // 1_000_000}; make it smaller",
        field=field,
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")
