"""Generated faces among real ones: the borders of the maps, and truncated latents.

``python -m benchmarks.faces [--data DIR]`` measures into ``pretrained/faces/border.json`` and
``docs/faces/truncated.json``, and runs ``faces table`` where ``pretrained/faces/table.json`` is
missing. The thesis's figures 8.1 to 8.5 are drawn from the shipped models; no real face is drawn.
``make docs`` draws them too, and writes the tables.
"""

import argparse
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import torch
from PIL import Image

from benchmarks.documents.faces import BORDER, MODEL, RESULTS, TABLE, TITLES, TRUNCATED
from benchmarks.face_borders import border_figures, transformed
from benchmarks.face_figures import (
    Panel,
    border_and_inside,
    close_up,
    from_broken_to_typical,
    maps,
    sheet,
)
from benchmarks.face_truncation import truncated_figures
from gan_core.checkpoints.native import load_model
from gan_core.cli.main import main as command_line
from gan_core.data.images import load_images
from gan_core.data.splits import TEST, TRAIN
from gan_core.faces.features import SPACE
from gan_core.faces.fit import split_faces
from gan_core.faces.generated import generated_faces
from gan_core.faces.outliers import border_gap
from gan_core.faces.reference import shipped_reference
from gan_core.faces.spaces import SPACES, Pixels, raw_features
from gan_core.faces.thesis import OUTWARD

SHOWN, MANY = 64, 1000
CPU = torch.device("cpu")
COLORS = 256
"""Colours of a figure's palette: a third of the bytes, and hardly a difference."""


def generated(count: int) -> Pixels:
    """Return faces (count, 64, 64, 3) of seed 0, as ``faces place`` draws them."""
    return generated_faces(load_model(MODEL), count, seed=0, truncation=None, device=CPU)


def held_out(folder: Path | None) -> Pixels:
    """Return real faces that no network, map or threshold was made with."""
    train, test = (
        load_images("celeba", split, folder=folder).images.permute(0, 2, 3, 1).numpy()
        for split in (TRAIN, TEST)
    )
    return split_faces(test, train).verifying


def save(name: str, image: Image.Image) -> None:
    """Write one figure with a palette of its own."""
    few = image.quantize(COLORS, kmeans=3, dither=Image.Dither.NONE)
    few.save(RESULTS / f"{name}.png", optimize=True)


def draw_shipped() -> None:
    """Draw all figures; every face in them is made by the shipped model."""
    known = {space: shipped_reference(space) for space in SPACES}
    raw = {space: raw_features(space, device=CPU) for space in SPACES}
    shown = generated(SHOWN)
    save("8.1", sheet(shown, columns=8))
    seen = {space: raw[space](shown) for space in SPACES}
    (thesis,) = transformed(known["pixels"], [seen["pixels"]])
    panels = [Panel("pixels, placed by transform", thesis.reference_places, thesis.places)]
    for space in SPACES:
        places = known[space].placed(seen[space]).places
        panels.append(Panel(TITLES[space], known[space].coordinates, places))
    save("8.2", maps(panels))
    save("8.3-8.4", border_and_inside(shown, border_gap(thesis) >= OUTWARD))
    save("8.5", close_up(shown, panels[1 + SPACES.index(SPACE)]))
    many = generated(MANY)
    scores = known[SPACE].placed(raw[SPACE](many)).verdicts["lof"].scores
    save("sorted", from_broken_to_typical(many, scores))


def main() -> None:
    """Measure and draw all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    if not TABLE.exists():
        data = [] if arguments.data is None else ["--data", str(arguments.data)]
        with redirect_stdout(io.StringIO()):
            status = command_line(["faces", "table", *data, "--out", str(TABLE), "--device", "cpu"])
        if status:
            raise SystemExit(status)
    RESULTS.mkdir(exist_ok=True)
    draw_shipped()
    known = {space: shipped_reference(space) for space in SPACES}
    raw = {space: raw_features(space, device=CPU) for space in SPACES}
    fakes, reals = (
        {space: raw[space](pixels) for space in SPACES}
        for pixels in (generated(MANY), held_out(arguments.data))
    )
    found = border_figures(known, fakes, reals)
    BORDER.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    TRUNCATED.write_text(json.dumps(truncated_figures(known, raw), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
