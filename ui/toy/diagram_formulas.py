"""Formulas of the laboratory's GAN in plain text, with the values of a run's settings.

``L_D`` and ``s^2`` get small letters where they are drawn. s is D's logit.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gan_core.settings.toy import ToySettings
from ui.shared.loss_formulas import GAMMA, loss_d_lines

MEANS = "m ← β_1 m + (1 - β_1) g, v ← β_2 v + (1 - β_2) g^2"
"""What Adam remembers; the hats correct for its start at 0 (Kingma and Ba 2015)."""

SIGMA = "\u03c3"
SPECTRAL = f"W = V / {SIGMA}_1(V)"
"""Spectral normalisation: what the optimiser moves is V."""

ACTIVATIONS = {"elu": "ELU", "relu": "ReLU", "leaky_relu": "LeakyReLU", "tanh": "tanh"}


def noise_formula(settings: ToySettings) -> str:
    """Return how the noise is distributed."""
    drawn = "N(0, 1)" if settings.noise == "normal" else "U(-1, 1)"
    return f"z ~ {drawn}^{settings.noise_dim}"


def network_formula(output: str, fed: str, depth: int, activation: str) -> str:
    """Return what a network of so many hidden layers computes."""
    inner = fed
    for layer in range(1, depth + 1):
        inner = f"φ(W_{layer} {inner} + b_{layer})"
    return f"{output} = W_{depth + 1} {inner} + b_{depth + 1}, φ = {ACTIVATIONS[activation]}"


def parameter_count(network: str, widths: Sequence[int]) -> str:
    """Return a network's widths and how many parameters that makes."""
    count = sum((below + 1) * above for below, above in pairwise(widths))
    return f"{network}: {' → '.join(map(str, widths))}, |θ_{network}| = {count:,}"


def loss_d_formula(settings: ToySettings) -> list[str]:
    """Return D's loss with what these settings add to it; nothing of a loss that is not ours."""
    lines = loss_d_lines(settings.loss)
    if settings.loss == "wgan-gp":
        lines.append(f"+ λ E[ (|∇s(x̃)| - 1)^2 ], λ = {settings.gp_weight:g}")
    if settings.loss == "coulomb":
        power = (settings.coulomb_dim - 2) / 2
        lines.append(f"k(a, b) = (|a - b|^2 + {settings.coulomb_eps:g}^2)^{{-{power:g}}}")
    if settings.r1:
        lines.append(f"+ ½ {GAMMA}_1 E_x[ |∇s(x)|^2 ], {GAMMA}_1 = {settings.r1:g}")
    if settings.r2:
        lines.append(f"+ ½ {GAMMA}_2 E_z[ |∇s(G(z))|^2 ], {GAMMA}_2 = {settings.r2:g}")
    return lines


def update_formula(network: str, settings: ToySettings) -> list[str]:
    """Return how the optimiser moves the weights of ``D`` or ``G``."""
    w, rate = f"θ_{network}", f"η_{network}"
    gradient = f"g = ∂L_{network}/∂{w}"
    if network == "G":
        gradient += " = E_z[ ∂L_G/∂s · ∇s(G(z)) · ∂G(z)/∂θ_G ]"
    if settings.optimizer == "adam":
        moves = [f"{w} ← {w} - {rate} m̂ / (√v̂ + ε)", MEANS]
    else:
        step = "g / (√v + ε)" if settings.optimizer == "rmsprop" else "g"
        moves = [f"{w} ← {w} - {rate} {step}"]
        if settings.momentum:
            moves = [f"u ← {settings.momentum:g} u + {step}", f"{w} ← {w} - {rate} u"]
    lines = [gradient, *moves]
    if network == "D" and settings.loss == "wgan":
        lines.append(f"{w} ← min(max({w}, -{settings.clip:g}), {settings.clip:g})")
    return lines
