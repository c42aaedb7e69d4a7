"""One contender of a bench in its own process: a round of steps for each line of input.

``python -m benchmarks.speed.peer CONTENDER LOSS DEVICE STEPS``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

from gan_core.settings.toy import ToySettings

WARM_UP = 30

Round = Callable[[int], None]
"""Does this many steps and returns when they are done."""


def contender(name: str, loss: str, device_name: str) -> tuple[Round, dict[str, object]]:
    """Return what does a number of D-and-G updates, and facts about it."""
    settings = ToySettings(loss=loss)
    if name == "jax":
        from benchmarks.speed.jax_peer import JaxGan

        return JaxGan(settings).steps, {"jax": version("jax")}
    if name == "keras":
        from benchmarks.speed.keras_peer import KerasWgan

        keras = KerasWgan(settings)
        return _repeat(keras.step), {"keras": version("keras")}
    return _torch_contender(name, settings, device_name)


def _torch_contender(
    name: str, settings: ToySettings, device_name: str
) -> tuple[Round, dict[str, object]]:
    import torch

    from benchmarks.speed.eager import EagerWgan
    from gan_core.storage.devices import resolve_device
    from gan_core.training.toy.trainer import ToyTrainer

    device = resolve_device(device_name)
    facts = {
        "device": str(device),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    if name == "eager":
        step = EagerWgan(settings, device).step
    else:
        torch.set_flush_denormal(True)
        step = ToyTrainer(settings, device=device, reference=name == "reference").step
    wait = torch.cuda.synchronize if device.type == "cuda" else None
    return _repeat(step, wait), facts


def _repeat(step: Callable[[], None], wait: Callable[[], None] | None = None) -> Round:
    def many(count: int) -> None:
        for _ in range(count):
            step()
        if wait is not None:
            wait()

    return many


def say(**content: object) -> None:
    """Answer with one line of JSON."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do a round whenever a line comes; end with the input."""
    name, loss, device_name, steps = sys.argv[1:]
    count = int(steps)
    try:
        steps_of, facts = contender(name, loss, device_name)
    except ValueError as error:
        say(error=str(error))
        return
    # JAX compiles for one number of steps; the others only warm up.
    steps_of(count if name == "jax" else min(WARM_UP, count))
    say(**facts)
    for _ in sys.stdin:
        started = time.perf_counter()
        steps_of(count)
        say(ms_per_step=(time.perf_counter() - started) / count * 1000)


if __name__ == "__main__":
    main()
