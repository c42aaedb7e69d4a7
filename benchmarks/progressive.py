"""Progressive growing against full size from the start, and what each part of the network does.

``python -m benchmarks.progressive [--data DIR] [--seeds N]`` trains the recipe ``pggan-mnist32``
against the same network at full size from the start, with as many pictures shown, one thread each,
and measures the parts of ``pggan-celeba64``. Results go into ``docs/growing``; runs that are in
``comparison.json`` are not run again. ``make docs`` writes the tables and draws the rest.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.documents.growing import (
    COMPARISON,
    DIGITS,
    FACES,
    PARTS,
    RESULTS,
    WAYS,
    read_comparison,
)
from benchmarks.face_figures import stacked, titled
from benchmarks.progressive_parts import part_figures
from benchmarks.progressive_runs import MARKS, Course, floor, from_the_start, run
from gan_core.checkpoints.native import Model
from gan_core.checkpoints.resolutions import (
    faded_pictures,
    load_fade_ins,
    load_resolutions,
    resolution_pictures,
)
from gan_core.data.images import load_images
from gan_core.latent.generation import truncated_noise
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.storage.serialization import write_atomically
from gan_core.viz.picture_grid import Pixels, picture_grid

LATENTS, SIDE = 8, 64
ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)
COLORS = 256


def save(name: str, image: Image.Image) -> None:
    """Write one picture with a palette of its own."""
    RESULTS.mkdir(exist_ok=True)
    few = image.convert("RGB").quantize(COLORS, kmeans=3, dither=Image.Dither.NONE)
    few.save(RESULTS / f"{name}.png", optimize=True)


def as_bytes(pictures: np.ndarray) -> Pixels:
    """Return pictures about [-1, 1] as bytes (N, 64, 64, 3), pixels repeated."""
    bytes_ = ((pictures.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8)
    times = SIDE // bytes_.shape[1]
    large = bytes_.repeat(times, axis=1).repeat(times, axis=2)
    return np.broadcast_to(large, (*large.shape[:3], 3))


def latents_of(model: Model) -> torch.Tensor:
    """Return eight latents of seed 0, none chosen."""
    return truncated_noise(
        LATENTS, model.settings, truncation=None, generator=torch.Generator().manual_seed(0),
        device=torch.device("cpu"),
    )  # fmt: skip


def draw_stages(name: str) -> None:
    """Draw every resolution as it had stabilised, and what each toRGB paints in the end."""
    stages = load_resolutions(name)
    made = resolution_pictures(stages, latents_of(stages[max(stages)]))
    for kind, field, title in (
        ("grown", "stabilised", "each resolution as it was when it had stabilised: "),
        ("inside", "final", "what each toRGB paints in the final network: "),
    ):
        rows = [as_bytes(getattr(pictures, field)) for pictures in made.values()]
        sheet = picture_grid(np.concatenate(rows), columns=LATENTS)
        resolutions = ", ".join(str(resolution) for resolution in made)
        save(f"{name}-{kind}", titled(f"{title}{resolutions}", Image.fromarray(sheet)))


def draw_fade(name: str) -> None:
    """Draw the last resolution as it fades in."""
    stages = load_resolutions(name)
    last = max(stages)
    made = resolution_pictures(stages, latents_of(stages[last]), load_fade_ins(name))
    rows = [as_bytes(faded_pictures(made, last, alpha)) for alpha in ALPHAS]
    pictures = np.concatenate(rows)
    title = f"alpha {', '.join(f'{alpha:g}' for alpha in ALPHAS)}, from the top"
    save(f"{name}-fade", titled(title, Image.fromarray(picture_grid(pictures, columns=LATENTS))))


def compare(seeds: int, folder: Path | None) -> None:
    """Run the courses that are missing; each is written when it has ended."""
    torch.set_num_threads(1)
    train, test = (load_images("mnist", split, folder=folder) for split in ("train", "test"))
    settings = IMAGE_RECIPES[DIGITS].settings()
    found = read_comparison()
    found |= {"seeds": seeds, "floor": floor(train, test, settings.resolution)}
    done = {(r["way"], r["seed"]) for r in found["runs"]}
    for seed in range(seeds):
        for way in WAYS:
            if (way, seed) in done:
                continue
            mine = settings.replace(seed=seed)
            course = run(mine if way == "grown" else from_the_start(mine), train, test)
            found["runs"].append({"way": way, "seed": seed, "rows": course.rows})
            write_atomically(COMPARISON, json.dumps(found, indent=1).encode() + b"\n")
            if seed == 0:
                draw_course(way, course)


def draw_course(way: str, course: Course) -> None:
    """Draw ten latents of a course at each mark."""
    sheets = [picture_grid(pictures, columns=len(pictures)) for pictures in course.pictures]
    shares = ", ".join(f"{mark:.0%}" for mark in MARKS[: len(sheets)])
    image = stacked([Image.fromarray(sheet) for sheet in sheets])
    save(f"course-{way.replace(' ', '-')}", titled(f"{WAYS[way]}, after {shares}", image))


def draw_shipped() -> None:
    """Draw what needs no data: every resolution of the shipped faces, and the last fade-in."""
    draw_stages(FACES)
    draw_fade(FACES)


def main() -> None:
    """Measure and draw all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    found = part_figures(load_resolutions(FACES))
    write_atomically(PARTS, json.dumps(found, indent=1).encode() + b"\n")
    compare(arguments.seeds, arguments.data)


if __name__ == "__main__":
    main()
