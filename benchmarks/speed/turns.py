"""Actions that take turns in one process, so that their ratios mean something."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from gan_core.cli.output import UsageError
from gan_core.storage.devices import resolve_device

Action = Callable[[], object]


def bench_device(name: str) -> torch.device:
    """Return a device by name; ``UsageError`` for one that is not there."""
    try:
        return resolve_device(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def machine(device: torch.device) -> dict[str, Any]:
    """Return what figures depend on."""
    return {
        "device": str(device),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def take_turns(
    actions: Mapping[str, Action], *, rounds: int, repeats: int, device: torch.device
) -> dict[str, list[float]]:
    """Time actions in turn after one warm-up each; milliseconds an action, by name and round."""
    for action in actions.values():
        action()
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            _wait(device)
            started = time.perf_counter()
            for _ in range(repeats):
                action()
            _wait(device)
            times[name].append(1e3 * (time.perf_counter() - started) / repeats)
    return times


def medians(times: Mapping[str, list[float]], unit: str) -> dict[str, float]:
    """Return the median of each action's rounds, named with its unit."""
    return {f"{name}_{unit}": statistics.median(values) for name, values in times.items()}


def contiguous(network: nn.Module) -> nn.Module:
    """Lay a network's weights out as torch does by itself, in place."""
    return network.to(memory_format=torch.contiguous_format)


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()
    elif device.type == "mps":
        torch.mps.synchronize()
