"""Other projects' networks give the pictures that their own code gives."""

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.conversion.layouts import LAYOUTS, read_layout
from gan_core.conversion.networks import build
from gan_core.conversion.reading import ConversionError, read_checkpoint
from gan_core.conversion.settings import LAYOUT_NAMES, ConvertedSettings
from tests.conversion.files import CHECKPOINTS, FILES, needs_files


@pytest.mark.data
@needs_files
@pytest.mark.parametrize("name", FILES)
def test_pictures_are_those_of_the_original_code(name):
    found = read_layout(FILES[name], read_checkpoint(CHECKPOINTS / name))
    with np.load(CHECKPOINTS / f"{name.split('.')[0]}_expected.npz") as expected:
        latents, images = torch.from_numpy(expected["z"]), expected["images"]
    settings, network = found.settings, found.network
    assert settings.latent_dim == latents.shape[1]
    assert (settings.channels, settings.resolution, settings.resolution) == images.shape[1:]
    made = network.decode(latents) if settings.kind == "vae" else network(latents)
    # Theirs are in [-1, 1] but for the VAE's; a progressive GAN may step over.
    wanted = images if settings.kind == "vae" else (images.clip(-1, 1) + 1) / 2
    assert np.abs(made.numpy() - wanted).max() < 1e-5
    if FILES[name] == "gan-zoo-pgan":
        # Not cut; relative, since their own code differs by as much with another thread.
        away = np.abs(network.unbounded(latents).numpy() - images).max()
        assert away < 1e-5 * np.abs(images).max()


def plain_dcgan():
    """pytorch's example, as its own code builds it."""
    widths, parts, before = (16, 8, 4, 2), [], 5
    for i, width in enumerate(widths):
        stride, padding = (1, 0) if i == 0 else (2, 1)
        parts += [
            nn.ConvTranspose2d(before, width, 4, stride, padding, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        before = width
    return nn.Sequential(*parts, nn.ConvTranspose2d(before, 3, 4, 2, 1, bias=False), nn.Tanh())


def test_a_dcgan_made_here():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = plain_dcgan()
        for norm in network:
            if isinstance(norm, nn.BatchNorm2d):
                nn.init.normal_(norm.running_mean)
                nn.init.uniform_(norm.running_var, 0.5, 2)
        latents = torch.randn(3, 5)
    weights = {f"module.main.{name}": value for name, value in network.state_dict().items()}
    found = read_layout("pytorch-examples-dcgan", weights)
    expected = network.eval()(latents[:, :, None, None]).detach()
    assert torch.allclose(found.network(latents) * 2 - 1, expected, atol=1e-6)
    assert found.settings.sizes == (16, 8, 4, 2)
    again = build(found.settings)
    again.load_state_dict(found.network.state_dict())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "content",
    [
        {},
        {"a": torch.ones(2)},
        {"config": {}, "avgG": {"formatLayer.weight": torch.ones(3, 3)}},
        {"main.0.weight": torch.ones(5, 4, 4, 4)},
        {"fc1.weight": torch.ones(4, 10), "fc21.weight": torch.ones(2, 4)},
        {"0.weight": torch.ones(3, 3), "0.bias": torch.ones(2)},
        {"config": 3},
        {"netG": 3, "config": {}},
    ],
)
def test_other_weights_are_refused_in_one_line(layout, content):
    with pytest.raises(ConversionError) as caught:
        read_layout(layout, content)
    assert "\n" not in str(caught.value)
    assert f"no checkpoint of {layout}" in str(caught.value)


def test_names_are_those_of_the_layouts():
    assert tuple(LAYOUTS) == LAYOUT_NAMES


def test_an_unknown_layout():
    with pytest.raises(ConversionError, match="accepted: pytorch-examples-dcgan, gan-zoo-pgan"):
        read_layout("keras", {})


@pytest.mark.parametrize(
    "changes",
    [
        {"latent_dim": 0},
        {"image_side": 5000},
        {"image_channels": 2},
        {"sizes": ()},
        {"sizes": (10**6,)},
        {"image_side": 60},
        {"biases": (1, 1)},
        {"last_kernel": 10},
    ],
)
def test_sizes_are_bounded(changes):
    sizes = {"latent_dim": 5, "image_side": 16, "image_channels": 3, "sizes": (4, 4)} | changes
    with pytest.raises(ValueError, match=r"pixels|sizes|out of range|biases"):
        build(ConvertedSettings(layout="pytorch-examples-dcgan", kind="gan", **sizes))


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_the_kind_is_that_of_the_layout(layout):
    kinds = {"csinva-vae": "vae"}
    kind = kinds.get(layout, "gan")
    assert ConvertedSettings(layout=layout, kind=kind).kind == kind
    with pytest.raises(ValueError, match=f"accepted: {kind}"):
        ConvertedSettings(layout=layout, kind="gan" if kind == "vae" else "vae")
