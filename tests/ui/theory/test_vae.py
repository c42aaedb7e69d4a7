"""The view from AE to VAE on a page: its experiments, its controls, its numbers, its link."""

from itertools import product

import pytest
import torch
from streamlit.testing.v1 import AppTest

from gan_core.losses.elbo import kl_to_standard_normal
from tests.long import mostly_long
from ui.theory import vae
from ui.theory.link_state import (
    VAE_EXPERIMENTS,
    TheoryLinkState,
    VaeChoice,
    read_theory,
    write_theory,
)
from ui.theory.vae import CANVASES, EXPERIMENT_NAMES, NOTES, OWN
from ui.theory.vae_numbers import (
    BETA_NAMES,
    few_widths,
    maps_of,
    posterior_pictures,
    prior_pictures,
    sampled_kl,
    shown_digits,
    spread_of,
    studied_row,
    study_of,
)

ROW = studied_row()
FIGURES = {"map": 2, "bound": 1, "kl": 1}


def vae_page():
    import streamlit as st

    from ui.theory.vae import vae_canvas, vae_controls, vae_explanation

    with st.container(key="controls"):
        vae_controls()
    vae_canvas()
    vae_explanation()


def open_view(**values):
    test = AppTest.from_function(vae_page, default_timeout=60)
    for name, value in values.items():
        test.session_state[f"learns-vae-{name}"] = value
    return test.run()


def html_of(test):
    return " ".join(one.proto.body for one in test.get("html"))


@pytest.mark.parametrize(
    ("beta", "experiment"),
    mostly_long(product(ROW, VAE_EXPERIMENTS), ("ae", "map"), ("0.5", "kl"), ("2", "bound")),
)
def test_every_experiment_draws_at_every_beta(experiment, beta):
    test = open_view(experiment=experiment, beta=beta)
    assert not test.exception
    assert not test.error
    drawn = 0 if (experiment, beta) == ("kl", "ae") else FIGURES[experiment]
    assert len(test.get("plotly_chart")) == drawn
    if drawn:
        words = "(prior: " if experiment == "map" else "(exact: "
        assert words in html_of(test)
    assert any(str(NOTES[experiment].claim) in one.value for one in test.markdown)
    assert len(test.latex) == 1


@pytest.mark.parametrize("experiment", VAE_EXPERIMENTS)
def test_every_control_has_a_help_text(experiment):
    test = open_view(experiment=experiment)
    controls = [*test.number_input, *test.slider, *test.button, *test.button_group]
    assert len(controls) >= 2
    assert [control.label for control in controls if not control.help] == []


def test_another_beta_changes_numbers_and_figures():
    first, other = (open_view(experiment="bound", beta=beta) for beta in ("1", "ae"))
    assert html_of(first) != html_of(other)
    assert "∞" in html_of(other)
    specs = [test.get("plotly_chart")[0].proto.spec for test in (first, other)]
    assert specs[0] != specs[1]


def test_a_wrong_seed_is_told_in_one_line():
    test = open_view(experiment="kl")
    test.number_input(key="learns-vae-seed").set_value(-3).run()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "Seed: -3 is not accepted; choose 0 to 2,147,483,647."
    ]


def test_a_beta_that_is_not_shipped_falls_back(monkeypatch):
    monkeypatch.setattr(vae, "studied_row", lambda: {"ae": "ae-mnist-2d"})
    test = open_view(beta="5")
    assert not test.exception
    assert not test.error
    assert test.session_state["learns-vae-beta"] == "ae"


def test_with_no_model_at_all_one_line_says_so(monkeypatch):
    monkeypatch.setattr(vae, "studied_row", dict)
    test = open_view()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "No model of the row with beta 1 is shipped; accepted: none"
    ]


def test_a_link_comes_back():
    chosen = VaeChoice(experiment="kl", beta="0.1", digit=7, which=5, samples="10000", seed=11)
    link = write_theory(TheoryLinkState("vae", chosen))
    assert link == {
        "learns": "vae", "experiment": "kl", "beta": "0.1", "digit": "7", "which": "5",
        "samples": "10000", "seed": "11",
    }  # fmt: skip
    again = read_theory(link)
    assert (again.view, again.settings, again.notices) == ("vae", chosen, [])
    wrong = read_theory(link | {"beta": "3"})
    assert wrong.settings.beta == "1"
    assert len(wrong.notices) == 1


def test_samples_of_a_digit_come_to_its_closed_form():
    name, place = ROW["1"], int(shown_digits().places[3, 0])
    found = sampled_kl(name, place, 10_000, 0)
    study = study_of(name)
    exact = kl_to_standard_normal(study.means[place], study.log_variances[place])
    assert [one.exact for one in found] == pytest.approx([*exact.tolist(), float(exact.sum())])
    for one in found:
        assert abs(one.measured - one.exact) < 4 * one.error
        assert one.way.counts[[0, -1]].tolist() == [5, 10_000]
        assert one.way.low[-1] < one.measured < one.way.high[-1]
    assert found[2].measured == pytest.approx(found[0].measured + found[1].measured)


def test_the_prior_has_the_spread_1_and_a_vae_comes_near():
    spread = {beta: max(spread_of(study_of(name))) for beta, name in ROW.items()}
    assert spread["ae"] > 4
    assert spread["1"] == pytest.approx(1, abs=0.15)
    assert spread["0.1"] > spread["1"]


def test_pictures_are_the_same_for_the_same_latents():
    first = prior_pictures(ROW["1"], 3)
    assert first.shape == (30, 1, 28, 28)
    assert float(first.min()) >= -1
    assert prior_pictures(ROW["1"], 3) is first
    assert posterior_pictures(ROW["1"], 0, 0).shape == (6, 1, 28, 28)
    assert posterior_pictures(ROW["ae"], 0, 0).shape == (1, 1, 28, 28)


def test_maps_of_vaes_have_one_scale():
    maps = dict(zip(ROW, maps_of(ROW), strict=True))
    reaches = {one.reach for beta, one in maps.items() if beta != "ae"}
    assert len(reaches) == 1
    assert maps["ae"].reach > max(reaches)
    widths = torch.from_numpy(few_widths(study_of(ROW["1"])))
    assert int(widths.isfinite().all(1).sum()) == 50


def test_every_experiment_has_all_that_it_needs():
    for table in (EXPERIMENT_NAMES, CANVASES, NOTES, OWN):
        assert tuple(table) == VAE_EXPERIMENTS
    assert list(BETA_NAMES) == ["ae", "0.1", "0.5", "1", "2", "5"]
