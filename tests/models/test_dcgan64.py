"""DCGAN at 64 x 64: the paper's shapes and rules, counted by hand."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from gan_core.models.dcgan64 import Decoder64, Discriminator64, Encoder64, Generator64
from gan_core.models.image_networks import Discriminator, Generator
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings


def numbers(network):
    return sum(weight.numel() for weight in network.parameters())


def test_the_papers_generator_has_its_numbers():
    # 100-1024-512-256-128-3, kernels 4 x 4, two numbers of batch norm a channel, three biases.
    channels = [100, 1024, 512, 256, 128]
    kernels = sum(16 * a * b for a, b in pairwise(channels)) + 16 * 128 * 3
    assert numbers(Generator64(100, 128)) == kernels + 2 * sum(channels[1:]) + 3


def test_the_discriminator_mirrors_it_without_batch_norm_on_pictures():
    network = Discriminator64(3, 128)
    kernels = 16 * (3 * 128 + 128 * 256 + 256 * 512 + 512 * 1024 + 1024)
    assert numbers(network) == kernels + 2 * (256 + 512 + 1024) + 128 + 1
    assert not any(isinstance(part, nn.BatchNorm2d) for part in network.layers[0])
    assert all(isinstance(layer[1], nn.BatchNorm2d) for layer in network.layers[1:])


@torch.no_grad()
def test_maps_shrink_and_grow_by_two():
    shapes = []
    generator = Generator64(10, 4)
    for part in generator:
        part.register_forward_hook(lambda _, __, output: shapes.append(tuple(output.shape[1:])))
    pictures = generator(torch.randn(2, 10))
    assert pictures.shape == (2, 3, 64, 64)
    assert pictures.abs().max() <= 1
    for expected in ((32, 4, 4), (16, 8, 8), (8, 16, 16), (4, 32, 32), (3, 64, 64)):
        assert expected in shapes
    network = Discriminator64(3, 4)
    assert network(pictures).shape == (2,)
    # 16 places of each of the (1 + 2 + 4 + 8) * 4 channels.
    assert network.features(pictures).shape == (2, 240 * 4)


@torch.no_grad()
def test_features_are_the_largest_of_each_place():
    network = Discriminator64(3, 4).eval()
    pictures = torch.rand(1, 3, 64, 64)
    first = network.layers[0](pictures)
    expected = first[0, 2, 8:16, 24:32].max()
    found = network.features(pictures)[0, : 4 * 16].view(4, 4, 4)
    assert found[2, 1, 3] == expected


@torch.no_grad()
def test_the_coder_goes_there_and_back():
    codes = Encoder64(12, 4)(torch.rand(2, 3, 64, 64))
    assert codes.shape == (2, 12)
    assert Decoder64(12, 4)(codes).shape == (2, 3, 64, 64)


@torch.no_grad()
def test_settings_decide_colours_and_resolution():
    settings = ImageSettings().replace(
        kind="gan", network="dcgan64", dataset="celeba", width=4, latent_dim=10
    )
    assert (settings.channels, settings.resolution) == (3, 64)
    pictures = Generator(settings)(torch.randn(2, 10))
    assert pictures.shape == (2, 3, 64, 64)
    assert 0 <= float(pictures.min()) <= float(pictures.max()) <= 1
    assert Discriminator(settings)(pictures).shape == (2,)
    assert Discriminator(settings).features(pictures).shape == (2, 960)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "gan", "network": "dcgan64", "dataset": "mnist"},
        {"kind": "gan", "network": "sharp", "dataset": "celeba"},
        {"kind": "vae", "network": "conv64", "dataset": "digits"},
    ],
)
def test_networks_of_another_size_are_refused(changes):
    with pytest.raises(SettingsError, match="does not go with dataset"):
        ImageSettings().replace(**changes)
