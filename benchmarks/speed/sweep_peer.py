"""One contender of ``benchmarks.speed sweep``: replicas of one shape in as few packs as they form.

``python -m benchmarks.speed.sweep_peer DEVICE REPLICAS THREADS HIDDEN BATCH STEPS``; 0 threads
are all there are. Answers with milliseconds a step of all replicas together.
"""

from __future__ import annotations

import sys
import time

import torch

from benchmarks.speed.peer import say
from gan_core.settings.toy import ToySettings
from gan_core.storage.devices import resolve_device
from gan_core.training.toy.stack import ToyPack, make_packs

WARM_UP = 10


def advance(packs: list[ToyPack], steps: int, device: torch.device) -> None:
    """Do some steps of all packs."""
    for pack in packs:
        for _ in range(steps):
            pack.step()
    if device.type == "cuda":
        torch.cuda.synchronize()


def main() -> None:
    """Do a round whenever a line comes; end with the input."""
    replicas, threads, hidden, batch, steps = map(int, sys.argv[2:])
    if threads:
        torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    try:
        device = resolve_device(sys.argv[1])
    except ValueError as error:
        say(error=str(error))
        return
    common = ToySettings().replace(hidden=hidden, batch_size=batch)
    packs = make_packs([common.replace(seed=seed) for seed in range(replicas)], device=device)
    advance(packs, WARM_UP, device)
    say(device=str(device), threads=torch.get_num_threads(), packs=len(packs))
    for _ in sys.stdin:
        started = time.perf_counter()
        advance(packs, steps, device)
        say(ms_per_step=(time.perf_counter() - started) / steps * 1000)


if __name__ == "__main__":
    main()
