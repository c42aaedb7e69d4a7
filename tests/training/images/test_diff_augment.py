"""DiffAugment by hand: colours, moves, holes, and slopes through all of them."""

import pytest
import torch

from gan_core.training.images.diff_augment import cut_out, diff_augment, recoloured, translated

HALF = torch.full((2, 1, 1, 1), 0.5)


@pytest.fixture
def images():
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))


def test_the_middle_of_every_chance_changes_no_colour(images):
    assert torch.allclose(recoloured(images, HALF, HALF, HALF), images, atol=1e-6)


def test_colours_by_hand():
    # One pixel of (0, 0.3, 0.6): its grey is 0.3, which is the picture's mean too.
    pixel = torch.tensor([0.0, 0.3, 0.6]).view(1, 3, 1, 1)
    zero, half, one = (torch.full((1, 1, 1, 1), value) for value in (0.0, 0.5, 1.0))
    assert recoloured(pixel, one, half, half).flatten().tolist() == pytest.approx(
        [0.25, 0.55, 0.85]
    )
    assert recoloured(pixel, half, zero, half).flatten().tolist() == pytest.approx([0.3] * 3)
    assert recoloured(pixel, half, one, half).flatten().tolist() == pytest.approx([-0.3, 0.3, 0.9])
    assert recoloured(pixel, half, half, one).flatten().tolist() == pytest.approx(
        [-0.15, 0.3, 0.75]
    )
    assert recoloured(pixel, half, half, zero).flatten().tolist() == pytest.approx(
        [0.15, 0.3, 0.45]
    )


def test_pictures_move_by_up_to_an_eighth(images):
    chances = torch.tensor([0.0, 0.999])
    found = translated(images, chances, torch.tensor([0.5, 0.5]))
    # 8 rows up, or rather: the first 8 rows are what moved in, or the last 8.
    assert torch.equal(found[0, :, 8:], images[0, :, :-8])
    assert (found[0, :, :8] == 0.5).all()
    assert torch.equal(found[1, :, :-8], images[1, :, 8:])
    assert (found[1, :, -8:] == 0.5).all()
    sideways = translated(images, torch.tensor([0.5, 0.5]), chances)
    assert torch.equal(sideways[0, :, :, 8:], images[0, :, :, :-8])


def test_a_hole_has_half_the_width_where_it_fits(images):
    images = images.clamp(max=0.4)
    found = cut_out(images, torch.tensor([0.5, 0.0]), torch.tensor([0.5, 0.5]))
    holes = (found == 0.5).all(1)
    assert holes[0].sum() == 32 * 32
    assert holes[0, 16:48, 16:48].all()
    # At the border only half of it lies in the picture.
    assert holes[1].sum() == 16 * 32
    assert torch.equal(
        found[~holes[:, None].expand_as(found)], images[~holes[:, None].expand_as(found)]
    )


def test_chance_decides_everything_and_slopes_go_through(images):
    first, second = (
        diff_augment(images, generator=torch.Generator().manual_seed(3)) for _ in range(2)
    )
    assert torch.equal(first, second)
    assert not torch.allclose(first, images)
    assert first.shape == images.shape
    watched = images.clone().requires_grad_(True)
    diff_augment(watched, generator=torch.Generator().manual_seed(3)).sum().backward()
    # Means of a picture carry some slope to what was cut out, too.
    assert watched.grad.isfinite().all()
    assert (watched.grad != 0).float().mean() > 0.5


def test_on_the_average_a_picture_stays_itself():
    grey = torch.full((4000, 3, 16, 16), 0.3)
    found = diff_augment(grey, generator=torch.Generator().manual_seed(0))
    # Cut and moved-in parts are 0.5; what is left is 0.3 on the average.
    kept = found[(found != 0.5)]
    assert float(kept.mean()) == pytest.approx(0.3, abs=0.01)
