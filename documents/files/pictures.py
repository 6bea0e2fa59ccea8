"""Photographs and scans: drawn anew from their pixels, so that nothing else comes along (S-64)."""

import io
from typing import Any

from pi_heif import register_heif_opener
from PIL import Image, ImageCms, ImageOps

from .kinds import FileKind
from .refusal import Refused

MOST_PIXELS = 40_000_000
SCREEN_PIXELS = 1600  # the longer side, on the screen
QUALITY, SCREEN_QUALITY = 90, 82
FORMATS = ("JPEG", "PNG", "HEIF")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener(thumbnails=False)


def _opened(content: bytes) -> Image.Image:
    """The picture, upright. Its size is read before a pixel is decoded."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise Refused("too many pixels") from exc
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused("too many pixels")
    picture.load()
    return ImageOps.exif_transpose(picture)


def _in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    """Colours as the screen shows them, since the profile stays behind."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target: Any = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, source, target, outputMode=picture.mode)
        picture = changed or picture
    return picture.convert(mode)


def drawn_anew(content: bytes, kind: str) -> bytes:
    """The same picture without EXIF, place, thumbnail, comments and profile. Raises Refused."""
    picture = _opened(content)
    if kind == FileKind.PNG:
        has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        return _written(_in_srgb(picture, "RGBA" if has_alpha else "RGB"), "PNG")
    return _written(_in_srgb(picture, "RGB"), "JPEG", quality=QUALITY)


def for_screen(content: bytes) -> bytes:
    """A kept picture small enough for a page."""
    return _written(drawn_for_screen(content, SCREEN_PIXELS), "JPEG", quality=SCREEN_QUALITY)


def drawn_for_screen(content: bytes, longest: int) -> Image.Image:
    """A kept picture on white, at most so many pixels long."""
    picture = _opened(content)
    picture.thumbnail((longest, longest))
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return ground


def _written(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Only pixels are handed over: what the library remembers of the file is left out."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    target = io.BytesIO()
    bare.save(target, form, **options)
    return target.getvalue()
