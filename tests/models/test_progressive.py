"""Parts of the progressive GAN against values by hand, and networks at every stage."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import leaky_relu

from gan_core.models.progressive import (
    ProgressiveDiscriminator,
    ProgressiveGenerator,
    faded,
)
from gan_core.models.progressive_parts import (
    EqualizedConv2d,
    EqualizedLinear,
    MinibatchStandardDeviation,
    PixelNorm,
    batch_deviation,
    double,
    double_smoothly,
    halve,
)
from gan_core.settings.progressive import feature_maps, stage_count


def seeded(make, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()


def test_pixel_norm_by_hand():
    found = PixelNorm()(torch.tensor([[3.0, 4.0]]))
    assert found[0].tolist() == pytest.approx([0.848528, 1.131371], abs=1e-6)


def test_pixel_norm_takes_each_pixel_by_itself():
    features = seeded(lambda: torch.randn(2, 8, 3, 3)) * 10
    found = PixelNorm()(features)
    assert found.square().mean(1) == pytest.approx(1, abs=1e-5)
    assert PixelNorm()(torch.zeros(1, 4)).abs().max() == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(8), [2.236068] * 8),
        ([0, 0, 0, 0, 1, 2, 3, 4], [1.224745, 1.658312] * 4),
        ([5, 5, 5, 5], [1e-4] * 4),
        ([1, 3], [1.0, 1.0]),
    ],
)
def test_batch_deviation_by_hand(values, expected):
    features = torch.tensor(list(values), dtype=torch.float32).view(-1, 1, 1, 1)
    assert batch_deviation(features).tolist() == pytest.approx(expected, abs=1e-6)


def test_the_deviation_is_one_more_channel():
    features = seeded(lambda: torch.randn(8, 3, 4, 4))
    found = MinibatchStandardDeviation()(features)
    assert found.shape == (8, 4, 4, 4)
    assert torch.equal(found[:, :3], features)
    assert torch.equal(found[:, 3], batch_deviation(features)[:, None, None].expand(8, 4, 4))


def test_a_batch_without_groups_is_refused():
    with pytest.raises(ValueError, match="a batch of 6; accepted: up to 4, or a multiple"):
        batch_deviation(torch.zeros(6, 1, 1, 1))


def test_equalized_layers_scale_weights_and_not_the_bias():
    layer = seeded(lambda: EqualizedConv2d(5, 7, 3, padding=1))
    nn.init.constant_(layer.bias, 0.3)
    plain = nn.Conv2d(5, 7, 3, padding=1)
    with torch.no_grad():
        plain.weight.copy_(layer.weight * math.sqrt(2 / 45))
        plain.bias.fill_(0.3)
    pictures = seeded(lambda: torch.randn(2, 5, 6, 6))
    assert torch.allclose(layer(pictures), plain(pictures), atol=1e-6)
    dense = seeded(lambda: EqualizedLinear(50, 3, gain=1.0))
    rows = seeded(lambda: torch.randn(4, 50))
    assert torch.allclose(dense(rows), rows @ dense.weight.T / math.sqrt(50), atol=1e-6)


def test_equalized_weights_start_at_one_and_keep_the_features_size():
    layer = seeded(lambda: EqualizedConv2d(64, 64, 3, padding=1))
    assert float(layer.weight.detach().std()) == pytest.approx(1, abs=0.02)
    features = seeded(lambda: torch.randn(4, 64, 16, 16))
    # He's gain: after LeakyReLU the mean square is about (1 + 0.2^2) that of before.
    after = leaky_relu(layer(features).detach(), 0.2)[:, :, 1:-1, 1:-1].square().mean()
    assert float(after) == pytest.approx(1.04, abs=0.05)


def test_doubling_and_halving_by_hand():
    picture = torch.tensor([[1.0, 2.0], [3.0, 6.0]]).view(1, 1, 2, 2)
    expected = [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 6, 6], [3, 3, 6, 6]]
    assert double(picture)[0, 0].tolist() == expected
    assert halve(picture).item() == 3
    assert torch.equal(halve(double(picture)), picture)


def test_the_papers_channels():
    assert feature_maps(1024, 512) == [512, 512, 512, 512, 256, 128, 64, 32, 16]
    assert feature_maps(64, 128) == [128, 128, 128, 128, 128]
    assert [stage_count(resolution) for resolution in (4, 8, 64, 1024)] == [1, 2, 5, 9]


@pytest.mark.parametrize("resolution", [0, 3, 2, 48, 2048])
def test_other_resolutions_are_refused(resolution):
    with pytest.raises(ValueError, match="accepted: powers of two from 4 to 1024"):
        stage_count(resolution)


WIDTHS = [8, 8, 6, 4]


@pytest.fixture
def generator():
    return seeded(lambda: ProgressiveGenerator(10, WIDTHS))


@pytest.fixture
def discriminator():
    return seeded(lambda: ProgressiveDiscriminator(WIDTHS), seed=1)


@pytest.mark.parametrize("stage", range(4))
@pytest.mark.parametrize("alpha", [0.3, 1.0])
def test_every_stage_makes_and_scores_pictures(generator, discriminator, stage, alpha):
    resolution = 4 << stage
    pictures = generator(
        torch.randn(8, 10, generator=torch.Generator().manual_seed(0)), stage, alpha
    )
    assert pictures.shape == (8, 3, resolution, resolution)
    scores = discriminator(pictures, stage, alpha)
    assert scores.shape == (8,)
    scores.sum().backward()
    used = {name for name, weight in generator.named_parameters() if weight.grad is not None}
    # What a stage does not reach yet is not moved.
    assert not any(name.startswith(f"blocks.{stage}.") for name in used)
    assert f"to_rgb.{stage}.weight" in used
    assert (f"to_rgb.{stage - 1}.weight" in used) == (stage > 0 and alpha < 1)


def test_a_fade_in_begins_with_the_old_picture_and_ends_with_the_new(generator, discriminator):
    latents = torch.randn(4, 10, generator=torch.Generator().manual_seed(0))
    old, new = generator(latents, 1), generator(latents, 2)
    assert torch.allclose(generator(latents, 2, 0.0), double(old), atol=1e-6)
    half = generator(latents, 2, 0.5)
    assert torch.allclose(half, 0.5 * double(old) + 0.5 * new, atol=1e-6)
    # D at the start of a stage scores as the one before scored the halved pictures.
    assert torch.allclose(discriminator(new, 2, 0.0), discriminator(halve(new), 1), atol=1e-5)
    assert torch.allclose(discriminator(new, 2, 1.0), discriminator(new, 2), atol=1e-6)


def test_smooth_upsampling_interpolates():
    row = torch.tensor([0.0, 4.0, 4.0]).expand(1, 1, 3, 3)
    # A quarter of the way and three quarters, in between; the border repeats itself.
    assert torch.equal(double_smoothly(row)[0, 0, 0], torch.tensor([0.0, 1, 3, 4, 4, 4]))


def test_a_smooth_generator_fades_in_smoothly_and_so_do_real_pictures():
    smooth = seeded(lambda: ProgressiveGenerator(10, WIDTHS, upsampling="bilinear"))
    latents = torch.randn(4, 10, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(smooth(latents, 2, 0.0), double_smoothly(smooth(latents, 1)), atol=1e-6)
    pictures = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(faded(pictures, 0.0, "bilinear"), double_smoothly(halve(pictures)))


def test_latents_lie_on_the_hypersphere(generator):
    latents = torch.randn(4, 10, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(generator(latents), generator(7 * latents), atol=1e-4)


def test_real_pictures_fade_as_generated_ones():
    pictures = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(faded(pictures, 1.0), pictures)
    assert torch.allclose(faded(pictures, 0.0), double(halve(pictures)))


def test_the_papers_generator_has_its_size():
    # Table 2 of the paper: 23.1 million weights each at 1024 x 1024.
    with torch.device("meta"):
        generator = ProgressiveGenerator(512, feature_maps(1024, 512))
        discriminator = ProgressiveDiscriminator(feature_maps(1024, 512))
    last = {f"{block}" for block in range(8)}
    weights = sum(
        w.numel()
        for n, w in generator.named_parameters()
        if not (n.startswith("to_rgb.") and n.split(".")[1] in last)
    )
    assert weights == pytest.approx(23.1e6, rel=0.005)
    weights = sum(
        w.numel()
        for n, w in discriminator.named_parameters()
        if not (n.startswith("from_rgb.") and n.split(".")[1] in last)
    )
    assert weights == pytest.approx(23.1e6, rel=0.005)
