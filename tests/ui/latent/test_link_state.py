"""Links to the latent spaces and the label page: read, written, and wrong."""

import numpy as np
import pytest

from gan_core.checkpoints.native import model_names
from gan_core.settings.base import SettingsError
from ui.labels.link_state import LabelLinkState, parse_counts, parse_text, read_labels, write_labels
from ui.latent.keys import MOST, Key, MissingKeyError, key_latents, read_keys, write_keys
from ui.latent.link_state import LatentChoice, LatentLinkState, read_latent, write_latent
from ui.latent.planes import gan_plane, plane_latent
from ui.latent.sliders import start_of
from ui.models.shown_models import shown_model


def test_a_bare_link_shows_the_map_of_the_best_vae():
    state = read_latent({})
    assert state.choice == LatentChoice()
    assert state.model == "vae-mnist-10d-best"
    assert state.notices == []


@pytest.mark.parametrize(
    "state",
    [
        LatentLinkState("vae-mnist-2d", LatentChoice(x=1.5, y=-2.0, grid="on", codes="off")),
        LatentLinkState("vae-mnist-2d", LatentChoice(tab="sliders"), latent=(0.25, -1.5)),
        LatentLinkState(
            "cgan-mnist-best",
            LatentChoice(tab="walk", way="spherical", frames=4, closed="on", label=3),
            keys=(Key("7", 4), Key("random", 12), Key("drawn")),
        ),
        LatentLinkState("gan-mnist", LatentChoice(tab="arithmetic", a=1, b=2, c=3)),
    ],
)
def test_a_link_state_comes_back_from_its_link(state):
    assert read_latent(write_latent(state)) == state


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"model": "none"}, "model=none in the link is unknown"),
        ({"model": "classifier-mnist"}, "model=classifier-mnist in the link is unknown"),
        ({"tab": "film"}, "tab=film is unknown; accepted: map"),
        ({"x": "far"}, "x=far is no number"),
        ({"model": "vae-mnist-2d", "z": "1_2_3"}, "has another count of numbers; accepted: 2"),
        ({"model": "vae-mnist-2d", "z": "1_nan"}, "out of range"),
        ({"model": "vae-mnist-2d", "z": "1_a"}, "z=1_a is no latent"),
        ({"keys": "7"}, "keys has 1 pictures; accepted: 2 to 6"),
        ({"keys": "7_x"}, "keys=x is no picture"),
        ({"colour": "red"}, "unknown setting 'colour'"),
    ],
)
def test_what_a_link_gets_wrong_is_left_out_and_told(link, words):
    state = read_latent(link)
    assert len(state.notices) == 1
    assert words in state.notices[0]
    assert state.model in model_names()
    assert state.latent == ()


@pytest.mark.parametrize("text", ["7_2", "7.3_random.12_drawn", "0_1_2_3_4_5"])
def test_keys_come_back_as_they_were_written(text):
    assert write_keys(read_keys(text)) == text


@pytest.mark.parametrize(
    "text", ["", "7", "7_2.x", "7_2.-1", "7_2.1000", "_".join("0" * (MOST + 1))]
)
def test_keys_that_are_refused(text):
    with pytest.raises(SettingsError, match="accepted"):
        read_keys(text)


def test_keys_of_a_coder_are_codes_of_test_digits():
    from ui.models.shown_models import shown_statistics

    known = shown_statistics("vae-mnist-2d")
    found = key_latents("vae-mnist-2d", (Key("7"), Key("7", 1), Key("random", 3)), ())
    sevens = known.latents[known.labels == 7]
    assert found[0].tolist() == sevens[0].tolist()
    assert found[1].tolist() == sevens[1].tolist()
    assert found.shape == (3, 2)


def test_keys_of_a_gan_are_read_by_the_classifier():
    from ui.models.shown_models import pictures_of, predictions_of, shown_model

    latents = key_latents("gan-mnist", (Key("0"), Key("3", 2)), ())
    model = shown_model("gan-mnist", "cpu")
    made = pictures_of(model, latents.numpy(), None)
    assert predictions_of(model, made.pixels).argmax(axis=1).tolist() == [0, 3]


def test_ones_own_picture_has_to_be_drawn_first():
    with pytest.raises(MissingKeyError, match="go to Encode first"):
        key_latents("vae-mnist-2d", (Key("drawn"), Key("1")), ())
    found = key_latents("vae-mnist-2d", (Key("drawn"), Key("1")), (1.0, 2.0))
    assert found[0].tolist() == [1.0, 2.0]


def test_a_label_link_state_comes_back_from_its_link():
    state = read_labels({"tab": "counts", "text": "007", "counts": "0_0_0_0_1_0_0_0_0_2"})
    assert state.text == "007"
    assert state.counts == (0, 0, 0, 0, 1, 0, 0, 0, 0, 2)
    assert read_labels(write_labels(state)) == state
    assert read_labels({}) == LabelLinkState("cgan-mnist-best", read_labels({}).choice)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"cgan": "vae-mnist-2d"}, "cgan=vae-mnist-2d in the link is unknown"),
        ({"text": "12a"}, "text=12a is no number to write; accepted: at most 16 digits"),
        ({"text": "1" * 17}, "accepted: at most 16 digits"),
        ({"counts": "1_2"}, "counts=1_2 is no list of counts; accepted: 10 whole numbers"),
        ({"counts": "_".join(["21"] * 10)}, "numbers of 0 to 20"),
        ({"seed": "-1"}, "seed=-1 is out of range"),
    ],
)
def test_what_a_label_link_gets_wrong_is_left_out_and_told(link, words):
    state = read_labels(link)
    assert len(state.notices) == 1
    assert words in state.notices[0]


def test_sentences_and_counts_are_checked():
    assert parse_text("2026") == "2026"
    assert parse_counts([1] * 10) == (1,) * 10
    for wrong in (["x"] * 10, None, [1] * 9, [-1] * 10):
        with pytest.raises(SettingsError):
            parse_counts(wrong)


@pytest.mark.parametrize("name", ["dcgan-mnist-best", "cgan-mnist-best"])
def test_a_gan_is_shown_where_its_noise_lies(name):
    # 64 numbers of N(0, 1) have a length of about 8, and never less than 5.
    state = LatentLinkState(name, LatentChoice(gan=name, x=1.0, y=-2.0))
    assert np.linalg.norm(start_of(state, shown_model(name, "cpu"))) > 5
    plane = gan_plane(state)
    assert np.linalg.norm(plane["origin"]) > 5
    axes = np.array(plane["axes"])
    # As exact as 16 bits of an axis.
    assert np.abs(axes @ plane["origin"]).max() < 0.1
    expected = plane["origin"] + axes[0] - 2 * axes[1]
    assert plane_latent(plane, 1.0, -2.0) == pytest.approx(expected.tolist())


def test_an_encoders_model_begins_in_the_middle():
    name = "vae-mnist-10d-best"
    state = LatentLinkState(name, LatentChoice())
    assert start_of(state, shown_model(name, "cpu")) == [0.0] * 10


def test_links_of_earlier_versions_stay_good():
    state = read_latent({"tab": "map", "doubt": "on"})
    assert (state.notices, state.choice.uncertainty) == ([], "on")
    assert read_latent({"tab": "sum"}).choice.tab == "arithmetic"
