"""The models that pages list, and their names on screen.

They are shipped ones, and converted ones, which go by their file's name: it ends as no shipped
one's does.
"""

from __future__ import annotations

from pathlib import Path

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import PRETRAINED, CheckpointError, model_names, read_card
from gan_core.evaluation.latent_statistics import has_latent_statistics
from gan_core.recipes.beta_vae import BETA_RECIPES
from gan_core.runs.converted_models import (
    ConvertedFile,
    converted_files,
    find_converted,
    models_folder,
)
from gan_core.settings.images import ImageSettings
from gan_core.storage.messages import for_browser
from ui.shared.text import N_, Texts, _

MODEL_NAMES = Texts(
    {
        "ae-mnist-2d": N_("Autoencoder, 2 latents"),
        "vae-mnist-2d": N_("VAE, 2 latents"),
        "vae-mnist-2d-best": N_("VAE, 2 latents, best"),
        "vae-mnist-10d": N_("VAE, 10 latents"),
        "vae-mnist-10d-best": N_("VAE, 10 latents, best"),
        "gan-mnist": N_("First GAN"),
        "gan-mnist-nobn": N_("First GAN, collapsed"),
        "dcgan-mnist": N_("DCGAN"),
        "dcgan-mnist-best": N_("DCGAN, best"),
        "cgan-mnist": N_("Conditional GAN"),
        "cgan-mnist-best": N_("Conditional GAN, best"),
        "dcgan-celeba64": N_("DCGAN, faces"),
        "vae-celeba64": N_("VAE, faces"),
        "pggan-mnist32": N_("Progressive GAN, digits"),
        "pggan-celeba64": N_("Progressive GAN, faces"),
    }
)


def listed_names(*kinds: str) -> list[str]:
    """Names of the models of these kinds, shipped ones first; those of the theory stay there."""
    shipped = [
        name
        for name in model_names()
        if has_latent_statistics(name)
        and name not in BETA_RECIPES
        and read_card(PRETRAINED / name).kind in kinds
    ]
    own, _wrong = converted_files()
    return shipped + [name for name, known in own.items() if known.card.kind in kinds]


def list_problems() -> list[str]:
    """Return a line for each file in the folder of converted models that is none."""
    # A page names the file, not where on the server it lies.
    here = f"{models_folder()}/"
    return [for_browser(line.replace(here, "")) for line in converted_files()[1]]


def settings_of(name: str) -> ImageSettings:
    """Return a listed model's settings; ``CheckpointError`` for one that is not there."""
    if is_converted(name):
        return converted_file(name).settings
    return ImageSettings(**read_card(PRETRAINED / name).settings)


def is_there(name: str) -> bool:
    """Whether a model can be looked up."""
    try:
        settings_of(name)
    except CheckpointError:
        return False
    return True


def converted_file(name: str) -> ConvertedFile:
    """Return what is known of a converted model; ``CheckpointError`` for one that is not there."""
    path = models_folder() / name
    if Path(name).name != name or not path.is_file():
        raise CheckpointError(
            _("{name} is not in the folder of converted models any more.").format(name=name[:80])
        )
    return find_converted(path)


def version_of(name: str) -> int:
    """Return a number that changes when a model's file does; shipped ones stay as they are."""
    try:
        return converted_file(name).version if is_converted(name) else 0
    except CheckpointError:
        return 0


def model_title(name: str) -> str:
    """Return a model's name on screen; a converted one's tells it apart from a shipped one's."""
    if is_converted(name):
        return _("{name} (converted)").format(name=Path(name).stem)
    return MODEL_NAMES.get(name, name)
