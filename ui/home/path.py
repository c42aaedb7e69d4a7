"""The pages as a path of three parts: what one learns on each, how long it takes, a picture."""

from __future__ import annotations

from dataclasses import dataclass

from ui.home.examples import (
    COMPARE,
    FACES,
    LAB,
    LABELS,
    LATENT,
    PROGRESSIVE,
    REMAKE,
    STUDIO,
    THEORY,
)
from ui.shared.text import N_, Text, marked


@dataclass(frozen=True)
class Stop:
    """One page on the path; ``picture`` begins the names of its two pictures."""

    page: str
    picture: str
    learnt: Text
    minutes: int


PATH: dict[str, tuple[Stop, ...]] = {
    marked("1. Train"): (
        Stop(
            LAB,
            "gaussians",
            N_("How G and D push each other, why modes get lost, and what a loss changes."),
            5,
        ),
        Stop(
            COMPARE,
            "compare",
            N_("What a setting does and what chance does: side by side, and over many seeds."),
            10,
        ),
        Stop(
            STUDIO,
            "studio",
            N_("How autoencoders and GANs learn pictures, and what mode collapse looks like."),
            10,
        ),
    ),
    marked("2. Look inside"): (
        Stop(
            LATENT,
            "latent",
            N_("What a latent space is, and why an autoencoder is no generative model."),
            15,
        ),
        Stop(
            LABELS,
            "labels",
            N_("How a label steers a GAN, and how to measure that it obeys."),
            5,
        ),
        Stop(
            FACES,
            "faces",
            N_("Whether generated faces fall out of place, and what such a map can tell."),
            10,
        ),
    ),
    marked("3. Understand"): (
        Stop(
            THEORY,
            "theory",
            N_("Why D is a density ratio, when G's gradient vanishes, what the ELBO holds."),
            30,
        ),
        Stop(
            PROGRESSIVE,
            "progressive",
            N_("How a GAN grows from 4 x 4 pixels, and what each of its parts is for."),
            10,
        ),
        Stop(
            REMAKE,
            "remake",
            N_("What five documents claim about GANs, and what comes out when one repeats it."),
            30,
        ),
    ),
}
"""Each part of the path with its pages, three in a row."""
