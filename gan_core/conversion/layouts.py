"""Five layouts of other projects' checkpoints: which network they hold, with its weights renamed.

Shapes and names decide where they can, and where they do not the user's choices do. A name too many
or too few, or a shape that does not fit, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from gan_core.conversion import designs
from gan_core.conversion.designs import Design
from gan_core.conversion.errors import ConversionError, reason
from gan_core.conversion.networks import build
from gan_core.conversion.parts import COUNTER, Part, Weights, as_float32, find_parts, found_names
from gan_core.conversion.settings import CHOICES, Choices, ConvertedSettings, option
from gan_core.conversion.undecided import UndecidedError, assumed
from gan_core.models.initialization import empty
from gan_core.storage.text import one_line


@dataclass(frozen=True)
class ConvertedModel:
    """What a checkpoint holds: the network with its weights, and the settings that build it again.

    ``part`` is the place in the file, empty for all of it; ``chosen`` are options of ``convert``
    that were given, and ``assumed`` those that were not, with the layout's own values, which no
    shape tells.
    """

    settings: ConvertedSettings
    network: nn.Module
    part: str = ""
    chosen: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


def read_layout(
    layout: str, content: Mapping[str, Any], choices: Choices | None = None
) -> ConvertedModel:
    """Return the model in what ``read_checkpoint`` gave; raises ``ConversionError``.

    Of several places whose weights fit, the likeliest is taken: an average of G before G.
    """
    if layout not in LAYOUTS:
        raise ConversionError(f"unknown layout {layout!r}; accepted: {', '.join(LAYOUTS)}")
    choices = choices or Choices()
    for name in choices.given:
        if name not in CHOICES[layout]:
            accepted = ", ".join(map(option, CHOICES[layout])) or "none"
            raise ConversionError(
                f"{option(name)} does not go with {layout}, whose weights or code decide that; "
                f"accepted of such options: {accepted}"
            )
    part, design = _fitting(layout, content, choices)
    return ConvertedModel(
        settings=design.settings,
        network=_filled(design, part.weights),
        part=part.place,
        chosen=choices.options,
        assumed=assumed(design.settings, choices),
    )


def _fitting(layout: str, content: Mapping[str, Any], choices: Choices) -> tuple[Part, Design]:
    """Return the place whose weights fit a layout, and how; ``ConversionError`` without one."""
    found: list[tuple[Part, Design]] = []
    refusals: list[ConversionError] = []
    try:
        parts = find_parts(content, part=choices.part)
    except ConversionError as error:
        raise ConversionError(f"this is no checkpoint of {layout}: {error}") from None
    for part in parts:
        if found and part.rank > found[0][0].rank:
            break
        place = f"in {one_line(part.place)}: " if part.place else ""
        try:
            found.append((part, _design(layout, part.weights, content, choices)))
        except UndecidedError as error:
            raise UndecidedError(f"{place}{error}") from None
        except ConversionError as error:
            refusals.append(ConversionError(f"{place}{error}"))
    if len(found) > 1:
        places = ", ".join(part.place or "the whole file" for part, _design in found)
        raise ConversionError(
            f"several parts of the file fit: {one_line(places)}; --part says which is meant"
        )
    if not found:
        raise ConversionError(
            f"this is no checkpoint of {layout}: {refusals[0]}; {found_names(content)}"
        )
    return found[0]


def _design(layout: str, weights: Weights, content: Mapping[str, Any], choices: Choices) -> Design:
    """Return how weights fit a layout; ``ConversionError`` where they do not."""
    config = content.get("config")
    try:
        design = LAYOUTS[layout](weights, config if isinstance(config, Mapping) else {}, choices)
        _check_fit(design, weights)
    except KeyError as error:
        raise ConversionError(f"{reason(error)} is missing") from None
    except (IndexError, ValueError, AttributeError, TypeError) as error:
        # A tensor of other dimensions, and a config of other values.
        raise ConversionError(reason(error)) from None
    return design


def _check_fit(design: Design, weights: Weights) -> None:
    """Raise ``ValueError`` unless every name and shape is the network's; names are the file's."""
    expected = {
        name: tuple(value.shape)
        for name, value in empty(lambda: build(design.settings)).state_dict().items()
        if not name.endswith(COUNTER)
    }
    own_names = {own: name for name, own in _own_names(design, weights).items()}
    theirs = {own: place for place, own in design.places.items()}
    for own, shape in expected.items():
        if own not in own_names:
            place, _dot, last = own.rpartition(".")
            raise ValueError(f"{theirs.get(place, place)}.{last} is missing")
        given = tuple(weights[own_names[own]].shape)
        if given != shape:
            raise ValueError(f"{own_names[own]} is {given}, expected {shape}")
    unknown = own_names.keys() - expected.keys()
    if unknown:
        raise ValueError(f"{own_names[min(unknown)]} is unknown")


def _own_names(design: Design, weights: Weights) -> dict[str, str]:
    """Return the network's names by the file's, without counters; ``ValueError`` for others."""
    found = {}
    for name in weights:
        place, _dot, last = name.rpartition(".")
        if place not in design.places:
            raise ValueError(f"{name} is unknown")
        if last != COUNTER:
            found[name] = f"{design.places[place]}.{last}"
    return found


def _filled(design: Design, weights: Weights) -> nn.Module:
    """Return the network with weights that fit, in memory of its own, ready to be used."""
    network = empty(lambda: build(design.settings))
    own_names = _own_names(design, weights)
    numbers = as_float32({name: weights[name] for name in own_names})
    state = {own_names[name]: value for name, value in numbers.items()}
    for name in network.state_dict():
        if name.endswith(COUNTER):
            state[name] = torch.zeros((), dtype=torch.int64)
    network.load_state_dict(state, assign=True)
    return network.eval().requires_grad_(False)


LAYOUTS: dict[str, Callable[[Weights, Mapping[str, Any], Choices], Design]] = {
    "pytorch-examples-dcgan": designs.examples_dcgan,
    "gan-zoo-pgan": designs.zoo_progressive,
    "gan-zoo-dcgan": designs.zoo_dcgan,
    "csinva-vae": designs.csinva_vae,
    "csinva-gan-mlp": designs.csinva_gan_mlp,
}
"""The function that reads each layout."""
