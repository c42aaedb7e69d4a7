"""Where words stand: pages, each with a link that shows it in one state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LAB = "pages/1_25_Gaussians.py"
COMPARE = "pages/2_Compare.py"
STUDIO = "pages/3_Digits_studio.py"
LATENT = "pages/4_Latent_spaces.py"
LABELS = "pages/5_Choose_a_label.py"
FACES = "pages/6_Faces.py"
GROWING = "pages/7_Growing_faces.py"
LEARNS = "pages/8_What_D_learns.py"


@dataclass(frozen=True)
class Place:
    """A page, and the parameters of its address."""

    path: str
    link: Mapping[str, str]


PLACES = {
    "lab": Place(LAB, {"preset": "quick", "seed": "0"}),
    "clipping": Place(LAB, {"preset": "wgan-success", "seed": "0"}),
    "spectral": Place(LAB, {"preset": "sngan", "seed": "0"}),
    "side": Place(COMPARE, {"view": "side"}),
    "sweep": Place(COMPARE, {"view": "sweep"}),
    "studio": Place(STUDIO, {"recipe": "vae-mnist-2d", "seed": "0"}),
    "studio-gan": Place(STUDIO, {"recipe": "gan-mnist", "seed": "0"}),
    "map": Place(LATENT, {"tab": "map", "model": "vae-mnist-2d"}),
    "sliders": Place(LATENT, {"tab": "sliders", "model": "vae-mnist-10d-best"}),
    "walk": Place(LATENT, {"tab": "walk", "model": "vae-mnist-10d"}),
    "encode": Place(LATENT, {"tab": "encode", "model": "vae-mnist-2d"}),
    "planes": Place(LATENT, {"tab": "planes"}),
    "labels": Place(LABELS, {"cgan": "cgan-mnist-best", "tab": "grid"}),
    "confusion": Place(LABELS, {"cgan": "cgan-mnist-best", "tab": "confusion"}),
    "faces": Place(FACES, {"faces": "dcgan-celeba64"}),
    "growing": Place(GROWING, {"growing": "pggan-celeba64"}),
    "pixel-norm": Place(
        GROWING, {"growing": "pggan-celeba64", "tab": "parts", "part": "pixel-norm"}
    ),
    "deviation": Place(GROWING, {"growing": "pggan-celeba64", "tab": "parts", "part": "deviation"}),
    "ratio": Place(LEARNS, {"learns": "ratio", "seed": "0"}),
    "divergences": Place(LEARNS, {"learns": "divergences", "seed": "0"}),
    "critic": Place(LEARNS, {"learns": "divergences", "experiment": "critic", "seed": "0"}),
    "game": Place(LEARNS, {"learns": "game", "seed": "0"}),
    "bound": Place(LEARNS, {"learns": "vae", "experiment": "bound"}),
    "rules": Place(LEARNS, {"learns": "rules"}),
}
"""By a short name, which entries have."""
