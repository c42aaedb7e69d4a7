"""What settings and pages know of each kind of model and of each network, without torch.

A family of models has one entry here, one in ``models.families`` (its network), one in
``training.images.trainers`` (its updates) and one in ``evaluation.evaluate`` (its scores).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.settings.base import Names
from gan_core.settings.datasets import DIGITS, FACES, PictureFormat

if TYPE_CHECKING:
    from gan_core.settings.images import ImageSettings

PROGRESSIVE = "progressive"
"""The network of a progressive GAN; it works on any pictures, framed to a power of two."""

FULL_BATCH_RESOLUTION = 16
"""Up to this resolution a progressive GAN's batch has all its pictures; then ever fewer."""


@dataclass(frozen=True)
class FamilyFacts:
    """One kind of model.

    ``networks`` it can be made of, the usual one first; ``loss_terms`` it reports. ``adversarial``:
    a discriminator is trained too; ``conditional``: labels decide what is generated; ``generates``
    pictures from latents; ``encodes`` pictures as latents; ``prior``: these approach N(0, I).
    ``own_fields`` are settings that it has and others do not, ``network_fields`` those of its
    networks, ``augment_fields`` what else may be done to its training pictures.
    """

    networks: tuple[str, ...]
    loss_terms: tuple[str, ...]
    adversarial: bool = False
    conditional: bool = False
    generates: bool = False
    encodes: bool = False
    prior: bool = False
    own_fields: tuple[str, ...] = ()
    network_fields: tuple[str, ...] = ("latent_dim", "width", "start")
    augment_fields: tuple[str, ...] = ()


CODERS = ("dense", "conv", "conv64")
ENCODER_FIELDS = ("encoder_noise", "refit_steps", "refit_lr")
GAN_FIELDS = ("loss", "n_critic", "r1", "r1_every", "lr_d", "augment", "norm_every")
GAN_TERMS = ("d", "g")

FAMILIES: dict[str, FamilyFacts] = {
    "ae": FamilyFacts(
        CODERS, ("reconstruction",), generates=True, encodes=True, own_fields=ENCODER_FIELDS
    ),
    "vae": FamilyFacts(
        CODERS,
        ("reconstruction", "kl"),
        generates=True,
        encodes=True,
        prior=True,
        own_fields=("kl_weight", "kl_warmup", *ENCODER_FIELDS),
    ),
    "gan": FamilyFacts(
        ("dense", "document", "sharp", "dcgan64", PROGRESSIVE),
        GAN_TERMS,
        adversarial=True,
        generates=True,
        prior=True,
        own_fields=GAN_FIELDS,
        network_fields=(
            "latent_dim", "width", "noise", "batch_norm", "output", "rectifier", "start",
        ),
    ),
    "cgan": FamilyFacts(
        ("document", "sharp", "dcgan64"),
        GAN_TERMS,
        adversarial=True,
        conditional=True,
        generates=True,
        prior=True,
        own_fields=GAN_FIELDS,
        network_fields=("latent_dim", "width", "noise", "start"),
    ),
    "classifier": FamilyFacts(
        ("conv",),
        ("cross-entropy",),
        own_fields=("label_smoothing",),
        network_fields=("width", "start"),
        augment_fields=("shift", "turn"),
    ),
    "discriminator": FamilyFacts(("dcgan64",), GAN_TERMS, adversarial=True),
}  # fmt: skip

KINDS = Names(FAMILIES)
GENERATIVE = Names(FAMILIES, lambda family: family.generates)
ENCODING = Names(FAMILIES, lambda family: family.encodes)


@dataclass(frozen=True)
class NetworkFacts:
    """One network: which pictures it works on, and what a run with it takes.

    ``fits`` is the only format that it works on, None for any; with ``any_channels`` the resolution
    alone has to fit. ``numbers`` returns those of its
    weights, and of all activations of a batch, at the most, from the sizes alone.
    """

    numbers: Callable[[ImageSettings], tuple[int, int]]
    fits: PictureFormat | None = None
    any_channels: bool = False

    def accepts(self, pictures: PictureFormat) -> bool:
        """Whether the network works on such pictures."""
        fits = self.fits
        return fits is None or (
            fits.resolution == pictures.resolution
            and (self.any_channels or fits.channels == pictures.channels)
        )


def _dense(settings: ImageSettings) -> tuple[int, int]:
    width, pixels = settings.width, settings.channels * settings.resolution**2
    return 2 * (pixels * width + width**2), settings.batch_size * 8 * (width + pixels)


def _convolutional(settings: ImageSettings) -> tuple[int, int]:
    width = settings.width
    weights = 49 * 64 * width**2 + 16 * width**2
    return weights, settings.batch_size * 8 * width * DIGITS.resolution**2


def _convolutional_64(settings: ImageSettings) -> tuple[int, int]:
    width = settings.width
    return 2 * 16 * 43 * width**2, settings.batch_size * 8 * width * (FACES.resolution // 2) ** 2


def _progressive(settings: ImageSettings) -> tuple[int, int]:
    """Return the same of all resolution stages: of activations those of the largest."""
    most, resolution, channels = 0, 4, settings.channel_base // 2
    weights = 32 * min(channels, settings.width) * (settings.latent_dim + settings.width)
    while resolution <= settings.grow_to:
        width = min(channels, settings.width)
        weights += 4 * 9 * width**2
        rows = settings.batch_size * FULL_BATCH_RESOLUTION // max(FULL_BATCH_RESOLUTION, resolution)
        most = max(most, rows * 12 * width * resolution**2)
        resolution, channels = 2 * resolution, max(1, channels // 2)
    return weights, most


NETWORKS: dict[str, NetworkFacts] = {
    "dense": NetworkFacts(_dense),
    "conv": NetworkFacts(_convolutional, DIGITS),
    "document": NetworkFacts(_convolutional, DIGITS, any_channels=True),
    "sharp": NetworkFacts(_convolutional, DIGITS, any_channels=True),
    "dcgan64": NetworkFacts(_convolutional_64, FACES),
    "conv64": NetworkFacts(_convolutional_64, FACES),
    PROGRESSIVE: NetworkFacts(_progressive),
}
NETWORK_NAMES = Names(NETWORKS)
FACE_NETWORKS = Names(NETWORKS, lambda network: network.fits is FACES)
