"""Effects and directions on decoders whose answers are known."""

import pytest
import torch

from gan_core.latent.directions import principal_directions, total_sobol_indices


def draw(count, size, seed):
    return torch.randn(count, size, generator=torch.Generator().manual_seed(seed))


def test_effects_of_a_sum():
    # Var(2 a + b) = 5 with shares 4/5 and 1/5; c has no part in it.
    effects = total_sobol_indices(
        lambda z: (2 * z[:, 0] + z[:, 1]).reshape(-1, 1, 1), draw(20_000, 3, 0), draw(20_000, 3, 1)
    )
    torch.testing.assert_close(effects, torch.tensor([0.8, 0.2, 0.0]), atol=0.02, rtol=0)


def test_effects_of_a_product_add_up_to_more_than_one():
    # Var(a b) = 1, and neither does anything while the other is 0: each has all of it.
    effects = total_sobol_indices(
        lambda z: (z[:, 0] * z[:, 1])[:, None], draw(50_000, 2, 0), draw(50_000, 2, 1)
    )
    torch.testing.assert_close(effects, torch.ones(2), atol=0.06, rtol=0)


def test_a_decoder_of_one_picture_has_no_effects():
    assert (
        total_sobol_indices(lambda z: torch.ones(len(z), 4), draw(9, 3, 0), draw(9, 3, 1)).sum()
        == 0
    )


def test_directions_of_a_linear_layer_are_its_singular_vectors():
    random = torch.Generator().manual_seed(0)
    left = torch.linalg.qr(torch.randn(8, 4, generator=random)).Q
    right = torch.linalg.qr(torch.randn(4, 4, generator=random)).Q
    strengths = torch.tensor([5.0, 3.0, 1.0, 0.2])
    matrix = left * strengths @ right.T
    found = principal_directions(lambda z: z @ matrix.T, draw(50_000, 4, 1), count=3)
    assert found.vectors.shape == (3, 4)
    torch.testing.assert_close(found.vectors.norm(dim=1), torch.ones(3))
    alignment = (found.vectors @ right[:, :3]).diagonal().abs()
    assert alignment.min() > 0.999
    expected = strengths.square() / strengths.square().sum()
    torch.testing.assert_close(found.shares, expected[:3], atol=0.01, rtol=0)
    assert (found.vectors.gather(1, found.vectors.abs().argmax(1, keepdim=True)) > 0).all()


@pytest.mark.parametrize("count", [0, 5])
def test_as_many_directions_as_latents(count):
    with pytest.raises(ValueError, match="accepted: 1 to 4"):
        principal_directions(lambda z: z, draw(10, 4, 0), count=count)
