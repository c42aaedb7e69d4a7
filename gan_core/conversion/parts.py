"""Where in a checkpoint a network's weights may lie, and which of several places is meant.

People save a state dict alone, or beside the other network's, an average of the weights, optimisers
and counters; programs that train put a prefix before each name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core.conversion.errors import ConversionError
from gan_core.storage.text import one_line

WRAPPERS = ("module", "_orig_mod")
"""Parts of names that data-parallel training and torch.compile add."""

AVERAGES = frozenset(
    {"avgg", "g_ema", "ema", "netg_ema", "generator_ema", "ema_generator", "g_avg", "gs", "ema_g"}
)
GENERATORS = frozenset(
    {
        "netg", "generator", "gen", "g", "netg_state_dict", "generator_state_dict", "g_state_dict",
        "gen_state_dict", "model_g", "modelg", "g_model", "generator_model", "generator_dict",
    }
)  # fmt: skip
OTHERS = frozenset(
    {"netd", "discriminator", "disc", "d", "critic", "netd_state_dict", "d_state_dict"}
)
CONTAINERS = frozenset({"state_dict", "model_state_dict", "model", "weights", "params", "net"})
"""Names, in small letters, that checkpoints of GANs use for the average of G's weights, for G, for
D, and around all of them."""

MOST_LEVELS = 4
ACCEPTED_TYPES = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
COUNTER = "num_batches_tracked"
MOST_NAMES = 6

Weights = Mapping[str, Tensor]


@dataclass(frozen=True)
class Part:
    """Weights by name, without wrappers; ``place`` is the way to them, empty for the whole file."""

    place: str
    weights: dict[str, Tensor]

    @property
    def rank(self) -> int:
        """How well its name fits, 0 best: an average of G, G, what says nothing, D."""
        names = {name.casefold() for name in self.place.split(".")}
        if names & OTHERS:
            return 3
        return 0 if names & AVERAGES else 1 if names & GENERATORS else 2


def find_parts(content: Mapping[str, Any], *, part: str | None = None) -> list[Part]:
    """Return the places with weights in what ``read_checkpoint`` gave, likeliest first.

    ``part`` names the place; it may also be a beginning that names of weights share. Raises
    ``ConversionError`` where none is there.
    """
    flat = [Part(place, _unwrapped(weights)) for place, weights in _dictionaries(content, "", 0)]
    every = [found for given in flat for found in _split(given, every=part is not None)]
    if part is not None:
        every = [found for found in every if found.place == part]
    if not every:
        what = "holds no weights by name" if part is None else f"has no part {one_line(part)!r}"
        raise ConversionError(f"the file {what}; {found_names(content)}")
    return sorted(every, key=lambda found: found.rank)


def found_names(content: Mapping[str, Any]) -> str:
    """Return the names in a checkpoint, a few of each place, as a part of one line."""
    places = [f"{place}: {_few(list(known))}" if place else _few(list(known))
              for place, known in _dictionaries(content, "", 0)]  # fmt: skip
    return f"found: {one_line('; '.join(places) or _few(list(content)), most=240)}"


def as_float32(weights: Weights) -> dict[str, Tensor]:
    """Return numbers of a network as float32, each in memory of its own.

    Raises ``ConversionError`` for types that are no weights, and for numbers that are not finite.
    """
    found = {}
    for name, tensor in weights.items():
        shown = one_line(name, most=60)
        if tensor.dtype not in ACCEPTED_TYPES:
            accepted = ", ".join(_type_name(each) for each in ACCEPTED_TYPES)
            raise ConversionError(
                f"{shown} is of type {_type_name(tensor.dtype)}; accepted: {accepted}"
            )
        found[name] = torch.empty(tensor.shape).copy_(tensor)
        if not bool(torch.isfinite(found[name]).all()):
            raise ConversionError(
                f"{shown} holds numbers that are NaN or infinite as float32: its training has "
                "diverged, or the file is damaged; take an earlier checkpoint"
            )
    return found


def _dictionaries(
    content: Mapping[str, Any], place: str, level: int
) -> Iterator[tuple[str, dict[str, Tensor]]]:
    """Give each dictionary that holds tensors, but for those of optimisers, with its place."""
    tensors = {name: value for name, value in content.items() if isinstance(value, Tensor)}
    if tensors:
        yield place, tensors
    for name, value in content.items():
        if isinstance(value, Mapping) and level < MOST_LEVELS and not _is_of_optimizer(name):
            yield from _dictionaries(value, f"{place}.{name}" if place else name, level + 1)


def _is_of_optimizer(name: str) -> bool:
    return name.isdigit() or "optim" in name.casefold()


def _unwrapped(weights: Weights) -> dict[str, Tensor]:
    """Return weights by names without wrappers, wherever these stand in them."""
    found: dict[str, Tensor] = {}
    for name, value in weights.items():
        plain = ".".join(part for part in name.split(".") if part not in WRAPPERS)
        if plain in found:
            raise ConversionError(f"two weights are called {one_line(plain)} without their prefix")
        found[plain] = value
    return found


def _split(given: Part, *, every: bool, level: int = 0) -> Iterator[Part]:
    """Give weights as a whole and by the beginnings of their names that say whose they are."""
    firsts = {first for name in given.weights if (first := _first(name))}
    chosen = sorted(firsts if every else _owners(firsts, list(given.weights)))
    if every or len(firsts) != 1 or not chosen:
        yield given
    for first in chosen if level < MOST_LEVELS else ():
        weights = {
            name.removeprefix(f"{first}."): value
            for name, value in given.weights.items()
            if _first(name) == first
        }
        place = f"{given.place}.{first}" if given.place else first
        yield from _split(Part(place, weights), every=every, level=level + 1)


def _owners(firsts: set[str], names: list[str]) -> set[str]:
    """Return the beginnings of names that are those of networks, not of layers."""
    known = {first for first in firsts if first.casefold() in AVERAGES | GENERATORS | OTHERS}
    shared = len(firsts) == 1 and all(map(_first, names))
    if shared and next(iter(firsts)).casefold() in CONTAINERS:
        return firsts
    # A layer of one network may be called gen, too: beside fc, say. D beside it tells them apart.
    networks = shared or any(first.casefold() in OTHERS for first in known)
    return known if networks else set()


def _first(name: str) -> str:
    """Return what stands before a name's first dot, unless that is a number."""
    first, dot, _rest = name.partition(".")
    return "" if not dot or first.isdigit() else first


def _few(names: list[str]) -> str:
    shown = ", ".join(one_line(name, most=60) for name in names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown}, ... ({len(names)} names)"


def _type_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
