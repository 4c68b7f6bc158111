"""Why a picture is not taken."""

from yanxiu_core.errors import Invalid


class ImageInvalid(Invalid):
    """A file that is no picture, is damaged, or is too large."""

    code = "IMAGE_INVALID"
