"""How the recorded runs of wgan-25-gaussians's settings ended: scores, D's range, pictures.

``python -m benchmarks.recorded_runs FILE...`` reads replays that ``python -m gan_core record``
wrote, keeps their scores in ``docs/experiments/recorded.json`` and draws a strip of pictures for
each beside it; ``make docs`` writes the tables.
"""

import argparse
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gan_core.data.toy import toy_distribution
from gan_core.metrics.modes import score_modes
from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.replays import FOLDER, Replay, load_replay
from gan_core.storage.serialization import unpack_frame, write_atomically
from gan_core.viz.raster import RasterStyle, frame_image

RECORDED = Path(__file__).resolve().parents[1] / "docs" / "experiments" / "recorded.json"

NEAR = 0.25
"""A point this share of the spacing from a centre, or closer, passes near it."""

CENTRES_NEEDED = 24
RADIATION_NEEDED = 2 / 3
"""A run succeeds when it passes near so many centres, its share is at least a perfect star's, and
D's contours radiate from the middle."""

LAST = 0.1
"""Runs are evaluated over this last share of their steps."""

EPOCHS = (100, 200, 300, 400, 500, 600, 700, 800, 900, 999)
STRIP_LENGTH = 6
STRIP_RESOLUTION = 200


def near_scores(replay: Replay) -> tuple[float, float, float]:
    """Return centres with a point near them, percent of points near one, and how D radiates."""
    settings = replay.settings
    distribution = toy_distribution(settings)
    scores = []
    for arrays in last_frames(replay):
        found = score_modes(arrays["points"], distribution.centers, radius=NEAR * settings.spacing)
        rays = radiation(arrays["field"], extent=distribution.extent[1], spacing=settings.spacing)
        scores.append((found.modes, found.high_quality, rays))
    centres, share, rays = np.mean(scores, axis=0)
    return float(centres), float(share), float(rays)


def last_frames(replay: Replay) -> list[dict[str, np.ndarray]]:
    """Return the arrays of the pictures of the last tenth of a run."""
    steps = [step for step in replay.frames if step >= (1 - LAST) * replay.card["steps"]]
    return [unpack_frame(replay.frames[step])[1] for step in steps]


def radiation(field: np.ndarray, *, extent: float, spacing: float) -> float:
    """How much D's contours radiate from the middle: the mean of (slope across the ray / slope)^2.

    1 where all contours are rays, 0 where they are circles around the middle, a half where they
    are parallel lines. Taken over the grid of centres without the middle; ``field`` (n, n) covers
    -extent to extent, rows along y.
    """
    places = np.linspace(-extent, extent, len(field))
    slope_y, slope_x = np.gradient(field, places, places)
    x, y = np.meshgrid(places, places)
    distance = np.hypot(x, y)
    inside = (distance > 0.5 * spacing) & (np.maximum(abs(x), abs(y)) <= 2.2 * spacing)
    across = (slope_y * x - slope_x * y)[inside] / distance[inside]
    slope = np.hypot(slope_x, slope_y)[inside]
    return float(np.mean((across / np.maximum(slope, 1e-12)) ** 2))


def star_share(grid: int = 5) -> float:
    """Percent of points near a centre for a perfect star, the most that rays of D can lead G to.

    Its rays go from the middle through every centre, end at the last one, are evenly filled, and
    have as many points as they have centres; the middle has its own.
    """
    half = grid // 2
    centres = {(x, y) for x in range(-half, half + 1) for y in range(-half, half + 1)}
    rays = Counter((x // math.gcd(x, y), y // math.gcd(x, y)) for x, y in centres - {(0, 0)})
    share = 1.0
    for step, count in rays.items():
        points = np.linspace((0, 0), np.multiply(step, count), 4001)
        distances = np.linalg.norm(points[:, None] - np.array([*centres]), axis=-1).min(axis=1)
        share += count * float((distances <= NEAR).mean())
    return 100 * share / len(centres)


def d_range(replay: Replay, epoch: int) -> tuple[float, float] | None:
    """Least and greatest potential in the row of metrics nearest to an epoch's end."""
    step = (epoch + 1) * replay.settings.steps_per_epoch
    if step > replay.card["steps"] + replay.settings.steps_per_epoch:
        return None
    row = min(replay.rows, key=lambda row: abs(row["step"] - step))
    return row["d_min"], row["d_max"]


def strip(replay: Replay) -> Image.Image:
    """Pictures from the start to the end of a run, side by side."""
    steps = list(replay.frames)
    places = [round(i * (len(steps) - 1) / (STRIP_LENGTH - 1)) for i in range(STRIP_LENGTH)]
    style = RasterStyle(resolution=STRIP_RESOLUTION)
    distribution = toy_distribution(replay.settings)
    images = [
        frame_image(replay.frames[steps[place]], distribution, style=style, short=True)
        for place in places
    ]
    whole = Image.new("RGB", (STRIP_RESOLUTION * STRIP_LENGTH, images[0].height))
    for index, image in enumerate(images):
        whole.paste(image, (index * STRIP_RESOLUTION, 0))
    return whole


def preset_of(replay: Replay) -> str:
    """Return the name of the preset that a run was started with, whatever its seed."""
    settings = replay.settings
    for name, preset in TOY_PRESETS.items():
        if preset.settings().replace(seed=settings.seed) == settings:
            return name
    raise ValueError(f"no preset has these settings: {settings}")


def figures(replay: Replay) -> dict[str, Any]:
    """Return a run's scores, whether it succeeds, and D's range by epoch."""
    centres, share, rays = near_scores(replay)
    success = centres >= CENTRES_NEEDED and share >= star_share() and rays >= RADIATION_NEEDED
    card, settings = replay.card, replay.settings
    return {
        "preset": preset_of(replay),
        "seed": settings.seed,
        "epochs": card["steps"] // settings.steps_per_epoch,
        "centres_near": centres,
        "points_near": share,
        "contours_radiate": rays,
        "distance": replay.rows[-1]["swd"] / settings.spacing,
        "minutes": card["seconds"] / 60,
        "success": success,
        "d_range": {str(epoch): d_range(replay, epoch) for epoch in EPOCHS},
    }


def draw(replay: Replay) -> None:
    """Draw a run's strip into the document's folder."""
    seed = f"-{replay.settings.seed}" if replay.settings.seed else ""
    strip(replay).quantize(64, dither=Image.Dither.NONE).save(
        RECORDED.parent / f"{preset_of(replay)}{seed}.png", optimize=True
    )


def draw_shipped() -> None:
    """Draw the strips of the shipped recordings."""
    for path in sorted(FOLDER.glob("wgan-*.safetensors")):
        draw(load_replay(path))


def main() -> None:
    """Score the runs and draw their strips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    arguments = parser.parse_args()
    known: list[dict[str, Any]] = json.loads(RECORDED.read_text("utf-8"))
    found = {(run["preset"], run["seed"]): run for run in known}
    for path in arguments.files:
        replay = load_replay(path)
        run = figures(replay)
        found[run["preset"], run["seed"]] = run
        draw(replay)
    write_atomically(RECORDED, json.dumps(list(found.values()), indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
