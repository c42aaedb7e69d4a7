"""What a link to the studio holds: recipe, settings that differ, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.data.images import is_there
from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.settings.images import DIGIT_SETS, EMBEDDED, ImageSettings
from gan_core.storage.text import shown
from ui.controls.link_values import NamedSettings
from ui.shared.text import _

DEFAULT_RECIPE = "vae-mnist-2d"


def with_data_here(settings: ImageSettings) -> ImageSettings:
    """Return settings whose data set can be read: the embedded one where theirs cannot."""
    return settings if is_there(settings.dataset) else settings.replace(dataset=EMBEDDED)


def recipe_settings(name: str) -> ImageSettings:
    """Return a recipe's settings, on data that is here."""
    return with_data_here(image_recipe(name).settings())


RECIPE_LINK = NamedSettings("recipe", DIGIT_RECIPES, DEFAULT_RECIPE, recipe_settings)


@dataclass(frozen=True)
class StudioLinkState:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    recipe: str
    settings: ImageSettings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_studio(parameters: Mapping[str, str]) -> StudioLinkState:
    """Return what query parameters ask for; a wrong value falls back with a notice."""
    notices: list[str] = []
    parameters = dict(parameters)
    if parameters.get("dataset", EMBEDDED) not in DIGIT_SETS:
        notices.append(
            _("The link's data set {name} is none of digits. It was left out.").format(
                name=shown(parameters.pop("dataset"))
            )
        )
    recipe, settings = RECIPE_LINK.read(parameters, notices)
    return StudioLinkState(recipe, settings, parameters.get("run", ""), notices)


def write_studio(link: StudioLinkState) -> dict[str, str]:
    """Return query parameters: the recipe, what differs from it, the seed, and the run."""
    return RECIPE_LINK.write(link.recipe, link.settings, link.run)
