"""Latents and pictures of every kind of model."""

import math

import pytest
import torch

from gan_core.latent.generation import (
    ROWS,
    decode,
    encode,
    slices,
    spread_labels,
    to_bytes,
    truncated_noise,
    truncated_pictures,
)
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.models.truncation import TruncatedGenerator
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.settings.families import GENERATIVE

CPU = torch.device("cpu")
MAKERS = [name for name, recipe in IMAGE_RECIPES.items() if recipe.settings().kind in GENERATIVE]


def build(recipe):
    settings = IMAGE_RECIPES[recipe].settings()
    network = build_seeded(
        lambda: build_model(settings),
        settings.start,
        generator=torch.Generator().manual_seed(3),
    )
    return network.eval(), settings


def noise(settings, count=4, *, truncation=None, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return truncated_noise(count, settings, truncation=truncation, generator=generator, device=CPU)


@pytest.mark.parametrize("recipe", MAKERS)
def test_a_seed_gives_the_same_pictures(recipe):
    network, settings = build(recipe)
    labels = torch.arange(4) if settings.conditional else None
    pictures = [decode(network, settings, noise(settings), labels) for _ in range(2)]
    assert pictures[0].shape == (4, settings.channels, settings.resolution, settings.resolution)
    assert torch.equal(*pictures)
    assert 0 <= float(pictures[0].min()) <= float(pictures[0].max()) <= 1
    other = decode(network, settings, noise(settings, seed=1), labels)
    assert not torch.equal(pictures[0], other)


def test_labels_decide(tmp_path):
    network, settings = build("cgan-mnist")
    latents = noise(settings)
    zeros, ones = (decode(network, settings, latents, torch.full((4,), k)) for k in (0, 1))
    assert not torch.equal(zeros, ones)


def test_more_pictures_than_go_at_once():
    network, settings = build("vae-mnist-2d")
    latents = noise(settings, ROWS + 3)
    whole = decode(network, settings, latents)
    assert whole.shape == (ROWS + 3, 1, 28, 28)
    torch.testing.assert_close(whole[ROWS:], decode(network, settings, latents[ROWS:]))


@pytest.mark.parametrize("recipe", ["ae-mnist-2d", "vae-mnist-10d"])
def test_encode_gives_latents(recipe):
    network, settings = build(recipe)
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    latents = encode(network, settings, images)
    assert latents.shape == (5, settings.latent_dim)
    assert torch.equal(latents, encode(network, settings, images))


def test_what_a_kind_cannot_do():
    network, settings = build("dcgan-mnist")
    with pytest.raises(ValueError, match="kind gan has no encoder"):
        encode(network, settings, torch.zeros(1, 1, 28, 28))
    network, settings = build("classifier-mnist")
    with pytest.raises(ValueError, match="kind classifier makes no pictures"):
        decode(network, settings, torch.zeros(1, 2))


def test_truncation_cuts_the_normal_and_keeps_its_shape_inside():
    settings = IMAGE_RECIPES["vae-mnist-10d"].settings()
    cut = noise(settings, 20_000, truncation=1.0)
    assert float(cut.abs().max()) <= 1
    # The variance of a normal cut at 1: 1 - 2 phi(1) / (2 Phi(1) - 1).
    density = math.exp(-0.5) / math.sqrt(2 * math.pi)
    expected = 1 - 2 * density / math.erf(1 / math.sqrt(2))
    assert float(cut.var()) == pytest.approx(expected, rel=0.02)
    whole = noise(settings, 20_000)
    assert float(whole.var()) == pytest.approx(1, rel=0.02)
    assert not noise(settings, 8, truncation=0.0).any()


def test_truncation_scales_uniform_latents():
    settings = IMAGE_RECIPES["gan-mnist"].settings().replace(noise="uniform")
    cut = noise(settings, 1000, truncation=0.25)
    assert 0.24 < float(cut.abs().max()) <= 0.25
    assert float(noise(settings, 1000, truncation=3.0).abs().max()) <= 1


def test_labels_are_repeated():
    assert spread_labels([3, 5], 5).tolist() == [3, 5, 3, 5, 3]
    with pytest.raises(ValueError, match=r"labels \[10\]; accepted: 0 to 9"):
        spread_labels([1, 10], 4)
    with pytest.raises(ValueError, match="labels none"):
        spread_labels([], 4)


def test_bytes_are_rounded():
    assert to_bytes(torch.tensor([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist() == [0, 0, 128, 255, 255]


def test_large_pictures_go_through_a_few_at_a_time():
    assert [row.stop for row in slices(1200)] == [500, 1000, 1500]
    assert [row.stop for row in slices(1200, resolution=28)] == [500, 1000, 1500]
    assert [row.stop - row.start for row in slices(20, resolution=512)] == [7, 7, 7]
    assert len(list(slices(3, resolution=4096))) == 3


@pytest.mark.parametrize("name", ["dcgan-celeba64", "pggan-celeba64"])
def test_a_generators_features_come_nearer_to_their_mean_as_latents_would(name):
    settings = IMAGE_RECIPES[name].settings().replace(width=4, channel_base=16)
    network = build_model(settings).eval()

    def pictures(truncation):
        random = torch.Generator().manual_seed(0)
        return truncated_pictures(
            network, settings, 6, truncation=truncation, generator=random, device=CPU
        )

    latents = noise(settings, 6)
    assert torch.allclose(pictures(None), decode(network, settings, latents))
    # sqrt(1 - 2 phi(1) / (2 Phi(1) - 1)), between which and 1 the mean weighs what is left.
    share = math.sqrt(1 - 2 * 0.24197072 / 0.68268949)
    inner = network.network
    mean = inner.first_features(noise(settings, 4096)).mean(0, keepdim=True)
    features = inner.first_features(latents)
    expected = inner.from_features(mean + share * (features - mean)) / 2 + 0.5
    assert torch.allclose(pictures(1.0), expected, atol=1e-5)
    # At 0 all are the mean's picture; far out they are those of training.
    assert torch.allclose(pictures(0.0)[1:], pictures(0.0)[:1], atol=1e-6)
    assert torch.allclose(pictures(8.0), pictures(None), atol=1e-5)


def test_where_features_are_not_known_latents_are_truncated():
    for name in ("dcgan-mnist", "vae-mnist-10d", "cgan-mnist"):
        network, settings = build(name)
        labels = torch.arange(3) if settings.conditional else None
        random = torch.Generator().manual_seed(0)
        found = truncated_pictures(
            network, settings, 3, truncation=0.5, generator=random, device=CPU, labels=labels
        )
        latents = noise(settings, 3, truncation=0.5)
        assert torch.equal(found, decode(network, settings, latents, labels))
        with pytest.raises(ValueError, match="first features"):
            TruncatedGenerator(network, settings, 0.5)
