"""The thesis's figures 8.1 to 8.5 with our faces, and the tables of ``docs/faces.md``.

``python -m benchmarks.faces [--data DIR]`` draws ``docs/faces/*.png`` from the shipped models and
writes the tables into the document: from the card of ``dcgan-celeba64``, from what ``faces table``
measured (again where ``pretrained/faces/table.json`` is missing) and from what is measured here at
the borders of the maps, into ``docs/faces/border.json``. No real face is drawn.
"""

import argparse
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import torch
from PIL import Image

from benchmarks.documents import rewritten
from benchmarks.face_borders import OUTWARD, border_figures, transformed
from benchmarks.face_figures import (
    Panel,
    border_and_inside,
    close_up,
    from_broken_to_typical,
    maps,
    sheet,
)
from benchmarks.face_tables import (
    BORDER,
    DOCUMENT,
    MODEL,
    PICTURES,
    PROGRAM,
    TABLE,
    TITLES,
    TRUNCATED,
    tables,
)
from benchmarks.face_truncation import truncated_figures
from gan_core.checkpoints.native import load_model
from gan_core.cli.main import main as command_line
from gan_core.data.images import load_images
from gan_core.faces.features import SPACE
from gan_core.faces.fit import split_faces
from gan_core.faces.generated import generated_faces
from gan_core.faces.outliers import border_gap
from gan_core.faces.reference import ReferenceSet, shipped_reference
from gan_core.faces.spaces import SPACES, Pixels, Raw, raw_features

SHOWN, MANY = 64, 1000
CPU = torch.device("cpu")
COLORS = 256
"""Colours of a figure's palette: a third of the bytes, and hardly a difference."""


def generated(count: int) -> Pixels:
    """Return faces (count, 64, 64, 3) of seed 0, as ``faces place`` draws them."""
    return generated_faces(load_model(MODEL), count, seed=0, truncation=None, device=CPU)


def held_out(folder: Path | None) -> Pixels:
    """Return real faces that no network, map or threshold was made with."""
    test = load_images("celeba", "test", folder=folder)
    return split_faces(test.images.permute(0, 2, 3, 1).numpy()).verifying


def save(name: str, image: Image.Image) -> None:
    """Write one figure with a palette of its own."""
    few = image.quantize(COLORS, kmeans=3, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def draw(known: dict[str, ReferenceSet], raw: dict[str, Raw]) -> None:
    """Draw the figures of 64 faces."""
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


def main() -> None:
    """Draw and write all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    if not TABLE.exists():
        data = [] if arguments.data is None else ["--data", str(arguments.data)]
        with redirect_stdout(io.StringIO()):
            status = command_line(["faces", "table", *data, "--out", str(TABLE), "--device", "cpu"])
        if status:
            raise SystemExit(status)
    PICTURES.mkdir(exist_ok=True)
    known = {space: shipped_reference(space) for space in SPACES}
    raw = {space: raw_features(space, device=CPU) for space in SPACES}
    draw(known, raw)
    many, reals = generated(MANY), held_out(arguments.data)
    fakes = {space: raw[space](many) for space in SPACES}
    scores = known[SPACE].placed(fakes[SPACE]).verdicts["lof"].scores
    save("sorted", from_broken_to_typical(many, scores))
    found = border_figures(known, fakes, {space: raw[space](reals) for space in SPACES})
    BORDER.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    TRUNCATED.write_text(json.dumps(truncated_figures(known, raw), indent=1) + "\n", "utf-8")
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text("utf-8"), tables(), PROGRAM), "utf-8")


if __name__ == "__main__":
    main()
