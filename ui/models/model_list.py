"""The models that pages list: shipped ones, and the user's own, which ``convert`` made.

An own one goes by its file's name, which ends as no shipped one does.
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
from ui.shared.text import _


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
    """Return a line for each file among the user's own models that is none."""
    # A page names the file, not where on the server it lies.
    return [line.replace(f"{models_folder()}/", "") for line in converted_files()[1]]


def settings_of(name: str) -> ImageSettings:
    """Return a listed model's settings; ``CheckpointError`` for one that is not there."""
    if is_converted(name):
        return own_of(name).settings
    return ImageSettings(**read_card(PRETRAINED / name).settings)


def own_of(name: str) -> ConvertedFile:
    """Return what is known of an own model; ``CheckpointError`` for one that is not there."""
    path = models_folder() / name
    if Path(name).name != name or not path.is_file():
        raise CheckpointError(
            _("{name} is not in the folder of converted models any more.").format(name=name[:80])
        )
    return find_converted(path)


def version_of(name: str) -> int:
    """Return a number that changes when a model's file does; shipped ones stay as they are."""
    try:
        return own_of(name).version if is_converted(name) else 0
    except CheckpointError:
        return 0


def own_title(name: str) -> str:
    """Return an own model's name on screen, told apart from a shipped one's."""
    return _("{name} (converted)").format(name=Path(name).stem)
