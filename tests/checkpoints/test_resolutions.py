"""A progressive GAN's resolutions: kept when they have stabilised, and read back."""

import pytest
import torch

from gan_core.checkpoints.native import CheckpointError
from gan_core.checkpoints.resolutions import (
    load_resolutions,
    resolution_folder,
    resolution_pictures,
)
from gan_core.models.progressive_parts import double


def test_each_stabilised_resolution_is_kept_as_it_was(trained_progressive):
    out, latents, pictures = trained_progressive
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
    out, latents, _pictures = trained_progressive
    stages = load_resolutions(str(out))
    found = resolution_pictures(stages, latents)
    assert [found[resolution].stabilised.shape for resolution in found] == [
        (3, s, s, 3) for s in (4, 8, 16)
    ]
    assert found[4].fade_in is None
    final = stages[16].network.network.growing
    for stage, resolution in enumerate((4, 8, 16)):
        inside = torch.from_numpy(found[resolution].final).permute(0, 3, 1, 2)
        torch.testing.assert_close(inside, final(latents, stage))
    # Half way in, a picture is the mean of both paths.
    paths = [
        torch.from_numpy(p).permute(0, 3, 1, 2) for p in (found[16].fade_in, found[16].stabilised)
    ]
    half = (double(paths[0]) + paths[1]) / 2
    torch.testing.assert_close(half, final(latents, 2, 0.5))


def test_a_model_that_is_not_progressive_has_no_stages():
    with pytest.raises(CheckpointError, match="gan-mnist is not progressive"):
        resolution_pictures(load_resolutions("gan-mnist"), torch.zeros(1, 100))
