"""Formulas of the laboratory's GAN in plain text, with the values of a run's settings.

``L_D`` and ``s^2`` get small letters where they are drawn. s is D's logit.
"""

from __future__ import annotations

from collections.abc import Sequence

from gan_core.settings.toy import ToySettings

CROSS_ENTROPY = "L_D = E_x[ softplus(−s(x)) ] + E_z[ softplus(s(G(z))) ]"
CRITIC = "L_D = E_z[ s(G(z)) ] − E_x[ s(x) ]"
CLIMB = "L_G = −E_z[ s(G(z)) ]"
LOSSES_OF_D = {
    "minimax": (CROSS_ENTROPY,),
    "ns": (CROSS_ENTROPY,),
    "lsgan": ("L_D = ½ E_x[ (s(x) − 1)^2 ] + ½ E_z[ s(G(z))^2 ]",),
    "hinge": ("L_D = E_x[ max(0, 1 − s(x)) ] + E_z[ max(0, 1 + s(G(z))) ]",),
    "rpgan": ("L_D = E_{x,z}[ softplus(s(G(z)) − s(x)) ]",),
    "wgan": (CRITIC,),
    "wgan-noclip": (CRITIC,),
    "wgan-gp": (CRITIC,),
    "coulomb": (
        "L_D = E_x[ (−s(x) − Φ(x))^2 ] + E_z[ (−s(G(z)) − Φ(G(z)))^2 ]",
        "Φ(a) = E_z[ k(G(z), a) ] − E_x[ k(x, a) ]",
    ),
}
LOSSES_OF_G = {
    "minimax": "L_G = −E_z[ softplus(s(G(z))) ]",
    "ns": "L_G = E_z[ softplus(−s(G(z))) ]",
    "lsgan": "L_G = ½ E_z[ (s(G(z)) − 1)^2 ]",
    "rpgan": "L_G = E_{x,z}[ softplus(s(x) − s(G(z))) ]",
}
"""Of those that do not climb D's score itself."""

ACTIVATIONS = {"elu": "ELU", "relu": "ReLU", "leaky_relu": "LeakyReLU", "tanh": "tanh"}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def noise_formula(settings: ToySettings) -> str:
    """Return how the noise is distributed."""
    drawn = "N(0, 1)" if settings.noise == "normal" else "U(−1, 1)"
    return f"z ~ {drawn}^{settings.noise_dim}"


def network_formula(output: str, fed: str, depth: int, activation: str) -> str:
    """Return what a network of so many hidden layers computes."""
    inner = fed
    for layer in range(1, depth + 1):
        inner = f"φ(W_{layer} {inner} + b_{layer})"
    return f"{output} = W_{depth + 1} {inner} + b_{depth + 1}, φ = {ACTIVATIONS[activation]}"


def parameter_count(network: str, widths: Sequence[int]) -> str:
    """Return a network's widths and how many parameters that makes."""
    pairs = zip(widths[:-1], widths[1:], strict=True)
    count = sum((below + 1) * above for below, above in pairs)
    return f"{network}: {' → '.join(map(str, widths))}, |θ_{network}| = {count:,}"


def loss_d_formula(settings: ToySettings) -> list[str]:
    """Return D's loss with what these settings add to it; nothing of a loss that is not ours."""
    lines = list(LOSSES_OF_D.get(settings.loss, ()))
    if settings.loss == "wgan-gp":
        lines.append(f"+ λ E[ (|∇s(x̃)| − 1)^2 ], λ = {settings.gp_weight:g}")
    if settings.loss == "coulomb":
        power = (settings.coulomb_dim - 2) / 2
        lines.append(f"k(a, b) = (|a − b|^2 + {settings.coulomb_eps:g}^2)^{{−{power:g}}}")
    if settings.r1:
        lines.append(f"+ ½ γ_1 E_x[ |∇s(x)|^2 ], γ_1 = {settings.r1:g}")
    if settings.r2:
        lines.append(f"+ ½ γ_2 E_z[ |∇s(G(z))|^2 ], γ_2 = {settings.r2:g}")
    return lines


def loss_g_formula(settings: ToySettings) -> str:
    """Return G's loss."""
    return LOSSES_OF_G.get(settings.loss, CLIMB)


def update_formula(network: str, settings: ToySettings) -> list[str]:
    """Return how the optimiser moves the weights of ``D`` or ``G``."""
    w, rate = f"θ_{network}", f"η_{network}"
    gradient = f"g = ∂L_{network}/∂{w}"
    if network == "G":
        gradient += " = E_z[ ∂L_G/∂s · ∇s(G(z)) · ∂G(z)/∂θ_G ]"
    moves = {
        "adam": f"{w} ← {w} − {rate} · m / (√v + ε), m and v: running means of g and g^2",
        "rmsprop": f"{w} ← {w} − {rate} · g / (√v + ε), v: running mean of g^2",
        "sgd": f"{w} ← {w} − {rate} · g",
    }
    lines = [gradient, moves[settings.optimizer]]
    if network == "D" and settings.loss == "wgan":
        lines.append(f"{w} ← min(max({w}, −{settings.clip:g}), {settings.clip:g})")
    return lines
