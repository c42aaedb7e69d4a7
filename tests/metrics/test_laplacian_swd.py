"""The pyramid and its distance against the oracles of the progressive GAN paper."""

import pytest
import torch

from gan_core.metrics.laplacian_swd import (
    downscale,
    laplacian_pyramid,
    laplacian_swd,
    sorted_distance,
    upscale,
)


@pytest.fixture
def impulse():
    images = torch.zeros(1, 1, 16, 16)
    images[0, 0, 8, 8] = 256
    return images


def test_downscaled_impulse(impulse):
    small = downscale(impulse)[0, 0]
    assert (small[4, 4], small[4, 3], small[3, 3]) == (36, 6, 1)


def test_laplacian_of_an_impulse(impulse):
    detail = (impulse - upscale(downscale(impulse)))[0, 0]
    found = (detail[8, 8].item(), detail[8, 9].item(), detail[9, 9].item())
    assert found == (233.4375, -16.625, -12.25)


def test_the_pyramid_adds_up_again():
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 255
    levels = laplacian_pyramid(images)
    assert [level.shape[-1] for level in levels] == [64, 32, 16]
    whole = levels[-1]
    for detail in reversed(levels[:-1]):
        whole = upscale(whole) + detail
    assert torch.allclose(whole, images, atol=1e-3)


def test_sorted_distance_by_hand():
    first, second = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 2.0]])
    assert sorted_distance(first, second) == 1.0


def test_distance_is_small_between_halves_and_large_to_noise():
    random = torch.Generator().manual_seed(1)
    smooth = torch.nn.functional.interpolate(
        torch.rand(64, 1, 4, 4, generator=random), size=32, mode="bilinear"
    )
    real, same = (smooth * 255).chunk(2)
    floor = laplacian_swd(real, same)
    noise = laplacian_swd(real, torch.rand(32, 1, 32, 32, generator=random) * 255)
    assert set(floor) == {"32", "16", "average"}
    assert floor["average"] == pytest.approx((floor["32"] + floor["16"]) / 2)
    assert noise["average"] > 3 * floor["average"]
    assert laplacian_swd(real, real)["16"] < floor["16"]


@pytest.mark.parametrize("resolution", [28, 8])
def test_other_resolutions_are_refused(resolution):
    images = torch.zeros(2, 1, resolution, resolution)
    with pytest.raises(ValueError, match="power of two"):
        laplacian_swd(images, images)
