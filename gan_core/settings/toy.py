"""Settings of a toy run: one frozen dataclass, validated once, with limits and help per field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gan_core.settings.base import (
    SWITCH,
    Names,
    Settings,
    SettingsError,
    Value,
    choice,
    number,
    parse_field,
    text,
)
from gan_core.settings.drawn import LEAST_POINTS, MOST_POINTS, check_text
from gan_core.settings.losses import LOSS_FACTS
from gan_core.storage.text import shown

BYTES_LIMIT = 360_000_000
"""Upper bound of what a run's buffers may take, so that a worker stays under 1 GB in all."""

DRAWN = "drawn"
DATA_NAMES = ("grid", "ring", "moons", "spiral", DRAWN)
LOSS_NAMES = Names(LOSS_FACTS)
STANDARD_LOSSES = Names(LOSS_FACTS, lambda facts: facts.probability)
"""Losses under which the sigmoid of D's logit is a probability of 'real'."""

OPTIMIZER_NAMES = ("adam", "rmsprop", "sgd")
SCHEDULE_NAMES = ("constant", "decay", "cosine")
NOISE_NAMES = ("uniform", "normal")
ACTIVATION_NAMES = ("elu", "relu", "leaky_relu", "tanh")
LIVE_SETTINGS = ("lr_d", "lr_g", "n_critic", "epochs")
"""Settings that may change while a run is under way."""

PAIRED = ("lr", "hidden", "depth", "activation")
"""Names that set both networks at once: ``lr=X`` means ``lr_d=X`` and ``lr_g=X``."""


@dataclass(frozen=True)
class ToySettings(Settings):
    """Everything that decides a run on two-dimensional data; same settings and seed, same run.

    Raises ``SettingsError`` when a value is outside its limits or the buffers would not fit.
    """

    live: ClassVar[tuple[str, ...]] = LIVE_SETTINGS

    data: str = choice("grid", DATA_NAMES, "Which two-dimensional distribution G has to learn.")
    grid: int = number(5, 1, 10, "Grid size: 5 gives 5 x 5 = 25 Gaussians.")
    drawn: str = text(
        check_text, f"Up to {MOST_POINTS} points of your own as text, four letters each."
    )
    spacing: float = number(
        2.0,
        0.1,
        100.0,
        "Distance between neighbouring centres of the grid; a drawing pad is as wide as 5 x 5.",
    )
    sigma: float = number(
        0.05,
        0.001,
        10.0,
        "Standard deviation of each Gaussian, of the curve, or around each drawn point.",
    )
    samples_per_mode: int = number(
        4000,
        10,
        20000,
        "Real points from each Gaussian; curves give 8 times as many in all, drawings 25 times.",
    )
    loss: str = choice("wgan", LOSS_NAMES, "What D and G minimise; see the formulas on the page.")
    lr_d: float = number(1e-4, 1e-7, 1.0, "Learning rate of D.")
    lr_g: float = number(1e-4, 1e-7, 1.0, "Learning rate of G.")
    schedule: str = choice(
        "decay",
        SCHEDULE_NAMES,
        "How the learning rates fall: not at all, as lr / (1 + decay t), or along half a cosine.",
    )
    decay: float = number(
        1e-5, 0.0, 1.0, "Strength of the decay schedule; t counts that network's own updates."
    )
    optimizer: str = choice("adam", OPTIMIZER_NAMES, "Rule that turns gradients into updates.")
    beta1: float = number(0.5, 0.0, 0.999, "Adam's memory of past gradients.")
    beta2: float = number(0.999, 0.0, 0.9999, "Adam's and RMSProp's memory of squared gradients.")
    momentum: float = number(0.0, 0.0, 0.999, "Momentum of SGD and RMSProp.")
    n_critic: int = number(
        1, 1, 50, "Critic updates per generator update, all on the same real batch."
    )
    clip: float = number(
        0.1, 1e-4, 10.0, "Bound on every weight and bias of D; the loss wgan only."
    )
    gp_weight: float = number(
        10.0, 0.0, 1000.0, "Lambda of the gradient penalty; the loss wgan-gp only."
    )
    r1: float = number(
        0.0, 0.0, 1000.0, "Gamma of the R1 penalty on D's gradient at real points; 0 turns it off."
    )
    r2: float = number(
        0.0, 0.0, 1000.0, "Gamma of the R2 penalty on D's gradient at fakes; 0 turns it off."
    )
    spectral_norm: str = choice(
        "off", SWITCH, "Each weight matrix of D is divided by its largest singular value."
    )
    coulomb_eps: float = number(
        1.0, 0.01, 10.0, "Width of the Plummer kernel; the loss coulomb only."
    )
    coulomb_dim: float = number(
        3.0, 2.1, 10.0, "Dimension d of the kernel's exponent -(d - 2) / 2; the loss coulomb only."
    )
    pack: int = number(1, 1, 8, "Samples that D sees together (PacGAN); 1 is an ordinary D.")
    fourier_d: int = number(
        0, 0, 256, "Random frequencies whose sines and cosines D is fed beside the point; 0: none."
    )
    fourier_scale: float = number(
        3.0,
        0.01,
        100.0,
        "Fourier feature scale: deviation of the frequencies, in radians per unit of the data.",
    )
    instance_noise: float = number(
        0.0, 0.0, 10.0, "Noise on all that D sees, at the start, in the data's unit; 0: none."
    )
    instance_noise_end: float = number(
        0.05, 0.0001, 10.0, "Instance noise just before it is switched off."
    )
    instance_noise_until: float = number(
        0.6, 0.01, 1.0, "Share of the run after which there is no instance noise."
    )
    batch_size: int = number(512, 8, 8192, "Real points, and fakes, in one update of D.")
    noise_dim: int = number(4, 1, 256, "Dimensions of the noise that G turns into points.")
    noise: str = choice(
        "uniform", NOISE_NAMES, "Noise uniform in [-1, 1] or standard normal, per dimension."
    )
    hidden_g: int = number(128, 1, 512, "Hidden units of G, in each layer.")
    hidden_d: int = number(128, 1, 512, "Hidden units of D, in each layer.")
    depth_g: int = number(3, 1, 8, "Hidden layers of G.")
    depth_d: int = number(3, 1, 8, "Hidden layers of D.")
    activation_g: str = choice("elu", ACTIVATION_NAMES, "Activation after G's hidden layers.")
    activation_d: str = choice("elu", ACTIVATION_NAMES, "Activation after D's hidden layers.")
    ema: float = number(
        0.0,
        0.0,
        0.99999,
        "Decay of the EMA of G's weights that pictures and metrics use; 0: G itself.",
    )
    epochs: int = number(1000, 1, 100000, "The run stops here; one epoch shows every point once.")
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same run.")

    def __post_init__(self) -> None:
        """Check what concerns several fields at once."""
        super().__post_init__()
        if self.data == DRAWN and not self.drawn:
            raise SettingsError(
                f"data={DRAWN} has no points; accepted: drawn with {LEAST_POINTS} to {MOST_POINTS} "
                "of them as text, or --drawn FILE on the command line"
            )
        if self.batch_size % self.pack:
            raise SettingsError(
                f"batch_size={self.batch_size} does not divide into packs of {self.pack}; "
                f"take a multiple of {self.pack}"
            )
        if self.batch_size > self.sample_count:
            raise SettingsError(
                f"batch_size={self.batch_size} is more than the {self.sample_count} real points; "
                f"take at most {self.sample_count}"
            )
        if estimate_bytes(self) > BYTES_LIMIT:
            raise SettingsError(
                f"these sizes would take {estimate_bytes(self) // 10**6} MB; accepted are "
                f"{BYTES_LIMIT // 10**6} MB: take a smaller batch_size, hidden or depth"
            )

    @property
    def sample_count(self) -> int:
        """Number of real points."""
        # A drawing has as many as 5 x 5 Gaussians: presets then take as many steps as there.
        modes = {"grid": self.grid**2, DRAWN: 25}.get(self.data, 8)
        return modes * self.samples_per_mode

    @property
    def steps_per_epoch(self) -> int:
        """Full batches in one pass over the data; the rest of the shuffled points is left out."""
        return self.sample_count // self.batch_size

    @property
    def last_step(self) -> int:
        """The step at which a run ends, after all epochs."""
        return self.epochs * self.steps_per_epoch

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401
        """Return a validated copy; paired names (``lr``, ``hidden``...) set both networks."""
        return super().replace(**expand_pairs(changes))


FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(ToySettings)}


def expand_pairs(changes: Mapping[str, object]) -> dict[str, Any]:
    """Turn ``{"lr": 1}`` into ``{"lr_d": 1, "lr_g": 1}`` and refuse unknown names."""
    expanded: dict[str, Any] = {}
    for name, value in changes.items():
        if name in PAIRED:
            expanded.update({f"{name}_d": value, f"{name}_g": value})
        elif name in FIELDS:
            expanded[name] = value
        else:
            raise SettingsError(
                f"unknown setting {shown(name)!r}; accepted: {', '.join([*FIELDS, *PAIRED])}"
            )
    return expanded


def parse_value(name: str, value: object) -> Value:
    """Turn text or a number into field ``name``'s type; ``SettingsError`` when not accepted."""
    return parse_field(FIELDS[name], value)


def estimate_bytes(settings: ToySettings) -> int:
    """Bytes that a run's data and buffers take at the most, from its sizes alone."""
    rows = settings.batch_size
    layers_g = rows * settings.hidden_g * settings.depth_g
    layers_d = 2 * rows * settings.hidden_d * settings.depth_d
    # Forward, slope, gradient and one temporary a layer; penalties keep a second graph of D.
    loss = LOSS_FACTS[settings.loss]
    second_graph = 4 if loss.gradient_penalty or settings.r1 or settings.r2 else 0
    weights = sum(
        depth * hidden**2 * 8
        for depth, hidden in (
            (settings.depth_g, settings.hidden_g),
            (settings.depth_d, settings.hidden_d),
        )
    )
    layers_d += 2 * rows * 2 * settings.fourier_d
    kernel = 4 * (2 * rows) ** 2 if loss.pairs else 0
    # Metrics and pictures push this many rows through both networks.
    picture = 6000 * 3 * max(settings.hidden_g, settings.hidden_d, settings.noise_dim)
    floats = 4 * layers_g + (4 + second_graph) * layers_d + weights + kernel + picture
    return 4 * (floats + rows * settings.noise_dim * 2) + settings.sample_count * 24
