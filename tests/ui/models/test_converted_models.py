"""Converted models among the latent spaces: lists, links, pages and the models' addresses."""

import json
import os

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from gan_core.checkpoints.native import CheckpointError
from gan_core.latent.generation import as_pixels, decode
from gan_core.runs.converted_models import converted_files
from tests.conversion.made import LATENTS
from tests.conversion.safetensors_files import DAMAGED
from tests.ui.asgi import post
from tests.ui.models.converted import DIGIT_NAMES, EVERY_VIEW, NAMES, convert_all
from tests.ui.pages import open_page
from ui.latent import walk as latent_walk
from ui.latent.link_state import (
    LatentChoice,
    LatentLinkState,
    beside_names,
    plane_gans,
    read_latent,
    view_names,
    write_latent,
)
from ui.latent.map import plane_of
from ui.latent.python_lines import python_lines
from ui.latent.sliders import STRIPS, strip_count
from ui.latent.walk import fitting_frames, walk_data
from ui.models import shown_converted, shown_models
from ui.models.api import model_routes
from ui.models.model_list import converted_file, list_problems, model_title, version_of
from ui.shared.picture_bytes import decode_pixels, encode_bytes

LATENT = "pages/4_Latent_spaces.py"
VAE, MLP = NAMES["csinva-vae"], NAMES["csinva-gan-mlp"]
DCGAN, PGAN = NAMES["pytorch-examples-dcgan"], NAMES["gan-zoo-pgan"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The app's folder of converted models, with one of each layout."""
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("GAN_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    yield convert_all(tmp_path)
    latent_walk.KEPT_WALKS.clear()


def ask(model, name, body):
    status, answer = post(model_routes(), f"/models/{model}/{name}", body)
    return status, json.loads(answer)


def test_each_view_lists_the_models_that_fit_it(folder):
    for tab in ("sliders", "walk"):
        assert view_names(tab)[-5:] == sorted(NAMES.values())
    for tab in ("encode", "arithmetic"):
        assert view_names(tab)[-2:] == DIGIT_NAMES
        assert DCGAN not in view_names(tab)
    assert beside_names() == ["vae-mnist-2d", VAE]
    assert set(NAMES.values()) - {VAE} <= set(plane_gans())
    assert model_title(VAE) == "csinva-vae (converted)"
    assert model_title("dcgan-mnist") == "DCGAN"


def test_a_converted_model_of_a_shipped_name_is_another(folder):
    (folder / VAE).rename(folder / "vae-mnist-2d.safetensors")
    names = view_names("sliders")
    assert {"vae-mnist-2d", "vae-mnist-2d.safetensors"} <= set(names)
    assert model_title("vae-mnist-2d.safetensors") == "vae-mnist-2d (converted)"


def test_files_come_and_go_and_change_while_the_server_runs(folder):
    assert converted_file(VAE).settings.latent_dim == 3
    before = version_of(VAE)
    shown_models.shown_model(VAE, "cpu")
    (folder / MLP).replace(folder / VAE)
    assert version_of(VAE) != before
    assert shown_models.shown_model(VAE, "cpu").settings.latent_dim == LATENTS["csinva-gan-mlp"]
    assert MLP not in view_names("sliders")
    (folder / VAE).unlink()
    assert VAE not in view_names("sliders")
    with pytest.raises(CheckpointError, match="not in the folder of converted models any more"):
        shown_models.shown_model(VAE, "cpu")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff" * 40, None, *DAMAGED.values()])
def test_a_damaged_file_is_one_line_and_the_others_stay(folder, content):
    whole = (folder / VAE).read_bytes()
    (folder / VAE).write_bytes(whole[:5000] if content is None else content)
    known, wrong = converted_files()
    assert len(known) == 4
    assert len(wrong) == len(list_problems()) == 1
    assert list_problems()[0].startswith(f"{VAE} is no converted model: ")
    assert "\n" not in wrong[0]
    assert VAE not in view_names("sliders")


def test_a_pipe_and_a_card_that_is_none_hang_and_stop_nobody(folder):
    os.mkfifo(folder / "pipe.safetensors")
    nested = {"card": "[" * 100_000}
    save_file({"a": torch.zeros(2)}, folder / "deep\x1b[2J.safetensors", nested)
    assert view_names("sliders")[-5:] == sorted(NAMES.values())
    lines = list_problems()
    assert ["\x1b" in line for line in lines] == [False, False]
    assert "pipe.safetensors is no converted model: it is no ordinary file" in lines[1]
    for name in ("pipe.safetensors", "deep\x1b[2J.safetensors"):
        with pytest.raises(CheckpointError):
            shown_models.shown_model(name, "cpu")


def test_numbers_that_are_none_are_found_when_the_model_is_opened(folder):
    content = bytearray((folder / VAE).read_bytes())
    content[-4:] = np.float32(np.nan).tobytes()
    (folder / VAE).write_bytes(content)
    status, answer = ask(VAE, "pictures", {"latents": [[0, 0, 0]]})
    assert status == 404
    assert "NaN or infinite" in answer["error"]


@pytest.mark.parametrize("name", ["../x.safetensors", "x.safetensors", "..", ".safetensors"])
def test_names_lead_nowhere_else(folder, name):
    (folder.parent / "x.safetensors").write_bytes((folder / VAE).read_bytes())
    with pytest.raises(CheckpointError):
        shown_models.shown_model(name, "cpu")


@pytest.mark.parametrize("layout", NAMES)
def test_pictures_are_those_of_the_library(folder, layout):
    name = NAMES[layout]
    model = shown_models.shown_model(name, "cpu")
    latents = shown_models.noise_of(model, 3, seed=1, truncation=2.0)
    digits = name in DIGIT_NAMES
    status, answer = ask(name, "pictures", {"latents": latents.tolist(), "predictions": digits})
    assert status == 200
    assert ("predictions" in answer) == digits
    found = decode_pixels(answer["pictures"], side=answer["side"], channels=answer["channels"])
    expected = as_pixels(decode(model.network, model.settings, torch.tensor(latents)))
    assert np.abs(found.astype(int) - expected).max() <= 1


def test_of_pictures_that_are_no_digits_no_prediction_is_asked(folder):
    for name, body in (
        ("pictures", {"latents": [[0.0] * 6], "predictions": True}),
        ("latents", {}),
    ):
        status, answer = ask(DCGAN, name, body)
        assert status == 400
        assert "digits" in answer["error"]


def test_a_digit_is_encoded_and_searched(folder):
    digit = np.zeros((1, 28, 28), np.uint8)
    digit[0, 5:20, 12:15] = 255
    text = encode_bytes(digit)
    status, answer = ask(VAE, "latents", {"picture": text})
    assert status == 200
    assert len(answer["latents"][0]) == LATENTS["csinva-vae"]
    status, answer = ask(VAE, "codes", {})
    assert (status, answer["latents"], answer["size"]) == (200, "", 3)
    status, lines = post(model_routes(), f"/models/{MLP}/search", {"picture": text, "steps": 5})
    assert status == 200
    assert json.loads(lines.splitlines()[-1])["step"] == 5


def test_what_is_measured(folder):
    for layout, name in NAMES.items():
        known = shown_models.shown_statistics(name)
        size = LATENTS[layout]
        assert known.directions.shape == (min(12, size), size)
        assert len(known.effects) in (0, size)
        assert len(known.counts) == (10 if name in DIGIT_NAMES else 0)
        assert np.isnan(known.sharpness)
    assert shown_models.shown_statistics(VAE) is shown_models.shown_statistics(VAE)
    plane = plane_of(VAE)
    axes = np.array(plane["axes"])
    assert np.allclose(axes @ axes.T, np.eye(2), atol=1e-5)


@pytest.mark.parametrize(
    "state",
    [
        LatentLinkState(VAE, LatentChoice(tab="sliders"), latent=(0.25, -1.5, 0.5)),
        LatentLinkState(MLP, LatentChoice(tab="arithmetic", a=1, b=2, c=3)),
        LatentLinkState("vae-mnist-2d", LatentChoice(beside=VAE)),
        LatentLinkState("vae-mnist-2d", LatentChoice(tab="planes", gan=PGAN, x=0.5)),
    ],
)
def test_a_link_state_comes_back_from_its_link(folder, state):
    found = read_latent(write_latent(state))
    assert found == state
    assert found.notices == []


@pytest.mark.parametrize("key", ["model", "gan", "beside"])
def test_a_link_to_a_file_that_is_gone_falls_back_with_a_notice(folder, key):
    state = read_latent({key: "gone.safetensors"})
    assert len(state.notices) == 1
    assert f"{key}=gone.safetensors in the link is unknown" in state.notices[0]
    assert state.model == "vae-mnist-10d-best"
    assert state.choice == LatentChoice()


@pytest.mark.parametrize(
    "link",
    [
        {"tab": "sliders", "model": DCGAN, "seed": "3"},
        {"tab": "walk", "model": PGAN},
        {"tab": "arithmetic", "model": MLP},
        {"tab": "map", "beside": VAE, "x": "1"},
        {"tab": "planes", "gan": DCGAN, "x": "0.5"},
    ],
)
def test_the_python_lines_run(folder, link):
    state = read_latent(link)
    assert state.notices == []
    found = {}
    exec(python_lines(state, ()), found)
    assert 0 <= found["pictures"].min() <= found["pictures"].max() <= 1


def test_slow_models_get_short_strips_and_walks_that_say_how_far_they_are(folder, monkeypatch):
    state = read_latent({"tab": "walk", "model": DCGAN})
    quick = walk_data(state, ())
    latent_walk.KEPT_WALKS.clear()
    told = []
    monkeypatch.setattr(latent_walk, "picture_milliseconds", lambda name: 400.0)
    slow = walk_data(state, (), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 10), (2, 10), (4, 10), (6, 10), (8, 10)]
    assert slow["frames"] == quick["frames"]
    walk_data(state, (), progress=lambda done, total: told.append((done, total)))
    assert len(told) == 5
    assert strip_count(DCGAN) == STRIPS[0]
    for each, expected in ((400.0, 7), (900.0, 3), (5000.0, 0)):
        monkeypatch.setattr("ui.latent.sliders.picture_milliseconds", lambda name, ms=each: ms)
        assert strip_count(DCGAN) == expected


def test_large_pictures_are_shown_smaller_and_walks_are_bounded(folder, monkeypatch):
    monkeypatch.setattr(shown_models, "MOST_SCREEN_RESOLUTION", 16)
    model = shown_models.shown_model(DCGAN, "cpu")
    latents = shown_models.noise_of(model, 2, seed=0, truncation=2.0)
    made = shown_models.pictures_of(model, latents, None)
    assert made.pixels.shape == (2, 16, 16, 3)
    whole = as_pixels(decode(model.network, model.settings, torch.tensor(latents)))
    means = whole.reshape(2, 16, 4, 16, 4, 3).mean(axis=(2, 4))
    assert np.abs(made.pixels - means).max() <= 1
    monkeypatch.setattr("ui.shared.picture_bytes.MOST_PICTURE_BYTES", 8 * 16 * 16 * 3)
    assert fitting_frames(read_latent({"tab": "walk", "model": DCGAN, "frames": "30"})) == 7


def test_a_model_is_loaded_once_for_a_file(folder, monkeypatch):
    loaded = []
    load = shown_converted.load_converted
    monkeypatch.setattr(
        shown_converted, "load_converted", lambda path: loaded.append(path) or load(path)
    )
    for device in ("cpu", "auto", "cpu"):
        ask(MLP, "pictures", {"latents": [[0.0] * 6], "device": device})
    assert len(loaded) <= 2


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "tab"), EVERY_VIEW)
def test_every_view_draws(folder, services, tab, layout):
    (folder / "broken.safetensors").write_bytes(DAMAGED["a header nested 100,000 deep"])
    name = NAMES[layout]
    link = {"model": name, "beside": VAE if name == VAE else "vae-mnist-2d"}
    # Random weights make no sevens.
    test = open_page(
        LATENT, tab=tab, keys="random_random.1", gan=name if name != VAE else "gan-mnist", **link
    )
    assert not test.exception
    assert not test.error
    fits = tab not in ("encode", "arithmetic") or name in DIGIT_NAMES
    assert len(test.warning) == (0 if fits else 1)
    if tab in ("sliders", "walk"):
        assert test.selectbox(key="latent-model").value == name
        assert any("broken.safetensors is no converted" in c.value for c in test.caption)
    controls = [*test.number_input, *test.selectbox, *test.button, *test.toggle, *test.slider]
    assert [control.label for control in controls if not control.help] == []


@pytest.mark.slow
def test_a_model_that_goes_while_the_page_is_open_is_told(folder, services):
    test = open_page(LATENT, tab="sliders", model=DCGAN)
    assert test.selectbox(key="latent-model").value == DCGAN
    (folder / DCGAN).unlink()
    test.segmented_control(key="latent-axes").set_value("directions").run()
    assert not test.exception
    assert "pytorch-examples-dcgan (converted) is not there any more" in test.warning[0].value
    assert test.selectbox(key="latent-model").value == "vae-mnist-10d-best"
