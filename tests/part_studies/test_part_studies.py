"""Studies of a progressive GAN's parts against values by hand and the whole networks."""

import math

import pytest
import torch

from gan_core.models.image_networks import Generator
from gan_core.models.progressive_parts import batch_deviation
from gan_core.part_studies import layers
from gan_core.part_studies.batches import batch_scores, blended, features_of, scores_told
from gan_core.part_studies.collapse import learn_collapse
from gan_core.part_studies.layers import Layer, modules_of, progressive_generator, weighted_layers
from gan_core.part_studies.lengths import forward_lengths, lengths
from gan_core.part_studies.resizing import resizing
from gan_core.part_studies.updates import LEARNING_RATE, adam_move, first_updates, plain_copy
from gan_core.settings.images import ImageSettings

SMALL = ImageSettings(
    kind="gan", network="progressive", dataset="celeba", grow_to=16, width=24, channel_base=96,
    loss="wgan-gp", latent_dim=40,
)  # fmt: skip


@pytest.fixture(scope="module")
def generator():
    return layers.new_generator(SMALL, seed=0)


@pytest.fixture(scope="module")
def discriminator():
    return layers.new_discriminator(SMALL, seed=1)


def latents(count=4, seed=0):
    return torch.randn(count, 40, generator=torch.Generator().manual_seed(seed))


def test_a_models_progressive_part_is_found():
    model = Generator(SMALL)
    assert progressive_generator(model) is model.network.growing
    with pytest.raises(ValueError, match="a Linear that is not progressive"):
        progressive_generator(torch.nn.Linear(1, 1))


def test_layers_are_named_from_the_latents_on(generator):
    names = list(dict.fromkeys(layer for layer, _ in modules_of(generator)))
    places = [(1, 0), (4, 0), (4, 1), (8, 0), (8, 1), (16, 0), (16, 1)]
    assert names == [Layer(resolution, number) for resolution, number in places]
    weighted = weighted_layers(generator)
    assert [layer for layer, _ in weighted] == [*names[1:], Layer(16, picture=True)]
    assert [m.weight[0].numel() for _, m in weighted] == [40, 216, 216, 216, 216, 108, 12]


def test_lengths_by_hand():
    # [3, 4] has the mean square 12.5, [0, 0] none: each pixel counts by itself.
    features = torch.tensor([[3.0, 0.0], [4.0, 0.0]]).view(1, 2, 1, 2)
    found = lengths(features)
    root = math.sqrt(12.5)
    assert found.mean == pytest.approx(root / 2)
    assert found.low == pytest.approx(0.05 * root)
    assert found.high == pytest.approx(0.95 * root)


def test_a_walk_ends_where_the_generator_does(generator):
    before = {name: value.clone() for name, value in generator.state_dict().items()}
    found = forward_lengths(generator, latents(), pixel_norm=True)
    assert torch.equal(found.pictures, generator(latents()))
    forward_lengths(generator, latents(), pixel_norm=False, boost=2.0)
    assert all(torch.equal(before[name], value) for name, value in generator.state_dict().items())


def test_with_pixel_norm_all_vectors_are_as_long(generator):
    for boost in (1.0, 2.0):
        for layer in forward_lengths(generator, latents(), pixel_norm=True, boost=boost).layers:
            # Less than 1 only by the 1e-8 beside the mean square.
            assert layer.passed.low == pytest.approx(1, abs=1e-4)
            assert layer.passed.high == pytest.approx(1, abs=1e-4)


def test_without_it_larger_weights_multiply_layer_by_layer(generator):
    # New biases are 0 and LeakyReLU keeps factors, so n layers of doubled weights are 2^n.
    plain = forward_lengths(generator, latents(), pixel_norm=False).layers
    doubled = forward_lengths(generator, latents(), pixel_norm=False, boost=2.0).layers
    ratios = [d.passed.mean / p.passed.mean for d, p in zip(doubled, plain, strict=True)]
    assert ratios == pytest.approx([1, 2, 4, 8, 16, 32, 64], rel=1e-4)
    assert all(layer.made == layer.passed for layer in plain)


def test_boosted_weights_leave_biases_as_they_are():
    made = layers.new_generator(SMALL, seed=2)
    torch.nn.init.constant_(made.base[4].bias, 0.5)
    scaled = layers.new_generator(SMALL, seed=2)
    torch.nn.init.constant_(scaled.base[4].bias, 0.5)
    for _, module in weighted_layers(scaled)[:-1]:
        module.weight.data.mul_(1.5)
    found = forward_lengths(made, latents(), pixel_norm=True, boost=1.5).pictures
    assert torch.allclose(found, scaled(latents()), atol=1e-4)


def test_adams_moves_are_torchs():
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0, 3.0]))
    adam = torch.optim.Adam([weight], 1e-3, betas=(0.0, 0.99), eps=1e-8)
    squares, own = torch.zeros(3), weight.detach().clone()
    for step, gradient in enumerate(([0.1, -5.0, 0.0], [1.0, 2.0, 1e-6], [0.3, 0.0, 2.0]), 1):
        weight.grad = torch.tensor(gradient)
        adam.step()
        own -= adam_move(torch.tensor(gradient), squares, step, rate=1e-3)
        torch.testing.assert_close(own, weight.detach(), rtol=1e-6, atol=1e-9)


def test_the_first_update_is_the_same_share_of_every_equalized_layer(generator, discriminator):
    before = [m.weight.clone() for _, m in weighted_layers(generator)]
    found = first_updates(generator, discriminator, latents(), equalized=True)
    assert [one.expected for one in found] == [LEARNING_RATE] * 7
    # A layer's own weights have the deviation 1 only about.
    assert [one.measured for one in found] == pytest.approx([LEARNING_RATE] * 7, rel=0.15)
    after = [m.weight for _, m in weighted_layers(generator)]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_plain_layers_move_by_the_root_of_their_fan_in(generator, discriminator):
    found = first_updates(generator, discriminator, latents(), equalized=False)
    # gain / sqrt(fan-in): G's first gain is sqrt(2) / 4, that of colours 1.
    expected = [
        1e-3 / (math.sqrt(2) / 4 / math.sqrt(40)),
        *[1e-3 / math.sqrt(2 / 216)] * 4,
        1e-3 / math.sqrt(2 / 108),
        1e-3 / (1 / math.sqrt(12)),
    ]
    assert [one.expected for one in found] == pytest.approx(expected)
    assert [one.measured for one in found] == pytest.approx(expected, rel=0.15)


def test_a_plain_copy_is_the_same_function_with_hes_deviation(generator):
    plain = plain_copy(generator)
    assert torch.allclose(plain(latents()), generator(latents()), atol=1e-5)
    _, layer = weighted_layers(plain)[1]
    assert float(layer.weight.detach().std()) == pytest.approx(math.sqrt(2 / 216), rel=0.05)
    assert layer.scale == 1
    assert weighted_layers(generator)[1][1].scale == pytest.approx(math.sqrt(2 / 216))


def test_more_updates_are_averaged(generator, discriminator):
    found = first_updates(generator, discriminator, latents(), equalized=True, updates=3)
    assert all(0 < one.measured < 3 * LEARNING_RATE for one in found)


def test_features_and_told_scores_are_those_of_the_whole_discriminator(discriminator):
    pictures = torch.rand(8, 3, 16, 16, generator=torch.Generator().manual_seed(3))
    features = features_of(discriminator, pictures)
    assert features.shape == (8, 24, 4, 4)
    scores = scores_told(discriminator, features, batch_deviation(features))
    torch.testing.assert_close(scores, discriminator(pictures), rtol=1e-5, atol=1e-6)


def test_a_collapsing_batch_deviates_less_and_only_the_told_score_knows(generator, discriminator):
    with torch.no_grad():
        found = batch_scores(generator, discriminator, latents(), shares=[0.0, 0.5, 1.0])
    assert found[0].deviation > found[1].deviation > found[2].deviation
    # One picture four times: the root of the 1e-8 beside the variance.
    assert found[2].deviation == pytest.approx(1e-4, rel=1e-3)
    assert found[0].score == pytest.approx(found[0].untold)
    assert [one.untold for one in found] == pytest.approx([found[0].untold] * 3, abs=1e-5)
    assert abs(found[2].score - found[0].score) > 1e-4
    assert torch.allclose(found[2].pictures[0], found[0].pictures[0], atol=1e-5)
    assert torch.allclose(found[2].pictures[3], found[2].pictures[0], atol=1e-5)


def test_latents_are_blended_towards_the_first():
    rows = torch.tensor([[0.0, 2.0], [4.0, -2.0]])
    assert blended(rows, 0.25).tolist() == [[0.0, 2.0], [3.0, -1.0]]


def test_other_groups_are_refused(generator, discriminator):
    with pytest.raises(ValueError, match="8 latents; accepted: 4"):
        batch_scores(generator, discriminator, latents(8), shares=[0.0])
    with pytest.raises(ValueError, match="12 pictures; accepted: a multiple of 8"):
        learn_collapse(torch.zeros(12, 3, 4, 4), told=True, updates=1, seed=0)


def test_only_a_told_discriminator_learns_to_see_collapse():
    pictures = torch.randn(32, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    told = learn_collapse(pictures, told=True, updates=40, seed=0)
    untold = learn_collapse(pictures, told=False, updates=40, seed=0)
    assert [one.updates for one in told] == list(range(0, 41, 5))
    assert told[-1].right > 0.9
    # The same picture with the same number in both groups: right in one, wrong in the other.
    assert [one.right for one in untold] == [0.5] * 9


def test_resizing_by_hand():
    # Blocks of 2 x 2 with means 3 and 0; only the first varies: 4, 1, 0, 9.
    picture = torch.tensor([[1.0, 2.0, 0.0, 0.0], [3.0, 6.0, 0.0, 0.0]]).view(1, 1, 2, 4)
    found = resizing(torch.cat([picture, torch.zeros(1, 1, 2, 4)], 2), alpha=0.5)
    assert found.halved[0, 0].tolist() == [[3.0, 0.0], [0.0, 0.0]]
    assert found.again[0, 0, :2].tolist() == [[3.0, 3.0, 0.0, 0.0]] * 2
    assert found.blend[0, 0, 0].tolist() == [2.0, 2.5, 0.0, 0.0]
    assert found.lost == found.inside == (4 + 1 + 0 + 9) / 16
    assert found.variance == pytest.approx(50 / 16 - (12 / 16) ** 2)
    assert found.missing == pytest.approx(0.25 * found.lost)
    assert found.returned == 0


def test_smooth_doubling_does_not_come_back():
    pictures = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    assert resizing(pictures, alpha=1.0).returned == 0
    smooth = resizing(pictures, alpha=0.25, nearest=False)
    assert smooth.returned > 0.01
    assert smooth.missing == pytest.approx(0.75**2 * smooth.lost, rel=1e-5)
