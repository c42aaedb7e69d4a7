"""Adversarial losses as formulas in plain text, as diagrams draw them; s is D's logit.

``L_D`` and ``s^2`` get small letters, hyphens are minus signs.
"""

from __future__ import annotations

GAMMA = "\u03b3"
CROSS_ENTROPY = "L_D = E_x[ softplus(-s(x)) ] + E_z[ softplus(s(G(z))) ]"
CRITIC = "L_D = E_z[ s(G(z)) ] - E_x[ s(x) ]"
CLIMB = "L_G = -E_z[ s(G(z)) ]"
LOSSES_OF_D = {
    "minimax": (CROSS_ENTROPY,),
    "ns": (CROSS_ENTROPY,),
    "lsgan": ("L_D = ½ E_x[ (s(x) - 1)^2 ] + ½ E_z[ s(G(z))^2 ]",),
    "hinge": ("L_D = E_x[ max(0, 1 - s(x)) ] + E_z[ max(0, 1 + s(G(z))) ]",),
    "rpgan": ("L_D = E_{x,z}[ softplus(s(G(z)) - s(x)) ]",),
    "wgan": (CRITIC,),
    "wgan-noclip": (CRITIC,),
    "wgan-gp": (CRITIC,),
    "coulomb": (
        "L_D = E_x[ (-s(x) - Φ(x))^2 ] + E_z[ (-s(G(z)) - Φ(G(z)))^2 ]",
        "Φ(a) = E_z[ k(G(z), a) ] - E_x[ k(x, a) ]",
    ),
}
LOSSES_OF_G = {
    "minimax": "L_G = -E_z[ softplus(s(G(z))) ]",
    "ns": "L_G = E_z[ softplus(-s(G(z))) ]",
    "lsgan": "L_G = ½ E_z[ (s(G(z)) - 1)^2 ]",
    "rpgan": "L_G = E_{x,z}[ softplus(s(x) - s(G(z))) ]",
}
"""Of those that do not climb D's score itself."""


def loss_d_lines(loss: str) -> list[str]:
    """Return D's loss; nothing of one that is not ours."""
    return list(LOSSES_OF_D.get(loss, ()))


def loss_g_lines(loss: str) -> list[str]:
    """Return G's loss; nothing of one that is not ours."""
    return [LOSSES_OF_G.get(loss, CLIMB)] if loss in LOSSES_OF_D else []
