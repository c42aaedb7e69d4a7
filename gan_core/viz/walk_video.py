"""Interpolation between random latents as a video: a grid of pictures, each with its own path."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from gan_core.checkpoints.native import Model
from gan_core.latent.generation import as_pixels, decode, truncated_noise
from gan_core.latent.walks import walk
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.webm import webm

MILLISECONDS = 80
"""A GIF counts in hundredths of a second; many programs slow down what is under 20 ms."""

SECONDS_A_KEY = 2.5
COLORS = 256
SIDE = 128
"""About the size of a picture in pixels: it is scaled by a whole number."""

LEAST_SECONDS, MOST_SECONDS = 2, 60
TOGETHER = 24
"""The most pictures that G makes at once."""

GRIDS = {1: (1, 1), 6: (3, 2), 12: (4, 3)}
"""Columns and rows by how many pictures there are."""


VIDEO_FORMATS = ("webm", "gif")
"""A GIF plays everywhere, in 256 colours; a WebM has all colours and is a fraction as large."""


@dataclass(frozen=True)
class VideoPlan:
    """Length, number of pictures, seed and format; ``ValueError`` for what is not accepted."""

    seconds: int = 30
    pictures: int = 6
    seed: int = 0
    format: str = "webm"

    def __post_init__(self) -> None:
        """Check the limits."""
        if not LEAST_SECONDS <= self.seconds <= MOST_SECONDS:
            raise ValueError(f"{self.seconds} seconds; accepted: {LEAST_SECONDS} to {MOST_SECONDS}")
        if self.pictures not in GRIDS:
            raise ValueError(
                f"{self.pictures} pictures; accepted: {', '.join(str(n) for n in GRIDS)}"
            )
        if self.format not in VIDEO_FORMATS:
            raise ValueError(f"format {self.format!r}; accepted: {', '.join(VIDEO_FORMATS)}")

    @property
    def keys(self) -> int:
        """The number of random latents that each path passes through."""
        return max(2, round(self.seconds / SECONDS_A_KEY))

    @property
    def frames(self) -> int:
        """The number of frames of the video, a whole number between two latents."""
        return self.keys * round(1000 * self.seconds / MILLISECONDS / self.keys)


def video_latents(model: Model, plan: VideoPlan) -> Tensor:
    """Return latents (frames, pictures, d): spherical interpolation (slerp) in a closed loop."""
    random = torch.Generator().manual_seed(plan.seed)
    drawn = truncated_noise(
        plan.pictures * plan.keys, model.settings, truncation=None, generator=random,
        device=torch.device("cpu"),
    )  # fmt: skip
    paths = drawn.view(plan.pictures, plan.keys, -1)
    between = plan.frames // plan.keys
    return torch.stack([walk(path, between, closed=True) for path in paths], 1)


def video_frames(model: Model, plan: VideoPlan) -> Iterator[Image.Image]:
    """Yield the frames, each a grid of pictures."""
    columns, _rows = GRIDS[plan.pictures]
    scale = max(1, round(SIDE / model.settings.resolution))
    device = next(model.network.parameters()).device
    for latents in torch.split(video_latents(model, plan), max(1, TOGETHER // plan.pictures)):
        made = decode(model.network, model.settings, latents.flatten(0, 1).to(device))
        for pictures in torch.split(made, plan.pictures):
            grid = picture_grid(as_pixels(pictures), columns=columns, scale=scale)
            yield Image.fromarray(grid)


class StoppedError(Exception):
    """The video was stopped before its end."""


def make_video(
    model: Model,
    plan: VideoPlan,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> bytes:
    """Return a video that ends where it begins; ``progress`` is called at each frame.

    Raises ``StoppedError`` once ``stop`` returns True.
    """

    def watched() -> Iterator[Image.Image]:
        for done, frame in enumerate(video_frames(model, plan), 1):
            if stop():
                raise StoppedError
            progress(done, plan.frames)
            yield frame

    if plan.format == "webm":
        return webm(watched(), milliseconds=MILLISECONDS)
    return _gif(watched(), _palette(model, plan))


def _gif(frames: Iterator[Image.Image], palette: Image.Image) -> bytes:
    """Return a GIF that loops.

    All frames share the palette of a few of them, so that no colour flickers.
    """
    reduced = (
        frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames
    )
    buffer = io.BytesIO()
    next(reduced).save(
        buffer, "GIF", save_all=True, append_images=reduced, duration=MILLISECONDS, loop=0,
        optimize=False,
    )  # fmt: skip
    return buffer.getvalue()


def _palette(model: Model, plan: VideoPlan) -> Image.Image:
    """Return a picture whose palette has the colours of the video."""
    latents = video_latents(model, plan)[:: max(1, plan.frames // plan.keys)]
    device = next(model.network.parameters()).device
    pixels = as_pixels(decode(model.network, model.settings, latents.flatten(0, 1).to(device)))
    sheet = Image.fromarray(picture_grid(pixels, columns=plan.pictures)).convert("RGB")
    return sheet.quantize(COLORS, method=Image.Quantize.MEDIANCUT)
