"""What a link to the page of progressive growing holds: view, model, resolution, latents, part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.checkpoints.native import PRETRAINED, model_names, read_card
from gan_core.recipes.catalogue import image_recipe
from gan_core.settings.base import SWITCH, Settings, choice, number
from gan_core.settings.images import PROGRESSIVE, PROGRESSIVE_RESOLUTIONS, ImageSettings
from gan_core.settings.progressive import progressive_steps
from gan_core.viz.walk_video import GRIDS, LEAST_SECONDS, MOST_SECONDS, VIDEO_FORMATS
from ui.controls.link_values import in_todays_words, own_values, take_base, take_values
from ui.run.image_link_state import with_data_here

VIEWS = ("final", "parts", "live", "video")
EARLIER_WORDS = ({"side": "resolution"}, {("tab", "grown"): "final"})
"""What links called otherwise in earlier versions."""

LIVE, PARTS = "live", "parts"
"""Their links hold other things: a run and its settings, or what is said of a part."""

DEFAULT_MODEL = "pggan-celeba64"
LIVE_RECIPE = "pggan-mnist32"
LEAST_LATENTS, MOST_LATENTS = 2, 12


@dataclass(frozen=True)
class ProgressiveChoice(Settings):
    """What the controls say, each in its limits."""

    tab: str = choice("final", VIEWS, "What is done with a progressive GAN.")
    resolution: int = number(
        64, PROGRESSIVE_RESOLUTIONS[0], PROGRESSIVE_RESOLUTIONS[-1], "Resolution, in pixels."
    )
    alpha: float = number(
        1.0,
        0.0,
        1.0,
        "Weight of the new layers: 0, the smaller picture enlarged; 1, the new layers alone.",
    )
    paint: str = choice(
        "then",
        ("then", "now"),
        "Below, each resolution by the network as it was when stabilised; or what the final "
        "network's earlier toRGB layers make of its features.",
    )
    count: int = number(8, LEAST_LATENTS, MOST_LATENTS, "How many latents, side by side.")
    seconds: int = number(
        30, LEAST_SECONDS, MOST_SECONDS, "Length of the video; it ends where it begins."
    )
    pictures: str = choice(
        "6", tuple(map(str, GRIDS)), "How many pictures side by side, each along its own path."
    )
    video: str = choice(
        VIDEO_FORMATS[0],
        VIDEO_FORMATS,
        "WebM has all colours and the smaller file, GIF has 256 colours and plays in slides.",
    )
    seed: int = number(0, 0, 2**31 - 1, "Which latents: same seed, same pictures.")


PART_STUDIES = ("pixel-norm", "equalized", "deviation", "resizing")
WEIGHTS = ("trained", "untrained")
SWITCH_OF = {
    "pixel-norm": "norm",
    "equalized": "scaled",
    "deviation": "told",
    "resizing": "nearest",
}
"""Each part's own switch, so that another part does not come up switched off."""


@dataclass(frozen=True)
class PartChoice(Settings):
    """What the controls of a part say, each in its limits."""

    part: str = choice(
        "pixel-norm", PART_STUDIES, "Which part of a progressive GAN is shown at work."
    )
    norm: str = choice("on", SWITCH, "Off: the same weights, and no feature vector is normalised.")
    scaled: str = choice(
        "on", SWITCH, "Off: weights are drawn small, as they are used, and not scaled any more."
    )
    told: str = choice("on", SWITCH, "Off: D gets the diverse batch's number whatever it sees.")
    nearest: str = choice("on", SWITCH, "Off: bilinear interpolation.")
    resolution: int = number(
        16, PROGRESSIVE_RESOLUTIONS[0], PROGRESSIVE_RESOLUTIONS[-1], "Resolution of G, in pixels."
    )
    seed: int = number(0, 0, 2**31 - 1, "Which latents and initial weights: same seed, the same.")
    weights: str = choice("trained", WEIGHTS, "G after training, or at initialisation.")
    boost: float = number(1.0, 0.5, 2.0, "All weights but the last layer's are multiplied by this.")
    updates: int = number(1, 1, 3, "So many first updates are averaged; theory is about the first.")
    collapsed: int = number(
        0, 0, 100, "Percent of the way from the batch's latents to its first one."
    )
    alpha: float = number(0.5, 0.0, 1.0, "How far the fade-in is, 0 to 1.")

    @property
    def switched(self) -> bool:
        """Whether the part at hand is on."""
        return bool(getattr(self, SWITCH_OF[self.part]) == "on")


@dataclass(frozen=True)
class ProgressiveLinkState:
    """What a link asks for; ``live`` and ``run`` are of the GAN that trains on the page."""

    model: str
    choice: ProgressiveChoice
    live: ImageSettings
    run: str = ""
    part: PartChoice = field(default_factory=PartChoice)
    notices: list[str] = field(default_factory=list)

    @property
    def settings(self) -> ImageSettings:
        """Settings of the run."""
        return self.live


def progressive_models() -> list[str]:
    """Return the names of the shipped progressive models, the usual one first."""
    names = [
        name
        for name in model_names()
        if read_card(PRETRAINED / name).settings.get("network") == PROGRESSIVE
    ]
    return sorted(names, key=lambda name: (name != DEFAULT_MODEL, name))


def final_resolution(model: str) -> int:
    """Return the resolution of a finished model."""
    return int(read_card(PRETRAINED / model).settings["grow_to"])


def live_base() -> ImageSettings:
    """Return the settings of the GAN that trains on the page, on data that can be read."""
    return with_data_here(image_recipe(LIVE_RECIPE).settings())


def with_its_steps(settings: ImageSettings) -> ImageSettings:
    """Return settings of a run that trains as long at its last resolution as the recipe does."""
    base = image_recipe(LIVE_RECIPE).settings()
    rest = base.steps - progressive_steps(base)
    return settings.replace(steps=progressive_steps(settings) + rest)


def read_progressive(parameters: Mapping[str, str]) -> ProgressiveLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    parameters = in_todays_words(parameters, *EARLIER_WORDS)
    notices: list[str] = []
    names = progressive_models()
    fallback = names[0] if names else DEFAULT_MODEL
    model = take_base(parameters, "growing", names or [fallback], fallback, notices)
    base = live_base()
    tab = parameters.get("tab", "")
    rest = {key: value for key, value in parameters.items() if key != "tab"}
    if tab == LIVE:
        live = take_values(base, rest, "growing", notices)
        live = live if "steps" in rest else with_its_steps(live)
        run = parameters.get("run", "")
        return ProgressiveLinkState(model, ProgressiveChoice(tab=tab), live, run, notices=notices)
    if tab == PARTS:
        part = take_values(PartChoice(), rest, "growing", notices)
        return ProgressiveLinkState(
            model, ProgressiveChoice(tab=tab), base, part=part, notices=notices
        )
    chosen = take_values(ProgressiveChoice(), parameters, "growing", notices)
    return ProgressiveLinkState(model, chosen, base, notices=notices)


def write_progressive(link: ProgressiveLinkState) -> dict[str, str]:
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
        return here | own_values(link.part, PartChoice(), always=())
    return {"growing": link.model} | own_values(link.choice, ProgressiveChoice(), always=())
