"""What a link to the studio holds: recipe, settings that differ, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.data.images import is_there
from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.settings.images import DIGIT_SETS, EMBEDDED, ImageSettings
from ui.controls.link_values import own_values, take_base, take_values
from ui.shared.text import _

DEFAULT_RECIPE = "vae-mnist-2d"


@dataclass(frozen=True)
class StudioLinkState:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    recipe: str
    settings: ImageSettings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_studio(parameters: Mapping[str, str]) -> StudioLinkState:
    """Turn query parameters into settings; a wrong value falls back with a notice."""
    notices: list[str] = []
    recipe = take_base(parameters, "recipe", DIGIT_RECIPES, DEFAULT_RECIPE, notices)
    base = with_data_here(image_recipe(recipe).settings())
    parameters = dict(parameters)
    if parameters.get("dataset", EMBEDDED) not in DIGIT_SETS:
        notices.append(
            _("The link's data set {name} is none of digits. It was left out.").format(
                name=parameters.pop("dataset")
            )
        )
    settings = take_values(base, parameters, "recipe", notices)
    return StudioLinkState(recipe, settings, parameters.get("run", ""), notices)


def with_data_here(settings: ImageSettings) -> ImageSettings:
    """Return settings whose data set can be read: the embedded one where theirs cannot."""
    return settings if is_there(settings.dataset) else settings.replace(dataset=EMBEDDED)


def write_studio(link: StudioLinkState) -> dict[str, str]:
    """Turn settings into query parameters: the recipe, what differs from it, and the seed."""
    base = with_data_here(image_recipe(link.recipe).settings())
    parameters = {"recipe": link.recipe} | own_values(link.settings, base)
    if link.run:
        parameters["run"] = link.run
    return parameters
