"""Measure speed beside named peers in one run.

python -m benchmarks.speed toy --json
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from benchmarks.speed.race import race, ratios
from benchmarks.speed.sweep import bench_sweep
from gan_core.cli.output import UsageError, show
from gan_core.settings.toy import LOSS_NAMES

ROUNDS = 7
STEPS = 195
"""Steps in a round: one epoch, so that each has the same share of shuffling."""

PEER = "benchmarks.speed.peer"


def bench_toy(device: str) -> dict[str, Any]:
    """One step of wgan-25-gaussians's size: ours, the reference, eager torch, JAX, Keras.

    Each runs in a process of its own, so that no one's memory or threads help or hinder another,
    and they take turns, round by round; medians of the rounds and of the ratios are printed.
    JAX and Keras take part where they are installed; with JAX, every loss is measured beside it.
    """
    installed = [name for name in ("jax", "keras") if find_spec(name)]
    if find_spec("tensorflow") is None and "keras" in installed:
        installed.remove("keras")
    names = ["gan_core", "reference", "eager", *installed]
    times, result = _race_steps(names, "wgan", device)
    for name in names[1:]:
        result |= ratios(times, name, "gan_core")
    if "jax" in installed:
        result |= ratios(times, "gan_core", "jax")
        for loss in LOSS_NAMES:
            # The peer has no relativistic loss; the two WGANs differ in a clip alone.
            if loss not in ("wgan", "wgan-noclip", "rpgan"):
                times, figures = _race_steps(["gan_core", "jax"], loss, device)
                figures |= ratios(times, "gan_core", "jax")
                result |= {f"{loss}_{key}": figures[key] for key in figures if "_" in key}
    return result


def _race_steps(
    names: list[str], loss: str, device: str
) -> tuple[dict[str, list[float]], dict[str, Any]]:
    arguments = {name: (name, loss, device, str(STEPS)) for name in names}
    times, facts = race(PEER, arguments, rounds=ROUNDS)
    medians = {f"{name}_ms_per_step": statistics.median(times[name]) for name in names}
    return times, facts | medians


def bench_latent(device: str) -> dict[str, Any]:
    """Return milliseconds of decoding latents, by every shipped model; torch is imported now."""
    from benchmarks.speed.latent import bench_latent

    return bench_latent(device)


def bench_faces(device: str) -> dict[str, Any]:
    """Return milliseconds of a step on faces, and of making and placing 64 of them."""
    from benchmarks.speed.faces import bench_faces

    return bench_faces(device)


def bench_progressive(device: str) -> dict[str, Any]:
    """Return milliseconds of a progressive GAN's step and pictures, and of the zoo's generator."""
    from benchmarks.speed.progressive import bench_progressive

    return bench_progressive(device)


def bench_live(device: str) -> dict[str, Any]:
    """Return delays and speeds of the live pages in Chromium, whose runs are the processor's."""
    from benchmarks.speed.live.command import bench_live

    if device not in ("auto", "cpu"):
        raise UsageError(f"--device {device!r}: live runs on the processor; accepted: auto, cpu")
    return bench_live()


BENCHES: dict[str, Callable[[str], dict[str, Any]]] = {
    "toy": bench_toy,
    "sweep": bench_sweep,
    "latent": bench_latent,
    "faces": bench_faces,
    "progressive": bench_progressive,
    "live": bench_live,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("name", metavar="NAME", choices=BENCHES, help=", ".join(BENCHES))
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args(arguments)
    try:
        show(BENCHES[parsed.name](parsed.device), as_json=parsed.json)
    except UsageError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
