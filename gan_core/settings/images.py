"""Settings of a model on pictures: one frozen dataclass for every kind of model."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from gan_core.settings.base import SWITCH, Names, Settings, SettingsError, choice, number
from gan_core.settings.datasets import (
    CLASSES,
    DATASET_NAMES,
    DATASETS,
    DIGIT_RESOLUTION,
    DIGIT_SETS,
    EMBEDDED,
    FACE_RESOLUTION,
    FACE_SETS,
)
from gan_core.settings.families import (
    ENCODING,
    FACE_NETWORKS,
    FAMILIES,
    GENERATIVE,
    KINDS,
    NETWORK_NAMES,
    NETWORKS,
    PROGRESSIVE,
)
from gan_core.settings.losses import LOSS_FACTS

__all__ = [
    "CLASSES",
    "DATASETS",
    "DATASET_NAMES",
    "DIGIT_RESOLUTION",
    "DIGIT_SETS",
    "EMBEDDED",
    "ENCODING",
    "FACE_NETWORKS",
    "FACE_RESOLUTION",
    "FACE_SETS",
    "FAMILIES",
    "GENERATIVE",
    "KINDS",
    "NETWORKS",
    "NETWORK_NAMES",
    "PROGRESSIVE",
    "ImageSettings",
    "estimate_bytes",
]

SHEET_COLUMNS, SHEET_ROWS = 10, 6
"""A run shows itself as a sheet of so many pictures."""

COLLAPSED = 0.5
"""Samples with less than this share of the data's diversity are called collapsed."""

LOSS_NAMES = Names(LOSS_FACTS, lambda facts: facts.pictures)
PROGRESSIVE_RESOLUTIONS = (4, 8, 16, 32, 64)
"""Resolutions of the stages of a progressive GAN."""

OPTIMIZER_NAMES = ("adam", "sgd")
SCHEDULE_NAMES = ("constant", "decay", "cosine")
OUTPUT_NAMES = ("sigmoid", "tanh")
RECTIFIER_NAMES = ("leaky", "relu")
SCHEME_NAMES = ("torch", "glorot", "dcgan", "dcgan-document")
NOISE_NAMES = ("normal", "uniform")
PRECISION_NAMES = ("auto", "float32", "bfloat16")
UPSAMPLING_NAMES = ("nearest", "bilinear")
AUGMENT_NAMES = ("none", "diff-augment")
LIVE_SETTINGS = ("lr", "lr_d", "steps")
"""Settings that may change while a run is under way."""

BYTES_LIMIT = 2_000_000_000
"""Upper bound of what a run's weights, optimisers and activations may take."""


@dataclass(frozen=True)
class ImageSettings(Settings):
    """Everything that decides a run on pictures; same settings and seed, same run.

    Raises ``SettingsError`` when a value is outside its limits or two do not go together.
    """

    live: ClassVar[tuple[str, ...]] = LIVE_SETTINGS

    dataset: str = choice("mnist", DATASET_NAMES, "Which pictures the model learns.")
    kind: str = choice(
        "vae", KINDS, "Autoencoder, variational one, GAN, GAN with labels, a GAN's D alone..."
    )
    network: str = choice("dense", NETWORK_NAMES, "Which networks the model is made of.")
    latent_dim: int = number(2, 1, 512, "Numbers that a picture is made from.")
    width: int = number(128, 4, 1024, "Hidden units, or channels of the widest maps.")
    noise: str = choice("normal", NOISE_NAMES, "A GAN's latents: standard normal, or in [-1, 1].")
    batch_norm: str = choice("on", SWITCH, "Batch norm in a dense GAN's generator.")
    output: str = choice(
        "sigmoid", OUTPUT_NAMES, "Last layer of a dense GAN's generator: in [0, 1], or in [-1, 1]."
    )
    rectifier: str = choice(
        "leaky", RECTIFIER_NAMES, "In a dense GAN's D: LeakyReLU, or ReLU, which is flat below 0."
    )
    start: str = choice("torch", SCHEME_NAMES, "How the first weights are drawn.")
    loss: str = choice("ns", LOSS_NAMES, "What a GAN's D and G minimise.")
    kl_weight: float = number(1.0, 0.0, 100.0, "KL weight of a VAE (beta).")
    kl_warmup: int = number(0, 0, 1_000_000, "Steps over which the KL weight rises from 0.")
    encoder_noise: float = number(
        0.0, 0.0, 2.0, "Deviation of the noise on what an encoder sees in training."
    )
    refit_steps: int = number(
        0, 0, 1_000_000, "Encoder-only fine-tuning: so many of the last steps, at refit_lr."
    )
    refit_lr: float = number(
        3e-4, 1e-7, 1.0, "Fine-tuning rate: the learning rate of an encoder that moves alone."
    )
    r1: float = number(0.0, 0.0, 1000.0, "Gamma of the R1 penalty on D; 0 turns it off.")
    gp_weight: float = number(10.0, 0.0, 1000.0, "Weight of WGAN-GP's gradient penalty.")
    drift: float = number(1e-3, 0.0, 1.0, "Weight of the squared scores that WGAN-GP keeps small.")
    r1_every: int = number(
        1, 1, 64, "R1 interval: steps between two R1 penalties, each so much stronger."
    )
    n_critic: int = number(1, 1, 20, "Critic updates per generator update.")
    shift: int = number(0, 0, 8, "Training pictures are moved by up to so many pixels.")
    turn: float = number(0.0, 0.0, 45.0, "Training pictures are turned by up to so many degrees.")
    mirror: str = choice("off", SWITCH, "Training pictures are mirrored, every other by chance.")
    augment: str = choice(
        "none",
        AUGMENT_NAMES,
        "Augmentation of what D sees, real and generated alike.",
    )
    label_smoothing: float = number(0.0, 0.0, 0.5, "Share of a label given to all classes alike.")
    optimizer: str = choice("adam", OPTIMIZER_NAMES, "Rule that turns gradients into updates.")
    lr: float = number(1e-3, 1e-7, 1.0, "Learning rate; in a GAN the generator's.")
    lr_d: float = number(1e-3, 1e-7, 1.0, "Learning rate of a GAN's discriminator.")
    beta1: float = number(0.9, 0.0, 0.999, "Adam's memory of past gradients.")
    beta2: float = number(0.999, 0.0, 0.9999, "Adam's memory of squared gradients.")
    momentum: float = number(0.0, 0.0, 0.999, "SGD's momentum; in a GAN that of G.")
    momentum_d: float = number(0.0, 0.0, 0.999, "SGD's momentum of a GAN's D.")
    schedule: str = choice(
        "constant",
        SCHEDULE_NAMES,
        "How the learning rates fall: not at all, as lr / (1 + decay t), or along half a cosine.",
    )
    decay: float = number(0.0, 0.0, 1.0, "Strength of the decay schedule.")
    weight_l1: float = number(0.0, 0.0, 1.0, "Weight of the sum of all weights' sizes.")
    weight_l2: float = number(0.0, 0.0, 1.0, "Weight of the sum of all squared weights.")
    ema: float = number(
        0.0, 0.0, 0.99999, "Decay of the exponential moving average (EMA) of the weights; 0: none."
    )
    norm_every: int = number(
        0, 0, 1000, "Steps between two updates of the BN statistics for the EMA; 0: G's are copied."
    )
    precision: str = choice(
        "auto",
        PRECISION_NAMES,
        "Numbers in which products are computed: auto is bfloat16 on a GPU and float32 elsewhere. "
        "Where the machine has no bfloat16, float32 is taken.",
    )
    grow_to: int = number(
        32, 4, 64, "Final resolution of a progressive GAN: 4, 8, 16, 32 or 64 pixels."
    )
    channel_base: int = number(
        8192,
        8,
        65536,
        "A progressive GAN's channels at 4 x 4, 8 x 8...: this over 2, 4..., to width.",
    )
    upsampling: str = choice(
        "nearest",
        UPSAMPLING_NAMES,
        "How a progressive G doubles its features: pixels repeated as in the paper, or smoothly.",
    )
    fade_images: int = number(
        600_000, 4, 10_000_000, "Pictures shown in each fade-in of a progressive GAN's new layers."
    )
    settle_images: int = number(
        600_000,
        4,
        10_000_000,
        "Pictures shown to stabilise a resolution before the next layers fade in.",
    )
    batch_size: int = number(128, 2, 4096, "Pictures in one update.")
    steps: int = number(10_000, 1, 10_000_000, "The run stops here.")
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same run.")

    def __post_init__(self) -> None:
        """Check what concerns several fields at once."""
        super().__post_init__()
        accepted = FAMILIES[self.kind].networks
        if self.network not in accepted:
            raise SettingsError(
                f"network={self.network} does not go with kind={self.kind}; "
                f"accepted: {', '.join(accepted)}"
            )
        if LOSS_FACTS[self.loss].gradient_penalty and not self.progressive:
            raise SettingsError(
                f"loss={self.loss} does not go with network={self.network}; accepted: {PROGRESSIVE}"
            )
        if not NETWORKS[self.network].accepts(DATASETS[self.dataset]):
            fitting = Names(DATASETS, NETWORKS[self.network].accepts)
            raise SettingsError(
                f"network={self.network} does not go with dataset={self.dataset}; "
                f"accepted: {', '.join(fitting)}"
            )
        if self.progressive:
            self._check_resolution()
        if estimate_bytes(self) > BYTES_LIMIT:
            raise SettingsError(
                f"these sizes would take {estimate_bytes(self) // 10**6} MB; accepted are "
                f"{BYTES_LIMIT // 10**6} MB: take a smaller batch_size or width"
            )

    def _check_resolution(self) -> None:
        # Pictures are framed to the next power of two, and averaged down from there.
        most = framed_resolution(DATASETS[self.dataset].resolution)
        if self.grow_to not in PROGRESSIVE_RESOLUTIONS or self.grow_to > most:
            fitting = ", ".join(
                str(resolution) for resolution in PROGRESSIVE_RESOLUTIONS if resolution <= most
            )
            raise SettingsError(
                f"grow_to={self.grow_to} does not go with dataset={self.dataset}; "
                f"accepted: {fitting}"
            )

    @property
    def progressive(self) -> bool:
        """Whether the networks begin at 4 x 4 pixels and get more layers on the way."""
        return self.network == PROGRESSIVE

    @property
    def adversarial(self) -> bool:
        """Whether a discriminator is trained too."""
        return FAMILIES[self.kind].adversarial

    @property
    def conditional(self) -> bool:
        """Whether labels decide what is generated."""
        return FAMILIES[self.kind].conditional

    @property
    def labelled(self) -> bool:
        """Whether the pictures have one of ten labels, which a classifier can read."""
        return DATASETS[self.dataset].labelled

    @property
    def resolution(self) -> int:
        """Pixels along a picture's edge."""
        return self.grow_to if self.progressive else DATASETS[self.dataset].resolution

    @property
    def channels(self) -> int:
        """Numbers of a pixel: 1 grey or 3 colours."""
        return DATASETS[self.dataset].channels


FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(ImageSettings)}


def framed_resolution(resolution: int) -> int:
    """Return the next power of two that holds a resolution: 32 for a digit's 28."""
    return 1 << (resolution - 1).bit_length()


def estimate_bytes(settings: ImageSettings) -> int:
    """Bytes of weights, optimiser states and activations at the most, from the sizes alone."""
    weights, activations = NETWORKS[settings.network].numbers(settings)
    # Weights, gradients, two averages of Adam's, the running average; forward and backward.
    return 4 * (5 * weights + 2 * activations)
