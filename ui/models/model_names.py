"""Names on screen of trained models."""

from __future__ import annotations

from gan_core.checkpoints.converted import is_converted
from ui.models.model_list import own_title
from ui.shared.text import _

MODEL_NAMES = {
    "ae-mnist-2d": _("Autoencoder, 2 latents"),
    "vae-mnist-2d": _("VAE, 2 latents"),
    "vae-mnist-2d-best": _("VAE, 2 latents, best"),
    "vae-mnist-10d": _("VAE, 10 latents"),
    "vae-mnist-10d-best": _("VAE, 10 latents, best"),
    "gan-mnist": _("First GAN"),
    "gan-mnist-nobn": _("First GAN, collapsed"),
    "dcgan-mnist": _("DCGAN"),
    "dcgan-mnist-best": _("DCGAN, best"),
    "cgan-mnist": _("Conditional GAN"),
    "cgan-mnist-best": _("Conditional GAN, best"),
    "dcgan-celeba64": _("DCGAN, faces"),
    "vae-celeba64": _("VAE, faces"),
    "pggan-mnist32": _("Progressive GAN, digits"),
    "pggan-celeba64": _("Progressive GAN, faces"),
}


def model_title(name: str) -> str:
    """Return a model's name on screen."""
    return own_title(name) if is_converted(name) else MODEL_NAMES.get(name, name)
