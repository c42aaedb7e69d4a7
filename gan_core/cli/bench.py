"""``bench``: measure speed beside a named peer in one run."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from gan_core.cli.output import UsageError, show
from gan_core.settings import ToySettings

ROUNDS = 7
STEPS_A_ROUND = 100
WARM_UP = 30


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``bench`` to the command line."""
    parser = commands.add_parser("bench", help="measure speed beside named peers")
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Carry out ``bench``."""
    if arguments.name not in BENCHES:
        raise UsageError(f"unknown bench {arguments.name!r}; accepted: {', '.join(BENCHES)}")
    show(BENCHES[arguments.name](arguments.device), as_json=arguments.json)


def bench_toy(device: str) -> dict[str, Any]:
    """One step of the WGAN document's size: ours, the reference, and plain eager torch.

    The three take turns, round by round; medians of the rounds and of the ratios are printed.
    """
    import torch

    from gan_core.cli.bench_eager import EagerWgan
    from gan_core.devices import resolve_device
    from gan_core.training.toy_step import ReferenceStep
    from gan_core.training.toy_trainer import ToyTrainer

    try:
        place = resolve_device(device)
    except ValueError as error:
        raise UsageError(str(error)) from None
    torch.set_flush_denormal(True)
    settings = ToySettings(loss="wgan")
    runners: dict[str, Callable[[], None]] = {
        "gan_core": ToyTrainer(settings, device=place).step,
        "reference": ToyTrainer(settings, device=place, step_class=ReferenceStep).step,
        "eager": EagerWgan(settings, place).step,
    }
    times: dict[str, list[float]] = {name: [] for name in runners}
    for step in runners.values():
        for _ in range(WARM_UP):
            step()
    for _ in range(ROUNDS):
        for name, step in runners.items():
            times[name].append(milliseconds(step, place.type))
    ratios = [eager / ours for eager, ours in zip(times["eager"], times["gan_core"], strict=True)]
    return {
        "device": str(place),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        **{f"{name}_ms_per_step": statistics.median(values) for name, values in times.items()},
        "eager_over_gan_core": statistics.median(ratios),
        "eager_over_gan_core_min": min(ratios),
        "eager_over_gan_core_max": max(ratios),
    }


def milliseconds(step: Callable[[], None], device: str) -> float:
    """Mean time of one step over a round."""
    import torch

    started = time.perf_counter()
    for _ in range(STEPS_A_ROUND):
        step()
    if device == "cuda":
        torch.cuda.synchronize()
    return (time.perf_counter() - started) / STEPS_A_ROUND * 1000


BENCHES: dict[str, Callable[[str], dict[str, Any]]] = {"toy": bench_toy}
