"""Faces over HTTP: the map, generated faces on it, thumbnails, and what is refused."""

import base64
import json

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import load_model
from gan_core.data.attribute_file import ATTRIBUTES
from gan_core.faces.generated import generated_faces
from gan_core.faces.neighbours import distances
from gan_core.faces.reference import shipped_reference
from gan_core.faces.spaces import raw_features
from tests.face_attributes import write_attributes
from tests.shipped.face_models import needs_faces
from tests.ui.asgi import post
from ui.faces import shown_faces
from ui.faces.api import faces_routes
from ui.faces.colouring import colours_here
from ui.faces.link_state import COLOURS

CPU = torch.device("cpu")
WISH = {
    "model": "dcgan-celeba64", "count": 12, "seed": 3, "truncation": 4, "source": "shipped",
    "space": "pixels", "device": "cpu",
}  # fmt: skip


def send(name, body):
    status, answer = post(faces_routes(), f"/faces/{name}", body)
    return status, json.loads(answer)


@pytest.fixture(autouse=True)
def no_faces_here(monkeypatch, tmp_path):
    """A machine without pictures of real faces and without maps of its own."""
    monkeypatch.setenv("GAN_DATA", str(tmp_path))
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr(shown_faces, "_found", {})


@needs_faces
def test_the_map_is_the_shipped_one():
    status, answer = send("map", {"source": "shipped", "space": "vae"})
    known = shipped_reference("vae")
    assert status == 200
    points = np.frombuffer(base64.b64decode(answer["coordinates"]), "<f4").reshape(-1, 2)
    assert np.array_equal(points, known.coordinates.astype(np.float32))
    assert answer["ids"] == (known.positions + 1).tolist()
    assert answer["pictures"] is False


@needs_faces
@pytest.mark.parametrize("space", ["pixels", "discriminator", "vae"])
def test_faces_are_placed_as_by_the_library(space):
    status, answer = send("place", WISH | {"space": space})
    assert status == 200
    pixels = generated_faces(load_model("dcgan-celeba64"), 12, seed=3, truncation=4.0, device=CPU)
    shown = np.frombuffer(base64.b64decode(answer["pictures"]), np.uint8).reshape(pixels.shape)
    assert np.abs(shown.astype(int) - pixels).max() <= 1
    placed = shipped_reference(space).placed(raw_features(space, device=CPU)(shown))
    assert np.allclose(answer["places"], placed.places, atol=1e-3)
    near = np.array(answer["near"])
    assert near.shape == (12, 20)
    assert near[:, :15].tolist() == placed.near.indices.tolist()
    assert (np.diff(answer["distances"]) >= 0).all()
    for name, verdict in placed.verdicts.items():
        assert answer["verdicts"][name]["outlier"] == verdict.too_far.tolist()
    repeats = shipped_reference(space).repeats(placed.features)
    assert answer["repeats"]["score"] == pytest.approx(repeats.score, abs=1e-3)
    assert answer["repeats"]["partners"] == repeats.partners.tolist()
    assert answer["repeats"]["repeated"] == repeats.repeated


@needs_faces
def test_neighbours_of_a_real_face_are_others():
    status, answer = send("neighbours", {"source": "shipped", "space": "vae", "index": 7})
    assert status == 200
    known = shipped_reference("vae")
    away = distances(known.features[7:8], known.features)[0]
    others = [index for index in np.argsort(away, kind="stable").tolist() if index != 7]
    assert answer["near"] == others[:20]
    assert answer["distances"] == pytest.approx(away[answer["near"]], abs=1e-3)


@needs_faces
@pytest.mark.parametrize("colour", ["brightness", "background", "pose"])
def test_colours_are_known_without_pictures(colour):
    wish = {"source": "shipped", "space": "wavelets", "colour": colour}
    status, answer = send("colours", wish)
    assert status == 200
    values = np.frombuffer(base64.b64decode(answer["values"]), "<f4")
    assert len(values) == 1000
    assert np.isfinite(values).all()
    assert values.std() > 0.5
    # The same faces have the same values, whatever the space.
    assert send("colours", wish | {"space": "vae"})[1] == answer


@needs_faces
def test_an_attribute_is_read_where_its_file_lies(tmp_path):
    known = shipped_reference("vae")
    rows = write_attributes(tmp_path / "list_attr_celeba.txt", 7000)
    wish = {"source": "shipped", "space": "vae", "colour": "Smiling"}
    values = np.frombuffer(base64.b64decode(send("colours", wish)[1]["values"]), "<f4")
    column = ATTRIBUTES.index("Smiling")
    assert values.tolist() == [float(rows[place][column]) for place in known.positions]
    assert colours_here("shipped") == list(COLOURS)
    assert "Smiling" not in colours_here("pictures")


@needs_faces
def test_one_face_is_no_set():
    assert send("place", WISH | {"count": 1})[1]["repeats"] is None


@needs_faces
def test_as_in_the_thesis_is_beside_our_way():
    status, answer = send("thesis", WISH | {"space": "vae"})
    assert status == 200
    theirs, ours = answer["ways"]
    placed = send("place", WISH | {"space": "vae"})[1]
    assert answer["pictures"] == placed["pictures"]
    assert ours["places"] == placed["places"]
    assert ours["border"] == placed["verdicts"]["border"]["outer"]
    # The thesis's map is that of pixels, whatever ours is.
    points = send("map", {"source": "shipped", "space": "pixels"})[1]["coordinates"]
    assert theirs["coordinates"] == points
    assert len(theirs["border"]) == len(theirs["places"]) == WISH["count"]


@needs_faces
def test_another_space_keeps_the_faces():
    first, second = (send("place", WISH | {"space": space})[1] for space in ("pixels", "vae"))
    assert first["pictures"] == second["pictures"]
    assert first["places"] != second["places"]


def test_without_pictures_reals_stay_points():
    assert send("thumbnails", {"source": "shipped", "indices": [0, 5]}) == (
        200, {"pictures": "", "side": 1, "channels": 3},
    )  # fmt: skip


def test_thumbnails_of_pictures_that_are_here(monkeypatch):
    pixels = np.arange(3 * 64 * 64 * 3, dtype=np.uint8).reshape(3, 64, 64, 3)
    ready = shown_faces.RealPictures("ready", pixels=pixels)
    monkeypatch.setattr(shown_faces, "_found", {"shipped": ready})
    status, answer = send("thumbnails", {"source": "shipped", "indices": [2, 0]})
    assert status == 200
    assert base64.b64decode(answer["pictures"]) == pixels[[2, 0]].tobytes()
    assert (answer["side"], answer["channels"]) == (64, 3)
    assert send("thumbnails", {"source": "shipped", "indices": [3]})[0] == 400


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("map", {"source": "shipped"}, "space is missing"),
        ("place", WISH | {"count": 257}, "count is 257; accepted: 1 to 256"),
        ("place", WISH | {"count": True}, "accepted: 1 to 256"),
        ("place", WISH | {"seed": -1}, "seed is -1"),
        ("place", WISH | {"truncation": "far"}, "accepted: 0.1 to 4"),
        ("place", WISH | {"model": 3}, "model is missing"),
        (
            "neighbours",
            {"source": "shipped", "space": "vae", "index": 1000},
            "index is 1000; accepted: 0 to 999",
        ),
        ("thumbnails", {"source": "shipped", "indices": []}, "indices are 1 to 256"),
        ("thumbnails", {"source": "shipped", "indices": [-1]}, "indices are 1 to 256"),
        ("thumbnails", {"source": "shipped", "indices": [0.5]}, "indices are 1 to 256"),
        ("place", b"no JSON", "no JSON"),
    ],
)
def test_bad_requests_are_refused_in_one_line(name, body, words):
    status, answer = send(name, body)
    assert status == 400
    assert words in answer["error"]
    assert "\n" not in answer["error"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (WISH | {"source": "elsewhere"}, "unknown source 'elsewhere'; accepted: shipped"),
        (WISH | {"source": "celeba"}, "no map of celeba by pixels was fitted here yet"),
        (WISH | {"space": "../vae"}, "unknown space '../vae'; accepted: pixels"),
    ],
)
def test_what_is_missing_is_said_in_one_line(body, words):
    status, answer = send("place", body)
    assert status == 404
    assert words in answer["error"]


@needs_faces
@pytest.mark.parametrize(
    ("colour", "words"),
    [("Smiling", "no list_attr_celeba.txt"), ("mood", "unknown colour 'mood'; accepted: bright")],
)
def test_a_colour_that_is_not_here_is_refused_in_one_line(colour, words):
    status, answer = send("colours", {"source": "shipped", "space": "vae", "colour": colour})
    assert status == 404
    assert words in answer["error"]
    assert "\n" not in answer["error"]


@needs_faces
def test_models_of_digits_make_no_faces():
    status, answer = send("place", WISH | {"model": "gan-mnist"})
    assert status == 404
    assert "accepted: models that make faces" in answer["error"]
