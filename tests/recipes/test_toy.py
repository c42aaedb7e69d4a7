"""Every preset builds, steps and reports; rows of wgan-25-gaussians are as it has them."""

import math

import pytest

from gan_core.recipes.toy import DOCUMENT, TOY_PRESETS, toy_preset
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.training.toy.training import train

# lr of both networks, decay, beta1, n_critic, clip: seed-experiments.md.
ROWS = {
    "wgan-fail-1": (1e-4, 1e-4, 0.5, 1, 0.1),
    "wgan-fail-2": (1e-4, 1e-4, 0.5, 1, 0.01),
    "wgan-fail-3": (1e-2, 1e-4, 0.5, 1, 0.01),
    "wgan-fail-4": (1e-2, 1e-4, 0.5, 1, 0.1),
    "wgan-fail-5": (1e-3, 1e-4, 0.5, 1, 0.1),
    "wgan-fail-6": (1e-3, 1e-4, 0.5, 5, 0.1),
    "wgan-success": (1e-4, 1e-5, 0.5, 1, 0.1),
    "wgan-noclip": (1e-4, 1e-5, 0.5, 1, None),
}


def test_the_documents_rows_are_all_there():
    from_document = {name for name, preset in TOY_PRESETS.items() if preset.source == DOCUMENT}
    assert from_document == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_the_document(name):
    lr, decay, beta1, n_critic, clip = ROWS[name]
    settings = toy_preset(name).settings()
    assert (settings.lr_d, settings.lr_g) == (lr, lr)
    assert (settings.decay, settings.beta1, settings.n_critic) == (decay, beta1, n_critic)
    assert settings.loss == ("wgan" if clip else "wgan-noclip")
    if clip:
        assert settings.clip == clip
    assert (settings.optimizer, settings.schedule) == ("adam", "decay")
    assert (settings.data, settings.grid, settings.samples_per_mode) == ("grid", 5, 4000)
    assert (settings.batch_size, settings.epochs, settings.noise_dim) == (512, 1000, 4)
    assert settings.noise == "uniform"
    assert settings.activation_g == settings.activation_d == "elu"
    assert (settings.pack, settings.r1, settings.ema) == (1, 0, 0)


@pytest.mark.parametrize("name", TOY_PRESETS)
def test_every_preset_builds_steps_and_reports(name, cpu):
    preset = toy_preset(name)
    assert preset.seen
    assert preset.source
    updates = list(train(preset.settings(), device=cpu, steps=2, every=1))
    assert [update.report.step for update in updates] == [0, 1, 2]
    last = updates[-1].report
    assert math.isfinite(last.loss_d)
    assert math.isfinite(last.loss_g)
    assert math.isfinite(last.js)


@pytest.mark.parametrize("name", TOY_PRESETS)
def test_presets_hold_only_what_differs_in_name_or_value(name):
    preset = TOY_PRESETS[name]
    assert ToySettings(**preset.settings().as_dict()) == preset.settings()


def test_unknown_presets_are_refused_with_the_known_ones():
    with pytest.raises(SettingsError, match="wgan-win") as caught:
        toy_preset("wgan-win")
    assert all(name in str(caught.value) for name in TOY_PRESETS)


@pytest.mark.long
@pytest.mark.slow
def test_a_quick_run_finds_all_modes(cpu):
    """On ten fresh seeds it has 93 to 96 % and at most 0.009 (docs/experiments.md)."""
    settings = toy_preset("quick").settings()
    report = list(train(settings, device=cpu, every=10_000))[-1].report
    assert report.modes == 25
    assert report.high_quality >= 90
    assert report.reverse_kl <= 0.02
