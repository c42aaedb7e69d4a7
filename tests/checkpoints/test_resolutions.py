"""A progressive GAN's resolutions: kept when they have stabilised, and read back."""

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import PRETRAINED, CheckpointError, model_names, read_card
from gan_core.checkpoints.resolutions import (
    faded_pictures,
    load_fade_ins,
    load_resolutions,
    resolution_folder,
    resolution_pictures,
)
from gan_core.latent.generation import truncated_noise
from tests.long import mostly_long

PROGRESSIVE_MODELS = [
    name
    for name in model_names()
    if read_card(PRETRAINED / name).settings.get("network") == "progressive"
]


def test_each_stabilised_resolution_is_kept_as_it_was(trained_progressive):
    out, latents, pictures, _halfway = trained_progressive
    stages = load_resolutions(str(out))
    assert list(stages) == [4, 8, 16]
    assert [stage.card.steps for stage in stages.values()] == [3, 8, 13]
    for resolution in (4, 8):
        step, expected = pictures[resolution]
        assert stages[resolution].card.steps == step
        assert stages[resolution].card.name == f"m-{resolution}"
        made = stages[resolution].network.network.growing(latents)
        assert made.shape == (3, 3, resolution, resolution)
        torch.testing.assert_close(made, expected, rtol=1e-5, atol=1e-6)


def test_a_damaged_stage_is_refused(trained_progressive):
    out = trained_progressive[0]
    weights = resolution_folder(out, 4) / "weights.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + b"\x00\x01")
    with pytest.raises(CheckpointError, match="sha256 differs"):
        load_resolutions(str(out))
    weights.write_bytes(content)


def test_resolutions_that_were_not_kept_are_left_out(trained_progressive, tmp_path):
    out = trained_progressive[0]
    for name in ("card.json", "weights.safetensors"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    assert list(load_resolutions(str(tmp_path))) == [16]


def test_pictures_at_every_resolution(trained_progressive):
    out, latents, *_rest = trained_progressive
    stages = load_resolutions(str(out))
    found = resolution_pictures(stages, latents)
    assert [found[resolution].stabilised.shape for resolution in found] == [
        (3, s, s, 3) for s in (4, 8, 16)
    ]
    assert [found[resolution].halfway for resolution in found] == [None] * 3
    final = stages[16].network.network.growing
    for stage, resolution in enumerate((4, 8, 16)):
        inside = torch.from_numpy(found[resolution].final).permute(0, 3, 1, 2)
        torch.testing.assert_close(inside, final(latents, stage))


def test_the_middle_of_each_fade_in_is_kept_as_it_was_trained(trained_progressive):
    out, latents, _pictures, halfway = trained_progressive
    kept = load_fade_ins(str(out))
    assert {side: model.card.steps for side, model in kept.items()} == {8: 4, 16: 9}
    assert kept[16].card.name == "m-16-fade-in"
    found = resolution_pictures(load_resolutions(str(out)), latents, kept)
    assert found[4].halfway is None
    for resolution, (step, expected) in halfway.items():
        made = found[resolution].halfway
        assert (kept[resolution].card.steps, made.alpha) == (step, 0.5)
        torch.testing.assert_close(
            torch.from_numpy(made.pictures).permute(0, 3, 1, 2), expected, rtol=1e-5, atol=1e-6
        )
        np.testing.assert_array_equal(faded_pictures(found, resolution, 0.5), made.pictures)


def test_a_fade_in_goes_from_the_smaller_network_to_the_larger(trained_progressive):
    out, latents, *_rest = trained_progressive
    stages = load_resolutions(str(out))
    found = resolution_pictures(stages, latents)
    small, large = found[8].stabilised.repeat(2, 1).repeat(2, 2), found[16].stabilised
    for alpha in (0.0, 0.25, 1.0):
        np.testing.assert_allclose(
            faded_pictures(found, 16, alpha), (1 - alpha) * small + alpha * large, atol=1e-6
        )
    with_middle = resolution_pictures(stages, latents, load_fade_ins(str(out)))
    middle = with_middle[16].halfway.pictures
    for alpha, expected in ((0.25, (small + middle) / 2), (0.75, (middle + large) / 2)):
        np.testing.assert_allclose(faded_pictures(with_middle, 16, alpha), expected, atol=1e-6)
    # Of 4 x 4, and where the half is not there, nothing fades in.
    for gap, side in ((found, 4), ({16: found[16]}, 16)):
        np.testing.assert_array_equal(faded_pictures(gap, side, 0.5), gap[side].stabilised)


@pytest.mark.parametrize("name", mostly_long(PROGRESSIVE_MODELS, "pggan-mnist32"))
def test_no_alpha_clips_more_of_the_shipped_pictures_than_alpha_1(name):
    models = load_resolutions(name)
    latents = truncated_noise(
        64, models[max(models)].settings, truncation=None, device=torch.device("cpu"),
        generator=torch.Generator().manual_seed(1),
    )  # fmt: skip
    found = resolution_pictures(models, latents, load_fade_ins(name))
    for resolution in list(found)[1:]:
        most = clipped(faded_pictures(found, resolution, 1.0)) + 0.05
        for alpha in (0.25, 0.5, 0.75):
            assert clipped(faded_pictures(found, resolution, alpha)) <= most, (resolution, alpha)


def clipped(pictures):
    """Return the share of colour values that [-1, 1] cuts off."""
    return float((abs(pictures) > 1).mean())


def test_a_model_that_is_not_progressive_has_no_stages():
    with pytest.raises(CheckpointError, match="gan-mnist is not progressive"):
        resolution_pictures(load_resolutions("gan-mnist"), torch.zeros(1, 100))
