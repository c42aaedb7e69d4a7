"""Examples to start with: for each page what one sees, and what the link holds.

Each reaches its point within a minute on two free cores: live, from a trained model, or as a
recorded run that Start trains anew. docs/measurements.md says how long each takes.
"""

from __future__ import annotations

from gan_core.data.drawn_examples import example_text
from gan_core.runs.replays import PREFIX
from gan_core.settings.toy import DRAWN
from ui.shared.text import marked

LAB = "pages/1_25_Gaussians.py"
COMPARE = "pages/2_Compare.py"
STUDIO = "pages/3_Digits_studio.py"
LATENT = "pages/4_Latent_spaces.py"
LABELS = "pages/5_Choose_a_label.py"
FACES = "pages/6_Faces.py"
PROGRESSIVE = "pages/7_Growing_faces.py"
THEORY = "pages/8_What_D_learns.py"
REMAKE = "pages/9_Remake_the_documents.py"
WORDS = "pages/10_Words.py"

Link = dict[str, str]


def live(preset: str) -> Link:
    """Return a link to the laboratory with a preset, ready to start."""
    return {"preset": preset, "seed": "0"}


def recorded(preset: str) -> Link:
    """Return a link to the shipped run of a preset; Start trains it anew."""
    return {**live(preset), "run": f"{PREFIX}{preset}"}


def drawn(name: str) -> Link:
    """Return a link to the laboratory with a drawing on the pad, ready to start."""
    return {**live("quick"), "data": DRAWN, "drawn": example_text(name)}


EXAMPLES: dict[str, dict[str, Link]] = {
    LAB: {
        marked("Quick: 25 modes in half a minute"): live("quick"),
        marked("Draw your own data"): drawn("face"),
        marked("Non-saturating GAN"): live("ns"),
        marked("Coulomb GAN: charges attract and repel"): live("coulomb"),
        marked("Recorded: WGAN, one of three seeds succeeds"): recorded("wgan-success"),
        marked("Recorded: WGAN without clipping"): recorded("wgan-noclip"),
        marked("Recorded: WGAN that fails"): recorded("wgan-fail-6"),
    },
    COMPARE: {
        marked("Four losses in lockstep"): {
            "view": "side", "count": "4", "a": "ns", "b": "wgan-gp", "c": "lsgan", "d": "hinge",
            "steps": "5000",
        },
        marked("Weight clipping bound: 0.1, 0.01, none"): {
            "view": "side", "count": "3", "a": "wgan-success", "b": "wgan-success",
            "b_set": "clip=0.01", "c": "wgan-noclip", "steps": "3000", "batch": "512",
        },
        marked("Four seeds of two losses"): {
            "view": "sweep", "presets": "ns,wgan-gp", "first": "0", "last": "3",
            "each_steps": "4000",
        },
    },
    STUDIO: {
        marked("VAE with 10 latents"): {"recipe": "vae-mnist-10d", "seed": "0"},
        marked("GAN with dense layers"): {"recipe": "gan-mnist", "seed": "0"},
        marked("Mode collapse without batch norm"): {"recipe": "gan-mnist-nobn", "seed": "0"},
    },
    LATENT: {
        marked("Why an autoencoder is no generative model"): {
            "tab": "map", "model": "vae-mnist-2d",
        },
        marked("Latent sliders of a VAE"): {"tab": "sliders", "model": "vae-mnist-10d-best"},
        marked("Interpolation from a 7 to a 2"): {"tab": "walk", "model": "vae-mnist-10d"},
        marked("Encode a digit of your own"): {"tab": "encode", "model": "vae-mnist-2d"},
        marked("Latent directions of faces"): {
            "tab": "sliders", "model": "dcgan-celeba64", "axes": "directions",
        },
    },
    LABELS: {
        marked("All digits in five styles"): {"cgan": "cgan-mnist-best", "tab": "grid"},
        marked("Write the year"): {"cgan": "cgan-mnist-best", "tab": "sentence"},
        marked("Conditional accuracy and confusion matrix"): {
            "cgan": "cgan-mnist-best", "tab": "confusion",
        },
    },
    FACES: {
        marked("64 generated faces on the map"): {"faces": "dcgan-celeba64"},
        marked("Their pictures on the map"): {
            "faces": "dcgan-celeba64", "pictures": "on", "reals": "off",
        },
        marked("Outliers in pixel space"): {
            "faces": "dcgan-celeba64", "space": "pixels", "test": "border",
        },
    },
    PROGRESSIVE: {
        marked("PGGAN from 4 x 4 pixels on"): {"growing": "pggan-celeba64", "resolution": "4"},
        marked("Without pixel norm"): {
            "growing": "pggan-celeba64", "tab": "parts", "part": "pixel-norm", "norm": "off",
        },
        marked("Train a small PGGAN: 16 x 16 within a minute"): {
            "growing": "pggan-celeba64", "tab": "live", "seed": "0",
        },
        marked("Interpolation through faces as a video"): {
            "growing": "pggan-celeba64", "tab": "video", "seconds": "10",
        },
    },
    THEORY: {
        marked("D as a density ratio"): {"learns": "ratio", "seed": "0"},
        marked("Divergences of disjoint distributions"): {"learns": "divergences", "seed": "0"},
        marked("Saturating against non-saturating loss"): {"learns": "game", "seed": "0"},
        marked("From AE to VAE"): {"learns": "vae", "seed": "0"},
        marked("Ablations of DCGAN"): {"learns": "rules"},
    },
}  # fmt: skip
