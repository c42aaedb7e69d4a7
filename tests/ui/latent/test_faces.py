"""Models of faces among the latent spaces: links, keys, pages, files and the models' addresses."""

import base64
import io
import json
from itertools import product

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.latent.generation import as_pixels, decode
from tests.long import mostly_long
from tests.ui.asgi import post
from tests.ui.faces.shipped_faces import FACE_MODELS
from tests.ui.pages import open_page
from ui.latent.direction_names import direction_names, name_direction
from ui.latent.keys import DEFAULT_KEYS, DEFAULT_RANDOM, Key, fitting_keys, read_keys
from ui.latent.link_state import (
    LatentChoice,
    LatentLinkState,
    read_latent,
    view_names,
    write_latent,
)
from ui.latent.python_lines import python_lines
from ui.latent.walk import walk_data, walk_gif, walk_page, walk_strip
from ui.models.api import model_routes
from ui.shared import picture_bytes
from ui.shared.picture_bytes import (
    MOST_PICTURE_BYTES,
    MOST_PICTURES,
    PictureBytesError,
    decode_pixels,
)

GAN, VAE = FACE_MODELS
DIGITS = "vae-mnist-2d"
LATENT, LABELS = "pages/4_Latent_spaces.py", "pages/5_Choose_a_label.py"
RANDOM_WAY = (Key("random", 3), Key("random"), Key("random", 12))


def ask(model, name, body):
    status, answer = post(model_routes(), f"/models/{model}/{name}", body)
    return status, json.loads(answer)


@pytest.mark.parametrize("name", FACE_MODELS)
def test_pictures_of_faces_are_those_of_the_library_in_colour(small_faces, name):
    model = small_faces[name]
    latents = torch.randn(3, model.settings.latent_dim)
    status, answer = ask(name, "pictures", {"latents": latents.tolist()})
    assert status == 200
    assert (answer["side"], answer["channels"]) == (64, 3)
    assert "predictions" not in answer
    found = decode_pixels(answer["pictures"], side=64, channels=3)
    expected = as_pixels(decode(model.network, model.settings, latents))
    assert found.shape == (3, 64, 64, 3)
    assert np.abs(found.astype(int) - expected).max() <= 1


def test_digits_say_their_resolution_and_channels():
    _status, answer = ask(DIGITS, "pictures", {"latents": [[0, 0]]})
    assert (answer["side"], answer["channels"]) == (28, 1)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("pictures", {"latents": [[0.0] * 100], "predictions": True}, "a classifier's of digits"),
        ("latents", {"picture": base64.b64encode(bytes(64 * 64 * 3)).decode()}, "for digits"),
        ("search", {"picture": base64.b64encode(bytes(64 * 64 * 3)).decode()}, "for digits"),
        ("pictures", {"latents": [[0.0] * 64]}, "rows of 100"),
    ],
)
def test_what_a_model_of_faces_refuses(small_faces, name, body, words):
    status, answer = ask(GAN, name, body)
    assert status == 400
    assert words in answer["error"]


def test_so_many_faces_fit_into_an_answer_and_no_more(small_faces, monkeypatch):
    assert MOST_PICTURES * 64 * 64 * 3 <= MOST_PICTURE_BYTES
    monkeypatch.setattr(picture_bytes, "MOST_PICTURE_BYTES", 3 * 64 * 64 * 3)
    assert picture_bytes.most_pictures(28, 1) == 47
    draw = {"seed": 0, "truncation": 1.0}
    assert ask(GAN, "pictures", {"draw": {"count": 3, **draw}})[0] == 200
    for body in ({"draw": {"count": 4, **draw}}, {"latents": [[0.0] * 100] * 4}):
        status, answer = ask(GAN, "pictures", body)
        assert status == 400
        assert "1 to 3" in answer["error"]


def test_bytes_of_another_size_are_no_pictures():
    text = picture_bytes.encode_bytes(np.zeros((2, 28, 28), dtype=np.uint8))
    assert decode_pixels(text, side=28, channels=1).shape == (2, 28, 28)
    with pytest.raises(PictureBytesError, match="1 to 1024 times 12288"):
        decode_pixels(text, side=64, channels=3)


def test_only_sliders_and_walk_offer_faces(small_faces):
    for tab in ("sliders", "walk"):
        assert set(FACE_MODELS) < set(view_names(tab))
    for tab in ("encode", "arithmetic"):
        assert not set(FACE_MODELS) & set(view_names(tab))
        assert DIGITS in view_names(tab)


@pytest.mark.parametrize(
    "state",
    [
        LatentLinkState(GAN, LatentChoice(tab="walk"), keys=DEFAULT_RANDOM),
        LatentLinkState(
            VAE, LatentChoice(tab="walk", way="spherical", closed="on"), keys=RANDOM_WAY
        ),
        LatentLinkState(
            VAE, LatentChoice(tab="sliders", axes="directions", seed=4), (0.5,) * 64, DEFAULT_RANDOM
        ),
        LatentLinkState(GAN, LatentChoice(tab="map"), keys=DEFAULT_RANDOM),
        LatentLinkState(DIGITS, LatentChoice(tab="walk"), keys=DEFAULT_RANDOM),
    ],
)
def test_a_link_state_on_faces_comes_back_from_its_link(small_faces, state):
    found = read_latent(write_latent(state))
    assert found == state
    assert found.notices == []


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"tab": "walk", "model": GAN, "keys": "7_2"}, "keys=7 is no picture; accepted: random,"),
        ({"tab": "walk", "model": GAN, "keys": "random_drawn"}, "keys=drawn is no picture"),
        ({"tab": "walk", "model": GAN, "keys": ""}, "is no picture"),
        ({"tab": "encode", "model": VAE}, f"model={VAE} in the link is not for this view"),
        ({"tab": "arithmetic", "model": GAN}, f"model={GAN} in the link is not for this view"),
        ({"tab": "sliders", "model": GAN, "z": "1_2"}, "accepted: 100"),
    ],
)
def test_what_a_link_to_faces_gets_wrong_is_left_out_and_told(small_faces, link, words):
    state = read_latent(link)
    assert len(state.notices) == 1
    assert words in state.notices[0]
    faces = state.model in FACE_MODELS
    assert faces == (link["tab"] in ("walk", "sliders"))
    assert state.keys == (DEFAULT_RANDOM if faces else DEFAULT_KEYS)


def test_keys_that_a_model_lacks_become_random_ones_all_different():
    keys = (Key("7"), Key("random"), Key("drawn"), Key("random", 1))
    expected = (Key("random", 2), Key("random"), Key("random", 3), Key("random", 1))
    assert fitting_keys(keys, digits=False) == expected
    assert fitting_keys(keys, digits=True) == keys
    assert read_keys("random_random.3", digits=False) == (Key("random"), Key("random", 3))


@pytest.mark.parametrize("name", FACE_MODELS)
def test_a_walk_through_faces_as_files(small_faces, name):
    state = read_latent({"tab": "walk", "model": name, "frames": "3", "closed": "on"})
    data = walk_data(state, ())
    assert data["frames"]["predictions"] is None
    assert data["caption"] == "A generated face"
    with Image.open(io.BytesIO(walk_strip(data))) as strip:
        assert (strip.mode, strip.size) == ("RGB", (6 * 66 + 2, 68))
    with Image.open(io.BytesIO(walk_gif(data))) as gif:
        assert (gif.size, gif.n_frames) == ((256, 256), 6)
    page = walk_page(state, data)
    assert page.count("</script>") == page.count("<script") == 2  # the content, the program
    assert "A generated face" in page


@pytest.mark.parametrize(
    "link",
    [
        {"tab": "walk", "model": GAN, "keys": "random_random.5_random.2"},
        {"tab": "sliders", "model": VAE, "seed": "3"},
    ],
)
def test_the_python_lines_of_faces_run(small_faces, link):
    state = read_latent(link)
    lines, found = python_lines(state, ()), {}
    assert "# (N, 3, 64, 64) in [0, 1]" in lines
    exec(lines, found)
    assert found["pictures"].shape[1:] == (3, 64, 64)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tab", "name"),
    mostly_long(
        product(["map", "sliders", "walk", "encode", "arithmetic", "planes"], FACE_MODELS),
        ("walk", GAN),
        ("encode", VAE),
        ("planes", GAN),
    ),
)
def test_every_view_draws_when_one_comes_from_faces(small_faces, services, tab, name):
    test = open_page(LATENT, tab="sliders", model=name)
    test.segmented_control(key="latent-tab").set_value(tab).run()
    assert not test.exception
    assert not test.error
    assert not test.warning
    controls = [*test.number_input, *test.selectbox, *test.button, *test.toggle, *test.slider]
    assert [control.label for control in controls if not control.help] == []
    assert ("(N, 3, 64, 64)" in test.code[-1].value) == (tab in ("sliders", "walk"))


@pytest.mark.slow
def test_from_digits_to_faces_and_back_a_walk_has_pictures(small_faces, services):
    test = open_page(LATENT, tab="walk", model="vae-mnist-10d")
    assert test.selectbox(key="latent-kind-0").value == "7"
    test.selectbox(key="latent-model").select(GAN).run()
    assert not test.exception
    assert not test.error
    assert [number.value for number in test.number_input] == [0, 1]
    assert test.query_params == {"tab": "walk", "model": GAN}
    test.selectbox(key="latent-model").select("vae-mnist-10d").run()
    assert test.selectbox(key="latent-kind-0").value == "7"
    test.selectbox(key="latent-model").select(GAN).run()
    test.number_input(key="latent-which-1").set_value(44).run()
    next(button for button in test.button if button.label == "Add").click().run()
    assert test.query_params["keys"] == "random_random.44_random.2"
    assert test.query_params["model"] == GAN
    test.selectbox(key="latent-model").select("vae-mnist-10d").run()
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="latent-kind-0").value == "random"
    test.selectbox(key="latent-kind-0").select("3").run()
    assert test.session_state["latent-keys"][0] == Key("3")
    assert not test.error


@pytest.mark.slow
def test_directions_of_faces_keep_their_names(small_faces, services, tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path))
    name_direction(VAE, 2, "Smile")
    test = open_page(LATENT, tab="sliders", model=VAE, axes="directions")
    test.selectbox(key="latent-direction").select(2).run()
    assert test.text_input(key=f"latent-name-{VAE}-2").value == "Smile"
    test.text_input(key=f"latent-name-{VAE}-2").set_value("Hair").run()
    assert direction_names(VAE) == {2: "Hair"}


@pytest.mark.slow
def test_faces_have_no_labels_to_choose(small_faces, services):
    test = open_page(LABELS)
    assert not test.exception
    assert not set(FACE_MODELS) & set(test.selectbox(key="labels-model").options)
