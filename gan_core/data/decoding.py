"""One picture from outside, decoded as a viewer shows it: the only place that does.

Pictures are turned as their camera says, colours are sRGB, transparent parts are white, 16-bit
grey is scaled to 8 bits, and of an animation its first frame is taken. Bytes, pixels and memory
are bounded before anything is unpacked.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

VERSION = 2
"""Raised whenever any picture is decoded otherwise than before: what was kept is decoded anew."""

SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jfif"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
}
"""The formats that are read, by Pillow's names, and how their files end."""

PAPER = (255, 255, 255)
"""The colour behind transparent parts."""

DECODER_BYTES = {"WEBP": 16, "GIF": 12, "TIFF": 12}
"""Bytes a pixel at the most while a format is decoded; 4 for all others."""

MEMORY = 320_000_000
"""The most bytes that one picture may take while it is decoded."""

BAND = 1 << 20
"""Pixels that are converted at a time, so that a large picture is never held twice."""

LARGE = 4_000_000
"""Pictures of more pixels are averaged to a smaller size before anything else."""

UNREADABLE, TOO_LARGE, TOO_SMALL, VALUES = "unreadable", "too_large", "too_small", "values"

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by the orientation in its EXIF data."""

PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Colour spaces of profiles, with the mode of the pictures that they describe."""

WHITES: Mapping[str, tuple[float, ...]] = {"I": (255, 65_535), "F": (1, 255)}
"""What may be white in pictures of 32-bit numbers: the least that no number exceeds."""

Grey = npt.NDArray[np.uint8]


class PictureError(ValueError):
    """A picture cannot be used; one line says why. ``reason`` is one of four words."""

    def __init__(self, reason: str, line: str) -> None:
        super().__init__(line)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """What is accepted: bytes of a file, pixels of a picture, pixels of its shorter edge."""

    most_bytes: int
    most_pixels: int
    least_edge: int = 1


def formats() -> str:
    """Return the accepted formats as a list for people."""
    *others, last = SUFFIXES
    return f"{', '.join(others)} and {last}"


def decode_picture(
    content: bytes,
    *,
    limits: Limits,
    enough: int,
    admit: Callable[[int], object] = lambda size: None,
) -> Image.Image:
    """Return a picture file's RGB picture, upright, on white, in sRGB.

    One of more than four million pixels is made smaller by a whole factor, as long as its shorter
    edge keeps ``enough`` pixels; a JPEG of any size to no less than ``enough``. ``admit`` is called
    with the bytes that decoding takes, before they are taken. Raises ``PictureError``.
    """
    if len(content) > limits.most_bytes:
        raise PictureError(
            TOO_LARGE,
            f"the file has {len(content) / 1e6:.1f} MB; accepted are {limits.most_bytes / 1e6:g}",
        )
    try:
        with Image.open(io.BytesIO(content), formats=list(SUFFIXES)) as image:
            _check_size(image, limits)
            whole = image.width * image.height
            # A JPEG is decoded at an eighth, a quarter or half where that is enough.
            image.draft(image.mode, (enough, enough))
            factor = _factor(image.size, enough)
            size = _bytes_taken(image, whole, factor)
            if size > MEMORY:
                raise PictureError(
                    TOO_LARGE,
                    f"the picture would take {size / 1e6:.0f} MB to decode; accepted are "
                    f"{MEMORY / 1e6:.0f}",
                )
            admit(size)
            image.load()
            shown = _in_bands(image, factor)
            turn = TURNS.get(_orientation(image))
            return shown if turn is None else shown.transpose(turn)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(
            TOO_LARGE, f"the picture unpacks to more than {_millions(limits)}"
        ) from None
    except UnidentifiedImageError:
        raise PictureError(
            UNREADABLE, f"the file is no picture that can be read; accepted: {formats()}"
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error) as error:
        # What Pillow raises for files that are cut off or damaged.
        why = " ".join(str(error).split()) or type(error).__name__
        raise PictureError(
            UNREADABLE, f"the file is no picture that can be read ({why}); accepted: {formats()}"
        ) from None


def _check_size(image: Image.Image, limits: Limits) -> None:
    shape = f"the picture has {image.width} x {image.height} pixels"
    if image.width * image.height > limits.most_pixels:
        raise PictureError(TOO_LARGE, f"{shape}; accepted are {_millions(limits)}")
    if min(image.size) < limits.least_edge:
        least = limits.least_edge
        raise PictureError(TOO_SMALL, f"{shape}; accepted are {least} x {least} or more")


def _millions(limits: Limits) -> str:
    return f"{limits.most_pixels / 1e6:g} million pixels"


def _factor(size: tuple[int, int], enough: int) -> int:
    """Return by what a picture is made smaller."""
    if size[0] * size[1] <= LARGE:
        return 1
    return max(1, min(size) // enough)


def _bytes_taken(image: Image.Image, whole: int, factor: int) -> int:
    """Return the most bytes of decoding; ``whole`` is how many pixels the file has."""
    pixels = image.width * image.height
    decoder = pixels * DECODER_BYTES.get(image.format or "", 4)
    return decoder + _coefficient_bytes(image, whole) + 4 * pixels // factor**2


def _coefficient_bytes(image: Image.Image, whole: int) -> int:
    """Return the bytes of a progressive JPEG's coefficients, which are held for the whole file."""
    if not isinstance(image, JpegImageFile) or not image.info.get("progressive"):
        return 0
    samples = [across * down for _, across, down, _ in image.layer]
    return 2 * whole * sum(samples) // max(1, *samples)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation of a picture that is loaded: 1 to 8, 1 where it says none."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (OSError, ValueError, SyntaxError, TypeError, struct.error):
        return 1


def _in_bands(image: Image.Image, factor: int) -> Image.Image:
    """Return the RGB picture, averaged over squares of ``factor`` pixels, a band at a time."""
    to_rgb = _converter(image)
    width, height = image.size
    if factor == 1 and width * height <= BAND:
        return to_rgb(image)
    step = factor * max(1, BAND // (width * factor))
    shown = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, step):
        band = to_rgb(image.crop((0, top, width, min(height, top + step))))
        shown.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    return shown


def _converter(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Return what makes RGB of a part of a picture."""
    if image.mode in WHITES:
        white = _white(image)
        return lambda part: _scaled(part, white)
    if image.mode.startswith("I;16"):
        clear = image.info.get("transparency")
        return lambda part: _scaled(part, 65_535, clear=clear if isinstance(clear, int) else None)
    profiled = _profile_transform(image)
    if not image.has_transparency_data:
        return profiled

    def on_paper(part: Image.Image) -> Image.Image:
        whole = part.convert("RGBA")
        ground = Image.new("RGB", part.size, PAPER)
        ground.paste(profiled(whole.convert("RGB")), mask=whole.getchannel("A"))
        return ground

    return on_paper


def _profile_transform(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Return what brings a part to sRGB by the picture's profile; one that is broken is ignored."""
    content = image.info.get("icc_profile")
    if content:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
            mode = PROFILE_MODES[profile.profile.xcolor_space]
            # Grey with a profile of colours is no picture of that profile.
            fits = mode == "RGB" and image.mode not in ("1", "L", "LA", "CMYK")
            if fits or image.mode in (mode, mode + "A"):
                transform = ImageCms.buildTransform(
                    profile, ImageCms.createProfile("sRGB"), mode, "RGB"
                )
                return lambda part: _transformed(part.convert(mode), transform)
        except (ImageCms.PyCMSError, OSError, KeyError, ValueError, TypeError):
            pass
    return lambda part: part.convert("RGB")


def _transformed(part: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    found = ImageCms.applyTransform(part, transform)
    assert found is not None
    return found


def _white(image: Image.Image) -> float:
    """Return the number that is white in a picture of 32-bit numbers."""
    rows = range(0, image.height, max(1, BAND // image.width))
    step = rows.step
    low, high = 0.0, 0.0
    for top in rows:
        part = np.asarray(image.crop((0, top, image.width, min(image.height, top + step))))
        if not np.isfinite(part).all():
            raise PictureError(VALUES, "the picture has numbers that are not finite")
        low, high = min(low, float(part.min())), max(high, float(part.max()))
    whites = WHITES[image.mode]
    white = next((white for white in whites if high <= white), None)
    if low < 0 or white is None:
        raise PictureError(
            VALUES,
            f"the picture has numbers from {low:g} to {high:g}; accepted are 0 to "
            f"{' or 0 to '.join(f'{white:g}' for white in whites)}",
        )
    return white


def _scaled(part: Image.Image, white: float, *, clear: int | None = None) -> Image.Image:
    """Return grey numbers from 0 to ``white`` as RGB; ``clear`` is a number that is transparent."""
    numbers = np.asarray(part)
    grey: Grey = np.rint(numbers.astype(np.float32) * np.float32(255 / white)).astype(np.uint8)
    if clear is not None:
        grey[numbers == clear] = PAPER[0]
    return Image.fromarray(grey).convert("RGB")
