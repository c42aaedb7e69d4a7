"""Five layouts of other projects' checkpoints: which network they hold, with its weights renamed.

Sizes come from shapes alone. A name too many or too few, or a shape that does not fit, is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.conversion.networks import DenseStack, DenseVae, TransposedStack, ZooProgressive
from gan_core.conversion.reading import ConversionError
from gan_core.conversion.settings import MOST_RESOLUTION, MOST_WIDTH
from gan_core.models.initialization import empty
from gan_core.settings.progressive import FIRST_RESOLUTION

Weights = Mapping[str, Tensor]
SKIPPED = "num_batches_tracked"
OUTPUTS = {1: "grey", 3: "coloured"}


@dataclass(frozen=True)
class ConvertedModel:
    """What a checkpoint holds: ``kind`` gan or vae, sizes, and the network with its weights.

    ``sizes`` are the channels or units by which ``build`` makes the same network again.
    """

    kind: str
    layout: str
    latent_dim: int
    resolution: int
    channels: int
    sizes: tuple[int, ...]
    alpha: float
    network: nn.Module


@dataclass(frozen=True)
class _Shape:
    """The sizes by which ``build`` makes a network."""

    latent_dim: int
    resolution: int
    channels: int
    sizes: tuple[int, ...]
    alpha: float = 1.0


def read_layout(layout: str, content: Mapping[str, Any]) -> ConvertedModel:
    """Return the model in what ``read_checkpoint`` gave; raises ``ConversionError``."""
    if layout not in LAYOUTS:
        raise ConversionError(f"unknown layout {layout!r}; accepted: {', '.join(LAYOUTS)}")
    try:
        return LAYOUTS[layout](content)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ConversionError(
            f"this is no checkpoint of {layout}: {' '.join(str(error).split()) or 'wrong form'}"
        ) from None


def build(
    layout: str,
    *,
    latent_dim: int,
    resolution: int,
    channels: int,
    sizes: tuple[int, ...],
    alpha: float,
) -> nn.Module:
    """Return the network of a layout without weights; ``ValueError`` for sizes out of bounds."""
    if (
        not 1 <= latent_dim <= MOST_WIDTH
        or not 1 <= resolution <= MOST_RESOLUTION
        or channels not in OUTPUTS
    ):
        raise ValueError(f"{latent_dim} latents, {channels} x {resolution} x {resolution} pixels")
    if not sizes or not all(1 <= size <= MOST_WIDTH for size in sizes) or len(sizes) > 12:
        raise ValueError(f"sizes {sizes}; accepted: up to 12 of 1 to {MOST_WIDTH}")
    if layout == "gan-zoo-pgan":
        if resolution != FIRST_RESOLUTION << (len(sizes) - 1):
            raise ValueError(f"{len(sizes)} scales make no pictures of {resolution} pixels")
        return ZooProgressive(latent_dim, sizes, channels, alpha=alpha)
    if layout == "csinva-vae":
        return DenseVae(latent_dim, sizes[0], resolution)
    if layout == "csinva-gan-mlp":
        return DenseStack((latent_dim, *sizes, resolution * resolution), resolution)
    last = 4 if resolution == FIRST_RESOLUTION << len(sizes) else 1
    if last == 1 and resolution != (FIRST_RESOLUTION << (len(sizes) - 1)) - 4:
        raise ValueError(f"{len(sizes)} layers make no pictures of {resolution} pixels")
    return TransposedStack(latent_dim, sizes, channels, last=last)


def _finished(layout: str, weights: dict[str, Tensor], kind: str, shape: _Shape) -> ConvertedModel:
    """Return the model of these sizes with its weights."""
    known = vars(shape)
    network = empty(lambda: build(layout, **known))
    fill(network, weights)
    return ConvertedModel(kind, layout, network=network, **known)


def fill(network: nn.Module, weights: Weights) -> None:
    """Put weights into a network without memory, which is then ready to be used.

    Raises ``KeyError`` or ``ValueError`` unless every name and shape fits.
    """
    expected = network.state_dict()
    given = {name: value for name, value in weights.items() if not name.endswith(SKIPPED)}
    for name, value in expected.items():
        if name.endswith(SKIPPED):
            given[name] = torch.zeros((), dtype=torch.int64)
        elif name not in given:
            raise KeyError(f"{name} is missing")
        elif given[name].shape != value.shape:
            raise ValueError(f"{name} is {tuple(given[name].shape)}, expected {tuple(value.shape)}")
    unknown = given.keys() - expected.keys()
    if unknown:
        raise ValueError(f"{min(unknown)} is unknown")
    network.load_state_dict(given, assign=True)
    network.eval().requires_grad_(False)


def _weights(content: Mapping[str, Any]) -> dict[str, Tensor]:
    """Return the tensors of a flat checkpoint, without the prefix of data-parallel training."""
    found = {name.removeprefix("module."): value for name, value in content.items()}
    if not all(isinstance(value, Tensor) for value in found.values()):
        raise ValueError("it holds more than weights by name")
    return found


def _examples_dcgan(content: Mapping[str, Any]) -> ConvertedModel:
    weights = _weights(content)
    places = sorted(int(n.split(".")[1]) for n, w in weights.items() if w.ndim == 4)
    names = {f"main.{place}": f"layers.{i}" for i, place in enumerate(places)}
    names |= {f"main.{place + 1}": f"norms.{i}" for i, place in enumerate(places[:-1])}
    return _stack("pytorch-examples-dcgan", renamed(weights, names))


def _zoo_dcgan(content: Mapping[str, Any]) -> ConvertedModel:
    weights = _weights(_zoo_generator(content))
    depth = sum(name.startswith("main.convTranspose") for name in weights)
    names = {"formatLayer": "layers.0", "main.outlayer": f"layers.{depth + 1}"}
    names |= {f"main.convTranspose{i}": f"layers.{i}" for i in range(1, depth + 1)}
    names |= {f"main.batchNorm{i}": f"norms.{i}" for i in range(depth + 1)}
    return _stack("gan-zoo-dcgan", renamed(weights, names))


def renamed(weights: Weights, names: Mapping[str, str]) -> dict[str, Tensor]:
    """Return weights by new names: the part before the last dot is looked up in ``names``."""
    found = {}
    for name, value in weights.items():
        place, _dot, last = name.rpartition(".")
        if place not in names:
            raise ValueError(f"{name} is unknown")
        found[f"{names[place]}.{last}"] = value
    return found


def _stack(layout: str, weights: dict[str, Tensor]) -> ConvertedModel:
    layers = [weights[f"layers.{i}.weight"] for i in range(sum(".weight" in n and "layers" in n
                                                              for n in weights))]  # fmt: skip
    sizes = tuple(layer.shape[1] for layer in layers[:-1])
    resolution = FIRST_RESOLUTION << (len(sizes) - 1)
    resolution = 2 * resolution if layers[-1].shape[-1] == 4 else resolution - 4
    return _finished(
        layout, weights, "gan",
        _Shape(layers[0].shape[0], resolution, channels=layers[-1].shape[1], sizes=sizes),
    )  # fmt: skip


def _zoo_generator(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return G's running average, which the zoo itself samples from, or G."""
    for name in ("avgG", "netG"):
        if isinstance(content.get(name), Mapping) and content[name]:
            found: Mapping[str, Any] = content[name]
            return found
    raise KeyError("neither avgG nor netG is there")


def _zoo_pgan(content: Mapping[str, Any]) -> ConvertedModel:
    config = content["config"]
    given = _without_module(_zoo_generator(content))
    scales = 1 + max(
        (int(name.split(".")[1]) + 1 for name in given if name.startswith("scaleLayers.")),
        default=0,
    )
    names = {"formatLayer": "format", "groupScale0.0": "first"}
    for stage in range(scales):
        names[f"toRGBLayers.{stage}"] = f"to_rgb.{stage}"
        names |= {f"scaleLayers.{stage}.{i}": f"scales.{stage}.{i}" for i in range(2)}
    weights = renamed(given, names)
    widths = tuple(given[f"toRGBLayers.{stage}.weight"].shape[1] for stage in range(scales))
    for key, accepted in (("normalization", True), ("equalizedlR", True), ("leakyReluLeak", 0.2)):
        if config.get(key, accepted) != accepted:
            raise ValueError(f"{key} is {config[key]}; accepted: {accepted}")
    return _finished(
        "gan-zoo-pgan", weights, "gan",
        _Shape(
            given["formatLayer.weight"].shape[1], FIRST_RESOLUTION << (scales - 1),
            channels=given["toRGBLayers.0.weight"].shape[0], sizes=widths,
            alpha=_pgan_alpha(config),
        ),
    )  # fmt: skip


def _without_module(content: Weights) -> dict[str, Tensor]:
    """Return weights by the names that older files of the zoo have, without ``module``."""
    return {name.replace(".module.", "."): value for name, value in content.items()}


def _pgan_alpha(config: Mapping[str, Any]) -> float:
    """Return the fade-in weight of the newest resolution.

    The zoo's alpha is the weight of the old picture, 0 once the last resolution has stabilised.
    """
    return 1 - float(config.get("alpha", 0.0))


def _csinva_vae(content: Mapping[str, Any]) -> ConvertedModel:
    weights = _weights(content)
    names = {
        "fc1": "hidden", "fc21": "mean", "fc22": "log_variance", "fc3": "decoder.0",
        "fc4": "decoder.2",
    }  # fmt: skip
    hidden, pixels = weights["fc1.weight"].shape
    return _finished(
        "csinva-vae", renamed(weights, names), "vae",
        _Shape(
            weights["fc21.weight"].shape[0], _resolution_of(pixels), channels=1, sizes=(hidden,)
        ),
    )  # fmt: skip


def _csinva_gan_mlp(content: Mapping[str, Any]) -> ConvertedModel:
    weights = _weights(content)
    places = sorted({int(name.split(".")[0]) for name in weights})
    layers = [weights[f"{place}.weight"] for place in places]
    names = {str(place): f"layers.{i}" for i, place in enumerate(places)}
    return _finished(
        "csinva-gan-mlp", renamed(weights, names), "gan",
        _Shape(
            layers[0].shape[1], _resolution_of(layers[-1].shape[0]), channels=1,
            sizes=tuple(layer.shape[0] for layer in layers[:-1]),
        ),
    )  # fmt: skip


def _resolution_of(pixels: int) -> int:
    resolution = math.isqrt(pixels)
    if resolution * resolution != pixels:
        raise ValueError(f"{pixels} pixels are no square")
    return resolution


LAYOUTS: dict[str, Callable[[Mapping[str, Any]], ConvertedModel]] = {
    "pytorch-examples-dcgan": _examples_dcgan,
    "gan-zoo-pgan": _zoo_pgan,
    "gan-zoo-dcgan": _zoo_dcgan,
    "csinva-vae": _csinva_vae,
    "csinva-gan-mlp": _csinva_gan_mlp,
}
"""The function that reads each layout."""
