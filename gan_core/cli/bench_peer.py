"""One contender of ``bench toy`` in its own process: a round of steps for each line of input."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import torch

from gan_core.cli.bench_eager import EagerWgan
from gan_core.devices import resolve_device
from gan_core.settings import ToySettings
from gan_core.training.toy_step import ReferenceStep
from gan_core.training.toy_trainer import ToyTrainer

STEPS_A_ROUND = 100
WARM_UP = 30


def contender(name: str, device: torch.device) -> Callable[[], None]:
    """Return a function that does one WGAN step, with flushed denormals where we flush them."""
    settings = ToySettings(loss="wgan")
    if name == "eager":
        return EagerWgan(settings, device).step
    torch.set_flush_denormal(True)
    if name == "reference":
        return ToyTrainer(settings, device=device, step_class=ReferenceStep).step
    return ToyTrainer(settings, device=device).step


def milliseconds(step: Callable[[], None], device: str, steps: int) -> float:
    """Mean time of one step."""
    started = time.perf_counter()
    for _ in range(steps):
        step()
    if device == "cuda":
        torch.cuda.synchronize()
    return (time.perf_counter() - started) / steps * 1000


def say(**content: object) -> None:
    """Answer with one line of JSON."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do a round whenever a line comes; end with the input."""
    name, device_name = sys.argv[1:]
    try:
        device = resolve_device(device_name)
    except ValueError as error:
        say(error=str(error))
        return
    step = contender(name, device)
    milliseconds(step, device.type, WARM_UP)
    say(device=str(device), threads=torch.get_num_threads(), torch=torch.__version__)
    for _ in sys.stdin:
        say(ms_per_step=milliseconds(step, device.type, STEPS_A_ROUND))


if __name__ == "__main__":
    main()
