"""What a link to the page of growing faces holds: view, model, side, alpha, which latents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.checkpoints.native import PRETRAINED, model_names, read_card
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings.base import Settings, choice, number
from gan_core.settings.images import PROGRESSIVE, PROGRESSIVE_SIDES, ImageSettings
from gan_core.settings.progressive import progressive_steps
from gan_core.viz.walk_video import GRIDS, LEAST_SECONDS, MOST_SECONDS
from ui.controls.link_values import own_values, take_base, take_values
from ui.growing.part_choice import PartChoice
from ui.run.image_link_state import with_data_here

VIEWS = ("grown", "parts", "live", "video")
LIVE, PARTS = "live", "parts"
"""Their links hold other things: a run and its settings, or what is said of a part."""

DEFAULT_MODEL = "pggan-celeba64"
LIVE_RECIPE = "pggan-mnist32"
LEAST_LATENTS, MOST_LATENTS = 2, 12


@dataclass(frozen=True)
class GrowingChoice(Settings):
    """What the controls say, each in its limits."""

    tab: str = choice("grown", VIEWS, "What one does with a GAN that grows.")
    side: int = number(
        64, PROGRESSIVE_SIDES[0], PROGRESSIVE_SIDES[-1], "Side of the pictures, in pixels."
    )
    alpha: float = number(
        1.0, 0.0, 1.0, "How far the last layers are in: 0, the smaller picture doubled; 1, grown."
    )
    paint: str = choice(
        "then",
        ("then", "now"),
        "Below, each side as the network was when it had settled; or what the grown network's "
        "earlier toRGB layers paint from its features now.",
    )
    count: int = number(8, LEAST_LATENTS, MOST_LATENTS, "How many latents, side by side.")
    seconds: int = number(
        30, LEAST_SECONDS, MOST_SECONDS, "Length of the video; it ends where it begins."
    )
    pictures: str = choice(
        "6", tuple(map(str, GRIDS)), "How many pictures walk side by side, each on its own way."
    )
    seed: int = number(0, 0, 2**31 - 1, "Which latents: same seed, same pictures.")


@dataclass(frozen=True)
class GrowingLinkState:
    """What a link asks for; ``live`` and ``run`` are of the GAN that trains on the page."""

    model: str
    choice: GrowingChoice
    live: ImageSettings
    run: str = ""
    part: PartChoice = field(default_factory=PartChoice)
    notices: list[str] = field(default_factory=list)


def growing_models() -> list[str]:
    """Names of the shipped models that have grown, the usual one first."""
    names = [
        name
        for name in model_names()
        if read_card(PRETRAINED / name).settings.get("network") == PROGRESSIVE
    ]
    return sorted(names, key=lambda name: (name != DEFAULT_MODEL, name))


def grown_side(model: str) -> int:
    """Return the side that a model has grown to."""
    return int(read_card(PRETRAINED / model).settings["grow_to"])


def live_base() -> ImageSettings:
    """Return the settings of the GAN that trains on the page, on data that can be read."""
    return with_data_here(image_recipe(LIVE_RECIPE).settings())


def with_its_steps(settings: ImageSettings) -> ImageSettings:
    """Return settings of a run that goes on as long after its last side has come as the recipe."""
    base = image_recipe(LIVE_RECIPE).settings()
    rest = base.steps - progressive_steps(base)
    return settings.replace(steps=progressive_steps(settings) + rest)


def read_growing(parameters: Mapping[str, str]) -> GrowingLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    notices: list[str] = []
    names = growing_models()
    fallback = names[0] if names else DEFAULT_MODEL
    model = take_base(parameters, "growing", names or [fallback], fallback, notices)
    base = live_base()
    tab = parameters.get("tab", "")
    rest = {key: value for key, value in parameters.items() if key != "tab"}
    if tab == LIVE:
        live = take_values(base, rest, "growing", notices)
        live = live if "steps" in rest else with_its_steps(live)
        run = parameters.get("run", "")
        return GrowingLinkState(model, GrowingChoice(tab=tab), live, run, notices=notices)
    if tab == PARTS:
        part = take_values(PartChoice(), rest, "growing", notices)
        return GrowingLinkState(model, GrowingChoice(tab=tab), base, part=part, notices=notices)
    chosen = take_values(GrowingChoice(), parameters, "growing", notices)
    return GrowingLinkState(model, chosen, base, notices=notices)


def write_growing(link: GrowingLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: the model and what differs from the usual.

    Where one trains or parts are shown, what is said of these stands there instead of latents.
    """
    here = {"growing": link.model, "tab": link.choice.tab}
    if link.choice.tab == LIVE:
        own = own_values(link.live, live_base())
        if link.live == with_its_steps(link.live):
            own.pop("steps", None)
        run = {"run": link.run} if link.run else {}
        return here | own | run
    if link.choice.tab == PARTS:
        return here | _unusual(link.part, PartChoice())
    return {"growing": link.model} | _unusual(link.choice, GrowingChoice())


def _unusual(chosen: Settings, usual: Settings) -> dict[str, str]:
    before = usual.as_dict()
    return {name: str(v) for name, v in chosen.as_dict().items() if v != before[name]}
