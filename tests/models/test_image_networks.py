"""Networks on pictures: the documents' sizes, ranges, gradient flow, and first weights."""

import pytest
import torch
from torch import nn

from gan_core.models.autoencoder import Autoencoder, draw_latents
from gan_core.models.dcgan import join_label_planes, join_labels
from gan_core.models.families import build_model
from gan_core.models.image_networks import Discriminator, Generator, draw_noise
from gan_core.models.initialization import build_seeded, empty
from gan_core.settings.images import FACE_NETWORKS, FAMILIES, KINDS, ImageSettings

GENERATIVE = [(kind, network) for kind in ("gan", "cgan") for network in FAMILIES[kind].networks]


def settings(kind, network, **changes):
    sizes = {"dataset": "pictures" if network in FACE_NETWORKS else "digits", "width": 16}
    return ImageSettings().replace(kind=kind, network=network, latent_dim=5, **sizes, **changes)


def seeded(build, scheme="torch", seed=0):
    return build_seeded(build, scheme, generator=torch.Generator().manual_seed(seed))


def sizes(network):
    return [tuple(p.shape) for p in network.parameters() if p.ndim > 1]


def test_the_first_documents_networks():
    chosen = ImageSettings().replace(kind="gan", network="dense", latent_dim=100)
    generator, discriminator = Generator(chosen), Discriminator(chosen)
    assert sizes(generator) == [(256, 100), (512, 256), (1024, 512), (784, 1024)]
    assert sizes(discriminator) == [(1024, 784), (512, 1024), (256, 512), (1, 256)]
    assert sum(isinstance(m, nn.BatchNorm1d) for m in generator.modules()) == 4
    without = Generator(chosen.replace(batch_norm="off"))
    assert not any(isinstance(m, nn.BatchNorm1d) for m in without.modules())


def test_the_dcgan_documents_networks():
    chosen = ImageSettings().replace(kind="gan", network="document", latent_dim=64, width=128)
    generator, discriminator = Generator(chosen), Discriminator(chosen)
    assert sizes(generator) == [
        (64, 512, 3, 3), (512, 256, 4, 4), (256, 128, 3, 3), (128, 1, 4, 4),
    ]  # fmt: skip
    assert sizes(discriminator) == [(16, 1, 4, 4), (32, 16, 4, 4), (1, 32, 4, 4)]
    resolutions, latents = [], torch.randn(2, 64)
    for module in generator.network:
        latents = module(latents)
        if isinstance(module, nn.ConvTranspose2d):
            resolutions.append(latents.shape[-1])
    assert resolutions == [3, 6, 13, 28]


def test_labels_are_joined_as_in_the_thesis():
    labels = torch.tensor([1, 3])
    joined = join_labels(torch.zeros(2, 4), labels)
    assert joined.shape == (2, 14)
    assert joined.nonzero().tolist() == [[0, 5], [1, 7]]
    planes = join_label_planes(torch.full((2, 1, 28, 28), 0.5), labels)
    assert planes.shape == (2, 11, 28, 28)
    assert (planes[0, 2] == 1).all()
    assert (planes[1, 4] == 1).all()
    assert planes[:, 1:].sum() == 2 * 28 * 28


@pytest.mark.parametrize(("kind", "network"), GENERATIVE)
def test_generators_and_discriminators(kind, network):
    chosen = settings(kind, network)
    generator = seeded(lambda: Generator(chosen))
    discriminator = seeded(lambda: Discriminator(chosen), seed=1)
    random = torch.Generator().manual_seed(0)
    latents = draw_noise(8, chosen, generator=random, device=torch.device("cpu"))
    labels = torch.arange(8) if chosen.conditional else None
    images = generator(latents, labels)
    assert images.shape == (8, chosen.channels, chosen.resolution, chosen.resolution)
    assert images.min() >= 0
    assert images.max() <= 1
    logits = discriminator(images, labels)
    assert logits.shape == (8,)
    logits.sum().backward()
    last = 3  # 32 x 32 is a progressive network's fourth resolution
    for name, parameter in [*generator.named_parameters(), *discriminator.named_parameters()]:
        if "rgb." in name and f"rgb.{last}" not in name:
            continue  # a progressive network's colours of smaller resolutions rest
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
    if chosen.conditional:
        with pytest.raises(ValueError, match="needs labels"):
            generator(latents)
        with pytest.raises(ValueError, match="needs labels"):
            discriminator(images)


@pytest.mark.parametrize("network", FAMILIES["vae"].networks)
@pytest.mark.parametrize("variational", [True, False])
def test_autoencoders(network, variational):
    model = seeded(lambda: Autoencoder(network, latent_dim=3, width=16, variational=variational))
    shape = (4, 3, 64, 64) if network in FACE_NETWORKS else (4, 1, 28, 28)
    images = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    mean, log_variance = model.encode(images)
    assert mean.shape == (4, 3)
    assert (log_variance is not None) == variational
    decoded = model.decode(mean)
    assert decoded.shape == images.shape
    assert ((decoded > 0) & (decoded < 1)).all()
    decoded.sum().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_latents_are_drawn_around_the_mean():
    mean, log_variance = torch.full((20_000, 1), 3.0), torch.full((20_000, 1), 2.0).log()
    drawn = draw_latents(mean, log_variance, generator=torch.Generator().manual_seed(0))
    assert drawn.mean().item() == pytest.approx(3.0, abs=0.03)
    assert drawn.var().item() == pytest.approx(2.0, rel=0.03)


def test_uniform_noise_keeps_to_its_range():
    chosen = settings("gan", "dense", noise="uniform")
    random = torch.Generator().manual_seed(0)
    noise = draw_noise(1000, chosen, generator=random, device=torch.device("cpu"))
    assert noise.abs().max() <= 1
    assert noise.var().item() == pytest.approx(1 / 3, rel=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_weights(kind):
    before = torch.random.get_rng_state()
    chosen = settings(kind, FAMILIES[kind].networks[0])
    first, again, other = (
        seeded(lambda: build_model(chosen), seed=seed).state_dict() for seed in (3, 3, 4)
    )
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    assert any(not torch.equal(value, other[name]) for name, value in first.items())
    assert torch.equal(torch.random.get_rng_state(), before)


def test_first_weights():
    chosen = ImageSettings().replace(kind="gan", network="document", latent_dim=64, width=128)
    usual = seeded(lambda: Generator(chosen), "dcgan")
    document = seeded(lambda: Generator(chosen), "dcgan-document")
    convolution = usual.network[4].weight
    assert convolution.std().item() == pytest.approx(0.02, rel=0.02)
    means = [network.network[2].weight.mean().item() for network in (usual, document)]
    assert means == pytest.approx([1, 0], abs=0.01)
    dense = seeded(lambda: nn.Linear(30, 70), "glorot")
    assert dense.weight.abs().max().item() == pytest.approx((6 / 100) ** 0.5, rel=0.01)
    assert (dense.bias == 0).all()


def test_empty_networks_have_shapes_only():
    network = empty(lambda: Generator(settings("gan", "sharp")))
    assert all(parameter.is_meta for parameter in network.parameters())


def test_the_thesiss_discriminator_is_half_as_wide_as_its_generator():
    chosen = ImageSettings().replace(kind="cgan", network="document", latent_dim=64, width=128)
    assert sizes(Discriminator(chosen)) == [(64, 11, 4, 4), (128, 64, 4, 4), (1, 128, 4, 4)]
    assert sizes(Generator(chosen))[0] == (74, 512, 3, 3)


def test_a_dense_gan_with_tanh_sees_and_shows_the_same_pictures():
    chosen = settings("gan", "dense", output="tanh").replace(latent_dim=7)
    generator = seeded(lambda: Generator(chosen), "torch").eval()
    latents = torch.randn(5, 7)
    pictures = generator(latents)
    layers = generator.network.layers
    assert isinstance(layers[-1], nn.Tanh)
    torch.testing.assert_close(pictures, (layers(latents).view(-1, 1, 28, 28) + 1) / 2)
    discriminator = seeded(lambda: Discriminator(chosen), "torch")
    torch.testing.assert_close(
        discriminator(pictures), discriminator.network(layers(latents).view(-1, 1, 28, 28)),
        rtol=1e-4, atol=1e-5,
    )  # fmt: skip


def test_relu_in_d_is_flat_below_0():
    chosen = settings("gan", "dense", rectifier="relu")
    rectifiers = [m for m in Discriminator(chosen).modules() if isinstance(m, nn.LeakyReLU)]
    assert len(rectifiers) == 3
    assert all(rectifier(torch.tensor(-3.0)) == 0 for rectifier in rectifiers)
    usual = [
        m for m in Discriminator(settings("gan", "dense")).modules() if isinstance(m, nn.LeakyReLU)
    ]
    assert all(rectifier(torch.tensor(-3.0)) == pytest.approx(-0.6) for rectifier in usual)
