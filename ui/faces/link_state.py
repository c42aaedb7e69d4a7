"""What a link to the page of faces holds: model, feature space, outlier score, faces, layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.checkpoints.native import PRETRAINED, model_names, read_card
from gan_core.data.attribute_file import ATTRIBUTES
from gan_core.faces.names import APPEARANCES, MOST_NEIGHBOURS, SPACES, TEST_NAMES
from gan_core.settings.base import Settings, choice, number
from gan_core.settings.families import GENERATIVE
from gan_core.settings.images import FACE_SETS
from ui.controls.link_values import own_values, take_base, take_values

SOURCES = ("shipped", "celeba", "pictures")
"""Whose faces the reals are: the shipped points, CelebA found here, or the visitor's own."""

SHIPPED = SOURCES[0]

SWITCH = ("off", "on")
DEFAULT_MODEL = "dcgan-celeba64"
LAYERS = ("reals", "fakes", "pictures", "density")
ONE_COLOUR = "none"
COLOURS = (ONE_COLOUR, *APPEARANCES, *ATTRIBUTES)
"""What real faces are coloured by: nothing, what can be computed, CelebA's attributes."""


@dataclass(frozen=True)
class FacesChoice(Settings):
    """What the controls say, each in its limits."""

    space: str = choice(
        "discriminator", SPACES, "Features that faces are compared in: pixels, or a network's."
    )
    test: str = choice("lof", TEST_NAMES, "What flags a face as an outlier.")
    count: int = number(64, 1, 256, "How many faces are generated.")
    seed: int = number(0, 0, 2**31 - 1, "Which faces: same seed, same faces.")
    truncation: float = number(
        4.0,
        0.1,
        4.0,
        "Threshold of the truncated normal of the latents: lower, and faces get more average. In "
        "a GAN it is G's first features that come nearer to their mean by as much, since latents "
        "near 0 are none that it was trained on.",
    )
    thesis: str = choice(
        "off",
        SWITCH,
        "Chapter 8 of the thesis on latent spaces (latent-thesis in "
        "docs/references.md): the same faces placed its way and ours, side by side.",
    )
    source: str = choice("shipped", SOURCES, "Whose faces make the map.")
    reals: str = choice("on", SWITCH, "Real faces as circles.")
    fakes: str = choice("on", SWITCH, "Generated faces as diamonds.")
    pictures: str = choice(
        "off", SWITCH, "The faces themselves on the map; real ones when you zoom in, if here."
    )
    density: str = choice(
        "off", SWITCH, "Where real faces lie densely: lines around 90, 50 and 10 % of them."
    )
    colour: str = choice(
        ONE_COLOUR,
        COLOURS,
        "What the circles' colour says of real faces. CelebA's 40 attributes can be chosen where "
        "its list_attr_celeba.txt lies beside the pictures.",
    )
    neighbours: int = number(
        5, 1, MOST_NEIGHBOURS, "How many nearest real faces are shown of the face you inspect."
    )


@dataclass(frozen=True)
class FacesLinkState:
    """What a link asks for."""

    model: str
    choice: FacesChoice
    notices: list[str] = field(default_factory=list)


def face_models() -> list[str]:
    """Return the names of the shipped models that make faces, the usual one first."""
    cards = {name: read_card(PRETRAINED / name) for name in model_names()}
    names = [n for n, c in cards.items() if c.kind in GENERATIVE and c.dataset in FACE_SETS]
    return sorted(names, key=lambda name: (name != DEFAULT_MODEL, name))


def read_faces(parameters: Mapping[str, str]) -> FacesLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    notices: list[str] = []
    names = face_models()
    fallback = names[0] if names else DEFAULT_MODEL
    model = take_base(parameters, "faces", names or [fallback], fallback, notices)
    return FacesLinkState(model, take_values(FacesChoice(), parameters, "faces", notices), notices)


def write_faces(link: FacesLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: the model and what differs from the usual."""
    return {"faces": link.model} | own_values(link.choice, FacesChoice(), always=())
