"""The figures and tables of the document on faces, made of a few made-up pictures."""

import json

import numpy as np
import pytest

from benchmarks import face_borders
from benchmarks.documents import faces as face_tables
from benchmarks.documents.faces import tables
from benchmarks.face_borders import border_figures
from benchmarks.face_figures import (
    Panel,
    border_and_inside,
    close_up,
    from_broken_to_typical,
    maps,
    sheet,
)
from gan_core.faces.spaces import SPACES
from gan_core.faces.table import make_groups, space_table
from tests.faces.made_up import flat_map, pixels_of, raw_pixels


@pytest.fixture(scope="module")
def figures(small_reference):
    """Figures of made-up faces: what ``faces table`` says of a space, and what borders say."""
    known, faces = small_reference

    def outside(reference):
        places = reference.coordinates * [10.0, 1.0]
        return lambda features: places[: len(features)], reference.coordinates

    table = space_table(known, raw_pixels, make_groups(faces.verifying, pixels_of(90, 9), seed=0))
    raws = dict.fromkeys(SPACES, raw_pixels(pixels_of(90, 9)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(face_borders, "umap_transform", outside)
        border = border_figures(dict.fromkeys(SPACES, known), raws, raws)
    return dict.fromkeys(SPACES, table), border


def test_borders_of_maps(figures):
    _, border = figures
    assert border["fakes"] == border["reals"] == 90
    for way in ("transform", "ours"):
        found = border["spaces"]["pixels"][way]
        # The same faces in both roles.
        assert found["fakes_at_border"] == found["reals_at_border"]
    ours, theirs = (border["spaces"]["pixels"][way] for way in ("ours", "transform"))
    # About a third of held-out faces are in the outer part; what is pulled away leaves the cloud.
    assert 15 < ours["fakes_at_border"] < 45
    assert theirs["fakes_at_border"] > 10
    assert 0 < theirs["map_at_border"] < 60
    assert "map_at_border" not in ours
    broken = theirs["broken"]["wavelets"]
    assert broken == theirs["reals_broken"]["wavelets"]
    assert set(broken) == {"border", "inside"}


def test_all_tables_from_made_up_figures(figures, tmp_path, monkeypatch):
    spaces, border = figures
    (tmp_path / "table.json").write_text(json.dumps({"spaces": spaces}))
    (tmp_path / "border.json").write_text(json.dumps(border))
    scores = dict.fromkeys(("precision", "recall", "density", "coverage"), 0.5)
    scores |= {"frechet_distance": 1234.5, "kernel_distance": 0.0123, "swd": {"64": 1.0}}
    metrics = scores | {"floor": scores, "mean faces": scores, "shuffled pixels": scores}
    card = type("Card", (), {"metrics": metrics | {"n": 1000, "seed": 0}})
    monkeypatch.setattr(face_tables, "TABLE", tmp_path / "table.json")
    monkeypatch.setattr(face_tables, "BORDER", tmp_path / "border.json")
    monkeypatch.setattr(face_tables, "read_card", lambda place: card)
    made = tables()
    assert set(made) == {"metrics", "third", "broken", "tests", "truncated", "moved", "sets"}
    assert (
        "| mean faces | 1,234 | 0.0123 | 0.500 | 0.500 | 0.500 | 0.500 | 1.0 |" in made["metrics"]
    )
    assert sum(line.startswith("| held-out reals | 100 |") for line in made["tests"]) == len(SPACES)
    for name in ("third", "broken", "sets"):
        assert len({line.count("|") for line in made[name] if line.startswith("|")}) == 1
    # Sets of 64 faces, not of 256 of 90.
    assert sum(line.startswith("| pixels | 64 |") for line in made["sets"]) == 1


def test_figures_are_drawn():
    pictures = pixels_of(40)
    coordinates = flat_map(
        np.linalg.norm(raw_pixels(pictures)[:, None] - raw_pixels(pictures)[None], axis=2),
        seed=0,
        progress=lambda *_: None,
    )
    panel = Panel("pixels", coordinates, coordinates[:20])
    assert sheet(pictures, columns=8).size == (530, 332)
    assert maps([panel] * 4).size[0] == 856
    assert close_up(pictures, panel).size[0] == 860
    for outward in (np.zeros(40, dtype=bool), np.arange(40) < 30):
        assert border_and_inside(pictures, outward).size[0] == 820
    scores = np.arange(40.0)
    drawn = np.asarray(from_broken_to_typical(pictures, scores))
    # The first face of the first row is the one with the highest score.
    assert np.array_equal(drawn[32:96, 2:66], pictures[39])
