"""How each layout's weights become settings of a network, and where in it each layer belongs.

Functions take weights by name without prefixes. They raise ``ValueError`` and the like for weights
of another layout, and ``UndecidedError`` for a choice that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from gan_core.conversion.parts import Weights
from gan_core.conversion.settings import Choices, ConvertedSettings
from gan_core.conversion.undecided import (
    USUAL_KERNEL,
    functions_of,
    last_resolution,
    picture_of,
)
from gan_core.settings.progressive import FIRST_RESOLUTION

LAYER_NAME = re.compile(r"((?:[^.\d][^.]*\.)*)((?:\d{1,6}\.)+)([^.\d][^.]*)")
"""A layer of a Sequential: where that is, the layer's numbers, and what of it."""

MOST_LAYERS_READ = 100
Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Design:
    """Settings of a network; ``places`` has the network's layers by the file's names of them."""

    settings: ConvertedSettings
    places: Mapping[str, str]


def examples_dcgan(weights: Weights, _config: Mapping[str, Any], choices: Choices) -> Design:
    """Read pytorch/examples' generator: transposed convolutions 0, 3, 6..., batch norm between."""
    layers = _numbered(weights)
    names, numbers = list(layers.values()), list(layers)
    for i, name in enumerate(names):
        is_norm = f"{name}.running_mean" in weights
        if is_norm != bool(i % 2) or (not is_norm and _of(weights, name).ndim != 4):
            raise ValueError(
                f"{name} is {tuple(_of(weights, name).shape)}; expected: transposed convolutions, "
                "with a batch norm between each two"
            )
    convolutions = names[::2]
    usual = [(3 * (i // 2) + i % 2,) for i in range(len(names))]
    _check_room(numbers[1::2], numbers[2::2])
    functions = functions_of(
        choices, regular=numbers == usual, between=_written(numbers[::2]),
    )  # fmt: skip
    places = {name: f"layers.{i}" for i, name in enumerate(convolutions)}
    places |= {name: f"norms.{i}" for i, name in enumerate(names[1::2])}
    given = [_of(weights, name) for name in convolutions]
    biases = tuple(int(f"{name}.bias" in weights) for name in convolutions)
    resolution = last_resolution(_before_last(given), given[-1].shape[-1], choices)
    settings = _transposed(
        "pytorch-examples-dcgan", given, resolution=resolution, biases=biases, functions=functions
    )
    return Design(settings, places)


def zoo_dcgan(weights: Weights, _config: Mapping[str, Any], _choices: Choices) -> Design:
    """Read the zoo's DCGAN, whose layers have names."""
    depth = sum(name.startswith("main.convTranspose") for name in weights)
    names = ["formatLayer", *(f"main.convTranspose{i}" for i in range(1, depth + 1))]
    names.append("main.outlayer")
    given = [weights[f"{name}.weight"] for name in names]
    if given[-1].ndim != 4 or given[-1].shape[-1] != USUAL_KERNEL:
        raise ValueError(f"main.outlayer.weight is {tuple(given[-1].shape)}, expected a kernel of "
                         f"{USUAL_KERNEL}")  # fmt: skip
    places = {name: f"layers.{i}" for i, name in enumerate(names)}
    places |= {f"main.batchNorm{i}": f"norms.{i}" for i in range(depth + 1)}
    settings = _transposed("gan-zoo-dcgan", given, resolution=2 * _before_last(given))
    return Design(settings, places)


def zoo_progressive(weights: Weights, config: Mapping[str, Any], _choices: Choices) -> Design:
    """Read the zoo's progressive GAN; its config says how far a resolution has faded in."""
    if not config:
        raise ValueError("its config is missing, which says how far a resolution has faded in")
    scales = sum(
        re.fullmatch(r"toRGBLayers\.\d{1,2}\.weight", name) is not None for name in weights
    )
    places = {"formatLayer": "format", "groupScale0.0": "first"}
    for stage in range(scales):
        places[f"toRGBLayers.{stage}"] = f"to_rgb.{stage}"
        places |= {f"scaleLayers.{stage}.{i}": f"scales.{stage}.{i}" for i in range(2)}
    widths = tuple(weights[f"toRGBLayers.{stage}.weight"].shape[1] for stage in range(scales))
    for key, accepted in (("normalization", True), ("equalizedlR", True), ("leakyReluLeak", 0.2)):
        if config.get(key, accepted) != accepted:
            raise ValueError(f"{key} is {config[key]}; accepted: {accepted}")
    settings = ConvertedSettings(
        kind="gan", layout="gan-zoo-pgan", latent_dim=weights["formatLayer.weight"].shape[1],
        image_side=FIRST_RESOLUTION << max(0, scales - 1),
        image_channels=weights["toRGBLayers.0.weight"].shape[0], sizes=widths,
        # The zoo's alpha is the weight of the old picture, 0 once a resolution has stabilised.
        alpha=1 - float(config.get("alpha", 0.0)),
    )  # fmt: skip
    return Design(settings, places)


def csinva_vae(weights: Weights, _config: Mapping[str, Any], choices: Choices) -> Design:
    """Read csinva's VAE of one hidden layer on each side."""
    hidden, numbers = weights["fc1.weight"].shape
    resolution, channels = picture_of(numbers, choices)
    settings = ConvertedSettings(
        kind="vae", layout="csinva-vae", latent_dim=weights["fc21.weight"].shape[0],
        image_side=resolution, image_channels=channels, sizes=(hidden,),
    )  # fmt: skip
    places = {
        "fc1": "hidden", "fc21": "mean", "fc22": "log_variance", "fc3": "decoder.0",
        "fc4": "decoder.2",
    }  # fmt: skip
    return Design(settings, places)


def csinva_gan_mlp(weights: Weights, _config: Mapping[str, Any], choices: Choices) -> Design:
    """Read csinva's generator of dense layers 0, 2, 4..., with ReLU between."""
    layers = _numbered(weights)
    given = [_of(weights, name) for name in layers.values()]
    for name, layer in zip(layers.values(), given, strict=True):
        if layer.ndim != 2:
            raise ValueError(f"{name} is {tuple(layer.shape)}; expected dense layers alone")
    numbers = list(layers)
    _check_room(numbers, numbers[1:])
    resolution, channels = picture_of(given[-1].shape[0], choices)
    functions = functions_of(
        choices, regular=numbers == [(2 * i,) for i in range(len(numbers))],
        between=_written(numbers),
    )  # fmt: skip
    settings = ConvertedSettings(
        kind="gan", layout="csinva-gan-mlp", latent_dim=given[0].shape[1], image_side=resolution,
        image_channels=channels, sizes=tuple(layer.shape[0] for layer in given[:-1]),
        **functions,  # type: ignore[arg-type]
    )  # fmt: skip
    return Design(settings, {name: f"layers.{i}" for i, name in enumerate(layers.values())})


def _numbered(weights: Weights) -> dict[Numbers, str]:
    """Return a Sequential's layers in its order: their numbers, in blocks several, and names."""
    layers: dict[Numbers, str] = {}
    places = set()
    for name in weights:
        match = LAYER_NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"{name} has no number, as a layer of a Sequential has")
        places.add(match[1])
        numbers = tuple(int(number) for number in match[2].split(".")[:-1])
        layers[numbers] = match[1] + match[2].removesuffix(".")
    if len(places) != 1 or len(layers) > MOST_LAYERS_READ:
        raise ValueError(f"it has {len(layers)} layers at {len(places)} places; expected one place")
    return dict(sorted(layers.items()))


def _check_room(before: Sequence[Numbers], after: Sequence[Numbers]) -> None:
    """Refuse layers of which one stands right behind the other: with no function between them."""
    for a, b in zip(before, after, strict=False):
        if a[:-1] == b[:-1] and b[-1] - a[-1] < 2:
            raise ValueError(f"there is nothing between its layers {_written([a, b])}")


def _written(numbers: Sequence[Numbers]) -> str:
    return ", ".join(".".join(map(str, number)) for number in numbers[:6])


def _of(weights: Weights, name: str) -> Tensor:
    if f"{name}.weight" not in weights:
        raise ValueError(f"{name}.weight is missing")
    return weights[f"{name}.weight"]


def _before_last(given: Sequence[Tensor]) -> int:
    """Return the resolution before the last of these layers."""
    if len(given) < 2:
        raise ValueError(f"it has {len(given)} transposed convolutions; expected 2 or more")
    return FIRST_RESOLUTION << (len(given) - 2)


def _transposed(
    layout: str,
    given: Sequence[Tensor],
    *,
    resolution: int,
    biases: tuple[int, ...] = (),
    functions: Mapping[str, Any] | None = None,
) -> ConvertedSettings:
    return ConvertedSettings(
        kind="gan", layout=layout, latent_dim=given[0].shape[0], image_side=resolution,
        image_channels=given[-1].shape[1], sizes=tuple(layer.shape[1] for layer in given[:-1]),
        last_kernel=given[-1].shape[-1], biases=biases if any(biases) else (), **(functions or {}),
    )  # fmt: skip
