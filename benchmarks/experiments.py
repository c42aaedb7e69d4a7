"""What came of the WGAN document's settings: scores, D's range and strips of pictures.

``python -m benchmarks.experiments FILE... [--pictures DIR]`` reads replays that ``python -m
gan_core record`` wrote and prints the tables of ``docs/experiments.md``; ``--pictures`` also
writes one strip of pictures a replay.
"""

import argparse
import math
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

from gan_core.data.toy import toy_distribution
from gan_core.metrics.modes import score_modes
from gan_core.runs.replays import Replay, load_replay
from gan_core.serialization import unpack_frame
from gan_core.viz.raster import RasterStyle, frame_image

NEAR = 0.25
"""A point this share of the spacing from a centre, or closer, passes near it."""

CENTRES_NEEDED = 24
"""A run succeeds when it passes near so many centres and its share is a perfect star's."""

LAST = 0.1
"""Runs are judged over this last share of their steps."""

EPOCHS = (100, 200, 300, 400, 500, 600, 700, 800, 900, 999)
STRIP_LENGTH = 6
STRIP_SIDE = 200


def near_scores(replay: Replay) -> tuple[float, float]:
    """Centres with a point near them, and percent of points near one, over the last pictures."""
    settings = replay.settings
    centers = toy_distribution(settings).centers
    scores = []
    for step, frame in replay.frames.items():
        if step >= (1 - LAST) * replay.card["steps"]:
            _, arrays = unpack_frame(frame)
            found = score_modes(arrays["points"], centers, radius=NEAR * settings.spacing)
            scores.append((found.modes, found.high_quality))
    centres, share = np.mean(scores, axis=0)
    return float(centres), float(share)


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
    style = RasterStyle(side=STRIP_SIDE)
    distribution = toy_distribution(replay.settings)
    images = [
        frame_image(replay.frames[steps[place]], distribution, style=style, short=True)
        for place in places
    ]
    whole = Image.new("RGB", (STRIP_SIDE * STRIP_LENGTH, images[0].height))
    for index, image in enumerate(images):
        whole.paste(image, (index * STRIP_SIDE, 0))
    return whole


def main() -> None:
    """Print the tables and write the strips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    replays = {path.stem: load_replay(path) for path in arguments.files}
    lines = [
        "| run | seed | epochs | centres near | points near % | distance | minutes | verdict |",
        "| --- " * 8 + "|",
    ]
    star = star_share()
    for name, replay in replays.items():
        centres, share = near_scores(replay)
        success = centres >= CENTRES_NEEDED and share >= star
        card, last = replay.card, replay.rows[-1]
        epochs = card["steps"] // replay.settings.steps_per_epoch
        lines.append(
            f"| `{name}` | {replay.settings.seed} | {epochs} | {centres:.1f} | {share:.0f} "
            f"| {last['swd'] / replay.settings.spacing:.2f} | {card['seconds'] / 60:.0f} "
            f"| {'success' if success else 'failure'} |"
        )
    lines += ["", f"Success: {CENTRES_NEEDED} centres and {star:.1f} % of the points.", ""]
    lines += ["| epoch | " + " | ".join(replays) + " |", "| --- " * (len(replays) + 1) + "|"]
    for epoch in EPOCHS:
        cells = [d_range(replay, epoch) for replay in replays.values()]
        shown = [f"{cell[0]:.3g} .. {cell[1]:.3g}" if cell else "" for cell in cells]
        lines.append(f"| {epoch} | " + " | ".join(shown) + " |")
    print("\n".join(lines))  # noqa: T201
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
        for name, replay in replays.items():
            strip(replay).quantize(64, dither=Image.Dither.NONE).save(
                arguments.pictures / f"{name}.png", optimize=True
            )


if __name__ == "__main__":
    main()
