"""Settings of a model on pictures: one frozen dataclass for every kind of model."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from gan_core.settings.base import Settings, SettingsError, choice, number

IMAGE_SIDE = 28
"""Pixels along a side of a digit."""

FACE_SIDE = 64
CLASSES = 10
SHEET_COLUMNS, SHEET_ROWS = 10, 6
"""A run shows itself as a sheet of so many pictures."""

COLLAPSED = 0.5
"""Samples with less than this share of the data's diversity are called collapsed."""

EMBEDDED = "digits"
"""scikit-learn's 1,797 digits of 8 x 8 pixels, enlarged: there without network or data."""

DIGIT_SETS = ("mnist", "fashion-mnist", "kmnist", EMBEDDED)
"""Ten labels, 28 x 28 grey pixels."""

FACE_SETS = ("celeba", "pictures")
"""No labels, 64 x 64 coloured pixels: CelebA, or a folder or zip of the user's own."""

DATASET_NAMES = DIGIT_SETS + FACE_SETS
PROGRESSIVE = "progressive"
"""A network that grows; it works on digits, framed to 32 x 32, and on faces."""

KINDS = ("ae", "vae", "gan", "cgan", "classifier", "discriminator")
NETWORKS = {
    "ae": ("dense", "conv", "conv64"),
    "vae": ("dense", "conv", "conv64"),
    "gan": ("dense", "document", "sharp", "dcgan64", PROGRESSIVE),
    "cgan": ("document", "sharp"),
    "classifier": ("conv",),
    "discriminator": ("dcgan64",),
}
"""Networks that each kind of model can have."""

NETWORK_NAMES = ("dense", "conv", "document", "sharp", "dcgan64", "conv64", PROGRESSIVE)
FACE_NETWORKS = ("dcgan64", "conv64")
"""Networks for 64 x 64 coloured pixels; the others are for digits."""

LOSS_NAMES = ("minimax", "ns", "lsgan", "hinge", "wgan-gp")
GROWN_SIDES = (4, 8, 16, 32, 64)
FRAMED_SIDE = 32
"""A digit's side with a border, a power of two."""

OPTIMIZER_NAMES = ("adam", "sgd")
SCHEDULE_NAMES = ("constant", "decay", "cosine")
LOSS_TERMS = {
    "ae": ("reconstruction",),
    "vae": ("reconstruction", "kl"),
    "gan": ("d", "g"),
    "cgan": ("d", "g"),
    "classifier": ("cross-entropy",),
    "discriminator": ("d", "g"),
}
"""What each kind of model reports of its losses, in nats a picture."""

OUTPUT_NAMES = ("sigmoid", "tanh")
RECTIFIER_NAMES = ("leaky", "relu")
SCHEME_NAMES = ("torch", "glorot", "dcgan", "dcgan-document")
NOISE_NAMES = ("normal", "uniform")
PRECISION_NAMES = ("auto", "float32", "bfloat16")
SWITCH = ("off", "on")
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
    width: int = number(128, 4, 1024, "Units of a hidden layer, or channels of the widest maps.")
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
    kl_weight: float = number(1.0, 0.0, 100.0, "Weight of a VAE's KL term (beta).")
    kl_warmup: int = number(0, 0, 1_000_000, "Steps over which the KL's weight rises from 0.")
    encoder_noise: float = number(
        0.0, 0.0, 2.0, "Deviation of the noise on what an encoder sees in training."
    )
    refit_steps: int = number(
        0, 0, 1_000_000, "So many of the last steps move the encoder alone, at refit_lr."
    )
    refit_lr: float = number(3e-4, 1e-7, 1.0, "Learning rate of an encoder that moves alone.")
    r1: float = number(0.0, 0.0, 1000.0, "Gamma of the R1 penalty on D; 0 turns it off.")
    gp_weight: float = number(10.0, 0.0, 1000.0, "Weight of WGAN-GP's gradient penalty.")
    drift: float = number(1e-3, 0.0, 1.0, "Weight of the squared scores that WGAN-GP keeps small.")
    r1_every: int = number(1, 1, 64, "Steps between two R1 penalties, each so much stronger.")
    n_critic: int = number(1, 1, 20, "D updates per G update.")
    shift: int = number(0, 0, 8, "Training pictures are moved by up to so many pixels.")
    turn: float = number(0.0, 0.0, 45.0, "Training pictures are turned by up to so many degrees.")
    mirror: str = choice("off", SWITCH, "Training pictures are mirrored, every other by chance.")
    augment: str = choice(
        "none", AUGMENT_NAMES, "What D sees is changed by chance, real and generated alike."
    )
    label_smoothing: float = number(0.0, 0.0, 0.5, "Share of a label given to all classes alike.")
    optimizer: str = choice("adam", OPTIMIZER_NAMES, "Rule that turns gradients into updates.")
    lr: float = number(1e-3, 1e-7, 1.0, "Learning rate; in a GAN that of G.")
    lr_d: float = number(1e-3, 1e-7, 1.0, "Learning rate of a GAN's D.")
    beta1: float = number(0.9, 0.0, 0.999, "Adam's memory of past gradients.")
    beta2: float = number(0.999, 0.0, 0.9999, "Adam's memory of squared gradients.")
    momentum: float = number(0.0, 0.0, 0.999, "SGD's momentum; in a GAN that of G.")
    momentum_d: float = number(0.0, 0.0, 0.999, "SGD's momentum of a GAN's D.")
    schedule: str = choice(
        "constant",
        SCHEDULE_NAMES,
        "How the rates fall: not at all, as lr / (1 + decay t), or along half a cosine.",
    )
    decay: float = number(0.0, 0.0, 1.0, "Strength of the decay schedule.")
    weight_l1: float = number(0.0, 0.0, 1.0, "Weight of the sum of all weights' sizes.")
    weight_l2: float = number(0.0, 0.0, 1.0, "Weight of the sum of all squared weights.")
    ema: float = number(0.0, 0.0, 0.99999, "Decay of the weights' running average; 0: none.")
    norm_every: int = number(
        0, 0, 1000, "Steps between two looks at the batch norm of G's average; 0: G's is copied."
    )
    precision: str = choice(
        "auto",
        PRECISION_NAMES,
        "Numbers in which products are computed: auto is bfloat16 on a GPU and float32 elsewhere. "
        "Where the machine has no bfloat16, float32 is taken.",
    )
    grow_to: int = number(32, 4, 64, "Side at which a growing GAN ends: 4, 8, 16, 32 or 64.")
    channel_base: int = number(
        8192, 8, 65536, "A growing GAN's channels at 4 x 4, 8 x 8...: this over 2, 4..., to width."
    )
    fade_images: int = number(
        600_000, 4, 10_000_000, "Pictures shown while a growing GAN's new layers fade in."
    )
    settle_images: int = number(
        600_000, 4, 10_000_000, "Pictures shown before the next layers come."
    )
    batch_size: int = number(128, 2, 4096, "Pictures in one update.")
    steps: int = number(10_000, 1, 10_000_000, "The run stops here.")
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same run.")

    def __post_init__(self) -> None:
        """Check what concerns several fields at once."""
        super().__post_init__()
        accepted = NETWORKS[self.kind]
        if self.network not in accepted:
            raise SettingsError(
                f"network={self.network} does not go with kind={self.kind}; "
                f"accepted: {', '.join(accepted)}"
            )
        if self.loss == "wgan-gp" and not self.grows:
            raise SettingsError(
                f"loss=wgan-gp does not go with network={self.network}; accepted: {PROGRESSIVE}"
            )
        if self.grows:
            self._check_growth()
        elif (self.network in FACE_NETWORKS) != (self.dataset in FACE_SETS):
            fitting = FACE_SETS if self.network in FACE_NETWORKS else DIGIT_SETS
            raise SettingsError(
                f"network={self.network} does not go with dataset={self.dataset}; "
                f"accepted: {', '.join(fitting)}"
            )
        if estimate_bytes(self) > BYTES_LIMIT:
            raise SettingsError(
                f"these sizes would take {estimate_bytes(self) // 10**6} MB; accepted are "
                f"{BYTES_LIMIT // 10**6} MB: take a smaller batch_size or width"
            )

    def _check_growth(self) -> None:
        most = FACE_SIDE if self.dataset in FACE_SETS else FRAMED_SIDE
        if self.grow_to not in GROWN_SIDES or self.grow_to > most:
            fitting = ", ".join(str(side) for side in GROWN_SIDES if side <= most)
            raise SettingsError(
                f"grow_to={self.grow_to} does not go with dataset={self.dataset}; "
                f"accepted: {fitting}"
            )

    @property
    def grows(self) -> bool:
        """Whether the networks begin at 4 x 4 pixels and grow."""
        return self.network == PROGRESSIVE

    @property
    def adversarial(self) -> bool:
        """Whether a discriminator is trained too."""
        return self.kind in ("gan", "cgan", "discriminator")

    @property
    def conditional(self) -> bool:
        """Whether labels decide what is generated."""
        return self.kind == "cgan"

    @property
    def labelled(self) -> bool:
        """Whether the pictures have one of ten labels, which a classifier can read."""
        return self.dataset in DIGIT_SETS

    @property
    def side(self) -> int:
        """Pixels along a picture's side."""
        if self.grows:
            return self.grow_to
        return FACE_SIDE if self.dataset in FACE_SETS else IMAGE_SIDE

    @property
    def channels(self) -> int:
        """Numbers of a pixel: 1 grey or 3 colours."""
        return 3 if self.dataset in FACE_SETS else 1


FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(ImageSettings)}


def estimate_bytes(settings: ImageSettings) -> int:
    """Bytes of weights, optimiser states and activations at the most, from the sizes alone."""
    width, rows = settings.width, settings.batch_size
    if settings.network == "dense":
        weights, activations = 2 * (IMAGE_SIDE**2 * width + width**2), 8 * (width + IMAGE_SIDE**2)
    elif settings.grows:
        return _estimate_growing(settings)
    elif settings.network in FACE_NETWORKS:
        weights, activations = 2 * 16 * 43 * width**2, 8 * width * (FACE_SIDE // 2) ** 2
    else:
        weights, activations = 49 * 64 * width**2 + 16 * width**2, 8 * width * IMAGE_SIDE**2
    # Weights, gradients, two averages of Adam's, the running average; forward and backward.
    return 4 * (5 * weights + 2 * rows * activations)


def _estimate_growing(settings: ImageSettings) -> int:
    """Return the same for networks that grow: of all stages the one that takes the most."""
    most, side, channels = 0, 4, settings.channel_base // 2
    weights = 32 * min(channels, settings.width) * (settings.latent_dim + settings.width)
    while side <= settings.grow_to:
        width = min(channels, settings.width)
        weights += 4 * 9 * width**2
        rows = settings.batch_size * 16 // max(16, side)
        most = max(most, rows * 12 * width * side**2)
        side, channels = 2 * side, max(1, channels // 2)
    return 4 * (5 * weights + 2 * most)
