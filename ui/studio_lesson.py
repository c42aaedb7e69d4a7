"""What a link to the studio holds: recipe, settings that differ, run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.data.images import is_there
from gan_core.image_recipes import IMAGE_RECIPES, image_recipe
from gan_core.image_settings import EMBEDDED, FIELDS, ImageSettings
from ui.text import _
from ui.url_state import OTHER_KEYS, take_values

DEFAULT_RECIPE = "vae-mnist-2d"


@dataclass(frozen=True)
class StudioLesson:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    recipe: str
    settings: ImageSettings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_studio(parameters: Mapping[str, str]) -> StudioLesson:
    """Turn query parameters into settings; a wrong value falls back with a notice."""
    notices: list[str] = []
    recipe = parameters.get("recipe", DEFAULT_RECIPE)
    if recipe not in IMAGE_RECIPES:
        notices.append(
            _("recipe={value} in the link is unknown; {fallback} is used.").format(
                value=recipe, fallback=DEFAULT_RECIPE
            )
        )
        recipe = DEFAULT_RECIPE
    wanted = {n: v for n, v in parameters.items() if n != "recipe" and n not in OTHER_KEYS}
    settings = take_values(with_data_here(image_recipe(recipe).settings()), wanted, notices)
    return StudioLesson(recipe, settings, parameters.get("run", ""), notices)


def with_data_here(settings: ImageSettings) -> ImageSettings:
    """Return settings whose data set can be read: the embedded one where theirs cannot."""
    return settings if is_there(settings.dataset) else settings.replace(dataset=EMBEDDED)


def write_studio(lesson: StudioLesson) -> dict[str, str]:
    """Turn settings into query parameters: the recipe, what differs from it, and the seed."""
    base = with_data_here(image_recipe(lesson.recipe).settings())
    parameters = {"recipe": lesson.recipe}
    for name in FIELDS:
        value = getattr(lesson.settings, name)
        if value != getattr(base, name) or name == "seed":
            parameters[name] = str(value)
    if lesson.run:
        parameters["run"] = lesson.run
    return parameters
